//! The way from the page to the service and back.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oauth2::url::{Url, form_urlencoded};
use oauth2::{
    AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, basic::BasicClient,
};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::ask::{self, TokenRequest};
use super::grant::Grant;
use super::{Client, Flow, OAuthError};
use crate::Token;
use crate::http::Http;

/// How long a sign-in may take, ms.
pub const LIFETIME_MS: u64 = 10 * 60 * 1_000;

/// Longest parameter we believe. Microsoft's tokens have up to 4 kB.
const LONGEST: usize = 16 << 10;

/// A sign-in under way. Keep it sealed, under its [`PendingSignIn::state`], and take it out of the store
/// before [`finish`].
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct PendingSignIn {
    pub(super) state: String,
    pub(super) verifier: String,
    service: String,
    redirect: String,
    created_ms: u64,
}

impl PendingSignIn {
    /// What the answer will name it by.
    pub fn state(&self) -> &str {
        &self.state
    }

    /// [`Client::service`] of the client it was begun with.
    pub fn service(&self) -> &str {
        &self.service
    }
}

/// What the callback page was opened with.
#[derive(Clone, Default, Zeroize, ZeroizeOnDrop)]
pub struct CallbackLocation {
    /// Its address, without query and fragment.
    pub at: String,
    /// The query, with or without `?`.
    pub query: String,
    /// The fragment, with or without `#`.
    pub fragment: String,
}

impl CallbackLocation {
    /// Names the [`PendingSignIn`] record, if the answer is one at all.
    pub fn state(&self) -> Option<String> {
        self.parameters().ok()?.get("state").map(|state| state.to_string())
    }

    /// Query and fragment together: errors come in either, whatever was asked for. A parameter that comes twice with
    /// different values could be read in two ways, and so the whole is refused.
    fn parameters(&self) -> Result<BTreeMap<String, Zeroizing<String>>, OAuthError> {
        let query = self.query.strip_prefix('?').unwrap_or(&self.query);
        let fragment = self.fragment.strip_prefix('#').unwrap_or(&self.fragment);
        if query.len() + fragment.len() > 2 * LONGEST {
            return Err(OAuthError::Malformed);
        }
        let mut all = BTreeMap::new();
        for part in [query, fragment] {
            for (name, value) in form_urlencoded::parse(part.as_bytes()) {
                if value.len() > LONGEST || all.contains_key(name.as_ref()) {
                    return Err(OAuthError::Malformed);
                }
                all.insert(name.into_owned(), Zeroizing::new(value.into_owned()));
            }
        }
        Ok(all)
    }
}

/// Returns the address to send the user to, and what to keep until they are back. `random`: fresh, from a
/// cryptographic source. `account`: whose account is wanted, if that is known.
///
/// # Errors
/// [`OAuthError::BadConfig`] when the client's addresses cannot be used.
pub fn begin(
    client: &Client,
    redirect: &str,
    now_ms: u64,
    random: &Zeroizing<[u8; 64]>,
    account: Option<&str>,
) -> Result<(String, PendingSignIn), OAuthError> {
    let client = client.checked()?;
    let (state, verifier) = random.split_at(32);
    let pending = PendingSignIn {
        state: URL_SAFE_NO_PAD.encode(state),
        verifier: URL_SAFE_NO_PAD.encode(verifier),
        service: client.service.clone(),
        redirect: redirect.to_owned(),
        created_ms: now_ms,
    };
    let bad = |_| OAuthError::BadConfig;
    let oauth = BasicClient::new(ClientId::new(client.id.clone()))
        .set_auth_uri(AuthUrl::new(client.authorize.clone()).map_err(bad)?)
        .set_redirect_uri(RedirectUrl::new(redirect.to_owned()).map_err(bad)?);
    let state = pending.state.clone();
    let mut asked = oauth
        .authorize_url(move || CsrfToken::new(state))
        .add_scopes(client.scopes.iter().cloned().map(Scope::new));
    asked = match &client.flow {
        Flow::Code { .. } => {
            let verifier = PkceCodeVerifier::new(pending.verifier.clone());
            asked.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
        }
        Flow::Implicit => asked.use_implicit_flow(),
    };
    for (name, value) in &client.parameters {
        asked = asked.add_extra_param(name.clone(), value.clone());
    }
    match (&client.hint, account) {
        (Some(hint), Some(account)) => asked = asked.add_extra_param(hint.clone(), account.to_owned()),
        _ => {
            for (name, value) in &client.choose {
                asked = asked.add_extra_param(name.clone(), value.clone());
            }
        }
    }
    let (url, _) = asked.url();
    Ok((url.into(), pending))
}

