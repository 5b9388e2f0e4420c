//! WebDAV: any server, and the storage of the server that the page came from.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_cloud::{Drive, DriveError};
use lifeboat_config::Config;
use lifeboat_messages::{Fields, FormField, Offer, Problem};
use serde::{Deserialize, Serialize};

use super::dav::Dav;
use super::provider::{ConfiguredService, FirstLook, Provider, Trial};
use super::{DriveSettings, typed, typed_user};
use crate::device::Device;
use crate::problem;

/// The name of the only user of this server's own storage.
const THIS_SERVER_USER: &str = "lifeboat";

/// Any WebDAV server.
pub struct WebDavService;

#[async_trait(?Send)]
impl Provider for WebDavService {
    fn offer(&self, _: &Config) -> Offer {
        Offer::Ready
    }

    async fn settings(&self, fields: &Fields, _: &Device) -> Result<DriveSettings, Problem> {
        let (url, user) = (typed(fields, FormField::Url), typed_user(fields)?);
        let dav = Dav::at(url, user, fields.get(FormField::Password).unwrap_or_default());
        dav.map(|dav| DriveSettings::WebDav(WebDav(dav))).map_err(|error| problem::of_drive(&error))
    }
}

/// What is kept of a WebDAV server.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebDav(pub(super) Dav);

#[async_trait(?Send)]
impl ConfiguredService for WebDav {
    fn drive(&self, env: &Device) -> Result<Rc<dyn Drive>, DriveError> {
        Ok(Rc::new(self.0.drive(env, false)?))
    }

    async fn trial(&self, env: &Device, nonce: u64) -> Result<Trial, DriveError> {
        Ok(Trial::of_verdict(self.0.drive(env, false)?.probe(nonce).await?))
    }

    async fn first_look(&self, folder: &str, env: &Device, nonce: u64) -> Result<FirstLook, DriveError> {
        self.0.drive(env, false)?.first_look(folder, nonce).await.map(FirstLook::of_way)
    }

    fn place(&self) -> Vec<String> {
        self.0.place()
    }

    fn typed(&self) -> Fields {
        Fields::default().with(FormField::Url, &self.0.url).with(FormField::User, &self.0.user)
    }

    fn dav(&self) -> Option<&Dav> {
        Some(&self.0)
    }

    fn dav_mut(&mut self) -> Option<&mut Dav> {
        Some(&mut self.0)
    }
}

/// The storage of the server that the page came from.
pub struct OwnServerService;

#[async_trait(?Send)]
impl Provider for OwnServerService {
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
        dav.map(|dav| DriveSettings::ThisServer(OwnServer(dav))).map_err(|error| problem::of_drive(&error))
    }
}

/// What is kept of this server's own storage.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OwnServer(pub(super) Dav);

#[async_trait(?Send)]
impl ConfiguredService for OwnServer {
    fn drive(&self, env: &Device) -> Result<Rc<dyn Drive>, DriveError> {
        Ok(Rc::new(self.0.drive(env, true)?))
    }

    async fn trial(&self, env: &Device, nonce: u64) -> Result<Trial, DriveError> {
        Ok(Trial::of_verdict(self.0.drive(env, false)?.probe(nonce).await?))
    }

    async fn first_look(&self, folder: &str, env: &Device, nonce: u64) -> Result<FirstLook, DriveError> {
        self.0.drive(env, false)?.first_look(folder, nonce).await.map(FirstLook::of_way)
    }

    fn place(&self) -> Vec<String> {
        self.0.place()
    }

    fn typed(&self) -> Fields {
        Fields::default()
    }

    fn dav(&self) -> Option<&Dav> {
        Some(&self.0)
    }

    fn dav_mut(&mut self) -> Option<&mut Dav> {
        Some(&mut self.0)
    }
}
