//! Background tasks of something that ends before the process does. Each task of an open wallet, and of its node, holds the
//! wallet with its keys, so none outlives it, whatever service it waits for.

use std::cell::RefCell;

use futures::channel::oneshot;
use futures::future::Shared;
use futures::{FutureExt, select_biased};

/// Ends all tasks.
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

    /// The task, until it ends or all of them do.
    pub fn until_end(&self, task: impl Future<Output = ()> + 'static) -> impl Future<Output = ()> + 'static {
        let mut ended = self.ended.clone();
        async move {
            let mut task = std::pin::pin!(task.fuse());
            select_biased! {
                _ = ended => {}
                () = task => {}
            }
        }
    }
}
