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
}

impl Settings {
    /// The account of a sign-in, if it is one of ours.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
    pub fn account_mut(&mut self, sign_in: &str) -> Option<&mut Account> {
        let old = self.old_copy.as_mut().map(|old| &mut old.drive);
        let mut accounts = self.drive.as_mut().into_iter().chain(old).filter_map(DriveSettings::account_mut);
        accounts.find(|account| account.id == sign_in)
    }

    /// The backup is off. `keep_access`: the copy is to be deleted, and is not yet.
    pub fn turn_off(&mut self, keep_access: bool) {
        let (drive, folder) = (self.drive.take(), self.folder.take());
        let account = std::mem::take(&mut self.account);
        self.old_copy = match (drive, folder) {
            (Some(drive), Some(folder)) if keep_access => Some(OldCopy { drive, account, folder }),
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
