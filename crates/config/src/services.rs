//! How a copy is registered with the services that ask for it.

use std::collections::{BTreeMap, HashMap};

use lifeboat_messages::{ServiceKind, SignInWay};
use serde::Deserialize;
use serde_json::Value;

/// What the services' consoles gave the operator. A service that is missing is shown with what they have to do.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "BTreeMap<String, Value>")]
pub struct Services {
    /// The registrations by service, for those with OAuth.
    pub oauth: HashMap<ServiceKind, Registration>,
    /// Apple iCloud.
    pub cloud_kit: Option<CloudKit>,
}

/// The keys are the names of the services' rows. A key that names no service is ignored.
impl TryFrom<BTreeMap<String, Value>> for Services {
    type Error = serde_json::Error;

    fn try_from(mut written: BTreeMap<String, Value>) -> Result<Services, Self::Error> {
        let mut services = Services::default();
        for kind in ServiceKind::ALL {
            let row = kind.row();
            let Some(value) = written.remove(row.name).filter(|value| !value.is_null()) else { continue };
            match row.sign_in {
                SignInWay::OAuth { .. } => {
                    services.oauth.insert(kind, serde_json::from_value(value)?);
                }
                SignInWay::CloudKit => services.cloud_kit = Some(serde_json::from_value(value)?),
                SignInWay::Form(_) | SignInWay::OwnServer => {}
            }
        }
        Ok(services)
    }
}

/// This app at a service with OAuth.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Registration {
    /// The value from the service's console. Empty: not registered.
    pub client_id: String,
    /// A token broker, which keeps the client secret (Google); relative when it begins with `/`.
    pub broker_url: Option<String>,
    /// What the service calls the app's own folder (Dropbox, OneDrive): the name given in its console.
    pub app_folder: Option<String>,
    /// Asked for instead of the least, separated by spaces (OneDrive: `Files.ReadWrite offline_access`).
    pub scope: Option<String>,
    /// Other addresses than the service's own.
    pub endpoints: OwnEndpoints,
}

/// This app at CloudKit.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CloudKit {
    /// `iCloud.…`
    pub container: String,
    /// `production` or `development`.
    pub environment: String,
    /// Of that environment.
    pub api_token: String,
    /// Other addresses than Apple's.
    pub endpoints: OwnEndpoints,
}

/// Addresses of a gateway of one's own, or of a test; relative when they begin with `/`. What is missing is
/// the service's own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OwnEndpoints {
    /// The page where the user consents.
    pub authorize: Option<String>,
    /// The token endpoint.
    pub token: Option<String>,
    /// The revocation endpoint.
    pub revoke: Option<String>,
    /// The service's interface.
    pub api: Option<String>,
    /// Where files go (Dropbox, Google Drive), when that is another address.
    pub content: Option<String>,
}

/// What the app's folder is called where the console's name is not told.
const APP_FOLDER: &str = "Lifeboat";

impl CloudKit {
    /// Whether nothing is missing.
    pub fn is_whole(&self) -> bool {
        [&self.container, &self.environment, &self.api_token].iter().all(|part| !part.trim().is_empty())
    }
}

impl Registration {
    /// The name of the app's own folder.
    pub fn app_folder(&self) -> &str {
        self.app_folder.as_deref().unwrap_or(APP_FOLDER)
    }

    /// Whether the operator has entered what the console gave.
    pub(crate) fn is_registered(&self) -> bool {
        !self.client_id.trim().is_empty()
    }
}
