//! Ending on purpose: within a time that the caller chooses, and with nothing that was handed in forgotten.

use std::{
    cell::RefCell,
    future::poll_fn,
    rc::Rc,
    task::{Poll, Waker},
};

/// How a journal ended. From here on it touches neither this device's store nor the drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseOutcome {
    /// Everything handed in is where it belongs.
    Saved,
    /// Something waits in this device's store; the next start sends it before anything else.
    Waiting,
    /// This device's store did not take everything. What was not acknowledged may be lost, as in a crash.
    NotStored,
}

#[derive(Default)]
struct Inner {
    within_ms: Option<u64>,
    waker: Option<Waker>,
    ended: Option<CloseOutcome>,
}

/// The wish to end, from the handles to the engine.
#[derive(Clone, Default)]
pub(super) struct CloseRequest(Rc<RefCell<Inner>>);

impl CloseRequest {
    pub(super) fn ask(&self, within_ms: u64) {
        let waker = {
            let mut inner = self.0.borrow_mut();
            let soonest = inner.within_ms.map_or(within_ms, |other| other.min(within_ms));
            inner.within_ms = Some(soonest);
            inner.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// The journal has ended in this way; the callers that asked for it are told.
    pub(super) fn conclude(&self, closed: CloseOutcome) {
        self.0.borrow_mut().ended = Some(closed);
    }

    /// How the journal ended, once it has.
    pub(super) fn ended(&self) -> Option<CloseOutcome> {
        self.0.borrow().ended
    }

    pub(super) async fn asked(&self) -> u64 {
        poll_fn(|context| {
            let mut inner = self.0.borrow_mut();
            match inner.within_ms {
                Some(ms) => Poll::Ready(ms),
                None => {
                    inner.waker = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }

    pub(super) fn is_asked(&self) -> bool {
        self.0.borrow().within_ms.is_some()
    }
}
