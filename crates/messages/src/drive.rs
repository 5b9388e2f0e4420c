//! Where a backup is stored, and signing in there.

use serde::{Deserialize, Serialize};

use crate::{BackupLock, Fields, ServiceKind};

/// Where to keep the backup.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DriveChoice {
    /// What was typed into the form of a service.
    Form {
        /// The service that the form is for.
        service: ServiceKind,
        /// The contents of the form's fields.
        fields: Fields,
    },
    /// The account of a completed sign-in ([`Request::FinishSignIn`](crate::Request::FinishSignIn)).
    SignedIn {
        /// The service that was signed in to.
        service: ServiceKind,
        /// [`FinishedSignIn::id`]; until the worker ends.
        id: String,
    },
}

impl DriveChoice {
    /// The service that was chosen.
    pub fn service(&self) -> ServiceKind {
        match self {
            DriveChoice::Form { service, .. } | DriveChoice::SignedIn { service, .. } => *service,
        }
    }
}

/// What the user is being signed in for.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SignInPurpose {
    /// Turning the backup on.
    Backup {
        /// What will open it: the page forgets it when it goes to the service. Kept for ten minutes, sealed
        /// with a key that only the wallet as it is now can open.
        lock: BackupLock,
    },
    /// Bringing a backup here.
    Restore,
    /// The account's access has ended.
    Reconnect,
    /// The user adds a service, or looks in another.
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
    /// The user adds a service, or looks in another.
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
pub struct ConnectedDrive {
    /// The service that the drive is at.
    pub service: ServiceKind,
    /// The name as the user knows it: a user name or a host.
    pub account: String,
}

/// Whether a service can be used in this copy of Lifeboat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Offer {
    /// The service can be used.
    Ready,
    /// Yes, and a sign-in that the service ends soon is renewed without the user (token broker).
    ReadyForLong,
    /// The person who runs this copy has to register it with the service first (`config.json`).
    NeedsOperator,
}

/// A sign-in that succeeded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FinishedSignIn {
    /// The service that was signed in to.
    pub service: ServiceKind,
    /// For [`DriveChoice::SignedIn`].
    pub id: String,
    /// Whose account it is, as the user knows it.
    pub account: String,
    /// What the sign-in was begun for.
    pub end: SignInEnd,
}
