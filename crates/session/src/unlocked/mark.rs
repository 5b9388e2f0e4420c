//! Marks copies that are no longer the backup, so that no device continues there unawares.

use std::rc::Rc;

use lifeboat_backup::{Keys, Takeovers, WalletFolder, end_copy, look_at_head};
use lifeboat_cloud::Drive;
use lifeboat_messages::Problem;

use super::UnlockedWallet;
use crate::problem;
use crate::settings::OldCopy;

impl UnlockedWallet {
    /// Marks those that nothing marks yet, as far as they can be reached now. The next start tries the others.
    pub async fn mark_all(self: Rc<UnlockedWallet>) {
        for old in self.settings().old_copies() {
            if !old.unmarked || self.mark(old).await.is_err() || self.is_closed() {
                continue;
            }
            // A store that fails is noticed at the next entry; marking twice changes nothing.
            let id = old.id();
            let _ = self.change_settings(|settings| settings.note_marked(&id)).await;
            if self.old_copy_of(&id).is_err() {
                // The user keeps it, and this device no longer needs access to it.
                self.env.end_access(old.drive.clone());
            }
        }
    }

    /// Marks one; not where it has what the backup has not.
    pub async fn mark(&self, old: &OldCopy) -> Result<(), Problem> {
        let settings = self.settings();
        let in_use = settings.drive().is_some_and(|drive| drive.same_place(&old.drive));
        if in_use && settings.folder() == Some(&old.folder) {
            return Err(Problem::InUse);
        }
        let (drive, folder) = self.reach_old(old)?;
        let to = settings.drive().map_or("", |drive| drive.kind().row().title);
        let (keys, ours) = self.vault_of(old)?;
        let env = self.env.silent_env();
        self.is_behind(old).await?;
        let marked = end_copy(&env, &keys, drive, &folder, &ours, to).await;
        marked.map(drop).map_err(|error| problem::of_end_copy(&error))
    }

    /// Whether no device has continued in a copy that this device left with an entry that counts as a
    /// Takeover: all of this device's own entries there lie below it. What another device wrote there after
    /// that is in no other place, and may be the newest.
    pub async fn is_behind(&self, old: &OldCopy) -> Result<(), Problem> {
        let (drive, folder) = self.reach_old(old)?;
        let (keys, ours) = self.vault_of(old)?;
        let seen = look_at_head(&self.env.silent_env(), &keys, drive, folder).await;
        let seen = seen.map_err(|error| problem::of_restore(&error))?;
        if seen.ended.is_none() && ours.newest().is_none_or(|newest| newest <= seen.position) {
            return Err(Problem::InUse);
        }
        Ok(())
    }

    /// The one of this id.
    pub fn old_copy_of(&self, id: &str) -> Result<OldCopy, Problem> {
        self.settings().old_copies().iter().find(|old| old.id() == id).cloned().ok_or(Problem::NoBackup)
    }

    /// What opens it, and the Takeovers that this device knows of in it.
    pub fn vault_of(&self, old: &OldCopy) -> Result<(Rc<Keys>, Takeovers), Problem> {
        let Some(before) = &old.before else { return Ok((self.keys(), self.journal()?.takeovers())) };
        let keys = before.keys(self.phrase(), &self.env.host().kdf_limits().read);
        Ok((Rc::new(keys.ok_or(Problem::Damaged)?), before.takeovers()))
    }

    /// The drive and the folder of an old copy.
    pub fn reach_old(&self, old: &OldCopy) -> Result<(Rc<dyn Drive>, WalletFolder), Problem> {
        let drive = old.drive.drive(&self.env).map_err(|error| problem::of_drive(&error))?;
        let folder = WalletFolder::from_folder_name(&old.folder).ok_or(Problem::Damaged)?;
        Ok((drive, folder))
    }
}
