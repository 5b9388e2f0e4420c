//! What the user chose on this device; kept sealed by [`crate::vault`].

use serde::{Deserialize, Serialize};

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
    /// A copy that is not the backup any more, and that can still be deleted.
    #[serde(default)]
    pub old_copy: Option<OldCopy>,
    /// Which of this wallet's drives `drive` is, in the journal's words: empty until the backup was moved.
    #[serde(default)]
    pub drive_name: String,
    /// A second copy.
    #[serde(default)]
    pub second: Option<Second>,
    /// How many digits the PIN has, once it was typed on this device.
    #[serde(default)]
    pub pin_digits: Option<u8>,
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
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
    pub fn account_mut(&mut self, sign_in: &str) -> Option<&mut Account> {
        let old = self.old_copy.as_mut().map(|old| &mut old.drive);
        let second = self.second.as_mut().map(|second| &mut second.drive);
        let drives = self.drive.as_mut().into_iter().chain(old).chain(second);
        let mut accounts = drives.filter_map(DriveSettings::account_mut);
        accounts.find(|account| account.id == sign_in)
    }

    /// The backup is off. `keep_access`: the copy is to be deleted, and is not yet.
    pub fn turn_off(&mut self, keep_access: bool) {
        let (drive, folder) = (self.drive.take(), self.folder.take());
        let account = std::mem::take(&mut self.account);
        self.drive_name.clear();
        self.second = None;
        self.old_copy = match (drive, folder) {
            (Some(drive), Some(folder)) if keep_access => {
                Some(OldCopy { drive, account, folder, moved: false })
            }
            _ => None,
        };
        self.proved_ms = None;
        self.left = true;
        self.later = true;
    }

    /// The backup is about to be on, there. Whatever was left elsewhere is of an older vault, and out of reach from here.
    pub fn turn_on(&mut self, drive: DriveSettings, account: String, folder: &str) {
        self.drive = Some(drive);
        self.account = account;
        self.folder = Some(folder.to_owned());
        self.proved_ms = None;
        self.left = false;
        self.old_copy = None;
        self.drive_name.clear();
        self.second = None;
    }

    /// The second copy is the backup. `moved`: the old place is ended and can be deleted; otherwise it is gone, or somebody
    /// may be going on there.
    pub fn use_second(&mut self, moved: bool) {
        let Some(second) = self.second.take() else { return };
        let (drive, folder) = (self.drive.replace(second.drive), self.folder.take());
        let account = std::mem::replace(&mut self.account, second.account);
        self.folder = second.folder;
        self.drive_name = second.name;
        self.proved_ms = None;
        if let (Some(drive), Some(folder), true) = (drive, folder, moved) {
            self.old_copy = Some(OldCopy { drive, account, folder, moved: true });
        }
    }

    /// The journal decides which drive it is on. A process that ended right after a move or a promotion had no time to say
    /// so here. Which of the two it was is not known then; deleting the old copy finds out whether it may go.
    pub fn agree_with_drive(&mut self, name: &str) -> bool {
        let differs =
            name != self.drive_name && self.second.as_ref().is_some_and(|second| second.name == name);
        if differs {
            self.use_second(true);
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
mod tests {
    use super::*;

    const DRIVE: &str = r#"{"kind":"webDav","url":"https://c.example/dav/","user":"sam","password":"p","aside":true,"read_back":true,"created":0}"#;

    fn on() -> Settings {
        let mut settings = Settings { name: "Samantha".into(), pin_digits: Some(6), ..Settings::default() };
        settings.turn_on(serde_json::from_str(DRIVE).unwrap(), "sam".into(), "BitcoinWalletBackup_Samantha");
        settings
    }

    #[test]
    fn a_process_that_ended_between_turning_off_and_saying_so_is_off_at_the_next_start() {
        let mut settings = on();
        assert!(!settings.agree_with(true));
        assert!(settings.drive.is_some() && !settings.left);
        assert!(settings.agree_with(false));
        assert!(settings.drive.is_none() && settings.left && settings.later);
        let old = settings.old_copy.clone().unwrap();
        assert_eq!((old.account.as_str(), old.folder.as_str()), ("sam", "BitcoinWalletBackup_Samantha"));
        assert!(!settings.agree_with(false), "once is enough");
        assert!(settings.old_copy.is_some());
    }

    #[test]
    fn a_copy_that_is_gone_or_meant_to_stay_leaves_no_password_behind() {
        let mut settings = on();
        settings.turn_off(false);
        let text = serde_json::to_string(&settings).unwrap();
        assert!(!text.contains("password") && !text.contains("c.example"), "{text}");
        assert_eq!((settings.name.as_str(), settings.pin_digits), ("Samantha", Some(6)));
    }

    #[test]
    fn turning_on_again_begins_anew() {
        let mut settings = on();
        settings.proved_ms = Some(1);
        settings.turn_off(true);
        settings.turn_on(
            serde_json::from_str(DRIVE).unwrap(),
            "eve".into(),
            "BitcoinWalletBackup_Samantha 2",
        );
        assert!(settings.old_copy.is_none() && !settings.left && settings.proved_ms.is_none());
        assert_eq!(settings.account, "eve");
    }

    fn mirrored() -> Settings {
        let dropbox = r#"{"kind":"dropbox","id":"1","accountId":"dbid","refresh":"r"}"#;
        let second = Second {
            name: "second-1".into(),
            drive: serde_json::from_str(dropbox).unwrap(),
            account: "eve@example.org".into(),
            folder: Some("BitcoinWalletBackup_Samantha".into()),
            both: true,
        };
        Settings { second: Some(second), ..on() }
    }

    #[test]
    fn a_process_that_ended_between_moving_and_saying_so_begins_at_the_new_place() {
        let mut settings = mirrored();
        assert!(!settings.agree_with_drive(""), "not moved");
        assert!(!settings.agree_with_drive("second-2"), "a name of somebody else");
        let mut settings: Settings =
            serde_json::from_str(&serde_json::to_string(&settings).unwrap()).unwrap();
        assert!(settings.agree_with_drive("second-1"));
        assert_eq!(settings.drive.as_ref().unwrap().kind(), lifeboat_messages::ServiceKind::Dropbox);
        assert_eq!(
            (settings.account.as_str(), settings.drive_name.as_str()),
            ("eve@example.org", "second-1")
        );
        let old = settings.old_copy.clone().unwrap();
        assert!(old.moved && old.account == "sam" && settings.second.is_none());
        assert!(!settings.agree_with_drive("second-1"), "once is enough");
    }

    #[test]
    fn a_place_that_is_gone_leaves_nothing_to_delete() {
        let mut settings = mirrored();
        settings.use_second(false);
        assert!(settings.old_copy.is_none() && settings.drive_name == "second-1");
        assert!(!serde_json::to_string(&settings).unwrap().contains("c.example"));
    }

    #[test]
    fn settings_of_the_first_version_still_open() {
        let old = format!(
            r#"{{"name":"Sam","later":true,"drive":{DRIVE},"account":"sam","folder":"BitcoinWalletBackup_Sam","proved_ms":7}}"#
        );
        let settings: Settings = serde_json::from_str(&old).unwrap();
        assert!(settings.later && !settings.left && settings.old_copy.is_none());
        assert_eq!(settings.proved_ms, Some(7));
    }
}
