//! The drive a user chose: how to reach it again, and what its probe found. Kept on this device only, sealed.
//!
//! Each service has a file of its own and a row in the table [`provider()`]; what they have in common, [`Provider`] and
//! [`ConfiguredService`].

mod account;
mod dav;
mod fixed_token;
mod nextcloud;
mod patience;
mod provider;
mod remote_storage;
mod s3;
mod signed;
mod tried;
mod vss;

pub use account::Account;
pub use dav::Dav;
pub use patience::patiently;
pub use remote_storage::RemoteStorage;
pub use signed::{AccountDrive, icloud, signed_in};
pub use tried::TrialCache;

use std::rc::Rc;

use lifeboat_cloud::webdav::{Address, Behaviour, Weakness};
use lifeboat_cloud::{Drive, DriveError};
use lifeboat_messages::{Fields, FormField, Problem, ServiceKind};
use serde::{Deserialize, Serialize};

use crate::device::Device;
use crate::problem;
use dav::{OwnServerAccess, WebDavAccess};
use nextcloud::Nextcloud;
use provider::{ConfiguredService, Provider, Trial};
use s3::S3;
use vss::Vss;

/// The table: each service has a row, or nothing compiles.
pub fn provider(kind: ServiceKind) -> &'static dyn Provider {
    match kind {
        ServiceKind::GoogleDrive => &account::GoogleDrive,
        ServiceKind::ICloud => &account::ICloud,
        ServiceKind::Dropbox => &account::Dropbox,
        ServiceKind::OneDrive => &account::OneDrive,
        ServiceKind::Nextcloud => &nextcloud::NextcloudService,
        ServiceKind::WebDav => &dav::WebDavService,
        ServiceKind::Vss => &vss::VssService,
        ServiceKind::S3 => &s3::S3Service,
        ServiceKind::RemoteStorage => &remote_storage::RemoteStorageService,
        ServiceKind::ThisServer => &dav::OwnServerService,
    }
}

/// Everything to reach a drive again.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum DriveSettings {
    /// The server this page came from.
    ThisServer(Dav),
    /// Any WebDAV server.
    WebDav(Dav),
    /// A Nextcloud server.
    #[serde(rename = "nextCloud")]
    Nextcloud(Nextcloud),
    /// A lightning wallet server.
    Vss(Vss),
    /// S3-compatible storage.
    S3(S3),
    /// A remoteStorage server.
    RemoteStorage(RemoteStorage),
    /// Google Drive.
    GoogleDrive(Account),
    /// Dropbox.
    Dropbox(Account),
    /// OneDrive.
    OneDrive(Account),
    /// Apple iCloud. What opens it again is the web token, which changes with each answer.
    ICloud(Account),
}

/// A service's name, for a person who finds the old copy.
pub fn service_name(kind: ServiceKind) -> &'static str {
    provider(kind).name()
}

/// What was typed into a field, without the spaces around it; empty where nothing was.
fn typed(fields: &Fields, field: FormField) -> &str {
    fields.get(field).unwrap_or_default().trim()
}

/// An address as all spellings of it are read.
fn same_address(url: &str) -> String {
    Address::parse(url).map_or_else(|_| url.to_owned(), |address| address.to_string())
}

impl DriveSettings {
    /// Of a sign-in; `None` for services without.
    pub fn for_account(service: ServiceKind, account: Account) -> Option<DriveSettings> {
        match service {
            ServiceKind::GoogleDrive => Some(DriveSettings::GoogleDrive(account)),
            ServiceKind::Dropbox => Some(DriveSettings::Dropbox(account)),
            ServiceKind::OneDrive => Some(DriveSettings::OneDrive(account)),
            ServiceKind::ICloud => Some(DriveSettings::ICloud(account)),
            ServiceKind::Nextcloud
            | ServiceKind::WebDav
            | ServiceKind::Vss
            | ServiceKind::S3
            | ServiceKind::RemoteStorage
            | ServiceKind::ThisServer => None,
        }
    }

    /// Which service.
    pub fn kind(&self) -> ServiceKind {
        match self {
            DriveSettings::ThisServer(_) => ServiceKind::ThisServer,
            DriveSettings::WebDav(_) => ServiceKind::WebDav,
            DriveSettings::Nextcloud(_) => ServiceKind::Nextcloud,
            DriveSettings::Vss(_) => ServiceKind::Vss,
            DriveSettings::S3(_) => ServiceKind::S3,
            DriveSettings::RemoteStorage(_) => ServiceKind::RemoteStorage,
            DriveSettings::GoogleDrive(_) => ServiceKind::GoogleDrive,
            DriveSettings::Dropbox(_) => ServiceKind::Dropbox,
            DriveSettings::OneDrive(_) => ServiceKind::OneDrive,
            DriveSettings::ICloud(_) => ServiceKind::ICloud,
        }
    }

