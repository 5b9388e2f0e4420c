//! The drive a user chose: how to reach it again, and what its probe found. Kept on this device only, sealed.
//!
//! Each service has a file of its own and a row in the table [`provider()`]; what they have in common, [`Provider`] and
//! [`ConfiguredService`].

mod account;
mod dav;
mod dropbox;
mod fixed_token;
mod google_drive;
mod icloud;
mod nextcloud;
mod one_drive;
mod patience;
mod provider;
mod remote_storage;
mod s3;
mod signed;
mod tried;
mod unmade;
mod vss;
mod web_dav;

pub use account::{Account, AccountDrive};
pub use icloud::{container, signed_in_by_cloud_kit};
pub use patience::{patiently, pause_after};
pub use remote_storage::RemoteStorage;
pub use signed::{client, signed_in};
pub use tried::TrialCache;
pub use unmade::UnmadeDrive;

use std::rc::Rc;

use lifeboat_backup::takes_no_new_file;
use lifeboat_cloud::webdav::{Address, Weakness};
use lifeboat_cloud::{Drive, DriveError};
use lifeboat_messages::{Fields, FormField, ProbeDecision, Problem, ServiceKind, WriteFault};
use serde::{Deserialize, Serialize};

use crate::device::Device;
use crate::problem;
use nextcloud::Nextcloud;
use provider::{ConfiguredService, FirstLook, Provider, Trial};
use s3::S3;
use vss::Vss;
use web_dav::{OwnServer, WebDav};

