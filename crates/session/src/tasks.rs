//! Background tasks of something that ends before the process does. Each task of an open wallet, and of its
//! node, holds the wallet with its keys, so none outlives it, whatever service it waits for.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use futures::channel::oneshot;
use futures::future::Shared;
use futures::{FutureExt, select_biased};

/// Ends all tasks.
pub struct Tasks {
    end: RefCell<Option<oneshot::Sender<()>>>,
    ended: Shared<oneshot::Receiver<()>>,
    waiting: Rc<RefCell<Vec<Waker>>>,
}

/// A task that is still in memory, with what it holds. Its end wakes those who wait for it.
struct RunningTask(Rc<RefCell<Vec<Waker>>>);

impl Drop for RunningTask {
    fn drop(&mut self) {
        self.0.take().into_iter().for_each(Waker::wake);
    }
}

impl Default for Tasks {
    fn default() -> Tasks {
        let (end, ended) = oneshot::channel();
        Tasks { end: RefCell::new(Some(end)), ended: ended.shared(), waiting: Rc::default() }
    }
}

impl Tasks {
    /// They end here, as they would with the process: every such point is covered by the simulations.
    pub fn end(&self) {
        self.end.borrow_mut().take();
    }

    /// Ends all tasks, and waits until none of them holds anything.
    pub async fn end_all(&self) {
        self.end();
        poll_fn(|context| {
            if Rc::strong_count(&self.waiting) == 1 {
                return Poll::Ready(());
            }
            self.waiting.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// The task, until it ends or all of them do.
    pub fn until_end(&self, task: impl Future<Output = ()> + 'static) -> impl Future<Output = ()> + 'static {
        let mut ended = self.ended.clone();
        let running = RunningTask(self.waiting.clone());
        async move {
            // Let go of last.
            let _running = running;
            let mut task = std::pin::pin!(task.fuse());
            select_biased! {
                _ = ended => {}
                () = task => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use futures::executor::LocalPool;
    use futures::task::LocalSpawnExt;

    use super::*;

    #[test]
    fn tasks_that_were_ended_hold_nothing_once_that_was_waited_for() {
        let (mut pool, tasks, held) = (LocalPool::new(), Tasks::default(), Rc::new(()));
        for _ in 0..3 {
            let mine = held.clone();
            let task = tasks.until_end(async move {
                pending::<()>().await;
                drop(mine);
            });
            pool.spawner().spawn_local(task).unwrap();
        }
        pool.run_until_stalled();
        assert_eq!(Rc::strong_count(&held), 4);
        pool.run_until(tasks.end_all());
        assert_eq!(Rc::strong_count(&held), 1);
        assert!(tasks.end_all().now_or_never().is_some(), "nothing is left to be waited for");
    }
}
