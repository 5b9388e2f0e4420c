//! The lock of a backup that is being turned on, while the user signs in on a service's page.

use std::cell::RefCell;

use lifeboat_messages::{BackupLock, NewLock, Problem};

use super::UnlockedWallet;

/// The lock of a backup for which the user has left for a service's page.
#[derive(Default)]
pub(super) struct ChosenLock(RefCell<Option<NewLock>>);

impl UnlockedWallet {
    /// What is meant.
    ///
    /// # Errors
    /// The sign-in that it was chosen for is over.
    pub fn meant(&self, lock: BackupLock) -> Result<NewLock, Problem> {
        match lock {
            BackupLock::New(lock) => Ok(lock),
            BackupLock::OfSignIn => self.chosen.0.borrow().clone().ok_or(Problem::SignInExpired),
        }
    }

    /// A sign-in brought it back.
    pub fn remember_lock(&self, lock: NewLock) {
        *self.chosen.0.borrow_mut() = Some(lock);
    }

    /// Forgets the lock, which is no longer needed once the backup is on. It is also dropped with the wallet.
    pub fn forget_lock(&self) {
        self.chosen.0.borrow_mut().take();
    }
}
