//! A second copy of the backup, on another service.

use serde::{Deserialize, Serialize};

use crate::{Problem, ServiceKind};

/// A second copy that follows the backup.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecondCopy {
    /// The service that keeps the second copy.
    pub kind: ServiceKind,
    /// The name as the user knows it.
    pub account: String,
    /// Folder names from the drive's root.
    pub place: Vec<String>,
    /// How much of the backup it has.
    pub status: SecondStatus,
    /// Whether an entry counts only once it is in this copy as well.
    pub both: bool,
}

/// How far a second copy is; only ever what its service acknowledged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SecondStatus {
    /// The copy has not been looked at yet: the backup comes first.
    Idle,
    /// Its position is being determined.
    Looking,
    /// The copy has everything that the backup has.
    InStep {
        /// Journal position.
        position: u64,
        /// Since when, Unix ms.
        at_ms: u64,
    },
    /// The copy is being written.
    Following {
        /// The position up to which the copy has everything; `None`: nothing yet.
        position: Option<u64>,
        /// Number of entries that are not copied yet.
        behind: u64,
    },
    /// The copy cannot be written now; this is tried again automatically.
    Waiting {
        /// Since when, Unix ms.
        since_ms: u64,
        /// Why the last write did not go through.
        problem: Problem,
        /// Number of entries that are not copied yet, as far as is known.
        behind: u64,
    },
    /// The user has to do something.
    Paused {
        /// What the user has to put right.
        problem: Problem,
    },
}

impl SecondStatus {
    /// Its name in messages, such as `inStep`.
    pub fn name(&self) -> &'static str {
        match self {
            SecondStatus::Idle => "idle",
            SecondStatus::Looking => "looking",
            SecondStatus::InStep { .. } => "inStep",
            SecondStatus::Following { .. } => "following",
            SecondStatus::Waiting { .. } => "waiting",
            SecondStatus::Paused { .. } => "paused",
        }
    }
}

/// What a look at the second copy told, before it takes the backup's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecondSeen {
    /// The newest entry there.
    pub position: u64,
    /// When it was written, as its device's clock said.
    pub at_ms: u64,
    /// The device that wrote it.
    pub device: String,
    /// The newest entry that this device has.
    pub own_position: u64,
    /// When that was written.
    pub own_at_ms: u64,
}

impl SecondSeen {
    /// How many of this device's entries it lacks; they are written there first.
    pub fn behind(&self) -> u64 {
        self.own_position.saturating_sub(self.position)
    }

    /// Whether the copy has what this device has not: another device took the wallet over there.
    pub fn ahead(&self) -> bool {
        self.position > self.own_position
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_behind_or_ahead_and_never_both() {
        let seen = |position, own_position| SecondSeen {
            position,
            own_position,
            at_ms: 1,
            own_at_ms: 1,
            device: String::new(),
        };
        assert_eq!((seen(5, 9).behind(), seen(5, 9).ahead()), (4, false));
        assert_eq!((seen(9, 9).behind(), seen(9, 9).ahead()), (0, false));
        assert_eq!((seen(9, 5).behind(), seen(9, 5).ahead()), (0, true));
    }
}
