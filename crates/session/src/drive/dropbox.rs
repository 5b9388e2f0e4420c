//! Dropbox.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_cloud::oauth::Client;
use lifeboat_cloud::{Bearer, DriveError, dropbox};
use lifeboat_messages::{Offer, ServiceKind};

use super::account::{Account, AccountDrive};
use super::provider::{OAuthService, Provider};
use super::signed::{address_or, offered};
use crate::config::{Config, Registration};
use crate::device::Device;
use crate::host::HostHttp;

/// The service. It creates a file once by `mode: add`, strict.
pub struct DropboxService;

impl Provider for DropboxService {
    fn offer(&self, config: &Config) -> Offer {
        offered(config.registered(ServiceKind::Dropbox).is_some())
    }

    fn oauth(&self) -> Option<&dyn OAuthService> {
        Some(self)
    }
}

impl OAuthService for DropboxService {
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
