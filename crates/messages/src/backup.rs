//! A backup: made, found, restored, left behind.

use serde::{Deserialize, Serialize};

use crate::{Activity, Author, Problem, ServiceKind};

/// What only the user can know, and has said. None of it is ever assumed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Assurances {
    /// The device that wrote last is gone for good; its unfinished entry may be removed ([`Problem::TornHead`]).
    pub old_device_is_gone: bool,
    /// Nothing newer exists anywhere ([`Problem::Ended`]).
    pub although_ended: bool,
    /// The first copy is gone for good, or has nothing newer ([`Problem::SecondCopy`]).
    #[serde(default)]
    pub although_second_copy: bool,
    /// The picked files are the newest there are, and the wallet runs nowhere else ([`Problem::FromFiles`]).
    #[serde(default)]
    pub although_files: bool,
    /// What was read from a storage that takes no new files is the newest there is, and the wallet runs nowhere else
    /// ([`Problem::ReadOnly`]).
    #[serde(default)]
    pub although_read_only: bool,
    /// The wallet on this device can be restored, or is no longer needed ([`Problem::AnotherGoes`]).
    #[serde(default)]
    pub although_another_goes: bool,
}

impl Assurances {
    /// These assurances, with the answer to what this problem asks; the same for problems that ask nothing.
    pub fn of(self, problem: &Problem) -> Assurances {
        Assurances {
            old_device_is_gone: self.old_device_is_gone || matches!(problem, Problem::TornHead { .. }),
            although_ended: self.although_ended || matches!(problem, Problem::Ended { .. }),
            although_second_copy: self.although_second_copy || matches!(problem, Problem::SecondCopy),
            although_files: self.although_files || matches!(problem, Problem::FromFiles { .. }),
            although_read_only: self.although_read_only || matches!(problem, Problem::ReadOnly { .. }),
            although_another_goes: self.although_another_goes
                || matches!(problem, Problem::AnotherGoes { .. }),
        }
    }

    /// Whether a problem is a question that only the user can answer.
    pub fn is_asked_by(problem: &Problem) -> bool {
        Assurances::default().of(problem) != Assurances::default()
    }
}

/// What became of the copy when the backup was turned off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LeftCopy {
    /// The copy is still there, marked as ended.
    Kept,
    /// The copy was deleted.
    Deleted,
    /// The copy is there, or a part of it; [`Request::DeleteOldCopy`](crate::Request::DeleteOldCopy) tries again.
    NotDeleted {
        /// Why it could not be deleted.
        problem: Problem,
    },
}

/// What remains elsewhere of a wallet that is deleted from this device, as its user was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Remains {
    /// The backup, with everything. It is read back before anything is deleted.
    Backup,
    /// Nothing that anybody can rely on: what no backup has is lost.
    Nothing,
}

/// What the confirmation screen shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Confirmation {
    /// The service that keeps the backup.
    pub service: ServiceKind,
    /// The account there, in the service's words.
    pub account: String,
    /// Folder names from the drive's root, for people.
    pub place: Vec<String>,
    /// `BitcoinWalletBackup_<name>`.
    pub file: String,
    /// Opens that place, if there is such an address.
    pub link: Option<String>,
}

/// A backup that a drive holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundBackup {
    /// What `Restore` names this backup by.
    pub id: String,
    /// The wallet's name.
    pub name: String,
    /// When its newest file was written, as far as the drive tells.
    pub modified_ms: Option<u64>,
    /// Folder names from the drive's root.
    pub place: Vec<String>,
    /// Whether it can be restored.
    pub state: FoundState,
    /// Whether the backup was turned off, or moved on: what is restored from it may be old. A hint for the list;
    /// restoring makes sure.
    pub ended: bool,
    /// Whether it follows another copy, which may be newer.
    #[serde(default)]
    pub second_copy: bool,
    /// Which wallet it is, whatever its name: the same in all copies. In clear in every file.
    #[serde(default)]
    pub wallet: Option<String>,
    /// The highest position of its journal, as the drive lists it. A hint, as is all in a list.
    #[serde(default)]
    pub head: Option<u64>,
}

/// What a look at a found backup, without any secret, tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FoundState {
    /// Phrase and channel state are there.
    Complete,
    /// The phrase is there, the channel state is missing.
    NoChannelState,
    /// Nothing in it can be used as it is.
    Unusable {
        /// Why it cannot be used.
        problem: Problem,
    },
    /// The folder could not be looked into, so it is not known whether it holds a backup.
    Unread {
        /// Why it could not.
        problem: Problem,
    },
}

/// What came back with a restored wallet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RestoredWallet {
    /// The wallet's name.
    pub name: String,
    /// Lightning and on-chain together, msat.
    pub balance_msat: u64,
    /// The newest payment, to compare.
    pub last_payment: Option<Activity>,
    /// The device it was on before, and when it was last active.
    pub old_device: Option<Author>,
}
