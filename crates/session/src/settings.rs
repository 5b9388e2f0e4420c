//! What the user chose on this device; kept sealed by [`crate::vault`].

mod kept;
mod moved;
mod old_copy;
mod place;
mod practice;
mod prompt;

use lifeboat_messages::{Fields, ServiceKind};
use serde::{Deserialize, Serialize};

use crate::auto_lock::LockAfter;
use crate::drive::{Account, DriveSettings};
use kept::SettingsRecord;
use place::Backup;

pub use old_copy::{EarlierVault, OldCopy};
pub use place::{ActiveBackup, DriveRole, SecondDrive};
pub use practice::Practice;
pub use prompt::{BackupPrompt, Holdings};

/// What the user chose on this device.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(from = "SettingsRecord", into = "SettingsRecord")]
pub struct Settings {
    name: String,
    /// They gave it another name than the one it began with.
    renamed: bool,
    backup: Backup,
    old_copies: Vec<OldCopy>,
    pin_digits: Option<u8>,
    lock_after: LockAfter,
    practice: Practice,
}

impl Settings {
    /// Of a wallet without a backup, or whose place is not known yet.
    pub fn new(name: String, pin_digits: Option<u8>) -> Settings {
        Settings { name, pin_digits, ..Settings::default() }
    }

    /// The wallet's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is called from now on. A folder that the backup has keeps its name.
    pub fn rename(&mut self, name: String) {
        self.name = name;
        self.renamed = true;
    }

    /// Whether it is called otherwise than when it began on this device.
    pub fn is_renamed(&self) -> bool {
        self.renamed
    }

    /// Copies that are no longer the backup and can still be deleted.
    pub fn old_copies(&self) -> &[OldCopy] {
        &self.old_copies
    }

    /// The one in the same place as this drive.
    pub fn old_copy_at(&self, drive: &DriveSettings) -> Option<&OldCopy> {
        self.old_copies.iter().find(|old| old.drive.same_place(drive))
    }

    /// How many digits the PIN has, once it was typed on this device.
    pub fn pin_digits(&self) -> Option<u8> {
        self.pin_digits
    }

    /// Sets the number of the PIN's digits; `None`: they are not known, or there is no PIN.
    pub fn set_pin_digits(&mut self, pin_digits: Option<u8>) {
        self.pin_digits = pin_digits;
    }

    /// When the wallet locks itself, where there is a PIN.
    pub fn lock_after(&self) -> LockAfter {
        self.lock_after
    }

    /// The user's choice of that.
    pub fn set_lock_after(&mut self, lock_after: LockAfter) {
        self.lock_after = lock_after;
    }

    /// When the user is asked to practise the PIN.
    pub fn practice(&self) -> Practice {
        self.practice
    }

    /// The wallet was unlocked on this device. `knew`: by the PIN, and nothing but that opens the backup
    /// elsewhere, so that it counts where the user would be asked now. Whether anything is to be kept.
    pub fn note_unlocked(&mut self, now_ms: u64, knew: bool) -> bool {
        let answers = knew && self.practice.is_due(now_ms);
        if answers {
            self.practice.note_right(now_ms);
        }
        self.practice.begin(now_ms) || answers
    }

    /// The practice, to note what became of it.
    pub fn practice_mut(&mut self) -> &mut Practice {
        &mut self.practice
    }

    /// The backup, if it is on.
    pub fn in_use(&self) -> Option<&ActiveBackup> {
        match &self.backup {
            Backup::Off(_) => None,
            Backup::On(in_use) | Backup::Moved { to: in_use, .. } => Some(in_use),
        }
    }

    fn in_use_mut(&mut self) -> Option<&mut ActiveBackup> {
        match &mut self.backup {
            Backup::Off(_) => None,
            Backup::On(in_use) | Backup::Moved { to: in_use, .. } => Some(in_use),
        }
    }

    /// How to reach the backup.
    pub fn drive(&self) -> Option<&DriveSettings> {
        self.in_use().map(|in_use| &in_use.drive)
    }

    /// Whether the backup's drive has not passed its trial since the wallet came from there.
    pub fn is_untried(&self) -> bool {
        self.in_use().is_some_and(|in_use| in_use.untried)
    }

    /// When the trial of the backup's drive began that has not come to its end, Unix ms.
    pub fn unfinished_trial(&self) -> Option<u64> {
        self.in_use()?.trial_begun_ms
    }

