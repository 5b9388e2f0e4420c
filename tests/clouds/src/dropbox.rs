//! Dropbox: an app of the kind "App folder", its sign-in and the part of API v2 that a backup needs.
//!
//! The service has three hosts; here they are the folders `/www`, `/api` and `/content` of one.
//!
//! # What the real one does that this does not
//! - Upload sessions, copy, move, search, sharing, revisions, restore, long polling, teams and namespaces.
//! - Limits: 150 MiB an upload, a few hundred requests a minute, one write at a time in a namespace; here they come as
//!   faults only.
//! - Its own normalisation of Unicode in names, and its own lower case for all scripts.
//! - The number of dots behind an `error_summary` changes from answer to answer; here it does not.
//! - Consent without a `scope` parameter grants all that the app is registered for; here it is refused.
//! - An app in development is closed to new users after the first few hundred.
//! - Where it is kinder: `Dropbox-API-Result` may be visible to pages there; here it is hidden unless asked for.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    Allowed, Answered, Asked, Cors, Past, Refusal, Service,
    oauth::{Access, Client, Grant, Person, Reach, Refresh, Refused, Rules, Scope, Server},
    tree::{Tree, act},
};

mod files;
mod words;

pub use files::content_hash;
use words::{plain, summary, tagged};

const FOUR_HOURS: u64 = 4 * 3_600_000;

/// The client id of the registered app.
pub const APP_KEY: &str = "lifeboatappkey1";
/// The name of its folder.
pub const APP_FOLDER: &str = "Lifeboat";
/// All that the app may ask for.
pub const SCOPES: [&str; 4] =
    ["account_info.read", "files.metadata.read", "files.content.read", "files.content.write"];

/// What one user has.
#[derive(Debug)]
pub(crate) struct Holding {
    tree: Past<Tree>,
    allocated: u64,
}

/// The double.
#[derive(Debug)]
pub struct Dropbox {
    /// Its sign-in.
    pub oauth: Server,
    /// Most lines of a page of a listing.
    pub page: usize,
    /// Whether pages may see `Dropbox-API-Result`.
    pub shows_result: bool,
    holdings: BTreeMap<String, Holding>,
    /// Cursors of earlier ones are refused.
    epoch: u64,
}

impl Dropbox {
    /// With one app, whose redirect address this is, and two people.
    pub fn new(redirect: &str) -> Dropbox {
        let person = |email: &str, name: &str| Person { email: email.to_owned(), name: name.to_owned() };
        let rules = Rules {
            revoke: None,
            access_ms: FOUR_HOURS,
            refresh: Some(Refresh {
                life_ms: None,
                rotates: false,
                wanted: |params| params.get("token_access_type").is_some_and(|kind| kind == "offline"),
            }),
            scopes: SCOPES.iter().map(|scope| Scope::fixed(scope, scope)).collect(),
            reach: Reach::Grant,
            token_prefix: "sl.",
            words: |refused| {
                let description = match refused {
                    Refused::BadCode | Refused::CodeExpired => "code doesn't exist or has expired",
                    Refused::OtherRedirect => "redirect_uri mismatch",
                    Refused::WrongVerifier => "invalid code verifier",
                    Refused::VerifierMissing => "code_verifier is required",
                    Refused::BadRefresh | Refused::RefreshExpired => "refresh token is invalid or revoked",
                    Refused::UnknownClient => "Invalid client_id or client_secret",
                    _ => "bad request",
                };
                let body = json!({ "error": refused.word(), "error_description": description });
                Answered::json(400, &body)
            },
            extra: |grant: &Grant| {
                let mut extra = Map::new();
                extra.insert("uid".to_owned(), json!("12345"));
                extra.insert("account_id".to_owned(), json!(account_id(&grant.account)));
                extra
            },
            ..Rules::new("/www/oauth2/authorize", "/api/oauth2/token")
        };
        let client = Client {
            id: APP_KEY.to_owned(),
            project: APP_KEY.to_owned(),
            secret: None,
            redirects: vec![redirect.to_owned()],
        };
        let people =
            vec![person("samantha@example.com", "Samantha Green"), person("bob@example.com", "Bob Brown")];
        Dropbox {
            oauth: Server::new(rules, vec![client], people),
            page: 2000,
            shows_result: false,
            holdings: BTreeMap::new(),
            epoch: 0,
        }
    }

