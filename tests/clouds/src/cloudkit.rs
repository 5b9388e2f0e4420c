//! CloudKit's web services, with Apple's page for signing in.
//!
//! Strict about: the API token and its allowed origins, `AUTHENTICATION_REQUIRED` with the page to go to, a
//! web token that holds `+`, `/` and `=` and comes anew with each answer, `create` that is refused where
//! there is a record, deletions by `recordChangeTag` only, 200 operations and 200 results, 1 MB in a record,
//! a queryable index on one field, `${f}` in the addresses of assets, errors of single records within a 200.
//!
//! # What the real one does that this does not
//! - Its page asks for a password and a second factor, and keeps accounts with Advanced Data Protection out.
//!   What it says when the user goes back is not documented; this one comes back without a token.
//! - Web tokens end by themselves (after hours, or two weeks with "keep me signed in").
//! - Custom zones, subscriptions, sharing, the public database, `update` and the `force…` operations: all refused here.
//! - It encrypts assets and checks their receipts; here the receipt only has to be known.
//! - Answers may be late to show in queries everywhere; here only with the control's `lag`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{Allowed, Answered, Asked, Cors, Past, Refusal, Service};

mod records;
mod sign_in;

/// The container.
pub const CONTAINER: &str = "iCloud.example.lifeboat";
/// Its environment.
pub const ENVIRONMENT: &str = "production";
/// The API token of that environment.
pub const API_TOKEN: &str = "a0b1c2d3e4f5";
/// Who has an Apple account.
pub const PEOPLE: [&str; 2] = ["samantha@example.com", "bob@example.com"];
/// The record type of the schema.
pub const RECORD_TYPE: &str = "LifeboatFile";
/// Its fields; the first one has an index.
const FIELDS: [&str; 7] = ["folder", "name", "kind", "size", "digest", "data", "asset"];
const EXPOSED: [&str; 4] =
    ["X-Apple-Request-UUID", "X-Apple-CloudKit-Web-Auth-Token", "X-Responding-Instance", "Via"];

#[derive(Clone, Debug)]
struct Stored {
    fields: BTreeMap<String, Value>,
    tag: String,
    modified_ms: u64,
}

/// Whose, and the record's name.
type Key = (String, String);

/// The double.
#[derive(Debug)]
pub struct CloudKit {
    /// Where the API token lets the page come back to.
    pub callback: String,
    /// Whether a token is worthless once it was used, as Apple documents it; its servers were seen to be kinder.
    pub single_use: bool,
    /// Everybody's bytes must not be more.
    pub room: Option<usize>,
    rows: Past<BTreeMap<Key, Stored>>,
    changes: u64,
    /// Whose each token is.
    tokens: BTreeMap<String, String>,
    issued: u64,
    /// Sign-ins that were begun.
    begun: BTreeSet<String>,
    /// Uploaded bytes, by their receipt.
    assets: BTreeMap<String, Vec<u8>>,
    /// Addresses where bytes may be sent.
    places: BTreeSet<String>,
}

impl CloudKit {
    /// With one API token, which comes back to this address.
    pub fn new(callback: &str) -> CloudKit {
        CloudKit {
            callback: callback.to_owned(),
            single_use: false,
            room: None,
            rows: Past::new(BTreeMap::new()),
            changes: 0,
            tokens: BTreeMap::new(),
            issued: 0,
            begun: BTreeSet::new(),
            assets: BTreeMap::new(),
            places: BTreeSet::new(),
        }
    }

    /// A web token, as Apple's page gives it.
    pub fn issue(&mut self, account: &str) -> String {
        self.issued += 1;
        // Everything in it that an address spoils.
        let token = format!("54__54__A+b/{}+c/d==", self.issued);
        self.tokens.insert(token.clone(), account.to_owned());
        token
    }

    /// The bytes of the file of this record.
    pub fn stored(&self, account: &str, record: &str) -> Option<Vec<u8>> {
        let stored = self.rows.now().get(&(account.to_owned(), record.to_owned()))?;
        self.bytes_of(stored)
    }

    fn origin(&self) -> String {
        let end = self.callback.match_indices('/').nth(2).map_or(self.callback.len(), |(at, _)| at);
        self.callback.get(..end).unwrap_or_default().to_owned()
    }

