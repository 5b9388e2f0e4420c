//! Where a backup is kept, and signing in there.

use serde::{Deserialize, Serialize};

use crate::ServiceKind;

/// Where to keep the backup.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum DriveChoice {
    /// The server this page came from.
    ThisServer {
        /// Its storage password.
        password: String,
    },
    /// Any WebDAV server.
    WebDav {
        /// Base address, http or https.
        url: String,
        /// User name.
        user: String,
        /// Password, or better an app password.
        password: String,
    },
    /// A NextCloud server.
    NextCloud {
        /// As the browser shows it: with or without a path.
        url: String,
        /// User name.
        user: String,
        /// App password.
        password: String,
    },
    /// A lightning wallet server (VSS).
    Vss {
        /// Base address of its interface.
        url: String,
        /// The account's name: any, but always the same.
        user: String,
        /// The account's password: 12 characters at least.
        password: String,
        /// What the server wants instead of a signature, if anything (JWT).
        token: Option<String>,
    },
    /// S3-compatible storage.
    S3 {
        /// Address of the service.
        endpoint: String,
        /// Such as `eu-central-1`.
        region: String,
        /// The bucket.
        bucket: String,
        /// Put before every name; may be empty.
        prefix: String,
        /// Access key id.
        access_key: String,
        /// Secret access key.
        secret_key: String,
    },
    /// The account of a sign-in that has come to its end ([`Request::FinishSignIn`](crate::Request::FinishSignIn)).
    SignedIn {
        /// Which service.
        service: ServiceKind,
        /// [`SignedIn::id`]; until the worker ends.
        id: String,
    },
}

impl DriveChoice {
    /// Which service.
    pub fn service(&self) -> ServiceKind {
        match self {
            DriveChoice::ThisServer { .. } => ServiceKind::ThisServer,
            DriveChoice::WebDav { .. } => ServiceKind::WebDav,
            DriveChoice::NextCloud { .. } => ServiceKind::NextCloud,
            DriveChoice::Vss { .. } => ServiceKind::Vss,
            DriveChoice::S3 { .. } => ServiceKind::S3,
            DriveChoice::SignedIn { service, .. } => *service,
        }
    }
}

/// How a drive is reached, without anything secret: to put into the form again. Empty where a service has no such thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DriveAddress {
    /// Of the server or the service.
    pub url: String,
    /// Who signs in there.
    pub user: String,
    /// Of a bucket.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// Before every name in it.
    pub prefix: String,
    /// Access key id.
    pub access_key: String,
}

impl DriveAddress {
    /// For the form of a service; the passwords are left to be typed. `None` for services without such a form.
    pub fn into_choice(self, service: ServiceKind) -> Option<DriveChoice> {
        let password = String::new();
        let DriveAddress { url, user, region, bucket, prefix, access_key } = self;
        match service {
            ServiceKind::WebDav => Some(DriveChoice::WebDav { url, user, password }),
            ServiceKind::NextCloud => Some(DriveChoice::NextCloud { url, user, password }),
            ServiceKind::Vss => Some(DriveChoice::Vss { url, user, password, token: None }),
            ServiceKind::S3 => {
                let (endpoint, secret_key) = (url, password);
                Some(DriveChoice::S3 { endpoint, region, bucket, prefix, access_key, secret_key })
            }
            _ => None,
        }
    }
}

/// What the user is being signed in for.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "for")]
pub enum SignInPurpose {
    /// Turning the backup on.
    Backup {
        /// The PIN that will open it: the page forgets it when it goes to the service. Kept sealed, for ten minutes.
        pin: String,
    },
    /// Bringing a backup here.
    Restore,
    /// The account's access has ended.
    Reconnect,
    /// One more service, or another.
    Another,
}

impl SignInPurpose {
    /// Without what it carries.
    pub fn end(&self) -> SignInEnd {
        match self {
            SignInPurpose::Backup { .. } => SignInEnd::Backup,
            SignInPurpose::Restore => SignInEnd::Restore,
            SignInPurpose::Reconnect => SignInEnd::Reconnect,
            SignInPurpose::Another => SignInEnd::Another,
        }
    }
}

/// [`SignInPurpose`], without what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SignInEnd {
    /// Turning the backup on.
    Backup,
    /// Bringing a backup here.
    Restore,
    /// The account's access had ended, and has been renewed: nothing is left to do.
    Reconnect,
    /// One more service, or another.
    Another,
}

/// What the callback page was opened with. No `Debug`: it holds a code or a token.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignInAnswer {
    /// Its address, without query and fragment.
    pub at: String,
    /// As in the address bar.
    pub query: String,
    /// As in the address bar.
    pub fragment: String,
}

/// A drive that was tried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connected {
    /// Which service.
    pub service: ServiceKind,
    /// As the user knows it: a user name or a host.
    pub account: String,
}

/// Whether a service can be used in this copy of Lifeboat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Offer {
    /// Yes.
    Ready,
    /// Yes, and a sign-in that the service ends soon is renewed without the user (token broker).
    ReadyForLong,
    /// The person who runs this copy has to register it with the service first (`config.json`).
    NeedsOperator,
}

/// A sign-in that came to its good end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedIn {
    /// Which service.
    pub service: ServiceKind,
    /// For [`DriveChoice::SignedIn`].
    pub id: String,
    /// Whose account it is, as the user knows it.
    pub account: String,
    /// What for.
    pub end: SignInEnd,
}