    /// What a user has at a path of the app's folder.
    pub fn stored(&self, account: &str, path: &[String]) -> Option<Vec<u8>> {
        let holding = self.holdings.get(account)?;
        holding.tree.now().get(path)?.bytes.as_ref().map(|bytes| bytes.to_vec())
    }

    fn holding(&mut self, account: &str) -> &mut Holding {
        let empty = || Holding { tree: Past::new(Tree::default()), allocated: 2 << 30 };
        self.holdings.entry(account.to_owned()).or_insert_with(empty)
    }

    /// Who asks, if the token is good and its scope does.
    fn grant(&self, asked: &Asked, route: &str, scope: &str, now_ms: u64) -> Result<Grant, Answered> {
        let Some(header) = asked.header("authorization") else {
            return Err(plain(
                route,
                "Must provide HTTP header \"Authorization\" or URL parameter \"authorization\".",
            ));
        };
        let Some(token) = header.strip_prefix("Bearer ").filter(|token| token.starts_with("sl.")) else {
            return Err(plain(
                route,
                "Invalid authorization value in HTTP header \"Authorization\": the given OAuth 2 access token is malformed.",
            ));
        };
        let refused = |tag: &str| summary(401, &[tag], tagged(&[tag]));
        match self.oauth.access(token, now_ms) {
            Access::Bad => Err(refused("invalid_access_token")),
            Access::Expired => Err(refused("expired_access_token")),
            Access::Good(grant) if scope.is_empty() || grant.scopes.iter().any(|given| given == scope) => {
                Ok(grant)
            }
            Access::Good(_) => Err(missing_scope(scope)),
        }
    }

    fn person(&self, account: &str) -> Value {
        let person = self.oauth.people.iter().find(|person| person.email == account);
        let name = person.map_or(account, |person| &person.name);
        json!({
            "account_id": account_id(account), "email": account, "email_verified": true, "disabled": false,
            "locale": "en", "is_paired": false, "country": "US", "account_type": { ".tag": "basic" },
            "name": { "display_name": name, "familiar_name": name, "given_name": name, "surname": "", "abbreviated_name": "S" },
            "referral_link": "https://db.tt/x", "root_info": { ".tag": "user", "root_namespace_id": "1", "home_namespace_id": "1" },
        })
    }
}

fn missing_scope(scope: &str) -> Answered {
    let error = json!({ ".tag": "missing_scope", "required_scope": scope });
    summary(401, &["missing_scope"], error)
}

fn account_id(account: &str) -> String {
    format!("dbid:{}", content_hash(account.as_bytes()).get(..30).unwrap_or_default())
}

fn scope_of(route: &str) -> Option<&'static str> {
    Some(match route {
        "files/upload" | "files/delete_v2" => "files.content.write",
        "files/download" => "files.content.read",
        "files/list_folder" | "files/list_folder/continue" | "files/get_metadata" => "files.metadata.read",
        "users/get_current_account" | "users/get_space_usage" => "account_info.read",
        "auth/token/revoke" => "",
        _ => return None,
    })
}