/// The outcome. `pending` must have been taken out of its store already: it works once, whatever the outcome.
///
/// # Errors
/// See [`OAuthError`]. Everything that does not belong to this very sign-in is `Foreign`, before anything of
/// it is used.
pub async fn finish(
    http: &impl Http,
    client: &Client,
    pending: &PendingSignIn,
    arrived: &CallbackLocation,
    now_ms: u64,
) -> Result<Grant, OAuthError> {
    let client = client.checked()?;
    let answer = arrived.parameters()?;
    let given = |name: &str| answer.get(name).map(|value| value.as_str());
    let state = given("state").unwrap_or_default();
    let ours = bool::from(state.as_bytes().ct_eq(pending.state.as_bytes()));
    if !ours || pending.service != client.service || arrived.at != pending.redirect {
        return Err(OAuthError::Foreign);
    }
    if given("iss").is_some_and(|issuer| !same_origin(issuer, &client.authorize)) {
        return Err(OAuthError::Foreign);
    }
    // A clock that was set back is no reason to wait without end.
    if now_ms.abs_diff(pending.created_ms) > LIFETIME_MS {
        return Err(OAuthError::Expired);
    }
    if let Some(code) = given("error") {
        return Err(of_error(code));
    }
    match (&client.flow, given("code"), given("access_token")) {
        (Flow::Code { token }, Some(code), None) => {
            let ask = TokenRequest::Code { code, verifier: &pending.verifier, redirect: &pending.redirect };
            let granted = ask::ask(http, token, &client.id, &ask, now_ms).await?;
            enough(client, granted.scope.as_deref())?;
            Ok(granted.grant)
        }
        (Flow::Implicit, None, Some(token)) => {
            if !given("token_type").unwrap_or("bearer").eq_ignore_ascii_case("bearer")
                || !ask::is_token(token)
            {
                return Err(OAuthError::Malformed);
            }
            enough(client, given("scope"))?;
            let lifetime = given("expires_in").and_then(|seconds| seconds.parse::<u64>().ok());
            Ok(Grant {
                access: Token::new(token),
                expires_ms: lifetime.map(|seconds| now_ms.saturating_add(seconds.saturating_mul(1_000))),
                refresh: None,
            })
        }
        _ => Err(OAuthError::Malformed),
    }
}

fn enough(client: &Client, granted: Option<&str>) -> Result<(), OAuthError> {
    if client.is_content_with(granted) { Ok(()) } else { Err(OAuthError::ScopeMissing) }
}

/// RFC 6749, 4.1.2.1, and what Google and Microsoft add.
fn of_error(code: &str) -> OAuthError {
    let code = ask::harmless(code);
    match code.as_str() {
        "access_denied" | "consent_required" | "interaction_required" | "login_required" => {
            OAuthError::Cancelled
        }
        "server_error" | "temporarily_unavailable" => {
            OAuthError::Service(crate::DriveError::Unavailable { after_ms: None })
        }
        "invalid_client" | "unauthorized_client" | "redirect_uri_mismatch" | "deleted_client" => {
            OAuthError::Registration { code }
        }
        "invalid_scope" => OAuthError::ScopeMissing,
        _ => OAuthError::Refused { code },
    }
}

fn same_origin(a: &str, b: &str) -> bool {
    match (Url::parse(a), Url::parse(b)) {
        (Ok(a), Ok(b)) => a.origin() == b.origin() && a.origin().is_tuple(),
        _ => false,
    }
}
