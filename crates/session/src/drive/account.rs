//! Accounts that one signs in to on the service's page: Google Drive, Dropbox, OneDrive, iCloud.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_cloud::{Drive, DriveError};
use lifeboat_messages::{Fields, Offer, Problem, ServiceKind};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::DriveSettings;
use super::provider::{ConfiguredService, Provider, Trial};
use crate::config::Config;
use crate::device::Device;

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

/// Only the operator can register a copy with a service.
fn offered(is_registered: bool) -> Offer {
    match is_registered {
        true => Offer::Ready,
        false => Offer::NeedsOperator,
    }
}

/// Google Drive.
pub struct GoogleDrive;

#[async_trait(?Send)]
impl Provider for GoogleDrive {
    fn name(&self) -> &'static str {
        "Google Drive"
    }

    fn offer(&self, config: &Config) -> Offer {
        match config.registered(ServiceKind::GoogleDrive) {
            Some(registered) if registered.broker_url.is_some() => Offer::ReadyForLong,
            registered => offered(registered.is_some()),
        }
    }

    async fn settings(&self, _: &Fields, _: &Device) -> Result<DriveSettings, Problem> {
        Err(Problem::BadAddress)
    }
}

/// Dropbox.
pub struct Dropbox;

#[async_trait(?Send)]
impl Provider for Dropbox {
    fn name(&self) -> &'static str {
        "Dropbox"
    }

    fn offer(&self, config: &Config) -> Offer {
        offered(config.registered(ServiceKind::Dropbox).is_some())
    }

    async fn settings(&self, _: &Fields, _: &Device) -> Result<DriveSettings, Problem> {
        Err(Problem::BadAddress)
    }
}

/// OneDrive.
pub struct OneDrive;

#[async_trait(?Send)]
impl Provider for OneDrive {
    fn name(&self) -> &'static str {
        "OneDrive"
    }

    fn offer(&self, config: &Config) -> Offer {
        offered(config.registered(ServiceKind::OneDrive).is_some())
    }

    async fn settings(&self, _: &Fields, _: &Device) -> Result<DriveSettings, Problem> {
        Err(Problem::BadAddress)
    }
}

/// Apple iCloud. What opens it again is the web token, which changes with each answer.
pub struct ICloud;

#[async_trait(?Send)]
impl Provider for ICloud {
    fn name(&self) -> &'static str {
        "iCloud"
    }

    fn offer(&self, config: &Config) -> Offer {
        offered(config.container("").is_some())
    }

    async fn settings(&self, _: &Fields, _: &Device) -> Result<DriveSettings, Problem> {
        Err(Problem::BadAddress)
    }
}

#[async_trait(?Send)]
impl ConfiguredService for Account {
    fn drive(&self, _: &Device) -> Result<Rc<dyn Drive>, DriveError> {
        Err(DriveError::SignedOut)
    }

    /// All of these services create a file once by their own interface: ids given out in advance, `mode: add`,
    /// `conflictBehavior=fail`, operation `create`.
    async fn trial(&self, _: &Device, _: u64) -> Result<Trial, DriveError> {
        Ok(Trial::Promised)
    }

    fn place(&self) -> Vec<String> {
        vec![self.account_id.clone()]
    }

    fn typed(&self) -> Fields {
        Fields::default()
    }
}
