//! The drive a user chose: how to reach it again, and what its probe found. Kept on this device only, sealed.
//!
//! How a drive is made of it: [`build`]. The tokens of an account: `signing_in`.

mod build;
mod patience;
mod tried;
pub use build::{Signed, icloud, signed_in};
pub use patience::patiently;
pub use tried::Tried;

use lifeboat_cloud::DriveError;
use lifeboat_cloud::webdav::{Address, Behaviour, Way};
use lifeboat_messages::{DriveAddress, DriveChoice, ServiceKind};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::config::Config;

/// By which WebDAV servers are probed now.
const RULES: u8 = 1;

/// The name of the only user of this server's own storage.
const THIS_SERVER_USER: &str = "lifeboat";

/// Everything to reach a drive again.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum DriveSettings {
    /// The server this page came from.
    ThisServer(Dav),
    /// Any WebDAV server.
    WebDav(Dav),
    /// A NextCloud server.
    NextCloud(NextCloud),
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

/// A WebDAV server.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct Dav {
    url: String,
    user: String,
    password: String,
    /// Created aside and moved into place.
    aside: bool,
    created: u16,
    /// Deletes bound to a file's tag.
    #[serde(default)]
    exact: bool,
    /// Which rules it was probed by: 0 are those of a time when a race that was not seen was taken for a proof.
    #[serde(default)]
    rules: u8,
}

/// A user's files on a NextCloud.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub struct NextCloud {
    /// `url` is the server's, `user` what one signs in with.
    #[serde(flatten)]
    pub dav: Dav,
    /// As the server calls the user.
    pub user_id: String,
}

/// An account on a VSS.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub struct Vss {
    /// Its base address.
    pub url: String,
    /// The account's name.
    pub name: String,
    /// What was derived of its password, hex.
    pub secret: String,
    /// Instead of a signature.
    pub token: Option<String>,
}

/// A bucket, or a part of one.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub struct S3 {
    /// The service.
    pub endpoint: String,
    /// Its region.
    pub region: String,
    /// The bucket's name.
    pub bucket: String,
    /// Before every name.
    pub prefix: String,
    /// Access key id.
    pub access_key: String,
    /// Secret access key.
    pub secret_key: String,
}

/// A remoteStorage. Its token has no end and no renewal: it is a password, and kept like one.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub struct RemoteStorage {
    /// Names the sign-in; made anew with each.
    pub id: String,
    /// `me@storage.example`
    pub user: String,
    /// What all addresses of files begin with.
    pub storage_root: String,
    /// Opens it.
    pub token: String,
}

/// An account that one signs in to on the service's page.
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

/// A service's name, for whoever finds the old copy.
pub fn service_name(kind: ServiceKind) -> &'static str {
    match kind {
        ServiceKind::GoogleDrive => "Google Drive",
        ServiceKind::ICloud => "iCloud",
        ServiceKind::Dropbox => "Dropbox",
        ServiceKind::OneDrive => "OneDrive",
        ServiceKind::NextCloud => "NextCloud",
        ServiceKind::WebDav => "WebDAV",
        ServiceKind::Vss => "VSS",
        ServiceKind::S3 => "S3",
        ServiceKind::RemoteStorage => "remoteStorage",
        ServiceKind::ThisServer => "Lifeboat",
    }
}

