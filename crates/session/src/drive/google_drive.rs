//! Google Drive.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_cloud::oauth::Client;
use lifeboat_cloud::{Bearer, DriveError, Path, google_drive};
use lifeboat_config::{Config, Registration};
use lifeboat_messages::{Offer, ServiceKind};

use super::account::{Account, AccountDrive};
use super::provider::OAuthService;
use super::signed::address_or;
use crate::device::Device;
use crate::host::HostHttp;

/// The service. It creates a file once by ids that it gives out in advance.
pub struct GoogleDriveService;

impl OAuthService for GoogleDriveService {
    fn kind(&self) -> ServiceKind {
        ServiceKind::GoogleDrive
    }

    fn registered(&self, registration: &Registration) -> Offer {
        if registration.broker_url.is_some() { Offer::ReadyForLong } else { Offer::Ready }
    }

    fn client(&self, registration: &Registration, origin: &str) -> Client {
        let id = registration.client_id.trim();
        match &registration.broker_url {
            Some(broker) => Client::google_with_broker(id, &Config::absolute(origin, broker)),
            None => Client::google(id),
        }
    }

    fn drive(
        &self,
        registration: &Registration,
        bearer: Rc<dyn Bearer>,
        account: Option<&Account>,
        env: &Device,
    ) -> Rc<dyn AccountDrive> {
        let own = google_drive::Endpoints::default();
        let api = address_or(&registration.endpoints.api, own.api, env);
        let drive = google_drive::GoogleDrive::new(env.http(), google_drive::Endpoints { api }, bearer);
        let Some(account) = account else { return Rc::new(drive) };
        let drive = drive.with_account(&account.account_id);
        Rc::new(match &account.top {
            Some(top) => drive.with_top_folder(top),
            None => drive,
        })
    }
}

#[async_trait(?Send)]
impl AccountDrive for google_drive::GoogleDrive<HostHttp> {
    async fn account_id(&self) -> Result<String, DriveError> {
        google_drive::GoogleDrive::account_id(self).await
    }

    fn top(&self, folder: &Path) -> Option<String> {
        google_drive::GoogleDrive::top(self, folder)
    }
}
