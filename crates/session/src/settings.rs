//! What the user chose on this device; kept sealed by [`crate::vault`].

use lifeboat_messages::{Fields, ServiceKind};
use serde::{Deserialize, Deserializer, Serialize};

use crate::auto_lock::LockAfter;
use crate::drive::{Account, DriveSettings};

/// What the user chose on this device.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Settings {
    /// The wallet's name.
    pub name: String,
    /// The user does not want to be asked for a backup now.
    pub later: bool,
    /// How to reach the backup.
    pub drive: Option<DriveSettings>,
    /// Whose drive it is, as the user knows it.
    pub account: String,
    /// The wallet's folder there.
    pub folder: Option<String>,
    /// When a snapshot was last read back and opened, Unix ms.
    pub proved_ms: Option<u64>,
    /// The user turned the backup off himself: neither prompt nor reminder.
    #[serde(default)]
    pub left: bool,
    /// Copies that are not the backup any more, and that can still be deleted.
    #[serde(default, alias = "old_copy", deserialize_with = "one_or_many")]
    pub old_copies: Vec<OldCopy>,
    /// Which of this wallet's drives `drive` is, in the journal's words: empty until the backup was moved.
    #[serde(default)]
    pub drive_name: String,
    /// A second copy.
    #[serde(default)]
    pub second: Option<Second>,
    /// How many digits the PIN has, once it was typed on this device.
    #[serde(default)]
    pub pin_digits: Option<u8>,
    /// When the wallet locks itself, where there is a PIN.
    #[serde(default)]
    pub lock_after: LockAfter,
}

/// Which of the drives in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The backup's.
    Backup,
    /// The second copy's.
    Second,
}

/// A copy that is not the backup any more.
#[derive(Clone, Serialize, Deserialize)]
pub struct OldCopy {
    /// How to reach it.
    pub drive: DriveSettings,
    /// Whose drive it is.
    pub account: String,
    /// The wallet's folder there.
    pub folder: String,
    /// The backup was moved away from there.
    #[serde(default)]
    pub moved: bool,
    /// Nothing there says yet that it is old.
    #[serde(default)]
    pub unmarked: bool,
}

impl OldCopy {
    /// Tells it from the others, for as long as it is kept.
    pub fn id(&self) -> String {
        format!("{}/{}/{}", id_of(self.drive.kind()), self.account, self.folder)
    }
}

/// A service in the id of an old copy. The page keeps ids: they do not change with the names in this code.
fn id_of(service: ServiceKind) -> &'static str {
    match service {
        ServiceKind::GoogleDrive => "GoogleDrive",
        ServiceKind::ICloud => "ICloud",
        ServiceKind::Dropbox => "Dropbox",
        ServiceKind::OneDrive => "OneDrive",
        ServiceKind::Nextcloud => "NextCloud",
        ServiceKind::WebDav => "WebDav",
        ServiceKind::Vss => "Vss",
        ServiceKind::S3 => "S3",
        ServiceKind::RemoteStorage => "RemoteStorage",
        ServiceKind::ThisServer => "ThisServer",
    }
}

/// The first version knew of one at most.
fn one_or_many<'de, D: Deserializer<'de>>(kept: D) -> Result<Vec<OldCopy>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Kept {
        Many(Vec<OldCopy>),
        One(Option<Box<OldCopy>>),
    }
    Ok(match Kept::deserialize(kept)? {
        Kept::Many(copies) => copies,
        Kept::One(copy) => copy.map(|copy| *copy).into_iter().collect(),
    })
}

/// A second copy, on another service.
#[derive(Clone, Serialize, Deserialize)]
pub struct Second {
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

impl Settings {
    /// The account of a sign-in, if it is one of ours.
    pub fn account_mut(&mut self, sign_in: &str) -> Option<&mut Account> {
        let old = self.old_copies.iter_mut().map(|old| &mut old.drive);
        let second = self.second.as_mut().map(|second| &mut second.drive);
        let drives = self.drive.as_mut().into_iter().chain(old).chain(second);
        let mut accounts = drives.filter_map(DriveSettings::account_mut);
        accounts.find(|account| account.id == sign_in)
    }

    /// Whose account a service was used with.
    pub fn account_at(&self, service: ServiceKind) -> Option<String> {
        let backup = self.drive.as_ref().filter(|drive| drive.kind() == service).map(|_| &self.account);
        let second = self.second.as_ref().filter(|second| second.drive.kind() == service);
        backup.or_else(|| second.map(|second| &second.account)).cloned()
    }

