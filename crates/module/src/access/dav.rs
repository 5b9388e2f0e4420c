//! A WebDAV server, and a Nextcloud, which is one with rules of its own.

use std::cell::Cell;
use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_backup::Clock;
use lifeboat_cloud::http::Http;
use lifeboat_cloud::nextcloud::{self, Nextcloud};
use lifeboat_cloud::webdav::{Address, Behaviour, Login, ProbeReport, Weakness, WebDav};
use lifeboat_cloud::{Drive, DriveError};
use zeroize::Zeroizing;

use super::{ServiceAccess, pause};

enum DavServer {
    Plain(Address),
    Nextcloud { server: nextcloud::Server, user_id: String },
}

/// A login at a WebDAV server.
pub struct DavAccess<H> {
    http: H,
    clock: Rc<dyn Clock>,
    server: DavServer,
    user: String,
    password: Zeroizing<String>,
    behaviour: Cell<Behaviour>,
}

impl<H: Http + Clone + 'static> DavAccess<H> {
    /// At the address of a folder of any server.
    ///
    /// # Errors
    /// [`DriveError::BadAddress`]
    pub fn new(
        http: H,
        clock: Rc<dyn Clock>,
        address: &str,
        user: &str,
        password: &str,
    ) -> Result<DavAccess<H>, DriveError> {
        let server = DavServer::Plain(Address::parse(address)?);
        Ok(DavAccess::at(http, clock, server, user, password))
    }

    /// At the address of a Nextcloud, with an app password. Asks it how it calls the user.
    ///
    /// # Errors
    /// [`DriveError::BadAddress`]; it refuses us, or cannot be reached.
    pub async fn nextcloud(
        http: H,
        clock: Rc<dyn Clock>,
        address: &str,
        user: &str,
        password: &str,
    ) -> Result<DavAccess<H>, DriveError> {
        let server = nextcloud::Server::parse(address)?;
        // An app password neither begins nor ends with a space.
        let password = password.trim();
        let user_id = nextcloud::user_id(&http, &server, &Login::new(user, password)).await?;
        Ok(DavAccess::at(http, clock, DavServer::Nextcloud { server, user_id }, user, password))
    }

    fn at(http: H, clock: Rc<dyn Clock>, server: DavServer, user: &str, password: &str) -> DavAccess<H> {
        let (user, password) = (user.to_owned(), Zeroizing::new(password.to_owned()));
        DavAccess { http, clock, server, user, password, behaviour: Cell::default() }
    }

    fn login(&self) -> Login {
        Login::new(self.user.as_str(), self.password.as_str())
    }

    fn plain(&self, address: &Address) -> WebDav<H> {
        let drive = WebDav::new(self.http.clone(), address.clone(), self.login(), self.behaviour.get());
        drive.with_pause(pause(&self.clock))
    }

    fn of_nextcloud(&self, server: &nextcloud::Server, user_id: &str) -> Result<Nextcloud<H>, DriveError> {
        let drive = Nextcloud::new(self.http.clone(), server.clone(), user_id, self.login())?;
        Ok(drive.with_behaviour(self.behaviour.get()).with_pause(pause(&self.clock)))
    }

    async fn probe(&self, nonce: u64) -> Result<ProbeReport, DriveError> {
        match &self.server {
            DavServer::Plain(address) => self.plain(address).probe(nonce).await,
            DavServer::Nextcloud { server, user_id } => {
                self.of_nextcloud(server, user_id)?.probe(nonce).await
            }
        }
    }
}

#[async_trait(?Send)]
impl<H: Http + Clone + 'static> ServiceAccess for DavAccess<H> {
    async fn drive(&self) -> Result<Rc<dyn Drive>, DriveError> {
        Ok(match &self.server {
            DavServer::Plain(address) => Rc::new(self.plain(address)),
            DavServer::Nextcloud { server, user_id } => Rc::new(self.of_nextcloud(server, user_id)?),
        })
    }

    async fn trial(&self, nonce: u64) -> Result<Option<Weakness>, DriveError> {
        let found = self.probe(nonce).await?;
        let refusal = found.grade.refusal();
        if refusal.is_none() {
            self.behaviour.set(found.behaviour);
        }
        Ok(refusal)
    }

    async fn first_look(&self, folder: &str, nonce: u64) -> Result<bool, DriveError> {
        let found = match &self.server {
            DavServer::Plain(address) => self.plain(address).first_look(folder, nonce).await?,
            DavServer::Nextcloud { server, user_id } => {
                self.of_nextcloud(server, user_id)?.first_look(folder, nonce).await?
            }
        };
        if let Some(behaviour) = found {
            self.behaviour.set(behaviour);
        }
        Ok(found.is_some())
    }

    async fn place(&self) -> Result<Vec<String>, DriveError> {
        Ok(match &self.server {
            DavServer::Plain(address) => vec!["webdav".into(), address.to_string(), self.user.clone()],
            DavServer::Nextcloud { server, user_id } => {
                vec!["nextcloud".into(), server.address(), user_id.clone()]
            }
        })
    }
}
