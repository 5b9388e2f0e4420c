//! OneDrive.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_cloud::oauth::Client;
use lifeboat_cloud::{Bearer, DriveError, one_drive};
use lifeboat_config::Registration;
use lifeboat_messages::ServiceKind;

use super::account::{Account, AccountDrive};
use super::provider::OAuthService;
use super::signed::address_or;
use crate::device::Device;
use crate::host::HostHttp;

/// The service. It creates a file once by `conflictBehavior=fail`.
pub struct OneDriveService;

impl OAuthService for OneDriveService {
    fn kind(&self) -> ServiceKind {
        ServiceKind::OneDrive
    }

    fn client(&self, registration: &Registration, _: &str) -> Client {
        Client::one_drive(registration.client_id.trim())
    }

    fn drive(
        &self,
        registration: &Registration,
        bearer: Rc<dyn Bearer>,
        account: Option<&Account>,
        env: &Device,
    ) -> Rc<dyn AccountDrive> {
        let own = one_drive::Endpoints::default();
        let given = &registration.endpoints;
        let endpoints = one_drive::Endpoints { graph: address_or(&given.api, own.graph, env) };
        let drive = one_drive::OneDrive::new(env.http(), endpoints, bearer, registration.app_folder());
        Rc::new(match account {
            Some(account) => drive.with_account(&account.account_id),
            None => drive,
        })
    }
}

#[async_trait(?Send)]
impl AccountDrive for one_drive::OneDrive<HostHttp> {
    async fn account_id(&self) -> Result<String, DriveError> {
        one_drive::OneDrive::account_id(self).await
    }
}
