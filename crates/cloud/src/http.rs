//! HTTP as the drives need it: one request, one answer, nothing followed, nothing cached, nothing kept.
//!
//! - In the browser (page or worker): `browser::Fetch`.
//! - Natively, for tests and tools, without TLS: `native::Client` (feature `native`).
//! - In tests of a provider: a double of one's own.

use std::fmt;

use async_trait::async_trait;
use zeroize::Zeroizing;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod browser;
#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
pub mod native;

/// The verbs in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads a file.
    Get,
    /// Like `Get`, without the bytes.
    Head,
    /// Writes a file.
    Put,
    /// Ask for something to be done (APIs over JSON or protobuf).
    Post,
    /// Change a part (Google Drive).
    Patch,
    /// Removes a file or a folder.
    Delete,
    /// Make a folder (WebDAV).
    Mkcol,
    /// Ask for properties and listings (WebDAV).
    Propfind,
    /// Rename (WebDAV).
    Move,
}

impl Method {
    /// The method as it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Put => "PUT",
            Method::Post => "POST",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
            Method::Mkcol => "MKCOL",
            Method::Propfind => "PROPFIND",
            Method::Move => "MOVE",
        }
    }
}

/// A request to a server.
#[derive(Clone)]
pub struct Request {
    /// The method of the request.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// Names in lower case. Values may be secrets.
    pub headers: Vec<(&'static str, Zeroizing<String>)>,
    /// The bytes that are sent; empty where nothing is.
    pub body: Vec<u8>,
    /// How long the whole exchange may take, ms.
    pub timeout_ms: u32,
    /// Give up on a longer answer.
    pub limit: usize,
}

/// Names of the headers only, and no query: there are passwords and tokens among them.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &self.url.split('?').next().unwrap_or_default())
            .field("headers", &self.headers.iter().map(|(name, _)| *name).collect::<Vec<_>>())
            .field("body", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl Request {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// A complete answer, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code: 200, 404, …
    pub status: u16,
    /// Names in lower case. In the browser only those the server exposes to other origins.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header, if it came and may be seen.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Why there is no complete answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The address or a header cannot be sent at all.
    #[error("bad address")]
    BadAddress,
    /// Certain: the request has not reached the server.
    #[error("not sent")]
    NotSent,
    /// The request may have reached the server; no whole answer came: broken off, timed out, refused by the browser.
    #[error("no answer")]
    NoAnswer,
    /// The server sends us elsewhere. Nothing was followed: no header, and so no password, went there.
    #[error("redirected")]
    Redirected,
    /// The answer is longer than the request allows.
    #[error("answer too large")]
    TooLarge,
}

/// Sends requests. Never follows a redirect, never answers from a cache, never adds credentials of its own.
#[async_trait(?Send)]
pub trait Http {
    /// Sends the request and collects the answer.
    async fn send(&self, request: Request) -> Result<Answer, HttpError>;
}
