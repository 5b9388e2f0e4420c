//! A journal that runs.

use std::rc::Rc;

use lifeboat_backup::{Author, ChangeKeysError, Journal, Keys, OpenedJournal};
use lifeboat_cloud::DriveError;
use lifeboat_crypto::{OpenError, system_rng};
use zeroize::Zeroizing;

use crate::connection::Connection;
use crate::error::ModuleError;
use crate::host::JournalHost;
use crate::secret::SlotPlan;

/// How long a failed start waits for what it has begun, ms.
pub(crate) const CLOSE_MS: u64 = 5_000;

/// A journal that may be written. Clones are the same; when all are dropped it ends after what was handed in,
/// and its keys are wiped.
#[derive(Clone)]
pub struct RunningJournal {
    host: JournalHost,
    journal: Journal,
    place: Rc<[String]>,
    before: Option<Author>,
}

impl RunningJournal {
    pub(crate) fn new(
        host: &JournalHost,
        journal: Journal,
        place: Vec<String>,
        before: Option<Author>,
    ) -> RunningJournal {
        RunningJournal { host: host.clone(), journal, place: place.into(), before }
    }

    /// Lets its engine run.
    pub(crate) fn begin(host: &JournalHost, opened: OpenedJournal, place: Vec<String>) -> RunningJournal {
        let OpenedJournal { journal, engine, before, .. } = opened;
        host.spawn(engine.run());
        RunningJournal::new(host, journal, place, before)
    }

    /// The journal: append, state, status, and all else that it does.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Who wrote last, before this device took the wallet over; `None` unless it was restored.
    pub fn before(&self) -> Option<&Author> {
        self.before.as_ref()
    }

    /// The recovery phrase.
    pub fn words(&self) -> Zeroizing<String> {
        self.journal.keys().phrase().words()
    }

    /// Uses the same drive from now on with other credentials, or as a trial has found it since.
    ///
    /// # Errors
    /// `OtherAccount`: it is another drive. It refuses us, or cannot be reached.
    pub async fn use_connection(&self, connection: &Connection) -> Result<(), ModuleError> {
        if connection.place().await? != *self.place {
            return Err(DriveError::OtherAccount.into());
        }
        let folder = self.journal.folder().ok_or(DriveError::NotFound)?;
        let prepared = connection.prepare(&folder, self.host.now_ms()).await?;
        self.journal.set_drive(prepared.drive);
        Ok(())
    }

    /// Another PIN or passphrase, and with it a new data key. True: the backup opens with it already. False:
    /// that follows by itself, and until then the old one opens the backup.
    ///
    /// # Errors
    /// `Unchanged`, `Unknown`; `Guarded`: guards limit its PIN, which no weaker one may replace.
    pub async fn change_lock(&self, slots: &SlotPlan) -> Result<bool, ModuleError> {
        let keys = self.journal.keys();
        if keys.keyring().guarded_slot().is_some() {
            return Err(ModuleError::of_caller("Guarded", "guards limit the PIN of this backup"));
        }
        // A storage that does not answer does not prevent it: what it holds stays until the next change.
        let overtaken = self.journal.overtaken_keyrings().await.unwrap_or_default();
        let new = slots.slots(keys.phrase());
        let opened = keys.opened().rotate_over(&overtaken, &new, &mut system_rng())?;
        let keys = Keys::new(opened, keys.phrase()).ok_or(OpenError::Damaged)?;
        let in_cloud = match self.journal.change_keys(Rc::new(keys)).await {
            Ok(()) => true,
            Err(ChangeKeysError::NotInCloud(_)) => false,
            Err(error @ (ChangeKeysError::Unchanged(_) | ChangeKeysError::Unknown(_))) => {
                return Err(error.into());
            }
        };
        prove_beside(&self.host, &self.journal);
        Ok(in_cloud)
    }
}

/// Writes a snapshot and reads it back, while the wallet goes on. If that fails, the status tells.
pub(crate) fn prove_beside(host: &JournalHost, journal: &Journal) {
    let proof = journal.prove();
    host.spawn(async move {
        let _ = proof.await;
    });
}
