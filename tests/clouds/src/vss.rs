//! LDK's Versioned Storage Service, as version 0.1.0-alpha.0 of its server answers, behind the front that our documents
//! describe (the server itself lets no page of another origin in).
//!
//! Strict about: signatures and their time (a day), versions, transactions that happen wholly or not at all,
//! keys of 600 and stores of 120 characters, pages of 100; a deletion of what is not there says yes. `_` and
//! `%` in a prefix are SQL's wildcards, as they are there.
//!
//! # What the real one does that this does not
//! - It verifies JWTs (RS256, their expiry); here one word is the token, and decides whose it is.
//! - It keeps everything in PostgreSQL, with real parallelism; here each request is carried out in one step.
//! - It answers 413 above a limit of its operator, and 500 to whatever its database refuses: a key that is
//!   too long is one.
//! - `/metrics`.

use std::{collections::BTreeMap, sync::Arc};

use prost::Message;
use secp256k1::{Message as Signed, PublicKey, Secp256k1, ecdsa::Signature};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{Allowed, Answered, Asked, Cors, Past, Refusal, Service};

mod message;

use message::{DeleteObject, Failure, GetObject, GotObject, KeyValue, ListKeys, ListedKeys, PutObjects};

/// Below this it answers.
pub const BASE: &str = "/vss";
const SIGNING_CONSTANT: &[u8; 64] = b"VSS Signature Authorizer Signing Salt Constant..................";
const DAY_S: u64 = 24 * 60 * 60;
const PAGE: usize = 100;
const MOST_ITEMS: usize = 1000;
const LONGEST_KEY: usize = 600;
const LONGEST_STORE: usize = 120;
const GLOBAL: &str = "vss_global_version";

/// Codes of errors.
const CONFLICT: i32 = 1;
const INVALID: i32 = 2;
const INTERNAL: i32 = 3;
const NO_SUCH_KEY: i32 = 4;
const AUTH: i32 = 5;

/// Whose it is, in which store, under which key.
type Row = (String, String, String);

#[derive(Clone, Debug)]
struct Stored {
    version: i64,
    /// Shared with the past.
    value: Arc<Vec<u8>>,
    /// When it came, among all.
    order: u64,
}

#[derive(Clone, Debug, Default)]
struct Rows {
    rows: BTreeMap<Row, Stored>,
    orders: u64,
}

/// The double.
#[derive(Debug)]
pub struct Vss {
    /// Whose pages the front lets in; `None`: there is no front.
    pub front: Option<Vec<String>>,
    /// Taken instead of signatures.
    pub token: Option<String>,
    rows: Past<Rows>,
}

impl Vss {
    /// Behind a front that lets these origins in.
    pub fn new(origins: &[&str]) -> Vss {
        let front = Some(origins.iter().map(|origin| (*origin).to_owned()).collect());
        Vss { front, token: None, rows: Past::new(Rows::default()) }
    }

    /// Whose the request is.
    fn user(&self, asked: &Asked, now_ms: u64) -> Option<String> {
        if let Some(token) = &self.token {
            return (asked.bearer()? == token).then(|| "token".to_owned());
        }
        let header = asked.header("authorization")?;
        let time: u64 = header.get(194..)?.parse().ok()?;
        let public = unhex(header.get(..66)?)?;
        let signature = Signature::from_compact(&unhex(header.get(66..194)?)?).ok()?;
        let digest = Sha256::new()
            .chain_update(SIGNING_CONSTANT)
            .chain_update(&public)
            .chain_update(header.get(194..)?)
            .finalize();
        let key = PublicKey::from_slice(&public).ok()?;
        let signed = Signed::from_digest(digest.into());
        let sound = Secp256k1::verification_only().verify_ecdsa(&signed, &signature, &key).is_ok();
        (sound && time.abs_diff(now_ms / 1000) <= DAY_S).then(|| header.get(..66).map(str::to_owned))?
    }

