//! A user's files on a Nextcloud.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_cloud::webdav::Login;
use lifeboat_cloud::{Drive, DriveError, nextcloud};
use lifeboat_config::Config;
use lifeboat_messages::{Fields, FormField, Offer, Problem};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::dav::{Dav, pause};
use super::provider::{ConfiguredService, FirstLook, Provider, Trial};
use super::{DriveSettings, same_address, typed, typed_user};
use crate::device::Device;
use crate::host::HostHttp;
use crate::problem;

/// What is kept of a Nextcloud.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub struct Nextcloud {
    /// `url` is the server's, `user` what one signs in with.
    #[serde(flatten)]
    pub dav: Dav,
    /// The user's id on the server.
    pub user_id: String,
}

impl Nextcloud {
    fn open(&self, env: &Device) -> Result<nextcloud::Nextcloud<HostHttp>, DriveError> {
        let server = nextcloud::Server::parse(&self.dav.url)?;
        let drive = nextcloud::Nextcloud::new(env.http(), server, &self.user_id, self.dav.login())?;
        Ok(drive.with_behaviour(self.dav.behaviour(false)).with_pause(pause(env)))
    }
}

/// The service.
pub struct NextcloudService;

#[async_trait(?Send)]
impl Provider for NextcloudService {
    fn offer(&self, _: &Config) -> Offer {
        Offer::Ready
    }

    /// Asks the server whose login it is, and says what is in the way.
    async fn settings(&self, fields: &Fields, env: &Device) -> Result<DriveSettings, Problem> {
        let (url, user) = (typed(fields, FormField::Url), typed_user(fields)?);
        // An app password neither begins nor ends with a space.
        let password = typed(fields, FormField::Password);
        let failed = |error: DriveError| problem::of_drive(&error);
        let server = nextcloud::Server::parse(url).map_err(failed)?;
        let login = Login::new(user, password);
        let user_id = nextcloud::diagnose(&env.http(), &server, &login).await;
        let user_id = user_id.map_err(problem::of_diagnosis)?;
        Ok(DriveSettings::Nextcloud(Nextcloud { dav: Dav::typed(url, user, password), user_id }))
    }
}

#[async_trait(?Send)]
impl ConfiguredService for Nextcloud {
    fn drive(&self, env: &Device) -> Result<Rc<dyn Drive>, DriveError> {
        Ok(Rc::new(self.open(env)?))
    }

    async fn trial(&self, env: &Device, nonce: u64) -> Result<Trial, DriveError> {
        Ok(Trial::of_verdict(self.open(env)?.probe(nonce).await?))
    }

    async fn first_look(&self, folder: &str, env: &Device, nonce: u64) -> Result<FirstLook, DriveError> {
        self.open(env)?.first_look(folder, nonce).await.map(FirstLook::of_way)
    }

    fn place(&self) -> Vec<String> {
        let server = nextcloud::Server::parse(&self.dav.url);
        let address = server.map_or_else(|_| self.dav.url.clone(), |server| same_address(&server.address()));
        vec![address, self.user_id.clone()]
    }

    fn typed(&self) -> Fields {
        Fields::default().with(FormField::Url, &self.dav.url).with(FormField::User, &self.dav.user)
    }

    fn dav(&self) -> Option<&Dav> {
        Some(&self.dav)
    }

    fn dav_mut(&mut self) -> Option<&mut Dav> {
        Some(&mut self.dav)
    }
}
