//! How an unlocked wallet ends: stopped, shut, or left to another tab.

use super::{OpenWallet, Running};

impl OpenWallet {
    pub(super) fn halt(&self) {
        self.halted.set(true);
        if let Running::Node(node) = &*self.running.borrow() {
            node.stop();
        }
    }

    /// Another tab has it: nothing of this one is saved any more, here or in the cloud.
    pub fn abandon(&self) {
        self.closed.set(true);
        if let Some(beginning) = self.beginning.borrow_mut().take() {
            beginning.abort();
        }
        self.halt();
        if let Some(journal) = self.journal.borrow_mut().take() {
            // What it still tries ends at the store, which is the other tab's.
            drop(journal.close(0));
        }
    }

    /// Stops everything for good, and comes back when nothing of it touches store or drive any more: then the same
    /// wallet may be opened again. What the drive does not take in this time waits on this device for the next start.
    pub async fn shut(&self, within_ms: u64) {
        self.closed.set(true);
        let beginning = self.beginning.borrow_mut().take();
        if let Some(beginning) = beginning {
            beginning.abort();
        }
        if let Ok(node) = self.node() {
            node.settle(within_ms).await;
        }
        self.halt();
        self.keys();
        let journal = self.journal.borrow_mut().take();
        if let Some(journal) = journal {
            journal.close(within_ms).await;
        }
        self.stop_following(within_ms).await;
    }
}
