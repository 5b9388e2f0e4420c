//! How an unlocked wallet ends: stopped, shut, or left to another tab.

use std::cell::RefCell;
use std::rc::Rc;

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::Shared;

use super::{RunState, UnlockedWallet};

/// Once the wallet is being put away: resolves when it is.
#[derive(Default)]
pub(super) struct PutAwaySignal(RefCell<Option<Shared<oneshot::Receiver<()>>>>);

impl UnlockedWallet {
    /// Runs a task until it ends or the wallet is closed.
    pub fn spawn_task(&self, task: impl Future<Output = ()> + 'static) {
        self.env.spawn(self.tasks.until_end(task));
    }

    pub(super) fn halt(&self) {
        self.halted.set(true);
        match &*self.running.borrow() {
            RunState::Node(node) => node.stop(),
            RunState::Watching(watching) => watching.watch.end(),
            RunState::Nothing | RunState::PutAway(_) => {}
        }
    }

    /// Another tab has it: this tab saves nothing from now on, neither here nor in the cloud.
    pub fn abandon(&self) {
        self.closed.set(true);
        self.offered.take();
        self.tasks.end();
        self.halt();
        if let Some(journal) = self.journal.borrow_mut().take() {
            // What it still tries ends at the store, which is the other tab's.
            drop(journal.close(0));
        }
    }

    /// Stops everything for good, and returns once no part of it touches the store or the drive: then the same wallet
    /// may be opened again. What the drive has not taken by then waits on this device for the next start. A second
    /// caller waits for the same end, since the request that began it may itself have been ended.
    pub async fn shut(self: &Rc<UnlockedWallet>, within_ms: u64) {
        let begun = self.putting_away.0.borrow().clone();
        let put_away = match begun {
            Some(put_away) => put_away,
            None => {
                let (done, put_away) = oneshot::channel();
                let put_away = put_away.shared();
                *self.putting_away.0.borrow_mut() = Some(put_away.clone());
                let open = self.clone();
                self.env.spawn(async move {
                    open.put_away(within_ms).await;
                    let _ = done.send(());
                });
                put_away
            }
        };
        let _ = put_away.await;
    }

    /// Ends where another wallet may take its place: this one also leaves the memory, which has no room for both. What
    /// the page shows of it stays until the other is there, or this one is back.
    pub async fn give_way(self: &Rc<UnlockedWallet>, within_ms: u64) {
        self.shut(within_ms).await;
        self.let_wallet_go();
    }

    async fn keep_stale_within(&self, within_ms: u64) {
        futures::select_biased! {
            () = Box::pin(self.keep_stale()).fuse() => {}
            () = Box::pin(self.env.sleep(within_ms)).fuse() => {}
        }
    }

    async fn put_away(&self, within_ms: u64) {
        self.closed.set(true);
        self.offered.take();
        self.tasks.end();
        // What a task that has just ended was about to keep: the lock asks the store for it.
        self.keep_stale_within(within_ms).await;
        if let Ok(node) = self.node() {
            node.settle(within_ms).await;
        }
        self.halt();
        self.stop_watching().await;
        // What a peer has said meanwhile.
        self.keep_stale_within(within_ms).await;
        self.keys();
        let journal = self.journal.borrow_mut().take();
        if let Some(journal) = journal {
            journal.close(within_ms).await;
        }
        self.stop_following(within_ms).await;
    }
}
