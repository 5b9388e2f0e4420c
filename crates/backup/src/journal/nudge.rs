//! "Try again now", from the handle to a sleeping engine.

use std::{
    cell::RefCell,
    future::poll_fn,
    rc::Rc,
    task::{Poll, Waker},
};

#[derive(Default)]
struct Inner {
    nudged: bool,
    waker: Option<Waker>,
}

#[derive(Clone, Default)]
pub(crate) struct Nudge(Rc<RefCell<Inner>>);

impl Nudge {
    pub(crate) fn now(&self) {
        let waker = {
            let mut inner = self.0.borrow_mut();
            inner.nudged = true;
            inner.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Forgets what came before.
    pub(crate) fn clear(&self) {
        self.0.borrow_mut().nudged = false;
    }

    pub(crate) async fn wait(&self) {
        poll_fn(|context| {
            let mut inner = self.0.borrow_mut();
            if std::mem::take(&mut inner.nudged) {
                return Poll::Ready(());
            }
            inner.waker = Some(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}
