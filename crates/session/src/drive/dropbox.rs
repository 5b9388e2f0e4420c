//! Dropbox.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_cloud::oauth::Client;
use lifeboat_cloud::{Bearer, DriveError, dropbox};
use lifeboat_config::Registration;
use lifeboat_messages::ServiceKind;

use super::account::{Account, AccountDrive};
use super::provider::OAuthService;
use super::signed::address_or;
use crate::device::Device;
use crate::host::HostHttp;

/// The service. It creates a file once by `mode: add`, strict.
pub struct DropboxService;

impl OAuthService for DropboxService {
    fn kind(&self) -> ServiceKind {
        ServiceKind::Dropbox
    }

    fn client(&self, registration: &Registration, _: &str) -> Client {
        Client::dropbox(registration.client_id.trim())
    }

    fn drive(
        &self,
        registration: &Registration,
        bearer: Rc<dyn Bearer>,
        account: Option<&Account>,
        env: &Device,
    ) -> Rc<dyn AccountDrive> {
        let own = dropbox::Endpoints::default();
        let given = &registration.endpoints;
        let endpoints = dropbox::Endpoints {
            api: address_or(&given.api, own.api, env),
            content: address_or(&given.content, own.content, env),
        };
        let drive = dropbox::Dropbox::new(env.http(), endpoints, bearer, registration.app_folder());
        Rc::new(match account {
            Some(account) => drive.with_account(&account.account_id),
            None => drive,
        })
    }
}

#[async_trait(?Send)]
impl AccountDrive for dropbox::Dropbox<HostHttp> {
    async fn account_id(&self) -> Result<String, DriveError> {
        dropbox::Dropbox::account_id(self).await
    }
}
