//! An OAuth 2 authorization server (RFC 6749, PKCE of RFC 7636), as strict as the service it stands for.
//!
//! A service owns a [`Server`], gives it each request first ([`Server::answer`]), and asks it about every
//! token ([`Server::access`]). The page for the user has stable ids, for tests in a browser: `#account`
//! (which one), `#scope-<name>` (a box that can be unticked), `#approve`, `#deny`; refusals that are shown
//! and not redirected: `#error`.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::{Answered, Asked};

mod authorize;
mod page;
#[cfg(test)]
mod tests;
mod token;

/// What a client may ask for.
#[derive(Clone, Debug)]
pub struct Scope {
    /// As in the request.
    pub name: String,
    /// As the page says it.
    pub words: String,
    /// Whether the user may untick it.
    pub optional: bool,
}

impl Scope {
    /// One the user can only take with the rest.
    pub fn fixed(name: &str, words: &str) -> Scope {
        Scope { name: name.to_owned(), words: words.to_owned(), optional: false }
    }

    /// One the user may untick.
    pub fn optional(name: &str, words: &str) -> Scope {
        Scope { optional: true, ..Scope::fixed(name, words) }
    }
}

/// What a revocation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The token, and what came from the same code.
    Grant,
    /// All that the user gave to clients of the same project (Google).
    Project,
}

/// Refresh tokens.
#[derive(Clone, Debug)]
pub struct Refresh {
    /// Counted from the consent, however often it is used.
    pub life_ms: Option<u64>,
    /// Each use gives a new one and ends the old.
    pub rotates: bool,
    /// Whether an authorization request asks for one.
    pub wanted: fn(&BTreeMap<String, String>) -> bool,
}

/// Why the token endpoint refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A parameter is missing, twice, or of a wrong kind.
    BadRequest(&'static str),
    /// No such client, or its secret is wrong.
    UnknownClient,
    /// The client's secret is demanded.
    SecretMissing,
    /// The code is unknown, another client's, or was used before.
    BadCode,
    /// The code's time is over.
    CodeExpired,
    /// Not the address the code was made for.
    OtherRedirect,
    /// The code was made with a challenge, and no verifier came; or the service demands one.
    VerifierMissing,
    /// The verifier is not the challenge's.
    WrongVerifier,
    /// Codes of pages are redeemed by pages only.
    NoOrigin,
    /// The refresh token is unknown, revoked, or used up.
    BadRefresh,
    /// The refresh token's time is over.
    RefreshExpired,
    /// Neither `authorization_code` nor `refresh_token`.
    BadGrantType,
}

impl Refused {
    /// The word of RFC 6749.
    pub fn word(&self) -> &'static str {
        match self {
            Refused::BadRequest(_)
            | Refused::SecretMissing
            | Refused::VerifierMissing
            | Refused::NoOrigin => "invalid_request",
            Refused::UnknownClient => "invalid_client",
            Refused::BadGrantType => "unsupported_grant_type",
            _ => "invalid_grant",
        }
    }
}

/// How this service does it.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Path of the page.
    pub authorize: String,
    /// Path of the token endpoint.
    pub token: String,
    /// Path of the revocation endpoint (RFC 7009), if there is one.
    pub revoke: Option<String>,
    /// Whether `response_type=token` is there.
    pub implicit: bool,
    /// Whether a code needs a challenge.
    pub needs_pkce: bool,
    /// Whether the token endpoint demands the client's secret.
    pub needs_secret: bool,
    /// Whether the token endpoint wants an `Origin`.
    pub needs_origin: bool,
    /// How long a code may be redeemed.
    pub code_ms: u64,
    /// How long an access token is accepted.
    pub access_ms: u64,
    /// Refresh tokens; `None`: there are none.
    pub refresh: Option<Refresh>,
    /// What may be asked for.
    pub scopes: Vec<Scope>,
    /// Whether who has consented before to all that is asked for is sent back without a page.
    pub remembers_consent: bool,
    /// What a revocation ends.
    pub reach: Reach,
    /// How access tokens begin.
    pub token_prefix: &'static str,
    /// A refusal of the token endpoint, in the service's words.
    pub words: fn(&Refused) -> Answered,
    /// Fields of a token answer beside the usual ones.
    pub extra: fn(&Grant) -> Map<String, Value>,
}