impl DriveSettings {
    /// From what the user entered.
    ///
    /// # Errors
    /// When the address cannot be one, or this copy of Lifeboat cannot use the service.
    pub fn of_form(choice: &DriveChoice, config: &Config, origin: &str) -> Result<DriveSettings, DriveError> {
        match choice {
            DriveChoice::ThisServer { password } => {
                let storage = config.storage.as_ref().ok_or(DriveError::BadAddress)?;
                let url = Config::absolute(origin, storage);
                Ok(DriveSettings::ThisServer(Dav::new(&url, THIS_SERVER_USER, password)?))
            }
            DriveChoice::WebDav { url, user, password } => {
                Ok(DriveSettings::WebDav(Dav::new(url.trim(), user.trim(), password)?))
            }
            DriveChoice::S3 { endpoint, region, bucket, prefix, access_key, secret_key } => {
                Ok(DriveSettings::S3(S3 {
                    endpoint: endpoint.trim().into(),
                    region: region.trim().into(),
                    bucket: bucket.trim().into(),
                    prefix: prefix.trim().into(),
                    access_key: access_key.trim().into(),
                    secret_key: secret_key.trim().into(),
                }))
            }
            // These two have to be asked for, or take a second: `DriveSettings::new`.
            DriveChoice::NextCloud { .. } | DriveChoice::Vss { .. } | DriveChoice::SignedIn { .. } => {
                Err(DriveError::BadAddress)
            }
        }
    }

    /// Of a sign-in; `None` for services without.
    pub fn of_account(service: ServiceKind, account: Account) -> Option<DriveSettings> {
        match service {
            ServiceKind::GoogleDrive => Some(DriveSettings::GoogleDrive(account)),
            ServiceKind::Dropbox => Some(DriveSettings::Dropbox(account)),
            ServiceKind::OneDrive => Some(DriveSettings::OneDrive(account)),
            ServiceKind::ICloud => Some(DriveSettings::ICloud(account)),
            _ => None,
        }
    }

    /// Which service.
    pub fn kind(&self) -> ServiceKind {
        match self {
            DriveSettings::ThisServer(_) => ServiceKind::ThisServer,
            DriveSettings::WebDav(_) => ServiceKind::WebDav,
            DriveSettings::NextCloud(_) => ServiceKind::NextCloud,
            DriveSettings::Vss(_) => ServiceKind::Vss,
            DriveSettings::S3(_) => ServiceKind::S3,
            DriveSettings::RemoteStorage(_) => ServiceKind::RemoteStorage,
            DriveSettings::GoogleDrive(_) => ServiceKind::GoogleDrive,
            DriveSettings::Dropbox(_) => ServiceKind::Dropbox,
            DriveSettings::OneDrive(_) => ServiceKind::OneDrive,
            DriveSettings::ICloud(_) => ServiceKind::ICloud,
        }
    }

    /// The account, where one signs in elsewhere.
    pub fn account(&self) -> Option<&Account> {
        match self {
            DriveSettings::GoogleDrive(account)
            | DriveSettings::Dropbox(account)
            | DriveSettings::OneDrive(account)
            | DriveSettings::ICloud(account) => Some(account),
            _ => None,
        }
    }

    /// The id of the sign-in, where one signs in elsewhere.
    pub fn sign_in(&self) -> Option<&str> {
        match self {
            DriveSettings::RemoteStorage(remote) => Some(&remote.id),
            other => other.account().map(|account| account.id.as_str()),
        }
    }

    /// See [`DriveSettings::account`].
    pub fn account_mut(&mut self) -> Option<&mut Account> {
        match self {
            DriveSettings::GoogleDrive(account)
            | DriveSettings::Dropbox(account)
            | DriveSettings::OneDrive(account)
            | DriveSettings::ICloud(account) => Some(account),
            _ => None,
        }
    }

    fn dav(&self) -> Option<&Dav> {
        match self {
            DriveSettings::ThisServer(dav) | DriveSettings::WebDav(dav) => Some(dav),
            DriveSettings::NextCloud(cloud) => Some(&cloud.dav),
            _ => None,
        }
    }

    fn dav_mut(&mut self) -> Option<&mut Dav> {
        match self {
            DriveSettings::ThisServer(dav) | DriveSettings::WebDav(dav) => Some(dav),
            DriveSettings::NextCloud(cloud) => Some(&mut cloud.dav),
            _ => None,
        }
    }

