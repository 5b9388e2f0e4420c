//! What is kept of an account that one signs in to on the service's page, and its drive.

use async_trait::async_trait;
use lifeboat_cloud::oauth::{KeptToken, RefreshToken};
use lifeboat_cloud::{Drive, DriveError, Path, Token};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What is kept of an account.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Names the sign-in; each one gets a new name.
    pub id: String,
    /// What tells this account from others of the same service.
    pub account_id: String,
    /// Opens it again, where the service gives such a thing.
    pub refresh: Option<String>,
    /// The folder in which the wallet's folder is, where only a search would find it (Google Drive).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top: Option<String>,
    /// Opens it until its time is over, where nothing renews it (Google Drive without a broker).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    access: Option<KeptAccess>,
}

/// An access token that nothing renews.
#[derive(Clone, PartialEq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
struct KeptAccess {
    token: String,
    /// Unix ms.
    until_ms: u64,
}

impl Account {
    /// The account of a new sign-in, which `token` opens again.
    pub fn new(id: String, account_id: String, token: Option<&KeptToken>) -> Account {
        let mut account = Account { id, account_id, refresh: None, top: None, access: None };
        if let Some(token) = token {
            account.keep(token);
        }
        account
    }

    /// What opens it again.
    pub fn kept(&self) -> Option<KeptToken> {
        let refresh = self.refresh.as_ref().map(|token| KeptToken::Refresh(RefreshToken::new(token)));
        let access = self.access.as_ref();
        refresh.or_else(|| {
            access.map(|it| KeptToken::Access { token: Token::new(&it.token), until_ms: it.until_ms })
        })
    }

    /// Sets what opens it again from now on.
    pub fn keep(&mut self, token: &KeptToken) {
        (self.refresh, self.access) = match token {
            KeptToken::Refresh(refresh) => (Some(refresh.expose().to_owned()), None),
            KeptToken::Access { token, until_ms } => {
                (None, Some(KeptAccess { token: token.expose().to_owned(), until_ms: *until_ms }))
            }
        };
    }

    /// Forgets an access whose time is over. Whether there was one.
    pub fn forget_ended(&mut self, now_ms: u64) -> bool {
        self.access.take_if(|access| access.until_ms <= now_ms).is_some()
    }
}

/// A drive of an account; unlike [`Drive`] it can tell accounts apart.
#[async_trait(?Send)]
pub trait AccountDrive: Drive {
    /// What tells accounts apart.
    async fn account_id(&self) -> Result<String, DriveError>;

    /// What finds a folder again without a search, where a search would be needed, once something was done with it.
    fn top(&self, _folder: &Path) -> Option<String> {
        None
    }
}
