//! Where a backup and its second copy are, and how each is reached.

use serde::{Deserialize, Serialize};

use super::{BackupPrompt, OldCopy};
use crate::drive::DriveSettings;

/// Whether there is a backup, and where.
#[derive(Clone)]
pub(super) enum Backup {
    /// There is none.
    Off(BackupPrompt),
    /// The backup is where it was turned on.
    On(ActiveBackup),
    /// The backup was moved, or its second copy took its place.
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
    /// The wallet came from there before the drive was tried out, and it has not passed since.
    pub untried: bool,
    /// Whether the wallet is about to continue without the storage, unheard. Where the journal is on this device alone,
    /// this is why.
    pub left_unheard: bool,
    /// When the trial began that has not come to its end, Unix ms. Its scratch folder, which bears this
    /// number, may still lie there.
    pub trial_begun_ms: Option<u64>,
}

impl ActiveBackup {
    /// A backup of which nothing is known but where it is.
    pub fn new(drive: DriveSettings, account: String, folder: Option<String>) -> ActiveBackup {
        ActiveBackup {
            drive,
            account,
            folder,
            proved_ms: None,
            second: None,
            untried: false,
            left_unheard: false,
            trial_begun_ms: None,
        }
    }

    /// The place as a copy that is no longer the backup, if its folder is known.
    pub(super) fn left(self, moved: bool, unmarked: bool) -> Option<OldCopy> {
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
    /// Whether an entry counts only when it is there as well.
    pub both: bool,
}

impl SecondDrive {
    /// The place as a copy that no longer belongs to the wallet, if its folder is known.
    pub(super) fn left(self, moved: bool, unmarked: bool) -> Option<OldCopy> {
        let SecondDrive { drive, account, folder, .. } = self;
        Some(OldCopy { drive, account, folder: folder?, moved, unmarked, before: None })
    }
}
