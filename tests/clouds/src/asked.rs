//! Requests and answers as a service sees them.

use std::{borrow::Cow, collections::BTreeMap};

use serde_json::Value;

/// How a fault bends one request; a service honours what makes sense for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Twist {
    /// Of uploaded content only so many bytes arrive (F-07).
    pub torn: Option<usize>,
    /// Reads see the state so many changes ago (F-09).
    pub stale: Option<usize>,
    /// A read gives another object's bytes (F-26).
    pub other: bool,
}

/// One request.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `GET`, …
    pub method: String,
    /// Where the service was addressed: `http://127.0.0.1:1234`.
    pub base: String,
    /// Still percent-encoded, begins with `/`.
    pub path: String,
    /// Without the `?`; may be empty.
    pub query: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// All of it.
    pub body: Vec<u8>,
    /// What a fault asks of the service.
    pub twist: Twist,
}

impl Asked {
    /// All but the body, which may be large.
    pub(crate) fn without_body(&self) -> Asked {
        let Asked { method, base, path, query, headers, body: _, twist } = self;
        Asked {
            method: method.clone(),
            base: base.clone(),
            path: path.clone(),
            query: query.clone(),
            headers: headers.clone(),
            body: Vec::new(),
            twist: twist.clone(),
        }
    }

    /// The value of a header; its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A value of the query, decoded.
    pub fn param(&self, name: &str) -> Option<String> {
        self.params().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }

    /// All of the query, decoded.
    pub fn params(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        form_urlencoded::parse(self.query.as_bytes())
    }

    /// The body as `application/x-www-form-urlencoded`; empty when it is of another type. Names may repeat.
    pub fn form(&self) -> Vec<(String, String)> {
        let kind = self.header("content-type").unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Vec::new();
        }
        form_urlencoded::parse(&self.body).into_owned().collect()
    }

    /// The same as a map; of repeated names the last counts.
    pub fn fields(&self) -> BTreeMap<String, String> {
        self.form().into_iter().collect()
    }

    /// The body as JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The token of `Authorization: Bearer …`.
    pub fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    /// The path's names, decoded.
    pub fn names(&self) -> Vec<String> {
        let decoded =
            |name: &str| percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned();
        self.path.split('/').filter(|name| !name.is_empty()).map(decoded).collect()
    }

    /// What arrives of uploaded content.
    pub fn arriving<'a>(&self, content: &'a [u8]) -> &'a [u8] {
        self.twist.torn.and_then(|kept| content.get(..kept)).unwrap_or(content)
    }
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// 200, …
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// All of it.
    pub body: Vec<u8>,
}

impl Answered {
    /// A status and nothing else.
    pub fn bare(status: u16) -> Answered {
        Answered { status, headers: Vec::new(), body: Vec::new() }
    }

    /// Bytes of a kind.
    pub fn bytes(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Answered {
        Answered { body: body.into(), ..Answered::bare(status) }.with("content-type", kind)
    }

    /// JSON.
    pub fn json(status: u16, body: &Value) -> Answered {
        Answered::bytes(status, "application/json; charset=UTF-8", body.to_string())
    }

    /// A page for people.
    pub fn page(status: u16, title: &str, body: &str) -> Answered {
        let text = format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{0}</title></head><body>{body}</body></html>",
            escape(title)
        );
        Answered::bytes(status, "text/html; charset=utf-8", text)
    }

    /// To another address.
    pub fn redirect(to: &str) -> Answered {
        Answered::bare(302).with("location", to)
    }

    /// With a header more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Answered {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Text that is only text in a page.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
