//! Services that one signs in to on their own page (OAuth 2.0). The caller does that, and gives the access token.

use std::cell::RefCell;
use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_cloud::dropbox::{self, Dropbox};
use lifeboat_cloud::google_drive::{self, GoogleDrive};
use lifeboat_cloud::http::Http;
use lifeboat_cloud::one_drive::{self, OneDrive};
use lifeboat_cloud::webdav::Weakness;
use lifeboat_cloud::{Bearer, Drive, DriveError, Token};

use super::ServiceAccess;

/// Gone once it was refused: then only a new sign-in helps.
pub(crate) struct AccessToken(RefCell<Option<Token>>);

impl AccessToken {
    pub(crate) fn new(token: &str) -> AccessToken {
        AccessToken(RefCell::new(Some(Token::new(token))))
    }
}

#[async_trait(?Send)]
impl Bearer for AccessToken {
    async fn token(&self) -> Result<Token, DriveError> {
        self.0.borrow().clone().ok_or(DriveError::SignedOut)
    }

    fn refused(&self, token: &Token) {
        self.0.borrow_mut().take_if(|given| given == token);
    }
}

/// Which service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKind {
    /// Creates a file once by `mode: add`, strict.
    Dropbox,
    /// Creates a file once by ids that it gives out in advance.
    GoogleDrive,
    /// Creates a file once by `conflictBehavior=fail`.
    OneDrive,
}

impl AccountKind {
    fn name(self) -> &'static str {
        match self {
            AccountKind::Dropbox => "dropbox",
            AccountKind::GoogleDrive => "googledrive",
            AccountKind::OneDrive => "onedrive",
        }
    }
}

/// The access token of an account.
pub struct AccountAccess<H> {
    http: H,
    kind: AccountKind,
    app_folder: String,
    /// In the place of the service's own.
    address: Option<String>,
    token: Rc<AccessToken>,
    /// Nothing counts as missing in any other account.
    account_id: RefCell<Option<String>>,
}

impl<H: Http + Clone + 'static> AccountAccess<H> {
    /// `app_folder`: the name under which the app is registered with the service, as users see it.
    pub fn new(http: H, kind: AccountKind, app_folder: &str, token: &str) -> AccountAccess<H> {
        let (app_folder, token) = (app_folder.to_owned(), Rc::new(AccessToken::new(token)));
        AccountAccess { http, kind, app_folder, address: None, token, account_id: RefCell::default() }
    }

    /// At another address than the service's own, such as a double's.
    pub fn with_address(self, address: &str) -> AccountAccess<H> {
        AccountAccess { address: Some(address.trim_end_matches('/').to_owned()), ..self }
    }

    fn dropbox(&self) -> Dropbox<H> {
        let own = dropbox::Endpoints::default();
        let endpoints = match &self.address {
            Some(address) => dropbox::Endpoints { api: address.clone(), content: address.clone() },
            None => own,
        };
        Dropbox::new(self.http.clone(), endpoints, self.token.clone(), self.app_folder.as_str())
    }

    fn google_drive(&self) -> GoogleDrive<H> {
        let own = google_drive::Endpoints::default();
        let endpoints = google_drive::Endpoints { api: self.address.clone().unwrap_or(own.api) };
        GoogleDrive::new(self.http.clone(), endpoints, self.token.clone())
    }

    fn one_drive(&self) -> OneDrive<H> {
        let own = one_drive::Endpoints::default();
        let endpoints = one_drive::Endpoints { graph: self.address.clone().unwrap_or(own.graph) };
        OneDrive::new(self.http.clone(), endpoints, self.token.clone(), self.app_folder.as_str())
    }

    async fn account_id(&self) -> Result<String, DriveError> {
        let known = self.account_id.borrow().clone();
        if let Some(known) = known {
            return Ok(known);
        }
        let found = match self.kind {
            AccountKind::Dropbox => self.dropbox().account_id().await?,
            AccountKind::GoogleDrive => self.google_drive().account_id().await?,
            AccountKind::OneDrive => self.one_drive().account_id().await?,
        };
        *self.account_id.borrow_mut() = Some(found.clone());
        Ok(found)
    }
}

#[async_trait(?Send)]
impl<H: Http + Clone + 'static> ServiceAccess for AccountAccess<H> {
    async fn drive(&self) -> Result<Rc<dyn Drive>, DriveError> {
        let account = self.account_id().await?;
        Ok(match self.kind {
            AccountKind::Dropbox => Rc::new(self.dropbox().with_account(account)),
            AccountKind::GoogleDrive => Rc::new(self.google_drive().with_account(account)),
            AccountKind::OneDrive => Rc::new(self.one_drive().with_account(account)),
        })
    }

    /// They promise it.
    async fn trial(&self, _: u64) -> Result<Option<Weakness>, DriveError> {
        self.account_id().await.map(|_| None)
    }

    async fn place(&self) -> Result<Vec<String>, DriveError> {
        Ok(vec![self.kind.name().into(), self.account_id().await?])
    }
}