impl Rules {
    /// Code and challenge, no secret, one hour, refresh tokens that stay; words of RFC 6749.
    pub fn new(authorize: &str, token: &str) -> Rules {
        Rules {
            authorize: authorize.to_owned(),
            token: token.to_owned(),
            revoke: None,
            implicit: false,
            needs_pkce: true,
            needs_secret: false,
            needs_origin: false,
            code_ms: 10 * 60 * 1000,
            access_ms: 3_600_000,
            refresh: Some(Refresh { life_ms: None, rotates: false, wanted: |_| true }),
            scopes: Vec::new(),
            remembers_consent: true,
            reach: Reach::Grant,
            token_prefix: "",
            words: |refused| {
                let status = if *refused == Refused::UnknownClient { 401 } else { 400 };
                let words = format!("{refused:?}");
                Answered::json(status, &json!({ "error": refused.word(), "error_description": words }))
            },
            extra: |_| Map::new(),
        }
    }
}

/// An application registered at the service.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its id.
    pub id: String,
    /// Of which project it is: what `drive.file` files belong to.
    pub project: String,
    /// Its secret, where there is one.
    pub secret: Option<String>,
    /// Compared letter by letter.
    pub redirects: Vec<String>,
}

/// A person with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What `login_hint` and account names say.
    pub email: String,
    /// As shown.
    pub name: String,
}

/// What a user has allowed a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The client's id.
    pub client: String,
    /// The client's project.
    pub project: String,
    /// The user's email.
    pub account: String,
    /// What is allowed.
    pub scopes: Vec<String>,
    /// When the user consented, unix ms.
    pub since_ms: u64,
    /// Counts consents; what came from one code has the same.
    pub number: u64,
}

/// What a token is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Accepted.
    Good(Grant),
    /// Its time is over.
    Expired,
    /// Unknown, revoked, or its client is gone.
    Bad,
}

#[derive(Clone, Debug)]
struct Code {
    grant: Grant,
    redirect: String,
    challenge: Option<String>,
    until_ms: u64,
    refresh: bool,
    used: bool,
}

/// The authorization server.
#[derive(Clone, Debug)]
pub struct Server {
    /// How this service does it.
    pub rules: Rules,
    /// The applications; one that is removed is refused everywhere (F-15).
    pub clients: Vec<Client>,
    /// The people; the first is the one signed in.
    pub people: Vec<Person>,
    /// Nobody is signed in: `prompt=none` fails, whatever was consented.
    pub signed_out: bool,
    consents: BTreeMap<(String, String), Vec<String>>,
    codes: BTreeMap<String, Code>,
    access: BTreeMap<String, (Grant, u64)>,
    refresh: BTreeMap<String, Grant>,
    counter: u64,
}

impl Server {
    /// With these clients and people.
    pub fn new(rules: Rules, clients: Vec<Client>, people: Vec<Person>) -> Server {
        Server {
            rules,
            clients,
            people,
            signed_out: false,
            consents: BTreeMap::new(),
            codes: BTreeMap::new(),
            access: BTreeMap::new(),
            refresh: BTreeMap::new(),
            counter: 0,
        }
    }

    /// The answer, when the request is for this server.
    pub fn answer(&mut self, asked: &Asked, now_ms: u64) -> Option<Answered> {
        let decide = format!("{}/decide", self.rules.authorize);
        match (asked.method.as_str(), asked.path.as_str()) {
            ("GET", path) if path == self.rules.authorize => Some(self.authorize(asked, now_ms)),
            ("POST", path) if path == decide => Some(self.decide(asked, now_ms)),
            (_, path) if path == self.rules.authorize || path == decide => Some(Answered::bare(405)),
            ("POST", path) if path == self.rules.token => Some(self.redeem(asked, now_ms)),
            (_, path) if path == self.rules.token => Some(Answered::bare(405)),
            ("POST", path) if Some(path) == self.rules.revoke.as_deref() => Some(self.revoke_asked(asked)),
            _ => None,
        }
    }

