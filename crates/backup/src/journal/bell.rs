//! "Something has changed", from anybody to everybody who shares it.

use std::{
    cell::RefCell,
    future::poll_fn,
    rc::Rc,
    task::{Poll, Waker},
};

#[derive(Default)]
struct Inner {
    count: u64,
    wakers: Vec<Waker>,
}

/// Whoever listens looks for himself what it was.
#[derive(Clone, Default)]
pub(crate) struct Bell(Rc<RefCell<Inner>>);

impl Bell {
    pub(crate) fn ring(&self) {
        let wakers = {
            let mut inner = self.0.borrow_mut();
            inner.count += 1;
            std::mem::take(&mut inner.wakers)
        };
        for waker in wakers {
            waker.wake();
        }
    }

    /// How often it rang.
    pub(crate) fn count(&self) -> u64 {
        self.0.borrow().count
    }

    /// Comes back when it has rung more often than that, with the new count.
    pub(crate) async fn heard(&self, before: u64) -> u64 {
        poll_fn(|context| {
            let mut inner = self.0.borrow_mut();
            if inner.count != before {
                return Poll::Ready(inner.count);
            }
            inner.wakers.push(context.waker().clone());
            Poll::Pending
        })
        .await
    }
}
