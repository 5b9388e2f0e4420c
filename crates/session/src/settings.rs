//! What the user chose on this device; kept sealed by [`crate::vault`].

mod kept;
mod old_copy;
mod prompt;

use lifeboat_backup::WalletFolder;
use lifeboat_messages::{Fields, ServiceKind};
use serde::{Deserialize, Serialize};

use crate::auto_lock::LockAfter;
use crate::drive::{Account, DriveSettings};
use kept::SettingsRecord;

pub use old_copy::{EarlierVault, OldCopy};
pub use prompt::{BackupPrompt, Holdings};

/// What the user chose on this device.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(from = "SettingsRecord", into = "SettingsRecord")]
pub struct Settings {
    /// The wallet's name.
    pub name: String,
    /// Whether there is a backup, and where.
    pub backup: Backup,
    /// Copies that are no longer the backup and can still be deleted.
    pub old_copies: Vec<OldCopy>,
    /// How many digits the PIN has, once it was typed on this device.
    pub pin_digits: Option<u8>,
    /// When the wallet locks itself, where there is a PIN.
    pub lock_after: LockAfter,
}

/// Whether there is a backup, and where.
#[derive(Clone)]
pub enum Backup {
    /// There is none.
    Off(BackupPrompt),
    /// It is where it was turned on.
    On(ActiveBackup),
    /// It was moved, or its second copy took its place.
    Moved {
        /// Which of the wallet's drives it is on, in the journal's words.
        name: String,
        /// The drive.
        to: ActiveBackup,
    },
}

impl Default for Backup {
    fn default() -> Backup {
        Backup::Off(BackupPrompt::NotYet)
    }
}

/// A backup that is on.
#[derive(Clone)]
pub struct ActiveBackup {
    /// How to reach it.
    pub drive: DriveSettings,
    /// Whose drive it is, as the user knows it.
    pub account: String,
    /// The wallet's folder there, once it is known.
    pub folder: Option<String>,
    /// When a snapshot was last read back and opened, Unix ms.
    pub proved_ms: Option<u64>,
    /// A second copy.
    pub second: Option<SecondDrive>,
}

impl ActiveBackup {
    /// Nothing is known of it but where it is.
    pub fn new(drive: DriveSettings, account: String, folder: Option<String>) -> ActiveBackup {
        ActiveBackup { drive, account, folder, proved_ms: None, second: None }
    }

    /// As a copy that is no longer the backup, if its folder is known.
    fn left(self, moved: bool, unmarked: bool) -> Option<OldCopy> {
        let ActiveBackup { drive, account, folder, .. } = self;
        Some(OldCopy { drive, account, folder: folder?, moved, unmarked, before: None })
    }
}

/// Which of the drives in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriveRole {
    /// The backup's.
    Backup,
    /// The second copy's.
    Second,
}

/// A second copy, on another service.
#[derive(Clone, Serialize, Deserialize)]
pub struct SecondDrive {
    /// Its name in the journal; never used for another.
    pub name: String,
    /// How to reach it.
    pub drive: DriveSettings,
    /// Whose drive it is.
    pub account: String,
    /// The wallet's folder there, once it is known.
    pub folder: Option<String>,
    /// An entry counts only when it is there, too.
    pub both: bool,
}

impl SecondDrive {
    /// As a copy that no longer belongs to the wallet, if its folder is known.
    fn left(self, moved: bool, unmarked: bool) -> Option<OldCopy> {
        let SecondDrive { drive, account, folder, .. } = self;
        Some(OldCopy { drive, account, folder: folder?, moved, unmarked, before: None })
    }
}

impl Settings {
    /// The backup, if it is on.
    pub fn in_use(&self) -> Option<&ActiveBackup> {
        match &self.backup {
            Backup::Off(_) => None,
            Backup::On(in_use) | Backup::Moved { to: in_use, .. } => Some(in_use),
        }
    }

    /// The backup, if it is on.
    pub fn in_use_mut(&mut self) -> Option<&mut ActiveBackup> {
        match &mut self.backup {
            Backup::Off(_) => None,
            Backup::On(in_use) | Backup::Moved { to: in_use, .. } => Some(in_use),
        }
    }

