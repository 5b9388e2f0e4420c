//! LDK's server in memory.

use std::{cell::RefCell, collections::BTreeMap};

use lifeboat_cloud::http::{Answer, Request};
use prost::Message;

use crate::exchange::{Service, answer};

#[derive(Clone, PartialEq, Message)]
pub struct KeyValue {
    #[prost(string, tag = "1")]
    pub key: String,
    #[prost(int64, tag = "2")]
    pub version: i64,
    #[prost(bytes = "vec", tag = "3")]
    pub value: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Get {
    #[prost(string, tag = "1")]
    pub store: String,
    #[prost(string, tag = "2")]
    pub key: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct Got {
    #[prost(message, optional, tag = "2")]
    pub value: Option<KeyValue>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Put {
    #[prost(string, tag = "1")]
    pub store: String,
    #[prost(message, repeated, tag = "3")]
    pub items: Vec<KeyValue>,
    #[prost(message, repeated, tag = "4")]
    pub deletes: Vec<KeyValue>,
}

#[derive(Clone, PartialEq, Message)]
pub struct List {
    #[prost(string, tag = "1")]
    pub store: String,
    #[prost(string, optional, tag = "2")]
    pub prefix: Option<String>,
    #[prost(int32, optional, tag = "3")]
    pub size: Option<i32>,
    #[prost(string, optional, tag = "4")]
    pub token: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Listed {
    #[prost(message, repeated, tag = "1")]
    pub items: Vec<KeyValue>,
    #[prost(string, optional, tag = "2")]
    pub next: Option<String>,
    #[prost(int64, optional, tag = "3")]
    pub global: Option<i64>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Failure {
    #[prost(int32, tag = "1")]
    pub code: i32,
    #[prost(string, tag = "2")]
    pub message: String,
}

pub fn failure(status: u16, code: i32) -> Answer {
    let body = Failure { code, message: "Something in English.".to_owned() }.encode_to_vec();
    answer(status, &[("vss-protocol-version", "0")], &body)
}

pub fn yes(message: &impl Message) -> Answer {
    answer(200, &[("vss-protocol-version", "0")], &message.encode_to_vec())
}

/// The user, the store and the key.
pub type Row = (String, String, String);

#[derive(Clone, Default)]
pub struct Double {
    pub rows: RefCell<BTreeMap<Row, (i64, Vec<u8>)>>,
    /// The clock, Unix seconds; its users are checked against it.
    pub now_s: std::cell::Cell<u64>,
    /// Accepted instead of signatures.
    pub token: RefCell<Option<String>>,
    pub page: std::cell::Cell<usize>,
    /// How many bytes of a value are kept.
    pub tears: std::cell::Cell<Option<usize>>,
}

impl Double {
    fn user(&self, request: &Request) -> Option<String> {
        let header = request.header("authorization")?;
        if let Some(token) = &*self.token.borrow() {
            return (header.strip_prefix("Bearer ")? == token).then(|| "token".to_owned());
        }
        let time: u64 = header.get(194..)?.parse().ok()?;
        (time.abs_diff(self.now_s.get()) < 24 * 60 * 60).then(|| header.get(..66).map(str::to_owned))?
    }

    fn apply(&self, user: &str, put: Put) -> bool {
        let mut rows = self.rows.borrow_mut();
        let mut next = rows.clone();
        for item in put.items {
            let row = (user.to_owned(), put.store.clone(), item.key);
            assert!(item.version >= 0, "never unconditional");
            if next.get(&row).map_or(0, |(version, _)| *version) != item.version {
                return false;
            }
            let kept = self.tears.get().unwrap_or(item.value.len()).min(item.value.len());
            next.insert(row, (item.version + 1, item.value[..kept].to_vec()));
        }
        for item in put.deletes {
            let row = (user.to_owned(), put.store.clone(), item.key);
            if next.get(&row).map(|(version, _)| *version) != Some(item.version) {
                return false;
            }
            next.remove(&row);
        }
        *rows = next;
        true
    }
}

impl Service for Double {
    fn serve(&self, request: &Request) -> Answer {
        let Some(user) = self.user(request) else {
            let mut refused = failure(401, 5);
            refused.headers.push(("date".to_owned(), "Fri, 15 Jan 2027 08:00:00 GMT".to_owned()));
            return refused;
        };
        let body = request.body.as_slice();
        match request.url.rsplit_once("/vss/").map(|(_, call)| call) {
            Some("getObject") => {
                let get = Get::decode(body).unwrap();
                assert!(get.key.len() <= 600);
                match self.rows.borrow().get(&(user, get.store, get.key.clone())) {
                    Some((version, value)) => {
                        let value = KeyValue { key: get.key, version: *version, value: value.clone() };
                        yes(&Got { value: Some(value) })
                    }
                    None => failure(404, 4),
                }
            }
            Some("putObjects") => match self.apply(&user, Put::decode(body).unwrap()) {
                true => answer(200, &[], b""),
                false => failure(409, 1),
            },
            Some("listKeyVersions") => {
                let list = List::decode(body).unwrap();
                let prefix = list.prefix.unwrap_or_default();
                let from: usize = list.token.as_deref().map_or(0, |token| token.parse().unwrap());
                let size = usize::try_from(list.size.unwrap_or(100)).unwrap().min(self.page.get());
                let rows = self.rows.borrow();
                let all: Vec<KeyValue> = rows
                    .iter()
                    .filter(|((who, store, key), _)| {
                        *who == user && *store == list.store && key.starts_with(&prefix)
                    })
                    .map(|((_, _, key), (version, _))| KeyValue {
                        key: key.clone(),
                        version: *version,
                        value: Vec::new(),
                    })
                    .collect();
                let next = if from + size < all.len() { (from + size).to_string() } else { String::new() };
                let global = list.token.is_none().then_some(0);
                yes(&Listed {
                    items: all.into_iter().skip(from).take(size).collect(),
                    next: Some(next),
                    global,
                })
            }
            _ => answer(400, &[], b"Invalid request path."),
        }
    }

    fn changes(&self, request: &Request) -> bool {
        request.url.ends_with("/putObjects")
    }
}