    fn call(&mut self, asked: &Asked, now_ms: u64) -> Answered {
        let names = asked.names();
        let what = names.get(4..).unwrap_or_default().join("/");
        let address: Vec<&str> = names.iter().take(4).map(String::as_str).collect();
        if address != ["database", "1", CONTAINER, ENVIRONMENT] {
            return failure(404, "NOT_FOUND", "container not found");
        }
        if asked.param("ckAPIToken").as_deref() != Some(API_TOKEN) {
            return failure(401, "AUTHENTICATION_FAILED", "no auth method found");
        }
        // As it stands in the query, decoded: a `+` that was sent as it is has become a space.
        let token = asked.param("ckWebAuthToken").unwrap_or_default();
        let Some(account) = self.tokens.get(&token).cloned() else { return self.who_are_you(&asked.base) };
        if self.single_use {
            self.tokens.remove(&token);
        }
        let answer = match (asked.method.as_str(), what.as_str()) {
            ("GET", "public/users/current") => Answered::json(200, &self.user(&account)),
            ("POST", "private/records/lookup") => self.lookup(&account, asked),
            ("POST", "private/records/query") => self.query(&account, asked, now_ms),
            ("POST", "private/records/modify") => self.modify(&account, asked, now_ms),
            ("POST", "private/assets/upload") => self.place(asked),
            _ => failure(400, "BAD_REQUEST", "unknown operation"),
        };
        let next = self.issue(&account);
        answer.with("x-apple-cloudkit-web-auth-token", next)
    }

    fn user(&self, account: &str) -> Value {
        json!({ "userRecordName": format!("_{}", account.replace(['@', '.'], "")), "emailAddress": account })
    }

    fn act_on(&mut self, account: &str, action: &str, now_ms: u64) {
        if action == "disconnect" {
            self.tokens.retain(|_, whose| whose != account);
        } else {
            self.rows.change(now_ms, |rows| rows.retain(|(whose, _), _| whose != account));
        }
    }
}

impl Service for CloudKit {
    fn name(&self) -> &'static str {
        "cloudkit"
    }

    fn answer(&mut self, asked: &Asked, now_ms: u64) -> Answered {
        let first = asked.names().first().cloned().unwrap_or_default();
        match (asked.method.as_str(), first.as_str()) {
            ("GET" | "POST", "database") => self.call(asked, now_ms),
            ("POST", "upload") => self.upload(asked),
            ("GET", "content") => self.download(asked),
            ("GET" | "POST", "sign-in") => self.page(asked),
            _ => Answered::bare(404),
        }
    }

    fn refuse(&self, refusal: &Refusal, asked: &Asked) -> Answered {
        let known = |status: u16, code: &str| failure(status, code, "as the test wants it");
        match refusal {
            Refusal::RateLimited { status, retry_after } => Answered::json(
                *status,
                &json!({ "uuid": "u", "serverErrorCode": "THROTTLED", "retryAfter": retry_after }),
            ),
            Refusal::QuotaFull => known(413, "QUOTA_EXCEEDED"),
            Refusal::SignedOut => Answered::json(421, &sign_in::required(&asked.base, "0")),
            Refusal::ScopeMissing => known(403, "ACCESS_DENIED"),
            Refusal::Status(status) => match status {
                400 => known(400, "BAD_REQUEST"),
                401 => known(401, "AUTHENTICATION_FAILED"),
                403 => known(403, "ACCESS_DENIED"),
                404 => known(404, "NOT_FOUND"),
                409 => known(409, "CONFLICT"),
                412 => known(412, "VALIDATING_REFERENCE_ERROR"),
                413 => known(413, "QUOTA_EXCEEDED"),
                421 => known(421, "AUTHENTICATION_REQUIRED"),
                429 => known(429, "THROTTLED"),
                500 => known(500, "INTERNAL_ERROR"),
                503 => known(503, "TRY_AGAIN_LATER"),
                other => Answered::bare(*other),
            },
        }
    }

    fn cors(&self, asked: &Asked) -> Cors {
        let mut cors = Cors::open(&EXPOSED);
        if asked.path.starts_with("/database/") {
            cors.origins = Some(Allowed::These(vec![self.origin()]));
            cors.methods = Allowed::these(&["GET", "POST"]);
            cors.headers = Allowed::these(&["content-type"]);
        }
        cors
    }

    /// `disconnect`, `wipe` `{"account"}`: the user ends all sessions, or deletes the app's data under Manage Storage.
    /// `lag` `{"ms"}`: queries are behind.
    fn act(&mut self, action: &str, argument: &Value, now_ms: u64) -> Result<Value, String> {
        match action {
            "disconnect" | "wipe" => {
                let account = argument["account"].as_str().unwrap_or(PEOPLE[0]).to_owned();
                self.act_on(&account, action, now_ms);
            }
            "lag" => self.rows.lag_ms = argument["ms"].as_u64().unwrap_or(0),
            _ => return Err(format!("CloudKit has no {action}")),
        }
        Ok(Value::Null)
    }

    fn describe(&self, base: &str) -> Value {
        json!({
            "base": base,
            "api": base,
            "container": CONTAINER,
            "environment": ENVIRONMENT,
            "api_token": API_TOKEN,
            "account": PEOPLE[0],
        })
    }
}

fn failure(status: u16, code: &str, reason: &str) -> Answered {
    let uuid = "f0e1d2c3-0000-4000-8000-000000000000";
    Answered::json(status, &json!({ "uuid": uuid, "serverErrorCode": code, "reason": reason }))
}
