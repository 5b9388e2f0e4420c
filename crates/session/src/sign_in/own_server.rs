//! A server of the user's own: found by an address, before one signs in there.

use lifeboat_cloud::{DriveError, oauth, remote_storage};
use lifeboat_messages::{Problem, ServiceKind, SignInWay};
use serde::{Deserialize, Serialize};

use crate::device::Device;
use crate::problem;

/// A remoteStorage server, as its host described it.
#[derive(Serialize, Deserialize)]
pub struct RemoteStorageServer {
    /// `me@storage.example`
    pub user: String,
    /// What all addresses of files begin with.
    pub storage_root: String,
    authorize: String,
}

impl RemoteStorageServer {
    /// The server as a service to sign in to.
    pub fn client(&self, env: &Device) -> oauth::Client {
        oauth::Client::remote_storage(&self.user, &self.authorize, env.origin(), remote_storage::SCOPE)
    }
}

/// Finds the user's own server, where a service needs that.
pub async fn find_server(
    env: &Device,
    service: ServiceKind,
    address: Option<String>,
) -> Result<Option<RemoteStorageServer>, Problem> {
    match service.row().sign_in {
        SignInWay::OwnServer => {}
        SignInWay::Form(_) | SignInWay::OAuth { .. } | SignInWay::CloudKit => return Ok(None),
    }
    let address = address.ok_or(Problem::BadAddress)?;
    let found = remote_storage::discover(&env.http(), &address).await.map_err(|error| {
        // The server knows no user of this name: nothing that was ever ours is gone.
        if error == DriveError::NotFound { Problem::BadAddress } else { problem::of_drive(&error) }
    })?;
    Ok(Some(RemoteStorageServer {
        user: found.user,
        storage_root: found.storage_root,
        authorize: found.authorize,
    }))
}
