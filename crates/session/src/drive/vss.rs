//! An account on a lightning wallet server (VSS).

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_cloud::{Drive, DriveError, vss};
use lifeboat_config::Config;
use lifeboat_messages::{Fields, FormField, Offer, Problem};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::fixed_token::FixedToken;
use super::provider::{ConfiguredService, Provider, Trial};
use super::{DriveSettings, patiently, same_address, typed};
use crate::device::Device;
use crate::hex;
use crate::host::HostHttp;
use crate::problem;

/// What is kept of a VSS server.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub struct Vss {
    /// Its base address.
    pub url: String,
    /// The account's name.
    pub name: String,
    /// What was derived of its password, hex.
    pub secret: String,
    /// Instead of a signature.
    pub token: Option<String>,
}

impl Vss {
    fn derive(url: &str, name: &str, password: &str, token: Option<&str>) -> Result<Vss, Problem> {
        let server = vss::Server::parse(url).map_err(|error| problem::of_drive(&error))?;
        let account = vss::Account::from_password(&server, name, password).map_err(problem::of_account)?;
        let secret = hex::of(&**account.secret());
        let token = token.map(str::to_owned);
        Ok(Vss { url: url.to_owned(), name: account.name().to_owned(), secret, token })
    }

    /// Whether a backup was begun there.
    async fn is_known(&self, env: &Device) -> Result<bool, DriveError> {
        match self.open(env)?.account().await {
            Ok(_) => Ok(true),
            Err(DriveError::SignedOut) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn open(&self, env: &Device) -> Result<vss::Vss<HostHttp>, DriveError> {
        let server = vss::Server::parse(&self.url)?;
        let secret = Zeroizing::new(hex::read(&self.secret).ok_or(DriveError::BadAddress)?);
        let secret = <&[u8; 32]>::try_from(secret.as_slice()).map_err(|_| DriveError::BadAddress)?;
        let broken = |_| DriveError::BadAddress;
        let account = vss::Account::from_secret(&server, &self.name, secret).map_err(broken)?;
        let clock = env.clock();
        let drive = vss::Vss::new(env.http(), server, account, move || clock()).map_err(broken)?;
        Ok(match &self.token {
            Some(token) => drive.with_token(Rc::new(FixedToken::new(token))),
            None => drive,
        })
    }
}

/// Whether the keys of an account are derived of other words for these two addresses.
fn differ(one: &str, other: &str) -> bool {
    match (vss::Server::parse(one), vss::Server::parse(other)) {
        (Ok(one), Ok(other)) => one.authority() != other.authority(),
        _ => false,
    }
}

/// The service. It creates a file once as version 0 of a key.
pub struct VssService;

#[async_trait(?Send)]
impl Provider for VssService {
    fn offer(&self, _: &Config) -> Offer {
        Offer::Ready
    }

    async fn settings(&self, fields: &Fields, env: &Device) -> Result<DriveSettings, Problem> {
        // The page paints before this thread is busy for a second.
        env.sleep(0).await;
        let (url, name) = (typed(fields, FormField::Url), typed(fields, FormField::User));
        let password = fields.get(FormField::Password).unwrap_or_default();
        let derived = |url: &str| Vss::derive(url, name, password, fields.get(FormField::Token));
        // However host and port are typed, it is one account. Earlier versions derived another of each
        // spelling, which stays that of who has it.
        let usual = same_address(url);
        if !differ(url, &usual) {
            return derived(url).map(DriveSettings::Vss);
        }
        let as_typed = derived(url)?;
        let known = patiently(env, async || as_typed.is_known(env).await, |error| Some(error.clone())).await;
        Ok(DriveSettings::Vss(match known.map_err(|error| problem::of_drive(&error))? {
            true => as_typed,
            false => derived(&usual)?,
        }))
    }
}

#[async_trait(?Send)]
impl ConfiguredService for Vss {
    fn drive(&self, env: &Device) -> Result<Rc<dyn Drive>, DriveError> {
        Ok(Rc::new(self.open(env)?))
    }

    async fn trial(&self, _: &Device, _: u64) -> Result<Trial, DriveError> {
        Err(DriveError::Unsupported)
    }

    /// Another password is another account there.
    fn place(&self) -> Vec<String> {
        vec![same_address(&self.url), self.name.clone(), self.secret.clone()]
    }

    fn typed(&self) -> Fields {
        Fields::default().with(FormField::Url, &self.url).with(FormField::User, &self.name)
    }

    /// A VSS has no accounts of its own.
    async fn enrol(&self, env: &Device) -> Result<(), DriveError> {
        self.open(env)?.enrol().await.map(drop)
    }
}
