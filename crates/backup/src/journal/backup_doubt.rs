//! Why the backup of the wallet on this device may be no copy of it. It belongs to the stored journal,
//! whatever name that has: a device that has locked, was loaded anew, or has failed to repair the backup
//! still knows it. The doubt ends when it is settled, or when the journal is deleted.

use lifeboat_crypto::WriterId;

use crate::store::{LocalStore, StoreError, Writes};

/// Why the backup of a wallet may be no copy of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupDoubt {
    /// The peer of a channel knows a newer state than this device: the state on this device must no longer be used. The
    /// backup may be just as old, or gone.
    Stale,
    /// The backup, or something in it, was found to be gone, and it was not made good yet: what is here may
    /// be the newest there is.
    Gone,
}

impl BackupDoubt {
    /// What weighs more comes first.
    const ALL: [BackupDoubt; 2] = [BackupDoubt::Gone, BackupDoubt::Stale];

    fn key(self) -> &'static str {
        match self {
            BackupDoubt::Stale => "journal/backup/stale",
            BackupDoubt::Gone => "journal/backup/gone",
        }
    }

    /// Where earlier releases kept it, as true of the journal of that name.
    fn earlier_key(self) -> &'static str {
        match self {
            BackupDoubt::Stale => "backup/stale",
            BackupDoubt::Gone => "backup/gone",
        }
    }

    /// Keeps it, or forgets it.
    pub(super) fn set(self, writes: &mut Writes, doubted: bool) {
        writes.push((self.key().to_owned(), doubted.then(|| vec![1])));
        writes.push((self.earlier_key().to_owned(), None));
    }

    /// Whether it is kept of the stored journal, which has this name.
    pub(super) async fn is_kept(self, local: &dyn LocalStore, name: WriterId) -> Result<bool, StoreError> {
        Ok(local.read(self.key()).await?.is_some() || self.was_kept(local, name).await?)
    }

    /// The one that is stored for the journal. If both are, the backup is gone: what is here is old, and may
    /// still be the newest there is.
    pub(super) async fn kept(
        local: &dyn LocalStore,
        name: WriterId,
    ) -> Result<Option<BackupDoubt>, StoreError> {
        for doubt in BackupDoubt::ALL {
            if doubt.is_kept(local, name).await? {
                return Ok(Some(doubt));
            }
        }
        Ok(None)
    }

    /// None, of the journal that comes next.
    pub(super) fn clear(writes: &mut Writes) {
        for doubt in BackupDoubt::ALL {
            doubt.set(writes, false);
        }
    }

    /// What earlier releases kept under the journal's name, before it takes another one.
    pub(super) async fn carry_over(
        local: &dyn LocalStore,
        name: WriterId,
        writes: &mut Writes,
    ) -> Result<(), StoreError> {
        for doubt in BackupDoubt::ALL {
            match doubt.was_kept(local, name).await {
                Ok(true) => doubt.set(writes, true),
                // A store that has lost everything does not tell that either.
                Ok(false) | Err(StoreError::Lost) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Whether an earlier release kept it.
    async fn was_kept(self, local: &dyn LocalStore, name: WriterId) -> Result<bool, StoreError> {
        Ok(local.read(self.earlier_key()).await?.as_deref() == Some(&name.0))
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;
    use crate::MemoryStore;

    const HERE: WriterId = WriterId([1; 8]);
    const OTHER: WriterId = WriterId([2; 8]);

    fn write(store: &MemoryStore, change: impl FnOnce(&mut Writes)) {
        let mut writes = Writes::new();
        change(&mut writes);
        block_on(store.write(writes)).unwrap();
    }

    fn kept(store: &MemoryStore, name: WriterId) -> Option<BackupDoubt> {
        block_on(BackupDoubt::kept(store, name)).unwrap()
    }

    #[test]
    fn a_doubt_is_true_under_every_name_of_its_journal_until_it_is_settled() {
        let store = MemoryStore::new();
        assert_eq!(kept(&store, HERE), None);
        write(&store, |writes| BackupDoubt::Gone.set(writes, true));
        assert_eq!([kept(&store, HERE), kept(&store, OTHER)], [Some(BackupDoubt::Gone); 2]);
        write(&store, |writes| BackupDoubt::Stale.set(writes, true));
        assert_eq!(kept(&store, HERE), Some(BackupDoubt::Gone), "what is old may be the newest there is");
        write(&store, |writes| BackupDoubt::Gone.set(writes, false));
        assert_eq!(kept(&store, HERE), Some(BackupDoubt::Stale));
        write(&store, BackupDoubt::clear);
        assert_eq!(kept(&store, HERE), None);
    }

    #[test]
    fn what_an_earlier_release_kept_is_true_of_its_journal_and_outlives_its_name() {
        for doubt in BackupDoubt::ALL {
            let store = MemoryStore::new();
            write(&store, |writes| writes.push((doubt.earlier_key().to_owned(), Some(HERE.0.to_vec()))));
            assert_eq!([kept(&store, HERE), kept(&store, OTHER)], [Some(doubt), None]);
            let mut writes = Writes::new();
            block_on(BackupDoubt::carry_over(&store, HERE, &mut writes)).unwrap();
            block_on(store.write(writes)).unwrap();
            assert_eq!(kept(&store, OTHER), Some(doubt), "it is another name of the same journal");
            write(&store, |writes| doubt.set(writes, false));
            assert_eq!([kept(&store, HERE), kept(&store, OTHER)], [None; 2]);
        }
    }
}
