//! What the services have in common that one signs in to on their own page.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_cloud::oauth::{Client, Flow, Revocation};
use lifeboat_cloud::{Bearer, Drive, DriveError};
use lifeboat_config::{Config, Registration};
use lifeboat_messages::{Fields, ServiceKind};

use super::account::{Account, AccountDrive};
use super::provider;
use super::provider::{ConfiguredService, Trial};
use crate::device::Device;

/// The OAuth client of a service; `None` when this copy is not registered with it, or one does not sign in so.
pub fn client(service: ServiceKind, config: &Config, origin: &str) -> Option<Client> {
    let (registration, oauth) = (config.registered(service)?, provider(service).oauth()?);
    Some(with_own_addresses(oauth.client(registration, origin), registration, origin))
}

/// The client, with what the operator's registration has in the place of the service's own.
fn with_own_addresses(mut client: Client, registration: &Registration, origin: &str) -> Client {
    let endpoints = &registration.endpoints;
    let absolute = |address: &String| Config::absolute(origin, address);
    if let Some(address) = &endpoints.authorize {
        client.authorize = absolute(address);
    }
    if let (Some(address), Flow::Code { token }, None) =
        (&endpoints.token, &mut client.flow, &registration.broker_url)
    {
        *token = absolute(address);
    }
    if let Some(address) = &endpoints.revoke {
        match &mut client.revocation {
            Revocation::Form(url) | Revocation::Bearer(url) => *url = absolute(address),
            Revocation::None => {}
        }
    }
    if let Some(scope) = &registration.scope {
        client.scopes = scope.split_whitespace().map(str::to_owned).collect();
    }
    client
}

/// A drive behind a sign-in by OAuth. `account`: the one it is for, once that is known.
///
/// # Errors
/// This copy is not registered with the service, or one does not sign in so.
pub fn signed_in(
    service: ServiceKind,
    bearer: Rc<dyn Bearer>,
    account: Option<&Account>,
    env: &Device,
) -> Result<Rc<dyn AccountDrive>, DriveError> {
    let registration = env.config().registered(service).ok_or(DriveError::BadAddress)?;
    let oauth = provider(service).oauth().ok_or(DriveError::BadAddress)?;
    Ok(oauth.drive(registration, bearer, account, env))
}

/// The address that the operator gave, or the service's own.
pub(super) fn address_or(given: &Option<String>, own: String, env: &Device) -> String {
    given.as_ref().map_or(own, |address| Config::absolute(env.origin(), address))
}

#[async_trait(?Send)]
impl ConfiguredService for Account {
    fn drive(&self, _: &Device) -> Result<Rc<dyn Drive>, DriveError> {
        Err(DriveError::SignedOut)
    }

    async fn trial(&self, _: &Device, _: u64) -> Result<Trial, DriveError> {
        Err(DriveError::Unsupported)
    }

    fn place(&self) -> Vec<String> {
        vec![self.account_id.clone()]
    }

    fn typed(&self) -> Fields {
        Fields::default()
    }

    fn sign_in(&self) -> Option<&str> {
        Some(&self.id)
    }

    fn account(&self) -> Option<&Account> {
        Some(self)
    }

    fn account_mut(&mut self) -> Option<&mut Account> {
        Some(self)
    }

    fn of_account(account: Account) -> Option<Account> {
        Some(account)
    }
}
