//! Settings as they are kept: every version of this program has written these fields.

use serde::{Deserialize, Deserializer, Serialize};

use super::{Asked, Backup, InUse, OldCopy, Second, Settings};
use crate::auto_lock::LockAfter;
use crate::drive::DriveSettings;

/// What is written. Which of the fields mean something follows from `drive` and `left`.
#[derive(Serialize, Deserialize)]
pub struct Kept {
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
    /// In the journal's words; empty until the backup was moved.
    #[serde(default)]
    drive_name: String,
    #[serde(default)]
    second: Option<Second>,
    #[serde(default)]
    pin_digits: Option<u8>,
    #[serde(default)]
    lock_after: LockAfter,
}

impl From<Kept> for Settings {
    fn from(kept: Kept) -> Settings {
        let Kept { name, later, drive, account, folder, proved_ms, left, old_copies, .. } = kept;
        let Kept { drive_name, second, pin_digits, lock_after, .. } = kept;
        let backup = match drive {
            None if left => Backup::Off(Asked::TurnedOff),
            None if later => Backup::Off(Asked::Later),
            None => Backup::Off(Asked::NotYet),
            Some(drive) => {
                let in_use = InUse { drive, account, folder, proved_ms, second };
                match drive_name.is_empty() {
                    true => Backup::On(in_use),
                    false => Backup::Moved { name: drive_name, to: in_use },
                }
            }
        };
        Settings { name, backup, old_copies, pin_digits, lock_after }
    }
}

impl From<Settings> for Kept {
    fn from(settings: Settings) -> Kept {
        let Settings { name, backup, old_copies, pin_digits, lock_after } = settings;
        let (drive_name, in_use, asked) = match backup {
            Backup::Off(asked) => (String::new(), None, asked),
            Backup::On(in_use) => (String::new(), Some(in_use), Asked::NotYet),
            Backup::Moved { name, to } => (name, Some(to), Asked::NotYet),
        };
        let kept = Kept {
            name,
            later: asked != Asked::NotYet,
            drive: None,
            account: String::new(),
            folder: None,
            proved_ms: None,
            left: asked == Asked::TurnedOff,
            old_copies,
            drive_name,
            second: None,
            pin_digits,
            lock_after,
        };
        match in_use {
            None => kept,
            Some(InUse { drive, account, folder, proved_ms, second }) => {
                Kept { drive: Some(drive), account, folder, proved_ms, second, ..kept }
            }
        }
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
