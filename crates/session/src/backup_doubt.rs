//! Why the backup of the wallet on this device may be no copy of it. It is kept beside the journal, since it is as true behind
//! the lock and after a reload.

use std::rc::Rc;

use lifeboat_backup::{LocalStore, StoreError};
use lifeboat_messages::Problem;
use lifeboat_wallet::JournalName;

use crate::problem;

/// Why the backup of a wallet may be no copy of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupDoubt {
    /// The peer of a channel knows a newer state than this device. The backup may be as old, or gone.
    Stale,
    /// The backup was not found, or only an older one.
    Gone,
}

impl BackupDoubt {
    const ALL: [BackupDoubt; 2] = [BackupDoubt::Stale, BackupDoubt::Gone];

    fn key(self) -> &'static str {
        match self {
            BackupDoubt::Stale => "backup/stale",
            BackupDoubt::Gone => "backup/gone",
        }
    }

    /// Keeps it, as true of the wallet of this journal.
    ///
    /// # Errors
    /// The store takes nothing.
    pub async fn keep(self, store: &Rc<dyn LocalStore>, journal: JournalName) -> Result<(), StoreError> {
        store.write(vec![(self.key().to_owned(), Some(journal.to_vec()))]).await
    }

    /// It was settled. Writes only where it was kept.
    ///
    /// # Errors
    /// The store says nothing, or takes nothing: then it holds on.
    pub async fn forget(self, store: &Rc<dyn LocalStore>) -> Result<(), StoreError> {
        if store.read(self.key()).await?.is_some() {
            store.write(vec![(self.key().to_owned(), None)]).await?;
        }
        Ok(())
    }

    /// Whether any of them is true of the wallet of this journal.
    ///
    /// # Errors
    /// The store says nothing.
    pub async fn any(store: &Rc<dyn LocalStore>, journal: JournalName) -> Result<bool, Problem> {
        for doubt in BackupDoubt::ALL {
            let kept = store.read(doubt.key()).await.map_err(|error| problem::of_store(&error))?;
            if kept.as_deref() == Some(&journal) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use lifeboat_backup::MemoryStore;

    use super::*;

    /// Each stands for itself, and none is said of another journal.
    #[test]
    fn a_doubt_is_true_of_its_journal_until_it_is_settled() {
        let kept = MemoryStore::new();
        let store: Rc<dyn LocalStore> = Rc::new(kept.clone());
        let (here, other) = ([1; 8], [2; 8]);
        let any = |journal| block_on(BackupDoubt::any(&store, journal)).unwrap();
        assert!(!any(here));
        for doubt in BackupDoubt::ALL {
            block_on(doubt.keep(&store, here)).unwrap();
            assert!(any(here) && !any(other));
        }
        block_on(BackupDoubt::Gone.forget(&store)).unwrap();
        assert!(any(here), "it is stale all the same");
        block_on(BackupDoubt::Stale.forget(&store)).unwrap();
        assert!(!any(here));
        let writes = kept.writes();
        block_on(BackupDoubt::Stale.forget(&store)).unwrap();
        assert_eq!(kept.writes(), writes, "nothing is written where nothing is to be forgotten");
    }
}