    /// The backup's folder, once it is known.
    pub fn folder(&self) -> Option<&str> {
        self.in_use()?.folder.as_deref()
    }

    /// The second copy.
    pub fn second(&self) -> Option<&SecondDrive> {
        self.in_use()?.second.as_ref()
    }

    fn second_mut(&mut self) -> Option<&mut SecondDrive> {
        self.in_use_mut()?.second.as_mut()
    }

    /// What the backup's folder is called now.
    pub fn note_folder(&mut self, folder: Option<String>) {
        if let Some(in_use) = self.in_use_mut() {
            in_use.folder = folder;
        }
    }

    /// Keeps the same drive as before, with what finds the folder there without a search.
    pub fn note_place(&mut self, drive: DriveSettings) {
        if let Some(in_use) = self.in_use_mut() {
            in_use.drive = drive;
        }
    }

    /// A snapshot was read back and opened.
    pub fn note_proved(&mut self, now_ms: u64) {
        if let Some(in_use) = self.in_use_mut() {
            in_use.proved_ms = Some(now_ms);
        }
    }

    /// There is a second copy from now on, beside a backup.
    pub fn add_second(&mut self, second: SecondDrive) {
        if let Some(in_use) = self.in_use_mut() {
            in_use.second = Some(second);
        }
    }

    /// What the second copy's folder is called now.
    pub fn note_second_folder(&mut self, folder: String) {
        if let Some(second) = self.second_mut() {
            second.folder = Some(folder);
        }
    }

    /// Sets whether an entry counts only when the second copy has it as well.
    pub fn set_both(&mut self, both: bool) {
        if let Some(second) = self.second_mut() {
            second.both = both;
        }
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

    /// Uses these credentials from now on.
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
        // If it was to be marked or deleted, that was done before.
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

    /// Removes the second copy on its own, while the backup stays on. `folder`: what it is called now, where that is
    /// known.
    pub fn remove_second(&mut self, folder: Option<String>, delete: bool) {
        if let Some(second) = self.second_mut() {
            // A copy that stays is marked as a second copy already.
            second.folder = folder.or(second.folder.take()).filter(|_| delete);
        }
        self.leave_second(false);
    }

    /// Forgets an old copy.
    pub fn forget_old(&mut self, id: &str) {
        self.old_copies.retain(|old| old.id() != id);
    }

    /// Something there says now that it is old. One that the user wanted to keep needs nothing more.
    pub fn note_marked(&mut self, id: &str) {
        self.old_copies.retain(|old| old.moved || old.id() != id);
        self.note_marked_to_delete(id);
    }

    /// Something there says now that it is old. It is about to be deleted, and stays known until it is.
    pub fn note_marked_to_delete(&mut self, id: &str) {
        for old in self.old_copies.iter_mut().filter(|old| old.id() == id) {
            old.unmarked = false;
        }
    }

    /// The backup is about to be turned on there, in a new vault. What was left elsewhere stays known, with
    /// the previous vault, as long as nothing there says that it is old; also in this very folder, until it
    /// is known that the backup took that name.
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

    /// Turns the backup on where the wallet comes from: that drive is tried out once the wallet is here.
    pub fn come_from(&mut self, drive: DriveSettings, account: String, folder: &str) {
        let untried = drive.has_to_be_tried();
        let there = ActiveBackup::new(drive, account, Some(folder.to_owned()));
        self.backup = Backup::On(ActiveBackup { untried, ..there });
    }

    /// A trial of the drive begins, or the one that began last has come to its end. False: the backup is on
    /// another one by now.
    pub fn note_trial(&mut self, drive: &DriveSettings, begun_ms: Option<u64>) -> bool {
        let Some(in_use) = self.in_use_mut().filter(|in_use| in_use.drive.same_place(drive)) else {
            return false;
        };
        in_use.trial_begun_ms = begun_ms;
        true
    }

    /// The drive has passed its trial, and is used as that found from now on. False: the backup is on another
    /// one by now.
    pub fn note_tried(&mut self, found: &DriveSettings) -> bool {
        let Some(in_use) = self.in_use_mut().filter(|in_use| in_use.drive.same_place(found)) else {
            return false;
        };
        in_use.drive = in_use.drive.clone().with_behaviour_of(found);
        in_use.untried = false;
        in_use.trial_begun_ms = None;
        true
    }

    /// The second copy is the backup. `marked`: the old place says so; otherwise it is unreachable, and another device
    /// may still be using it.
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
}

#[cfg(test)]
mod tests;