/// A row is all that a service takes here: its kind, what is kept of it, and its [`Provider`].
macro_rules! services {
    ($( $(#[$about:meta])+ $kind:ident($kept:ty): $provider:expr; )+) => {
        /// The table: each service has a row, or nothing compiles.
        pub fn provider(kind: ServiceKind) -> &'static dyn Provider {
            match kind {
                $( ServiceKind::$kind => &$provider, )+
            }
        }

        /// Everything to reach a drive again.
        #[derive(Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind", rename_all = "camelCase")]
        pub enum DriveSettings {
            $( $(#[$about])+ $kind($kept), )+
        }

        impl DriveSettings {
            /// The settings after a sign-in; `None` for services without one.
            pub fn for_account(service: ServiceKind, account: Account) -> Option<DriveSettings> {
                match service {
                    $( ServiceKind::$kind => <$kept>::of_account(account).map(DriveSettings::$kind), )+
                }
            }

            /// Which service.
            pub fn kind(&self) -> ServiceKind {
                match self {
                    $( DriveSettings::$kind(_) => ServiceKind::$kind, )+
                }
            }

            /// The kept settings of its service, to be used.
            fn kept(&self) -> &dyn ConfiguredService {
                match self {
                    $( DriveSettings::$kind(kept) => kept, )+
                }
            }

            /// The service that these settings are for, to be changed.
            fn kept_mut(&mut self) -> &mut dyn ConfiguredService {
                match self {
                    $( DriveSettings::$kind(kept) => kept, )+
                }
            }
        }
    };
}

services! {
    /// The server this page came from.
    ThisServer(OwnServer): web_dav::OwnServerService;
    /// Any WebDAV server.
    WebDav(WebDav): web_dav::WebDavService;
    /// A Nextcloud server.
    #[serde(rename = "nextCloud")]
    Nextcloud(Nextcloud): nextcloud::NextcloudService;
    /// A lightning wallet server.
    Vss(Vss): vss::VssService;
    /// S3-compatible storage.
    S3(S3): s3::S3Service;
    /// A remoteStorage server.
    RemoteStorage(RemoteStorage): remote_storage::RemoteStorageService;
    /// Google Drive.
    GoogleDrive(Account): google_drive::GoogleDriveService;
    /// Dropbox.
    Dropbox(Account): dropbox::DropboxService;
    /// OneDrive.
    OneDrive(Account): one_drive::OneDriveService;
    /// Apple iCloud. What opens it again is the web token, which changes with each answer.
    ICloud(Account): icloud::ICloudService;
}

/// What was typed into a field, without the spaces around it; empty where nothing was.
fn typed(fields: &Fields, field: FormField) -> &str {
    fields.get(field).unwrap_or_default().trim()
}

/// A user name that is sent beside its password (RFC 7617).
fn typed_user(fields: &Fields) -> Result<&str, Problem> {
    let user = typed(fields, FormField::User);
    if user.contains(':') { Err(Problem::ColonInName) } else { Ok(user) }
}

/// An address in the one of its spellings that all others are read as.
fn same_address(url: &str) -> String {
    Address::parse(url).map_or_else(|_| url.to_owned(), |address| address.in_ascii().to_string())
}

/// What a failed first look says of writing there, if it says anything. Nothing of the journal was sent yet:
/// an answer that is lost later may be that of an entry, and says nothing.
fn write_fault(error: &DriveError) -> Option<WriteFault> {
    if takes_no_new_file(error) {
        Some(WriteFault::Refused)
    } else if matches!(error, DriveError::Unreachable | DriveError::Unknown) {
        Some(WriteFault::Unanswered)
    } else {
        (*error == DriveError::SignedOut).then_some(WriteFault::SignedOut)
    }
}

impl DriveSettings {
    /// The drive, of a service that one does not sign in to on its own page.
    ///
    /// # Errors
    /// When what is kept makes none.
    pub fn own_drive(&self, env: &Device) -> Result<Rc<dyn Drive>, DriveError> {
        self.kept().drive(env)
    }

    /// Makes it known that a backup begins there. Only a VSS has to be told.
    pub async fn enrol(&self, env: &Device) -> Result<(), Problem> {
        self.kept().enrol(env).await.map_err(|error| problem::of_drive(&error))
    }

    /// Whether only a trial shows what it does. Until then it is used as carefully as it can be.
    pub fn has_to_be_tried(&self) -> bool {
        match self.kind().row().probe {
            ProbeDecision::Promised => false,
            ProbeDecision::Probed => true,
        }
    }

    /// Ready to take a wallet over in a folder of this name, before it is tried out, or why no new file can
    /// be created there.
    ///
    /// # Errors
    /// It cannot be found out how files are created there, and that has to be known.
    pub async fn before_its_trial(
        mut self,
        folder: &str,
        env: &Device,
    ) -> Result<Result<DriveSettings, WriteFault>, DriveError> {
        let look = async || self.kept().first_look(folder, env, env.now_ms()).await;
        match patiently(env, look, |error| Some(error.clone())).await {
            Ok(FirstLook::NotNeeded) => {}
            Ok(FirstLook::UsedSo(behaviour)) => {
                if let Some(dav) = self.kept_mut().dav_mut() {
                    dav.behave(behaviour);
                }
            }
            Ok(FirstLook::TakesNoNewFile) => return Ok(Err(WriteFault::Refused)),
            Err(error) => return write_fault(&error).map(Err).ok_or(error),
        }
        Ok(Ok(self))
    }

    /// What trying it out found, kept; or why it may not be used. Whether it has to be tried out is in its
    /// service's row.
    pub async fn probed(self, env: &Device) -> Result<Result<DriveSettings, Weakness>, DriveError> {
        self.probed_as(env.now_ms(), env).await
    }

    /// Probes the drive in the scratch folder of this number.
    pub async fn probed_as(
        mut self,
        nonce: u64,
        env: &Device,
    ) -> Result<Result<DriveSettings, Weakness>, DriveError> {
        if !self.has_to_be_tried() {
            return Ok(Ok(self));
        }
        Ok(match self.kept().trial(env, nonce).await? {
            Trial::Passed => Ok(self),
            Trial::PassedUsedSo(behaviour) => {
                if let Some(dav) = self.kept_mut().dav_mut() {
                    dav.behave(behaviour);
                }
                Ok(self)
            }
            Trial::Failed(weakness) => Err(weakness),
        })
    }

    /// The account, where one signs in elsewhere.
    pub fn account(&self) -> Option<&Account> {
        self.kept().account()
    }

    /// See [`DriveSettings::account`].
    pub fn account_mut(&mut self) -> Option<&mut Account> {
        self.kept_mut().account_mut()
    }

    /// The id of the sign-in, where one signs in elsewhere.
    pub fn sign_in(&self) -> Option<&str> {
        self.kept().sign_in()
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
        if let (Some(dav), Some(other)) = (self.kept_mut().dav_mut(), other.kept().dav()) {
            dav.behave_like(other);
        }
        if let (Some(account), Some(other)) = (self.account_mut(), other.account()) {
            account.top = other.top.clone();
        }
        self
    }
}

#[cfg(test)]
mod tests;
