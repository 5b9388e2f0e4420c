//! "Something has changed", from anybody to everybody who shares it.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    future::poll_fn,
    rc::Rc,
    task::{Poll, Waker},
};

#[derive(Default)]
struct Inner {
    count: u64,
    listeners: u64,
    wakers: BTreeMap<u64, Waker>,
}

/// A change notification without data: listeners read the state again. Clones are the same bell.
#[derive(Clone, Default)]
pub(crate) struct Bell(Rc<RefCell<Inner>>);

impl Bell {
    pub(crate) fn ring(&self) {
        let wakers = {
            let mut inner = self.0.borrow_mut();
            inner.count += 1;
            std::mem::take(&mut inner.wakers)
        };
        for waker in wakers.into_values() {
            waker.wake();
        }
    }

    /// How often it rang.
    pub(crate) fn count(&self) -> u64 {
        self.0.borrow().count
    }

    /// Resolves with the new count once it differs from `before`.
    pub(crate) async fn heard(&self, before: u64) -> u64 {
        let listener = self.listen();
        poll_fn(|context| {
            let mut inner = self.0.borrow_mut();
            if inner.count != before {
                return Poll::Ready(inner.count);
            }
            inner.wakers.insert(listener.number, context.waker().clone());
            Poll::Pending
        })
        .await
    }

    fn listen(&self) -> Listener<'_> {
        let mut inner = self.0.borrow_mut();
        inner.listeners += 1;
        Listener { bell: self, number: inner.listeners }
    }
}

/// Dropping a listener removes its waker, even if the bell never rings again.
struct Listener<'a> {
    bell: &'a Bell,
    number: u64,
}

impl Drop for Listener<'_> {
    fn drop(&mut self) {
        let waker = self.bell.0.borrow_mut().wakers.remove(&self.number);
        // The waker is dropped outside the borrow: a task that ends with its last waker may have other
        // listeners.
        drop(waker);
    }
}

#[cfg(test)]
mod tests {
    use futures::{FutureExt, executor::block_on, future::join};

    use super::*;

    #[test]
    fn everybody_hears_it_and_nobody_is_kept_who_left() {
        let bell = Bell::default();
        for _ in 0..100 {
            assert_eq!(bell.heard(0).now_or_never(), None);
        }
        assert_eq!(bell.0.borrow().wakers.len(), 0);
        let ring = async { bell.ring() };
        assert_eq!(block_on(join(join(bell.heard(0), bell.heard(0)), ring)), ((1, 1), ()));
        assert_eq!(bell.0.borrow().wakers.len(), 0);
    }
}