    fn get(&self, user: String, get: GetObject, asked: &Asked) -> Answered {
        let rows = &self.rows.back(asked.twist.stale.unwrap_or(0)).rows;
        match rows.get(&(user, get.store, get.key.clone())) {
            Some(stored) => {
                let other =
                    rows.values().find(|other| other.order != stored.order).filter(|_| asked.twist.other);
                let value = other.unwrap_or(stored).value.to_vec();
                yes(&GotObject { value: Some(KeyValue { key: get.key, version: stored.version, value }) })
            }
            None if get.key == GLOBAL => {
                yes(&GotObject { value: Some(KeyValue { key: get.key, ..KeyValue::default() }) })
            }
            None => failure(404, NO_SUCH_KEY),
        }
    }

    fn put(&mut self, user: &str, put: PutObjects, now_ms: u64) -> Answered {
        if put.items.len() + put.deletes.len() > MOST_ITEMS {
            return failure(400, INVALID);
        }
        if put.store.chars().count() > LONGEST_STORE
            || put.items.iter().any(|item| item.key.chars().count() > LONGEST_KEY)
        {
            return failure(500, INTERNAL);
        }
        let global =
            put.global.map(|version| KeyValue { key: GLOBAL.to_owned(), version, value: Vec::new() });
        let mut next = self.rows.now().clone();
        let row = |key: String| (user.to_owned(), put.store.clone(), key);
        for item in put.items.into_iter().chain(global) {
            if !next.write(row(item.key), item.version, item.value) {
                return failure(409, CONFLICT);
            }
        }
        for item in put.deletes {
            if !next.delete(&row(item.key), item.version) {
                return failure(409, CONFLICT);
            }
        }
        self.rows.change(now_ms, |rows| *rows = next);
        Answered::bare(200)
    }

    fn delete(&mut self, user: String, delete: DeleteObject, now_ms: u64) -> Answered {
        let Some(item) = delete.item else { return failure(400, INVALID) };
        self.rows.change(now_ms, |rows| rows.delete(&(user, delete.store, item.key), item.version));
        // Whether it was there or not.
        Answered::bare(200)
    }

    fn list(&self, user: &str, list: &ListKeys, asked: &Asked) -> Answered {
        let before = match list.token.as_deref().map(str::parse::<u64>) {
            Some(Ok(order)) => order,
            Some(Err(_)) => return failure(400, INVALID),
            None => u64::MAX,
        };
        let pattern: Vec<char> = list.prefix.as_deref().unwrap_or_default().chars().chain(['%']).collect();
        let rows = &self.rows.back(asked.twist.stale.unwrap_or(0)).rows;
        let mut found: Vec<(&Row, &Stored)> = rows
            .iter()
            .filter(|((who, store, key), stored)| {
                let key_chars: Vec<char> = key.chars().collect();
                who == user
                    && *store == list.store
                    && key != GLOBAL
                    && stored.order < before
                    && like(&key_chars, &pattern)
            })
            .collect();
        found.sort_by_key(|(_, stored)| std::cmp::Reverse(stored.order));
        let size = list.size.and_then(|size| usize::try_from(size).ok()).unwrap_or(PAGE).min(PAGE);
        let global = rows.get(&(user.to_owned(), list.store.clone(), GLOBAL.to_owned()));
        let global = list.token.is_none().then(|| global.map_or(0, |stored| stored.version));
        let more = found.len() > size;
        found.truncate(size);
        let next =
            found.last().filter(|_| more).map_or_else(String::new, |(_, stored)| stored.order.to_string());
        let item = |(row, stored): (&Row, &Stored)| KeyValue {
            key: row.2.clone(),
            version: stored.version,
            value: Vec::new(),
        };
        yes(&ListedKeys { items: found.into_iter().map(item).collect(), next: Some(next), global })
    }
}

impl Rows {
    fn write(&mut self, row: Row, version: i64, value: Vec<u8>) -> bool {
        let stored = self.rows.get(&row).map(|stored| (stored.version, stored.order));
        if version != -1 && stored.map_or(0, |(version, _)| version) != version {
            return false;
        }
        self.orders += 1;
        let order = stored.map_or(self.orders, |(_, order)| order);
        let version = if version == -1 { 1 } else { version + 1 };
        self.rows.insert(row, Stored { version, value: Arc::new(value), order });
        true
    }

    fn delete(&mut self, row: &Row, version: i64) -> bool {
        let hit = self.rows.get(row).is_some_and(|stored| version == -1 || stored.version == version);
        if hit {
            self.rows.remove(row);
        }
        hit
    }
}

