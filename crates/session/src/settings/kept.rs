//! Settings as they are kept: every version of this program has written these fields.

use serde::{Deserialize, Deserializer, Serialize};

use super::place::{ActiveBackup, Backup, SecondDrive};
use super::{BackupPrompt, Holdings, OldCopy, Practice, Settings};
use crate::auto_lock::LockAfter;
use crate::drive::DriveSettings;

/// What is written. Which of the fields mean something follows from `drive` and `left`.
#[derive(Serialize, Deserialize)]
pub struct SettingsRecord {
    name: String,
    later: bool,
    drive: Option<DriveSettings>,
    account: String,
    folder: Option<String>,
    proved_ms: Option<u64>,
    #[serde(default)]
    left: bool,
    #[serde(default, alias = "old_copy", deserialize_with = "one_or_many")]
    old_copies: Vec<OldCopy>,
    /// The journal's name for it; empty until the backup was moved.
    #[serde(default)]
    drive_name: String,
    #[serde(default)]
    second: Option<SecondDrive>,
    #[serde(default)]
    pin_digits: Option<u8>,
    #[serde(default)]
    lock_after: LockAfter,
    /// What there was when the user was asked last; earlier versions did not note it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asked: Option<Holdings>,
    #[serde(default)]
    renamed: bool,
    #[serde(default)]
    practice: Practice,
    #[serde(default)]
    untried: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trial_begun_ms: Option<u64>,
    #[serde(default)]
    left_unheard: bool,
}

impl From<SettingsRecord> for Settings {
    fn from(kept: SettingsRecord) -> Settings {
        let SettingsRecord { name, later, drive, account, folder, proved_ms, left, old_copies, .. } = kept;
        let SettingsRecord { drive_name, second, pin_digits, lock_after, asked, renamed, practice, .. } =
            kept;
        let (untried, trial_begun_ms, left_unheard) = (kept.untried, kept.trial_begun_ms, kept.left_unheard);
        let backup = match drive {
            None if left => Backup::Off(BackupPrompt::TurnedOff(asked)),
            None if later => Backup::Off(BackupPrompt::Later(asked)),
            None => Backup::Off(BackupPrompt::NotYet),
            Some(drive) => {
                let in_use = ActiveBackup {
                    drive,
                    account,
                    folder,
                    proved_ms,
                    second,
                    untried,
                    left_unheard,
                    trial_begun_ms,
                };
                match drive_name.is_empty() {
                    true => Backup::On(in_use),
                    false => Backup::Moved { name: drive_name, to: in_use },
                }
            }
        };
        Settings { name, renamed, backup, old_copies, pin_digits, lock_after, practice }
    }
}

impl From<Settings> for SettingsRecord {
    fn from(settings: Settings) -> SettingsRecord {
        let Settings { name, renamed, backup, old_copies, pin_digits, lock_after, practice } = settings;
        let (drive_name, in_use, asked) = match backup {
            Backup::Off(asked) => (String::new(), None, asked),
            Backup::On(in_use) => (String::new(), Some(in_use), BackupPrompt::NotYet),
            Backup::Moved { name, to } => (name, Some(to), BackupPrompt::NotYet),
        };
        let kept = SettingsRecord {
            name,
            later: !matches!(asked, BackupPrompt::NotYet),
            drive: None,
            account: String::new(),
            folder: None,
            proved_ms: None,
            left: matches!(asked, BackupPrompt::TurnedOff(_)),
            old_copies,
            drive_name,
            second: None,
            pin_digits,
            lock_after,
            renamed,
            practice,
            untried: false,
            trial_begun_ms: None,
            left_unheard: false,
            asked: match asked {
                BackupPrompt::NotYet => None,
                BackupPrompt::Later(asked) | BackupPrompt::TurnedOff(asked) => asked,
            },
        };
        match in_use {
            None => kept,
            Some(in_use) => {
                let ActiveBackup { drive, account, folder, proved_ms, second, .. } = in_use;
                let (untried, left_unheard) = (in_use.untried, in_use.left_unheard);
                SettingsRecord {
                    drive: Some(drive),
                    account,
                    folder,
                    proved_ms,
                    second,
                    untried,
                    left_unheard,
                    trial_begun_ms: in_use.trial_begun_ms,
                    ..kept
                }
            }
        }
    }
}

/// The first version knew of one at most.
fn one_or_many<'de, D: Deserializer<'de>>(kept: D) -> Result<Vec<OldCopy>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        Many(Vec<OldCopy>),
        One(Option<Box<OldCopy>>),
    }
    Ok(match OneOrMany::deserialize(kept)? {
        OneOrMany::Many(copies) => copies,
        OneOrMany::One(copy) => copy.map(|copy| *copy).into_iter().collect(),
    })
}
