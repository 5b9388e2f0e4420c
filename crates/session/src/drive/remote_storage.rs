//! A remoteStorage server. Its token has no end and no renewal: it is a password, and kept like one.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_cloud::{Drive, DriveError, remote_storage};
use lifeboat_config::Config;
use lifeboat_messages::{Fields, Offer};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::fixed_token::FixedToken;
use super::provider::{ConfiguredService, Provider, Trial};
use crate::device::Device;
use crate::host::HostHttp;

/// What is kept of a remoteStorage.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub struct RemoteStorage {
    /// Names the sign-in; each one gets a new name.
    pub id: String,
    /// `me@storage.example`
    pub user: String,
    /// What all addresses of files begin with.
    pub storage_root: String,
    /// Opens it.
    pub token: String,
}

impl RemoteStorage {
    /// The drive itself.
    pub fn open(&self, env: &Device) -> Result<remote_storage::RemoteStorage<HostHttp>, DriveError> {
        let bearer = Rc::new(FixedToken::new(&self.token));
        remote_storage::RemoteStorage::new(env.http(), &self.user, &self.storage_root, bearer)
    }
}

/// The service.
pub struct RemoteStorageService;

impl Provider for RemoteStorageService {
    fn offer(&self, _: &Config) -> Offer {
        Offer::Ready
    }
}

#[async_trait(?Send)]
impl ConfiguredService for RemoteStorage {
    fn drive(&self, env: &Device) -> Result<Rc<dyn Drive>, DriveError> {
        Ok(Rc::new(self.open(env)?))
    }

    async fn trial(&self, env: &Device, nonce: u64) -> Result<Trial, DriveError> {
        let grade = self.open(env)?.probe(nonce, async |ms| env.sleep(ms).await).await?;
        Ok(grade.refusal().map_or(Trial::Passed, Trial::Failed))
    }

    fn place(&self) -> Vec<String> {
        // Earlier versions kept the host as it was typed.
        vec![remote_storage::user_of(&self.user), self.storage_root.clone()]
    }

    fn typed(&self) -> Fields {
        Fields::default()
    }

    fn sign_in(&self) -> Option<&str> {
        Some(&self.id)
    }
}
