//! The background tasks of an open wallet. Each task holds the wallet with its keys, so none outlives it, whatever
//! service it waits for.

use std::cell::RefCell;

use futures::channel::oneshot;
use futures::future::Shared;
use futures::{FutureExt, select_biased};

use super::OpenWallet;

/// Ends all of them.
pub struct Tasks {
    end: RefCell<Option<oneshot::Sender<()>>>,
    ended: Shared<oneshot::Receiver<()>>,
}

impl Default for Tasks {
    fn default() -> Tasks {
        let (end, ended) = oneshot::channel();
        Tasks { end: RefCell::new(Some(end)), ended: ended.shared() }
    }
}

impl Tasks {
    /// They end here, as they would with the process: every such point is covered by the simulations.
    pub fn end(&self) {
        self.end.borrow_mut().take();
    }
}

impl OpenWallet {
    /// Runs a task until it ends or the wallet is closed.
    pub fn spawn_task(&self, task: impl Future<Output = ()> + 'static) {
        let mut ended = self.tasks.ended.clone();
        self.env.spawn(async move {
            let mut task = std::pin::pin!(task.fuse());
            select_biased! {
                _ = ended => {}
                () = task => {}
            }
        });
    }
}
