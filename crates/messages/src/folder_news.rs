//! What became of a folder that somebody has changed.

use serde::{Deserialize, Serialize};

use crate::ServiceKind;

/// What became of a folder of the backup, and the user has not read yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FolderNews {
    /// The service that the folder is at.
    pub kind: ServiceKind,
    /// Whether the folder is the second copy's.
    pub second: bool,
    /// What became of the folder.
    pub change: FolderChange,
}

/// What happened to the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FolderChange {
    /// Files were missing in it, or the whole folder was, and they were written again.
    Rebuilt,
    /// The folder was found under another name, and the backup continues there.
    Renamed {
        /// The name that the folder has now.
        name: String,
    },
}
