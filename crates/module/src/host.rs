//! What the process gives a journal.

use std::rc::Rc;

use futures::future::LocalBoxFuture;
use lifeboat_backup::Env;

/// The process around a journal. Clones are the same.
#[derive(Clone)]
pub struct JournalHost {
    /// Clock, randomness, this wallet's part of the device's store, and who is told of the status.
    pub env: Env,
    /// Runs a future until it ends, in this thread.
    pub spawn: Rc<dyn Fn(LocalBoxFuture<'static, ()>)>,
}

impl JournalHost {
    /// Lets it run beside what is done now.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        (self.spawn)(Box::pin(task));
    }

    /// Unix ms: also a number that no trial of a drive has used before.
    pub(crate) fn now_ms(&self) -> u64 {
        self.env.clock.now_ms()
    }
}
