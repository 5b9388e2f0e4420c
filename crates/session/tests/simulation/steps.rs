//! A process step by step: it can be cut off after any of them, as a browser may end a tab anywhere.

use std::{
    cell::Cell,
    future::poll_fn,
    task::{Context, Poll},
};

/// Counts the steps of one process, once this was asked for.
///
/// A step begins with each poll of one of its tasks, and with each effect that is done and not heard of yet.
/// From then on whatever leaves the process goes out and comes back through the event loop, as in a browser:
/// other tasks continue meanwhile.
#[derive(Default)]
pub struct Steps {
    taken: Cell<Option<usize>>,
    last: Cell<Option<usize>>,
}

impl Steps {
    /// Counts from here on. The process ends after so many steps; `None`: it does not.
    pub fn count(&self, last: Option<usize>) {
        self.taken.set(Some(0));
        self.last.set(last);
    }

    /// How many there were since they have been counted.
    pub fn taken(&self) -> usize {
        self.taken.get().unwrap_or_default()
    }

    /// One more is to be taken. Whether the process ends instead.
    pub fn is_over(&self) -> bool {
        let Some(taken) = self.taken.get() else { return false };
        if self.last.get() == Some(taken) {
            return true;
        }
        self.taken.set(Some(taken + 1));
        false
    }

    /// Comes back through the event loop, where steps are counted.
    pub async fn turn(&self) {
        let mut turns = self.taken.get().is_some();
        let turn = |context: &mut Context| match std::mem::take(&mut turns) {
            true => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            false => Poll::Ready(()),
        };
        poll_fn(turn).await;
    }
}
