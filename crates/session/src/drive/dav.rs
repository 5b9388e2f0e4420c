//! WebDAV: any server, and the storage of the server that the page came from.

use std::pin::Pin;
use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_cloud::webdav::{Address, Behaviour, Login, Way, WebDav};
use lifeboat_cloud::{Drive, DriveError};
use lifeboat_messages::{Fields, FormField, Offer, Problem};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::provider::{ConfiguredService, Provider, Trial};
use super::{DriveSettings, same_address, typed};
use crate::config::Config;
use crate::device::Device;
use crate::host::HostHttp;
use crate::problem;

/// By which WebDAV servers are probed now.
const RULES: u8 = 1;

/// The name of the only user of this server's own storage.
const THIS_SERVER_USER: &str = "lifeboat";

/// A WebDAV server.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct Dav {
    pub(super) url: String,
    pub(super) user: String,
    password: String,
    /// Created aside and moved into place.
    pub(super) aside: bool,
    created: u16,
    /// Deletes bound to a file's tag.
    #[serde(default)]
    exact: bool,
    /// Which rules it was probed by: 0 are those of a time when a race that was not seen was taken for a proof.
    #[serde(default)]
    rules: u8,
}

impl Dav {
    /// As typed; the address is another's to look at.
    pub(super) fn typed(url: &str, user: &str, password: &str) -> Dav {
        let mut dav = Dav { url: url.into(), user: user.into(), password: password.into(), ..Dav::default() };
        // Careful until the probe has been there.
        dav.behave(Behaviour::default());
        dav
    }

    fn at(url: &str, user: &str, password: &str) -> Result<Dav, DriveError> {
        Address::parse(url)?;
        Ok(Dav::typed(url, user, password))
    }

    /// With what its probe found.
    pub(super) fn behave(&mut self, behaviour: Behaviour) {
        self.aside = behaviour.way == Way::Aside;
        self.created = behaviour.created;
        self.exact = behaviour.exact_delete;
        self.rules = RULES;
    }

    /// With what the probe of the same drive found earlier.
    pub(super) fn behave_like(&mut self, other: &Dav) {
        (self.aside, self.created) = (other.aside, other.created);
        (self.exact, self.rules) = (other.exact, other.rules);
    }

    /// How to use it: as carefully as can be where what was found out then proves too little. `known`: it is this server's
    /// own storage, which creates in one step and always has.
    pub(super) fn behaviour(&self, known: bool) -> Behaviour {
        let proved = known || self.rules >= RULES;
        Behaviour {
            way: if self.aside || !proved { Way::Aside } else { Way::Put },
            created: self.created,
            exact_delete: self.exact && proved,
        }
    }

    pub(super) fn login(&self) -> Login {
        Login::new(self.user.clone(), self.password.clone())
    }

    fn drive(&self, env: &Device, known: bool) -> Result<WebDav<HostHttp>, DriveError> {
        let drive = WebDav::new(env.http(), Address::parse(&self.url)?, self.login(), self.behaviour(known));
        Ok(drive.with_pause(pause(env)))
    }

    async fn trial(&self, env: &Device, nonce: u64) -> Result<Trial, DriveError> {
        Ok(Trial::of_verdict(self.drive(env, false)?.probe(nonce).await?))
    }

    fn place(&self) -> Vec<String> {
        vec![same_address(&self.url), self.user.clone()]
    }
}

/// Waits while somebody else holds what is needed.
pub(super) fn pause(env: &Device) -> impl Fn() -> Pin<Box<dyn Future<Output = ()>>> + 'static {
    let env = env.clone();
    move || {
        let env = env.clone();
        Box::pin(async move { env.sleep(2_000).await })
    }
}

/// Any WebDAV server.
pub struct WebDavService;

#[async_trait(?Send)]
impl Provider for WebDavService {
    fn name(&self) -> &'static str {
        "WebDAV"
    }

    fn offer(&self, _: &Config) -> Offer {
        Offer::Ready
    }

    async fn settings(&self, fields: &Fields, _: &Device) -> Result<DriveSettings, Problem> {
        let (url, user) = (typed(fields, FormField::Url), typed(fields, FormField::User));
        let dav = Dav::at(url, user, fields.get(FormField::Password).unwrap_or_default());
        dav.map(DriveSettings::WebDav).map_err(|error| problem::of_drive(&error))
    }
}

/// A server in use.
pub struct WebDavAccess<'a>(pub &'a Dav);

#[async_trait(?Send)]
impl ConfiguredService for WebDavAccess<'_> {
    fn drive(&self, env: &Device) -> Result<Rc<dyn Drive>, DriveError> {
        Ok(Rc::new(self.0.drive(env, false)?))
    }

    async fn trial(&self, env: &Device, nonce: u64) -> Result<Trial, DriveError> {
        self.0.trial(env, nonce).await
    }

    fn place(&self) -> Vec<String> {
        self.0.place()
    }

    fn typed(&self) -> Fields {
        Fields::default().with(FormField::Url, &self.0.url).with(FormField::User, &self.0.user)
    }
}

/// The storage of the server that the page came from.
pub struct OwnServerService;

#[async_trait(?Send)]
impl Provider for OwnServerService {
    fn name(&self) -> &'static str {
        "Lifeboat"
    }

    fn offer(&self, config: &Config) -> Offer {
        match config.storage {
            Some(_) => Offer::Ready,
            None => Offer::NeedsOperator,
        }
    }

    async fn settings(&self, fields: &Fields, env: &Device) -> Result<DriveSettings, Problem> {
        let storage = env.config().storage.as_ref().ok_or(Problem::BadAddress)?;
        let url = Config::absolute(env.origin(), storage);
        let dav = Dav::at(&url, THIS_SERVER_USER, fields.get(FormField::Password).unwrap_or_default());
        dav.map(DriveSettings::ThisServer).map_err(|error| problem::of_drive(&error))
    }
}

/// The same in use.
pub struct OwnServerAccess<'a>(pub &'a Dav);

#[async_trait(?Send)]
impl ConfiguredService for OwnServerAccess<'_> {
    fn drive(&self, env: &Device) -> Result<Rc<dyn Drive>, DriveError> {
        Ok(Rc::new(self.0.drive(env, true)?))
    }

    async fn trial(&self, env: &Device, nonce: u64) -> Result<Trial, DriveError> {
        self.0.trial(env, nonce).await
    }

    fn place(&self) -> Vec<String> {
        self.0.place()
    }

    fn typed(&self) -> Fields {
        Fields::default()
    }
}