impl Service for Dropbox {
    fn name(&self) -> &'static str {
        "dropbox"
    }

    fn answer(&mut self, asked: &Asked, now_ms: u64) -> Answered {
        if let Some(answer) = self.oauth.answer(asked, now_ms) {
            return answer;
        }
        let (host, route) = match (asked.path.strip_prefix("/api/2/"), asked.path.strip_prefix("/content/2/"))
        {
            (Some(route), _) => ("api", route),
            (_, Some(route)) => ("content", route),
            _ => return Answered::page(404, "Dropbox - 404", "We can't find the page you're looking for."),
        };
        let moves_files = matches!(route, "files/upload" | "files/download");
        let Some(scope) = scope_of(route).filter(|_| moves_files == (host == "content")) else {
            let words = format!("Unknown API function: \"{route}\"");
            return Answered::bytes(404, "text/plain; charset=utf-8", words);
        };
        if asked.method != "POST" {
            return Answered::bytes(405, "text/plain; charset=utf-8", "Method Not Allowed");
        }
        let grant = match self.grant(asked, route, scope, now_ms) {
            Ok(grant) => grant,
            Err(answer) => return answer,
        };
        let argument = match words::argument(asked, route, moves_files) {
            Ok(argument) => argument,
            Err(answer) => return answer,
        };
        match route {
            "users/get_current_account" => Answered::json(200, &self.person(&grant.account)),
            "users/get_space_usage" => {
                let holding = self.holding(&grant.account);
                let allocation = json!({ ".tag": "individual", "allocated": holding.allocated });
                Answered::json(200, &json!({ "used": holding.tree.now().used(), "allocation": allocation }))
            }
            "auth/token/revoke" => {
                self.oauth.revoke(asked.bearer().unwrap_or_default());
                Answered::json(200, &Value::Null)
            }
            _ => self.files(asked, route, &argument, &grant.account, now_ms),
        }
    }

    fn refuse(&self, refusal: &Refusal, asked: &Asked) -> Answered {
        match refusal {
            Refusal::RateLimited { status, retry_after } => {
                let after = retry_after.unwrap_or(1);
                let error = json!({ "reason": { ".tag": "too_many_requests" }, "retry_after": after });
                let answer = summary(*status, &["too_many_requests"], error);
                answer.with("retry-after", after.to_string())
            }
            Refusal::QuotaFull => {
                let reason = tagged(&["insufficient_space"]);
                let error = json!({ ".tag": "path", "reason": reason, "upload_session_id": "AAAA" });
                summary(409, &["path", "insufficient_space"], error)
            }
            Refusal::SignedOut => summary(401, &["invalid_access_token"], tagged(&["invalid_access_token"])),
            Refusal::ScopeMissing => {
                let route = asked.path.split_once("/2/").map_or("", |(_, route)| route);
                missing_scope(scope_of(route).unwrap_or_default())
            }
            // An upload is told that something is there, although nothing is.
            Refusal::Status(409) if asked.path.ends_with("/upload") => {
                files::upload_refused(&["conflict", "file"])
            }
            Refusal::Status(409) => summary(409, &["other"], tagged(&["other"])),
            Refusal::Status(400) => plain("files/upload", "request body: could not decode input as JSON"),
            Refusal::Status(status) => {
                Answered::bytes(*status, "text/plain; charset=utf-8", "Something went wrong")
            }
        }
    }

    fn cors(&self, asked: &Asked) -> Cors {
        if asked.path.starts_with("/www/") {
            return Cors::none();
        }
        Cors {
            methods: Allowed::these(&["GET", "POST", "PUT"]),
            headers: Allowed::these(&[
                "authorization",
                "content-type",
                "dropbox-api-arg",
                "dropbox-api-select-user",
                "range",
                "if-none-match",
            ]),
            ..Cors::open(if self.shows_result { &["dropbox-api-result"] } else { &[] })
        }
    }

    /// What the users do on Dropbox's own pages: `put {path, text}`, `rename {path, to}`, `delete {path}`,
    /// `allocate {bytes}`, each with an optional `account`; `reset_cursors`; `page {lines}`; `lag {ms}`; and those of
    /// [`Server::act`].
    fn act(&mut self, action: &str, argument: &Value, now_ms: u64) -> Result<Value, String> {
        if let Some(done) = self.oauth.act(action, argument) {
            return done;
        }
        let text = |name: &str| argument.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let number = |name: &str| argument.get(name).and_then(Value::as_u64).unwrap_or_default();
        let first = self.oauth.people.first().map(|person| person.email.clone()).unwrap_or_default();
        let account = Some(text("account")).filter(|account| !account.is_empty()).unwrap_or(first);
        if let Some(done) = act(&mut self.holding(&account).tree, action, argument, now_ms) {
            return done;
        }
        match action {
            "reset_cursors" => self.epoch += 1,
            "page" => self.page = usize::try_from(number("lines")).unwrap_or(usize::MAX).max(1),
            "allocate" => self.holding(&account).allocated = number("bytes"),
            _ => return Err(format!("Dropbox does not know how to {action}")),
        }
        Ok(Value::Null)
    }

    fn describe(&self, base: &str) -> Value {
        let people: Vec<_> = self.oauth.people.iter().map(|person| person.email.clone()).collect();
        json!({
            "base": base, "api": format!("{base}/api"), "content": format!("{base}/content"),
            "authorize": format!("{base}/www/oauth2/authorize"), "token": format!("{base}/api/oauth2/token"),
            "revoke": format!("{base}/api/2/auth/token/revoke"),
            "client_id": APP_KEY, "app_folder": APP_FOLDER, "accounts": people,
        })
    }
}
