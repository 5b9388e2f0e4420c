//! The whole history, read a slice at a time: the node runs between two slices, so that no payment waits for
//! a search or an export, however long the history is.

use std::rc::Rc;

use lifeboat_messages::Activity;
use lifeboat_wallet::Wallet;

use crate::unlocked::UnlockedWallet;
use crate::view;

/// Entries of one slice: some milliseconds on a cheap phone.
const SLICE: usize = 250;

/// The position of a reader of the history, which begins at its newest entry.
pub struct Reader {
    open: Rc<UnlockedWallet>,
    /// The last entry that was read; `None` before the first.
    after: Option<String>,
    ended: bool,
}

impl Reader {
    /// Reads from the newest entry on, or from what is older than this one.
    pub fn after(open: Rc<UnlockedWallet>, after: Option<String>) -> Reader {
        Reader { open, after, ended: false }
    }

    /// The next entries, newest first; `None` when there are no more.
    pub async fn next(&mut self) -> Option<Vec<Activity>> {
        if self.ended {
            return None;
        }
        if self.after.is_some() {
            self.open.env().sleep(0).await;
        }
        let backed_up = self.open.is_backed_up();
        let read = self.open.ask_wallet(|wallet| slice(wallet, self.after.as_deref(), backed_up));
        let read = read.unwrap_or_default();
        self.ended = read.len() < SLICE;
        self.after = read.last().map(|entry| entry.id.clone()).or_else(|| self.after.take());
        (!read.is_empty()).then_some(read)
    }
}

/// The newest entries, or those below this one.
pub fn slice(wallet: &Wallet, after: Option<&str>, backed_up: bool) -> Vec<Activity> {
    let found = match after {
        None => wallet.first_entries(SLICE),
        Some(id) => wallet.entries_after(id, SLICE),
    };
    found.into_iter().map(|entry| view::entry(wallet, entry, backed_up)).collect()
}