    /// What is kept of its service, to be used.
    fn kept(&self) -> Box<dyn ConfiguredService + '_> {
        match self {
            DriveSettings::ThisServer(dav) => Box::new(OwnServerAccess(dav)),
            DriveSettings::WebDav(dav) => Box::new(WebDavAccess(dav)),
            DriveSettings::Nextcloud(cloud) => Box::new(cloud),
            DriveSettings::Vss(vss) => Box::new(vss),
            DriveSettings::S3(s3) => Box::new(s3),
            DriveSettings::RemoteStorage(remote) => Box::new(remote),
            DriveSettings::GoogleDrive(account)
            | DriveSettings::Dropbox(account)
            | DriveSettings::OneDrive(account)
            | DriveSettings::ICloud(account) => Box::new(account),
        }
    }

    /// The drive, of a service that one does not sign in to on its own page.
    ///
    /// # Errors
    /// When what is kept makes none.
    pub fn own_drive(&self, env: &Device) -> Result<Rc<dyn Drive>, DriveError> {
        self.kept().drive(env)
    }

    /// Makes it known that a backup begins there. Only a VSS has to be told.
    pub async fn enrol(&self, env: &Device) -> Result<(), Problem> {
        let DriveSettings::Vss(vss) = self else { return Ok(()) };
        vss.enrol(env).await.map_err(|error| problem::of_drive(&error))
    }

    /// With what trying it out found, for a wallet that comes back from there: where it may not be used, or could not be
    /// tried out, as carefully as can be; and why it should not stay there.
    pub async fn tried_if_it_lets_us(self, env: &Device) -> (DriveSettings, Option<Problem>) {
        match self.clone().probed(env).await {
            Ok(Ok(settings)) => (settings, None),
            Ok(Err(weakness)) => (self, Some(problem::of_weakness(weakness))),
            // It may be full, or read-only, or have a bad day: no reason not to read from it.
            Err(_) => (self, None),
        }
    }

    /// What trying it out found, kept; or why it may not be used.
    pub async fn probed(self, env: &Device) -> Result<Result<DriveSettings, Weakness>, DriveError> {
        let trial = self.kept().trial(env, env.now_ms()).await?;
        Ok(match trial {
            Trial::Promised | Trial::Passed => Ok(self),
            Trial::PassedUsedSo(behaviour) => Ok(self.with_behaviour(behaviour)),
            Trial::Failed(weakness) => Err(weakness),
        })
    }

    /// The account, where one signs in elsewhere.
    pub fn account(&self) -> Option<&Account> {
        match self {
            DriveSettings::GoogleDrive(account)
            | DriveSettings::Dropbox(account)
            | DriveSettings::OneDrive(account)
            | DriveSettings::ICloud(account) => Some(account),
            DriveSettings::ThisServer(_)
            | DriveSettings::WebDav(_)
            | DriveSettings::Nextcloud(_)
            | DriveSettings::Vss(_)
            | DriveSettings::S3(_)
            | DriveSettings::RemoteStorage(_) => None,
        }
    }

    /// The id of the sign-in, where one signs in elsewhere.
    pub fn sign_in(&self) -> Option<&str> {
        if let DriveSettings::RemoteStorage(remote) = self {
            return Some(&remote.id);
        }
        self.account().map(|account| account.id.as_str())
    }

    /// See [`DriveSettings::account`].
    pub fn account_mut(&mut self) -> Option<&mut Account> {
        match self {
            DriveSettings::GoogleDrive(account)
            | DriveSettings::Dropbox(account)
            | DriveSettings::OneDrive(account)
            | DriveSettings::ICloud(account) => Some(account),
            DriveSettings::ThisServer(_)
            | DriveSettings::WebDav(_)
            | DriveSettings::Nextcloud(_)
            | DriveSettings::Vss(_)
            | DriveSettings::S3(_)
            | DriveSettings::RemoteStorage(_) => None,
        }
    }

    fn dav(&self) -> Option<&Dav> {
        match self {
            DriveSettings::ThisServer(dav) | DriveSettings::WebDav(dav) => Some(dav),
            DriveSettings::Nextcloud(cloud) => Some(&cloud.dav),
            DriveSettings::Vss(_)
            | DriveSettings::S3(_)
            | DriveSettings::RemoteStorage(_)
            | DriveSettings::GoogleDrive(_)
            | DriveSettings::Dropbox(_)
            | DriveSettings::OneDrive(_)
            | DriveSettings::ICloud(_) => None,
        }
    }

    fn dav_mut(&mut self) -> Option<&mut Dav> {
        match self {
            DriveSettings::ThisServer(dav) | DriveSettings::WebDav(dav) => Some(dav),
            DriveSettings::Nextcloud(cloud) => Some(&mut cloud.dav),
            DriveSettings::Vss(_)
            | DriveSettings::S3(_)
            | DriveSettings::RemoteStorage(_)
            | DriveSettings::GoogleDrive(_)
            | DriveSettings::Dropbox(_)
            | DriveSettings::OneDrive(_)
            | DriveSettings::ICloud(_) => None,
        }
    }

    /// What its form was filled in with, without anything secret.
    pub fn typed(&self) -> Fields {
        self.kept().typed()
    }

    /// Whether it is the same drive, perhaps with other credentials.
    pub fn same_place(&self, other: &DriveSettings) -> bool {
        self.kind() == other.kind() && self.kept().place() == other.kept().place()
    }

    /// Keeps what was found out about the same drive earlier.
    pub fn with_behaviour_of(mut self, other: &DriveSettings) -> DriveSettings {
        if let (Some(dav), Some(other)) = (self.dav_mut(), other.dav()) {
            dav.behave_like(other);
        }
        if let (Some(account), Some(other)) = (self.account_mut(), other.account()) {
            account.top = other.top.clone();
        }
        self
    }

    /// With what the probe found.
    fn with_behaviour(mut self, behaviour: Behaviour) -> DriveSettings {
        if let Some(dav) = self.dav_mut() {
            dav.behave(behaviour);
        }
        self
    }
}

#[cfg(test)]
mod tests;