    /// How to reach the backup.
    pub fn drive(&self) -> Option<&DriveSettings> {
        self.in_use().map(|in_use| &in_use.drive)
    }

    /// The backup's folder, once it is known.
    pub fn folder(&self) -> Option<&str> {
        self.in_use()?.folder.as_deref()
    }

    /// The second copy.
    pub fn second(&self) -> Option<&SecondDrive> {
        self.in_use()?.second.as_ref()
    }

    /// The second copy.
    pub fn second_mut(&mut self) -> Option<&mut SecondDrive> {
        self.in_use_mut()?.second.as_mut()
    }

    /// Whether the user was asked for a backup; `None` while it is on.
    pub fn asked(&self) -> Option<BackupPrompt> {
        match self.backup {
            Backup::Off(asked) => Some(asked),
            Backup::On(_) | Backup::Moved { .. } => None,
        }
    }

    /// The user has no backup and does not want one now.
    pub fn ask_later(&mut self, now: Holdings) {
        if let Backup::Off(asked) = &mut self.backup {
            *asked = asked.declined(now);
        }
    }

    /// The account of a sign-in, if it is one of ours.
    pub fn account_mut(&mut self, sign_in: &str) -> Option<&mut Account> {
        self.accounts_mut().find(|account| account.id == sign_in)
    }

    /// Forgets what opens an account no longer, because its time is over. Whether there was such a thing.
    pub fn forget_ended(&mut self, now_ms: u64) -> bool {
        self.accounts_mut().fold(false, |any, account| account.forget_ended(now_ms) | any)
    }

    fn accounts_mut(&mut self) -> impl Iterator<Item = &mut Account> {
        let in_use = match &mut self.backup {
            Backup::Off(_) => None,
            Backup::On(in_use) | Backup::Moved { to: in_use, .. } => Some(in_use),
        };
        let in_use = in_use.into_iter().flat_map(|ActiveBackup { drive, second, .. }| {
            std::iter::once(drive).chain(second.as_mut().map(|second| &mut second.drive))
        });
        let old = self.old_copies.iter_mut().map(|old| &mut old.drive);
        in_use.chain(old).filter_map(DriveSettings::account_mut)
    }

    /// Whose account a service was used with.
    pub fn account_at(&self, service: ServiceKind) -> Option<String> {
        let backup = self.in_use().filter(|it| it.drive.kind() == service).map(|it| &it.account);
        let second = self.second().filter(|it| it.drive.kind() == service).map(|it| &it.account);
        backup.or(second).cloned()
    }

    /// How the backup, or the second copy, is reached.
    pub fn address(&self, second: bool) -> Option<Fields> {
        let drive = if second { self.second().map(|second| &second.drive) } else { self.drive() };
        drive.map(DriveSettings::typed)
    }

    /// New credentials of a drive in use, and which one it is; `None` when it is another place.
    pub fn renewed(&self, drive: DriveSettings) -> Option<(DriveRole, DriveSettings)> {
        let backup = self.drive().map(|known| (DriveRole::Backup, known));
        let second = self.second().map(|second| (DriveRole::Second, &second.drive));
        let (place, known) = backup.into_iter().chain(second).find(|(_, known)| drive.same_place(known))?;
        Some((place, drive.with_behaviour_of(known)))
    }

    /// From here on these credentials.
    pub fn renew(&mut self, place: DriveRole, drive: DriveSettings, account: Option<&str>) {
        let renewed = match place {
            DriveRole::Backup => self.in_use_mut().map(|it| (&mut it.drive, &mut it.account)),
            DriveRole::Second => self.second_mut().map(|it| (&mut it.drive, &mut it.account)),
        };
        let Some((known, name)) = renewed else { return };
        *known = drive;
        if let Some(account) = account {
            account.clone_into(name);
        }
    }

    /// The backup is off. `keep_access`: the copy is to be deleted, and is not yet.
    pub fn turn_off(&mut self, keep_access: bool) {
        // Who wants it marked or deleted has done so before.
        self.leave_second(true);
        match std::mem::replace(&mut self.backup, Backup::Off(BackupPrompt::TurnedOff(None))) {
            Backup::On(in_use) | Backup::Moved { to: in_use, .. } if keep_access => {
                self.old_copies.extend(in_use.left(false, false));
            }
            Backup::Off(_) | Backup::On(_) | Backup::Moved { .. } => {}
        }
    }