    /// What an access token is worth.
    pub fn access(&self, token: &str, now_ms: u64) -> Access {
        match self.access.get(token) {
            Some((grant, _)) if !self.clients.iter().any(|client| client.id == grant.client) => Access::Bad,
            Some((_, until_ms)) if now_ms >= *until_ms => Access::Expired,
            Some((grant, _)) => Access::Good(grant.clone()),
            None => Access::Bad,
        }
    }

    /// An access token without the dance: for tests of what comes after it. `None` for an unknown client.
    pub fn issue(&mut self, client: &str, account: &str, scopes: &[&str], now_ms: u64) -> Option<String> {
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let grant = self.consent(client, account, scopes, now_ms)?;
        Some(self.new_access(&grant, now_ms))
    }

    /// The user takes back what he gave to a client: all its tokens end.
    pub fn disconnect(&mut self, client: &str, account: &str) {
        self.consents.remove(&(client.to_owned(), account.to_owned()));
        let theirs = |grant: &Grant| grant.client == client && grant.account == account;
        self.access.retain(|_, (grant, _)| !theirs(grant));
        self.refresh.retain(|_, grant| !theirs(grant));
        self.codes.retain(|_, code| !theirs(&code.grant));
    }

    /// All access tokens end; refresh tokens stay.
    pub fn expire_access(&mut self) {
        for (_, until_ms) in self.access.values_mut() {
            *until_ms = 0;
        }
    }

    /// All refresh tokens end (F-15).
    pub fn end_refresh(&mut self) {
        self.refresh.clear();
    }

    /// All that was consented loses this scope (F-15), tokens in use included.
    pub fn narrow(&mut self, scope: &str) {
        let grants = self.access.values_mut().map(|(grant, _)| grant).chain(self.refresh.values_mut());
        grants.for_each(|grant| grant.scopes.retain(|known| known != scope));
        self.consents.values_mut().for_each(|scopes| scopes.retain(|known| known != scope));
    }

    /// The actions every service has: `expire_access`, `end_refresh`, `narrow {scope}`, `disconnect {client, account}`,
    /// `delete_client {client}`, `sign_out`, `sign_in {account}`. `None` when it is none of them.
    pub fn act(&mut self, action: &str, argument: &Value) -> Option<Result<Value, String>> {
        let text = |name: &str| argument.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        match action {
            "expire_access" => self.expire_access(),
            "end_refresh" => self.end_refresh(),
            "narrow" => self.narrow(&text("scope")),
            "disconnect" => self.disconnect(&text("client"), &text("account")),
            "delete_client" => self.clients.retain(|client| client.id != text("client")),
            "sign_out" => self.signed_out = true,
            "sign_in" => {
                self.signed_out = false;
                let Some(at) = self.people.iter().position(|person| person.email == text("account")) else {
                    return Some(Err("no such account".to_owned()));
                };
                self.people.swap(0, at);
            }
            _ => return None,
        }
        Some(Ok(Value::Null))
    }

    fn consent(&mut self, client: &str, account: &str, scopes: Vec<String>, now_ms: u64) -> Option<Grant> {
        let project = self.clients.iter().find(|known| known.id == client)?.project.clone();
        self.consents.insert((client.to_owned(), account.to_owned()), scopes.clone());
        self.counter += 1;
        Some(Grant {
            client: client.to_owned(),
            project,
            account: account.to_owned(),
            scopes,
            since_ms: now_ms,
            number: self.counter,
        })
    }

    fn new_access(&mut self, grant: &Grant, now_ms: u64) -> String {
        let token = self.rules.token_prefix.to_owned() + &self.fresh();
        self.access.insert(token.clone(), (grant.clone(), now_ms + self.rules.access_ms));
        token
    }

    /// Nothing given twice.
    fn fresh(&mut self) -> String {
        self.counter += 1;
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{} {}", self.rules.token, self.counter)))
    }
}
