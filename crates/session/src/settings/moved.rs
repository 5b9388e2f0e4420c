//! What becomes of settings when the wallet is elsewhere than they say: in a place that it comes from, or
//! where its journal is.

use lifeboat_backup::WalletFolder;

use super::place::Backup;
use super::{BackupPrompt, Settings};

impl Settings {
    /// The settings of a wallet that comes from a place, where it is here already: what the user chose holds
    /// when it comes from where its backup is. From elsewhere, such as its second copy or files, it leaves
    /// that place.
    pub fn followed_by(mut self, there: Settings) -> Settings {
        let same_folder = self.folder() == there.folder();
        match (self.in_use_mut(), there.drive()) {
            (Some(known), Some(drive)) if same_folder && known.drive.same_place(drive) => {
                known.drive = drive.clone();
                known.untried = there.is_untried();
            }
            _ => return self.left_for(there),
        }
        self.pin_digits = there.pin_digits;
        self
    }

    /// The wallet is now in another of its places, or in none, as `there` says. This device can reach those
    /// where its backup and its second copy were, and nothing says there yet that they are old; either may be
    /// newer. What it knew of others stays known.
    pub(super) fn left_for(self, there: Settings) -> Settings {
        let Settings { backup, mut old_copies, lock_after, practice, .. } = self;
        match backup {
            Backup::Off(_) => {}
            Backup::On(mut from) | Backup::Moved { to: mut from, .. } => {
                old_copies.extend(from.second.take().and_then(|second| second.left(true, true)));
                old_copies.extend(from.left(true, true));
            }
        }
        // What is in the new place was listed there, and the user has chosen.
        old_copies.retain(|old| !there.drive().is_some_and(|drive| drive.same_place(&old.drive)));
        Settings { old_copies, lock_after, practice, ..there }
    }

    /// The journal decides where the backup is, and whether there is one. Its user may have given the folder
    /// another name.
    pub fn agree_with_journal(&mut self, drive: &str, folder: Option<&WalletFolder>) -> bool {
        let mut differs = self.agree_with(folder.is_some());
        differs |= self.agree_with_drive(drive);
        if let (Some(in_use), Some(folder)) = (self.in_use_mut(), folder) {
            let name = Some(folder.folder_name().to_owned());
            differs |= in_use.folder != name;
            in_use.folder = name;
        }
        differs | self.forget_place_in_use()
    }

    /// The backup took the place of an old copy. Whether one was known there.
    pub fn forget_place_in_use(&mut self) -> bool {
        let Some(in_use) = self.in_use() else { return false };
        let (drive, folder) = (in_use.drive.clone(), in_use.folder.clone());
        let known = self.old_copies.len();
        self.old_copies.retain(|old| Some(&old.folder) != folder.as_ref() || !old.drive.same_place(&drive));
        self.old_copies.len() < known
    }

    /// The journal decides which drive it is on. A process that ended right after a move or a promotion had
    /// no time to say so here. Which of the two it was is not known then, so the old place is marked again.
    pub(super) fn agree_with_drive(&mut self, name: &str) -> bool {
        let differs = self.second().is_some_and(|second| second.name == name);
        if differs {
            self.use_second(false);
        }
        differs
    }

    /// The journal decides whether the backup is on. A process that ended right after turning it off had no time to say
    /// so here; whether the copy is gone is not known then, so it can be deleted.
    pub(super) fn agree_with(&mut self, backup_is_on: bool) -> bool {
        let Some(in_use) = self.in_use_mut() else { return false };
        let left_unheard = std::mem::take(&mut in_use.left_unheard);
        match (backup_is_on, left_unheard) {
            (true, differs) => return differs,
            (false, true) => self.go_on_alone(),
            (false, false) => self.turn_off(true),
        }
        true
    }

    /// Notes that the wallet is about to continue without its storage, from which nothing is heard. Until the journal
    /// says that it does, nothing changes.
    pub fn leave_unheard(&mut self, folder: Option<String>) {
        self.note_folder(folder);
        if let Some(in_use) = self.in_use_mut() {
            in_use.left_unheard = true;
        }
    }

    /// Notes that the wallet continues on this device alone. Nothing says so yet where it was, or in its second copy:
    /// another device may be using either.
    pub fn go_on_alone(&mut self) {
        self.leave_second(true);
        match std::mem::replace(&mut self.backup, Backup::Off(BackupPrompt::NotYet)) {
            off @ Backup::Off(_) => self.backup = off,
            Backup::On(from) | Backup::Moved { to: from, .. } => {
                self.old_copies.extend(from.left(true, true));
            }
        }
    }
}