    /// The second copy is removed. `unmarked`: nothing there says so yet; otherwise it is to be deleted.
    pub fn leave_second(&mut self, unmarked: bool) {
        let second = self.in_use_mut().and_then(|in_use| in_use.second.take());
        self.old_copies.extend(second.and_then(|second| second.left(false, unmarked)));
    }

    /// Forgets an old copy.
    pub fn forget_old(&mut self, id: &str) {
        self.old_copies.retain(|old| old.id() != id);
    }

    /// Something there says now that it is old. One that the user wanted to keep needs nothing more.
    pub fn note_marked(&mut self, id: &str) {
        self.old_copies.retain(|old| old.moved || old.id() != id);
        for old in self.old_copies.iter_mut().filter(|old| old.id() == id) {
            old.unmarked = false;
        }
    }

    /// The backup is about to be on, there, in a new vault. What was left elsewhere stays known, with the vault of before, where
    /// nothing says there yet that it is old; also in this very folder, until it is known that the backup took that name.
    pub fn turn_on_after(
        &mut self,
        before: &EarlierVault,
        drive: DriveSettings,
        account: String,
        folder: &str,
    ) {
        self.old_copies.retain(|old| old.unmarked);
        for old in &mut self.old_copies {
            old.before.get_or_insert_with(|| before.clone());
        }
        self.turn_on(drive, account, folder);
    }

    /// The backup is about to be on, there.
    pub fn turn_on(&mut self, drive: DriveSettings, account: String, folder: &str) {
        self.backup = Backup::On(ActiveBackup::new(drive, account, Some(folder.to_owned())));
    }

    /// The second copy is the backup. `marked`: the old place says so; otherwise it is lost for now, and perhaps somebody
    /// goes on there.
    pub fn use_second(&mut self, marked: bool) {
        let second = self.in_use_mut().and_then(|in_use| in_use.second.take());
        let Some(SecondDrive { name, drive, account, folder, .. }) = second else { return };
        let to = ActiveBackup::new(drive, account, folder);
        match std::mem::replace(&mut self.backup, Backup::Moved { name, to }) {
            Backup::Off(_) => {}
            Backup::On(from) | Backup::Moved { to: from, .. } => {
                self.old_copies.extend(from.left(true, !marked));
            }
        }
    }

    /// The wallet is now in another of its places, or in none, as `there` says. This device can reach those where its backup and
    /// its second copy were, and nothing says there yet that they are old; either may be newer. What it knew of others stays
    /// known.
    pub fn left_for(self, there: Settings) -> Settings {
        let Settings { backup, mut old_copies, lock_after, .. } = self;
        match backup {
            Backup::Off(_) => {}
            Backup::On(mut from) | Backup::Moved { to: mut from, .. } => {
                old_copies.extend(from.second.take().and_then(|second| second.left(true, true)));
                old_copies.extend(from.left(true, true));
            }
        }
        // What is in the new place was listed there, and the user has chosen.
        old_copies.retain(|old| !there.drive().is_some_and(|drive| drive.same_place(&old.drive)));
        Settings { old_copies, lock_after, ..there }
    }

    /// The journal decides where the backup is, and whether there is one. Its user may have given the folder another name.
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

    /// The journal decides which drive it is on. A process that ended right after a move or a promotion had no time to say
    /// so here. Which of the two it was is not known then, so the old place is marked again.
    fn agree_with_drive(&mut self, name: &str) -> bool {
        let differs = self.second().is_some_and(|second| second.name == name);
        if differs {
            self.use_second(false);
        }
        differs
    }

    /// The journal decides whether the backup is on. A process that ended right after turning it off had no time to say
    /// so here; whether the copy is gone is not known then, so it can be deleted.
    fn agree_with(&mut self, backup_is_on: bool) -> bool {
        let differs = !backup_is_on && self.in_use().is_some();
        if differs {
            self.turn_off(true);
        }
        differs
    }
}

#[cfg(test)]
mod tests;
