//! Access tokens for a drive, renewed where the service allows it.

use std::cell::RefCell;
use std::rc::Rc;

use async_trait::async_trait;
use futures::lock::Mutex;
use oauth2::url::form_urlencoded;
use zeroize::Zeroizing;

use super::ask::{self, TokenRequest};
use super::grant::{Grant, KeptToken, RefreshToken};
use super::{Client, Flow, OAuthError, Revocation};
use crate::http::{Http, Method, Request};
use crate::{Bearer, DriveError, Token};

/// How long before its end a renewable token is renewed, ms: it must not expire on the way.
const EARLY_MS: u64 = 60_000;

/// Where a refresh token is kept, sealed.
#[async_trait(?Send)]
pub trait RefreshTokenStore {
    /// Keeps a new one in place of the old, durably. It comes before the access token of the same answer is used, so
    /// that a service which forgets the old one at once never leaves us with it alone. When it cannot be kept, the new
    /// one still works until the end of this process: refusing to back up would be worse.
    async fn keep(&self, refresh: &RefreshToken);
}

/// What became of the wish to end the access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevokeOutcome {
    /// The service has ended it.
    Done,
    /// The service offers that only on its own pages.
    OnItsPages,
}

struct TokenPair {
    access: Option<(Token, Option<u64>)>,
    refresh: Option<RefreshToken>,
}

/// The tokens of one account. An access that can be renewed is in memory only.
pub struct Tokens<H> {
    http: H,
    client: Client,
    clock: Rc<dyn Fn() -> u64>,
    keep: RefCell<Option<Rc<dyn RefreshTokenStore>>>,
    held: RefCell<TokenPair>,
    /// One renewal at a time: services that rotate refresh tokens take the second use of one for theft.
    renewing: Mutex<()>,
}

impl<H: Http> Tokens<H> {
    /// The tokens of a fresh grant.
    pub fn granted(http: H, client: Client, clock: Rc<dyn Fn() -> u64>, grant: Grant) -> Tokens<H> {
        let held = TokenPair { access: Some((grant.access, grant.expires_ms)), refresh: grant.refresh };
        Tokens::new(http, client, clock, held)
    }

    /// The tokens from what was stored: the first use renews it, or uses it until it expires. Without
    /// anything, the account is signed out.
    pub fn kept(http: H, client: Client, clock: Rc<dyn Fn() -> u64>, kept: Option<KeptToken>) -> Tokens<H> {
        let held = match kept {
            Some(KeptToken::Refresh(refresh)) => TokenPair { access: None, refresh: Some(refresh) },
            Some(KeptToken::Access { token, until_ms }) => {
                TokenPair { access: Some((token, Some(until_ms))), refresh: None }
            }
            None => TokenPair { access: None, refresh: None },
        };
        Tokens::new(http, client, clock, held)
    }

    fn new(http: H, client: Client, clock: Rc<dyn Fn() -> u64>, held: TokenPair) -> Tokens<H> {
        Tokens {
            http,
            client,
            clock,
            keep: RefCell::new(None),
            held: RefCell::new(held),
            renewing: Mutex::new(()),
        }
    }

    /// Refresh tokens are kept there from now on.
    pub fn keep_in(&self, keep: Rc<dyn RefreshTokenStore>) {
        *self.keep.borrow_mut() = Some(keep);
    }

    /// What to keep, sealed. An access whose end the service did not tell is not kept: it would never be forgotten.
    pub fn to_keep(&self) -> Option<KeptToken> {
        let held = self.held.borrow();
        if let Some(refresh) = &held.refresh {
            return Some(KeptToken::Refresh(refresh.clone()));
        }
        let (token, until_ms) = held.access.as_ref()?;
        until_ms.map(|until_ms| KeptToken::Access { token: token.clone(), until_ms })
    }

    /// The access token, while it may be used.
    fn usable(&self) -> Option<Token> {
        let held = self.held.borrow();
        let (token, expires_ms) = held.access.as_ref()?;
        let early = if held.refresh.is_some() { EARLY_MS } else { 0 };
        let fresh = expires_ms.is_none_or(|end| (self.clock)().saturating_add(early) < end);
        fresh.then(|| token.clone())
    }

