//! What is kept of an account that one signs in to on the service's page, and its drive.

use async_trait::async_trait;
use lifeboat_cloud::{Drive, DriveError, Path};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What is kept of one.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Names the sign-in; made anew with each.
    pub id: String,
    /// What tells this account from others of the same service.
    pub account_id: String,
    /// Opens it again, where the service gives such a thing.
    pub refresh: Option<String>,
    /// The folder in which the wallet's folder is, where only a search would find it (Google Drive).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top: Option<String>,
}

/// A drive of an account; unlike [`Drive`] it can tell accounts apart.
#[async_trait(?Send)]
pub trait AccountDrive: Drive {
    /// What tells accounts apart.
    async fn account_id(&self) -> Result<String, DriveError>;

    /// What finds a folder again without a search, where a search would be needed, once something was done with it.
    fn top(&self, _folder: &Path) -> Option<String> {
        None
    }
}
