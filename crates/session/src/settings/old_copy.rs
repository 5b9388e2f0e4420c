//! Copies that are no longer the backup.

use lifeboat_messages::ServiceKind;
use serde::{Deserialize, Serialize};

use crate::drive::DriveSettings;

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
pub(super) fn id_of(service: ServiceKind) -> &'static str {
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