    async fn renew(&self) -> Result<Token, DriveError> {
        let refresh = self.held.borrow().refresh.clone();
        let (Some(refresh), Flow::Code { token: endpoint }) = (refresh, &self.client.flow) else {
            return Err(DriveError::SignedOut);
        };
        let asked = TokenRequest::Renewal(&refresh);
        let granted = match ask::ask(&self.http, endpoint, &self.client.id, &asked, (self.clock)()).await {
            Ok(granted) => granted,
            Err(OAuthError::CodeRefused) => {
                // It never will be accepted again; asking with it only looks like an attack.
                let mut held = self.held.borrow_mut();
                (held.access, held.refresh) = (None, None);
                return Err(DriveError::SignedOut);
            }
            Err(error) => return Err(of_renewal(error)),
        };
        if !self.client.is_content_with(granted.scope.as_deref()) {
            return Err(DriveError::Denied);
        }
        let Grant { access, expires_ms, refresh: rotated } = granted.grant;
        if let Some(rotated) = rotated.filter(|new| *new != refresh) {
            self.held.borrow_mut().refresh = Some(rotated.clone());
            let keep = self.keep.borrow().clone();
            if let Some(keep) = keep {
                keep.keep(&rotated).await;
            }
        }
        self.held.borrow_mut().access = Some((access.clone(), expires_ms));
        Ok(access)
    }

    /// Ends the access at the service, and forgets the tokens whatever the outcome.
    ///
    /// # Errors
    /// The same as for any request; `Unknown` when the answer was lost.
    pub async fn revoke(&self) -> Result<RevokeOutcome, DriveError> {
        let _turn = self.renewing.lock().await;
        if self.usable().is_none() && matches!(self.client.revocation, Revocation::Bearer(_)) {
            // It takes an access token to end the access.
            self.renew().await?;
        }
        let (access, refresh) = {
            let mut held = self.held.borrow_mut();
            (held.access.take(), held.refresh.take())
        };
        let access = access.map(|(token, _)| token);
        let (url, headers, body) = match (&self.client.revocation, access, refresh) {
            (Revocation::Bearer(url), Some(access), _) => {
                (url, vec![("authorization", access.header())], Vec::new())
            }
            (Revocation::Form(url), access, refresh) => {
                let secret = refresh
                    .map(RefreshToken::into_text)
                    .or_else(|| access.map(|it| Zeroizing::new(it.expose().into())));
                let Some(secret) = secret else { return Ok(RevokeOutcome::Done) };
                let form =
                    form_urlencoded::Serializer::new(String::new()).append_pair("token", &secret).finish();
                let kind = Zeroizing::new("application/x-www-form-urlencoded".to_owned());
                (url, vec![("content-type", kind)], form.into_bytes())
            }
            _ => return Ok(RevokeOutcome::OnItsPages),
        };
        let url = url.clone();
        let request =
            Request { method: Method::Post, url, headers, body, timeout_ms: 20_000, limit: 64 << 10 };
        match self.http.send(request).await {
            // Over already is over.
            Ok(answer) if matches!(answer.status, 200 | 204 | 400 | 401) => Ok(RevokeOutcome::Done),
            Ok(_) => Err(DriveError::Unavailable { after_ms: None }),
            Err(crate::http::HttpError::NoAnswer) => Err(DriveError::Unknown),
            Err(error) => Err(ask::of_http(error)),
        }
    }
}

/// A renewal that failed for another reason than the grant's end: nothing here may be `SignedOut`.
fn of_renewal(error: OAuthError) -> DriveError {
    match error {
        OAuthError::Service(error) => error,
        OAuthError::Malformed => DriveError::Unavailable { after_ms: None },
        OAuthError::BadConfig
        | OAuthError::Foreign
        | OAuthError::Expired
        | OAuthError::Cancelled
        | OAuthError::ScopeMissing
        | OAuthError::CodeRefused
        | OAuthError::Registration { .. }
        | OAuthError::Refused { .. } => DriveError::Denied,
    }
}

#[async_trait(?Send)]
impl<H: Http> Bearer for Tokens<H> {
    async fn token(&self) -> Result<Token, DriveError> {
        if let Some(token) = self.usable() {
            return Ok(token);
        }
        let _turn = self.renewing.lock().await;
        // The previous holder of the turn may have renewed it.
        match self.usable() {
            Some(token) => Ok(token),
            None => self.renew().await,
        }
    }

    fn refused(&self, token: &Token) {
        let mut held = self.held.borrow_mut();
        if held.access.as_ref().is_some_and(|(held, _)| held == token) {
            held.access = None;
        }
    }
}
