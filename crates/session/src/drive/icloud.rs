//! Apple iCloud, by CloudKit: its sign-in is not OAuth.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_cloud::{DriveError, icloud};
use lifeboat_config::Config;
use lifeboat_messages::Offer;

use super::account::{Account, AccountDrive};
use super::provider::Provider;
use crate::device::Device;
use crate::host::HostHttp;

/// The service. It creates a file once by the operation `create`.
pub struct ICloudService;

impl Provider for ICloudService {
    fn offer(&self, config: &Config) -> Offer {
        container(config, "").map_or(Offer::NeedsOperator, |_| Offer::Ready)
    }
}

/// The CloudKit container, and where it is; `None` when this copy has none.
pub fn container(config: &Config, origin: &str) -> Option<(icloud::Container, icloud::Endpoints)> {
    let kit = config.services.cloud_kit.as_ref().filter(|kit| kit.is_whole())?;
    let container = icloud::Container {
        id: kit.container.trim().to_owned(),
        environment: kit.environment.trim().to_owned(),
        api_token: kit.api_token.trim().to_owned(),
    };
    let own = icloud::Endpoints::default();
    let api = kit.endpoints.api.as_ref().map_or(own.api, |address| Config::absolute(origin, address));
    Some((container, icloud::Endpoints { api }))
}

/// A user's iCloud. `account`: the one it is for, once that is known.
///
/// # Errors
/// This copy has no container.
pub fn signed_in_by_cloud_kit(
    token: Rc<icloud::WebToken>,
    account: Option<&Account>,
    env: &Device,
) -> Result<Rc<dyn AccountDrive>, DriveError> {
    let (container, endpoints) = container(env.config(), env.origin()).ok_or(DriveError::BadAddress)?;
    let drive = icloud::ICloud::new(env.http(), endpoints, container, token);
    Ok(Rc::new(match account {
        Some(account) => drive.with_account(&account.account_id),
        None => drive,
    }))
}

#[async_trait(?Send)]
impl AccountDrive for icloud::ICloud<HostHttp> {
    async fn account_id(&self) -> Result<String, DriveError> {
        icloud::ICloud::account_id(self).await
    }
}