    /// What its form was filled in with, without anything secret.
    pub fn address(&self) -> DriveAddress {
        let at = |url: &str, user: &str| DriveAddress {
            url: url.to_owned(),
            user: user.to_owned(),
            ..DriveAddress::default()
        };
        match self {
            DriveSettings::WebDav(dav) => at(&dav.url, &dav.user),
            DriveSettings::NextCloud(cloud) => at(&cloud.dav.url, &cloud.dav.user),
            DriveSettings::Vss(vss) => at(&vss.url, &vss.name),
            DriveSettings::S3(s3) => DriveAddress {
                url: s3.endpoint.clone(),
                user: String::new(),
                region: s3.region.clone(),
                bucket: s3.bucket.clone(),
                prefix: s3.prefix.clone(),
                access_key: s3.access_key.clone(),
            },
            DriveSettings::ThisServer(_)
            | DriveSettings::RemoteStorage(_)
            | DriveSettings::GoogleDrive(_)
            | DriveSettings::Dropbox(_)
            | DriveSettings::OneDrive(_)
            | DriveSettings::ICloud(_) => DriveAddress::default(),
        }
    }

    /// Whether it is the same drive, perhaps with other credentials.
    pub fn same_place(&self, other: &DriveSettings) -> bool {
        // Everything that names it, and nothing that opens it.
        let place = |it: &DriveSettings| match it {
            DriveSettings::ThisServer(dav) | DriveSettings::WebDav(dav) => {
                vec![dav.url.clone(), dav.user.clone()]
            }
            DriveSettings::NextCloud(cloud) => vec![cloud.dav.url.clone(), cloud.user_id.clone()],
            // Another password is another account there.
            DriveSettings::Vss(vss) => vec![vss.url.clone(), vss.name.clone(), vss.secret.clone()],
            DriveSettings::S3(s3) => vec![s3.endpoint.clone(), s3.bucket.clone(), s3.prefix.clone()],
            DriveSettings::RemoteStorage(remote) => vec![remote.user.clone(), remote.storage_root.clone()],
            DriveSettings::GoogleDrive(account)
            | DriveSettings::Dropbox(account)
            | DriveSettings::OneDrive(account)
            | DriveSettings::ICloud(account) => vec![account.account_id.clone()],
        };
        self.kind() == other.kind() && place(self) == place(other)
    }

    /// Keeps what was found out about the same drive earlier.
    pub fn behaving_like(mut self, other: &DriveSettings) -> DriveSettings {
        if let (Some(dav), Some(other)) = (self.dav_mut(), other.dav()) {
            (dav.aside, dav.created) = (other.aside, other.created);
            (dav.exact, dav.rules) = (other.exact, other.rules);
        }
        if let (Some(account), Some(other)) = (self.account_mut(), other.account()) {
            account.top = other.top.clone();
        }
        self
    }

    /// With what the probe found.
    fn behaving(mut self, behaviour: Behaviour) -> DriveSettings {
        if let Some(dav) = self.dav_mut() {
            dav.behave(behaviour);
        }
        self
    }
}

impl Dav {
    fn new(url: &str, user: &str, password: &str) -> Result<Dav, DriveError> {
        Address::parse(url)?;
        let mut dav = Dav { url: url.into(), user: user.into(), password: password.into(), ..Dav::default() };
        // Careful until the probe has been there.
        dav.behave(Behaviour::default());
        Ok(dav)
    }

    fn behave(&mut self, behaviour: Behaviour) {
        self.aside = behaviour.way == Way::Aside;
        self.created = behaviour.created;
        self.exact = behaviour.exact_delete;
        self.rules = RULES;
    }

    /// How to use it: as carefully as can be where what was found out then proves too little. `known`: it is this server's
    /// own storage, which creates in one step and always has.
    fn behaviour(&self, known: bool) -> Behaviour {
        let proved = known || self.rules >= RULES;
        Behaviour {
            way: if self.aside || !proved { Way::Aside } else { Way::Put },
            created: self.created,
            exact_delete: self.exact && proved,
        }
    }
}

#[cfg(test)]
mod tests;