impl Service for Vss {
    fn name(&self) -> &'static str {
        "vss"
    }

    fn answer(&mut self, asked: &Asked, now_ms: u64) -> Answered {
        let call = asked.path.strip_prefix(BASE).unwrap_or_default().to_owned();
        if !matches!(call.as_str(), "/getObject" | "/putObjects" | "/deleteObject" | "/listKeyVersions") {
            return text(400, "Invalid request path.");
        }
        // Before the method, as the real one.
        let Some(user) = self.user(asked, now_ms) else {
            let date =
                httpdate::fmt_http_date(std::time::UNIX_EPOCH + std::time::Duration::from_millis(now_ms));
            return failure(401, AUTH).with("date", date);
        };
        // What is cut does not parse.
        let body = asked.arriving(&asked.body);
        let answered = match call.as_str() {
            "/getObject" => GetObject::decode(body).map(|get| self.get(user, get, asked)),
            "/putObjects" => PutObjects::decode(body).map(|put| self.put(&user, put, now_ms)),
            "/deleteObject" => DeleteObject::decode(body).map(|delete| self.delete(user, delete, now_ms)),
            _ => ListKeys::decode(body).map(|list| self.list(&user, &list, asked)),
        };
        answered.unwrap_or_else(|_| text(400, "Error parsing request"))
    }

    fn refuse(&self, refusal: &Refusal, _: &Asked) -> Answered {
        match refusal {
            // Its own server knows none of these: the front says them.
            Refusal::RateLimited { status, retry_after } => {
                let refused = text(*status, "Too Many Requests");
                match retry_after {
                    Some(seconds) => refused.with("retry-after", seconds.to_string()),
                    None => refused,
                }
            }
            Refusal::QuotaFull => text(507, "Insufficient Storage"),
            Refusal::SignedOut | Refusal::ScopeMissing => failure(401, AUTH),
            Refusal::Status(409) => failure(409, CONFLICT),
            Refusal::Status(404) => failure(404, NO_SUCH_KEY),
            Refusal::Status(500) => failure(500, INTERNAL),
            Refusal::Status(status) => text(*status, "Refused"),
        }
    }

    fn cors(&self, _: &Asked) -> Cors {
        match &self.front {
            None => Cors { preflight_needs_login: true, ..Cors::none() },
            Some(origins) => Cors {
                origins: Some(Allowed::These(origins.clone())),
                methods: Allowed::these(&["POST"]),
                headers: Allowed::these(&["authorization", "content-type"]),
                exposed: vec!["date".to_owned(), "retry-after".to_owned()],
                preflight_needs_login: false,
            },
        }
    }

    /// `forget`: the operator loses everything.
    fn act(&mut self, action: &str, _: &Value, now_ms: u64) -> Result<Value, String> {
        match action {
            "forget" => {
                self.rows.change(now_ms, |rows| rows.rows.clear());
                Ok(Value::Null)
            }
            _ => Err(format!("VSS has no {action}")),
        }
    }

    fn describe(&self, base: &str) -> Value {
        json!({"address": format!("{base}{BASE}")})
    }
}

fn yes(message: &impl Message) -> Answered {
    Answered { body: message.encode_to_vec(), ..Answered::bare(200) }.with("vss-protocol-version", "0")
}

fn failure(status: u16, code: i32) -> Answered {
    let body = Failure { code, message: "In English, for people.".to_owned() }.encode_to_vec();
    Answered { body, ..Answered::bare(status) }.with("vss-protocol-version", "0")
}

fn text(status: u16, words: &str) -> Answered {
    Answered { body: words.as_bytes().to_vec(), ..Answered::bare(status) }
}

/// SQL's `LIKE`, without an escape.
fn like(text: &[char], pattern: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, rest) => rest.is_none(),
        (Some((&'%', [])), _) => true,
        (Some((&'%', more)), Some((_, rest))) => like(text, more) || like(rest, pattern),
        (Some((&'%', more)), None) => like(text, more),
        (Some((&'_', more)), Some((_, rest))) => like(rest, more),
        (Some((wanted, more)), Some((is, rest))) => wanted == is && like(rest, more),
        (Some(_), None) => false,
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    text.is_ascii().then(|| {
        (0..text.len() / 2).map(|at| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()).collect()
    })?
}