    /// How the backup, or the second copy, is reached.
    pub fn address(&self, second: bool) -> Option<Fields> {
        let drive =
            if second { self.second.as_ref().map(|second| &second.drive) } else { self.drive.as_ref() };
        drive.map(DriveSettings::typed)
    }

    /// New credentials of a drive in use, and which one it is; `None` when it is another place.
    pub fn renewed(&self, drive: DriveSettings) -> Option<(Place, DriveSettings)> {
        let backup = self.drive.as_ref().map(|known| (Place::Backup, known));
        let second = self.second.as_ref().map(|second| (Place::Second, &second.drive));
        let (place, known) = backup.into_iter().chain(second).find(|(_, known)| drive.same_place(known))?;
        Some((place, drive.behaving_like(known)))
    }

    /// From here on these credentials.
    pub fn renew(&mut self, place: Place, drive: DriveSettings, account: Option<&str>) {
        let second = self.second.as_mut().map(|second| (&mut second.drive, &mut second.account));
        let renewed = match place {
            Place::Backup => self.drive.as_mut().map(|drive| (drive, &mut self.account)),
            Place::Second => second,
        };
        let Some((known, name)) = renewed else { return };
        *known = drive;
        if let Some(account) = account {
            account.clone_into(name);
        }
    }

    /// The backup is off. `keep_access`: the copy is to be deleted, and is not yet.
    pub fn turn_off(&mut self, keep_access: bool) {
        let (drive, folder) = (self.drive.take(), self.folder.take());
        let account = std::mem::take(&mut self.account);
        self.drive_name.clear();
        // Who wants it marked or deleted has done so before.
        self.leave_second(true);
        if let (Some(drive), Some(folder), true) = (drive, folder, keep_access) {
            self.old_copies.push(OldCopy { drive, account, folder, moved: false, unmarked: false });
        }
        self.proved_ms = None;
        self.left = true;
        self.later = true;
    }

    /// There is no second copy any more. `unmarked`: nothing there says so yet; otherwise it is to be deleted.
    pub fn leave_second(&mut self, unmarked: bool) {
        let Some(Second { drive, account, folder, .. }) = self.second.take() else { return };
        if let Some(folder) = folder {
            self.old_copies.push(OldCopy { drive, account, folder, moved: false, unmarked });
        }
    }

    /// An old copy is not one of ours any more.
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

    /// The backup is about to be on, there. Whatever was left elsewhere is of an older vault, and out of reach from here.
    pub fn turn_on(&mut self, drive: DriveSettings, account: String, folder: &str) {
        self.drive = Some(drive);
        self.account = account;
        self.folder = Some(folder.to_owned());
        self.proved_ms = None;
        self.left = false;
        self.old_copies.clear();
        self.drive_name.clear();
        self.second = None;
    }

    /// The second copy is the backup. `marked`: the old place says so; otherwise it is lost for now, and perhaps somebody
    /// goes on there.
    pub fn use_second(&mut self, marked: bool) {
        let Some(second) = self.second.take() else { return };
        let (drive, folder) = (self.drive.replace(second.drive), self.folder.take());
        let account = std::mem::replace(&mut self.account, second.account);
        self.folder = second.folder;
        self.drive_name = second.name;
        self.proved_ms = None;
        if let (Some(drive), Some(folder)) = (drive, folder) {
            self.old_copies.push(OldCopy { drive, account, folder, moved: true, unmarked: !marked });
        }
    }

    /// The journal decides which drive it is on. A process that ended right after a move or a promotion had no time to say
    /// so here. Which of the two it was is not known then, so the old place is marked again.
    pub fn agree_with_drive(&mut self, name: &str) -> bool {
        let differs =
            name != self.drive_name && self.second.as_ref().is_some_and(|second| second.name == name);
        if differs {
            self.use_second(false);
        }
        differs
    }

    /// The journal decides whether the backup is on. A process that ended right after turning it off had no time to say
    /// so here; whether the copy is gone is not known then, so it can be deleted.
    pub fn agree_with(&mut self, backup_is_on: bool) -> bool {
        let differs = !backup_is_on && self.drive.is_some();
        if differs {
            self.turn_off(true);
        }
        differs
    }
}

#[cfg(test)]
mod tests;
