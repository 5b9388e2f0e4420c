//! A server over HTTP, asked as the page asks: no redirect is followed, and every answer is looked at for
//! whether a page could have read it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::time::Duration;

use async_trait::async_trait;
use lifeboat_cloud::http::{Answer, Http, HttpError, Request};
use lifeboat_wallet::{Fetch, FetchAnswer, Unreachable};
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, ORIGIN};
use reqwest::redirect::Policy;

const PATIENCE: Duration = Duration::from_secs(30);

/// A client for everything here.
///
/// # Errors
/// The machine has no TLS.
pub fn client() -> Result<reqwest::Client, String> {
    let built = reqwest::Client::builder().redirect(Policy::none()).no_proxy().timeout(PATIENCE).build();
    built.map_err(|error| error.to_string())
}

/// An answer, whatever it is.
#[derive(Clone, Debug)]
pub struct Said {
    /// HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Said {
    /// The body, if it is a text.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.body).ok().map(str::trim)
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// `404 Block not found`
impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.text() {
            Some("") => write!(f, "{}", self.status),
            Some(text) => write!(f, "{} {text}", self.status),
            None => write!(f, "{}, {} bytes", self.status, self.body.len()),
        }
    }
}

/// A server at a base address.
pub struct Site {
    http: reqwest::Client,
    base: String,
    origin: String,
    /// Paths and statuses of answers that a page could not have read.
    hidden: RefCell<BTreeSet<(u16, String)>>,
}

impl Site {
    /// As a page of this origin sees it.
    pub fn new(http: reqwest::Client, base: &str, origin: &str) -> Site {
        Site { http, base: base.to_owned(), origin: origin.to_owned(), hidden: RefCell::default() }
    }

    /// Its base address.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Answers that a page could not have read, so far: status, and path.
    pub fn hidden(&self) -> Vec<(u16, String)> {
        self.hidden.borrow().iter().cloned().collect()
    }

    /// GET.
    ///
    /// # Errors
    /// No whole answer came.
    pub async fn ask(&self, path: &str) -> Result<Said, String> {
        self.send(self.request(Method::GET, path), path).await
    }

    /// POST of a text: what a page may send without asking first.
    ///
    /// # Errors
    /// No whole answer came.
    pub async fn tell(&self, path: &str, text: &str) -> Result<Said, String> {
        let request = self.request(Method::POST, path).header(CONTENT_TYPE, "text/plain");
        self.send(request.body(text.to_owned()), path).await
    }

    /// What a browser asks before a request that is not simple (Fetch, "CORS-preflight").
    ///
    /// # Errors
    /// No whole answer came.
    pub async fn preflight(&self, path: &str, method: &str, headers: &str) -> Result<Said, String> {
        let request = self
            .request(Method::OPTIONS, path)
            .header("access-control-request-method", method)
            .header("access-control-request-headers", headers.to_lowercase());
        let said = collect(request).await?;
        Ok(said)
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base)).header(ORIGIN, &self.origin)
    }

    async fn send(&self, request: reqwest::RequestBuilder, path: &str) -> Result<Said, String> {
        let said = collect(request).await?;
        if !self.lets_in(&said) {
            self.hidden.borrow_mut().insert((said.status, path.to_owned()));
        }
        Ok(said)
    }

    /// Whether a page may read the answer.
    pub fn lets_in(&self, said: &Said) -> bool {
        said.header("access-control-allow-origin").is_some_and(|who| who == "*" || who == self.origin)
    }
}

async fn collect(request: reqwest::RequestBuilder) -> Result<Said, String> {
    let answer = request.send().await.map_err(|error| reason(&error))?;
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let body = answer.bytes().await.map_err(|error| reason(&error))?.to_vec();
    Ok(Said { status, headers, body })
}

/// The innermost cause: the outer ones only say that a request failed.
fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[async_trait(?Send)]
impl Fetch for Site {
    async fn get(&self, path: &str) -> Result<FetchAnswer, Unreachable> {
        let said = self.ask(path).await.map_err(|_| Unreachable)?;
        Ok(FetchAnswer { status: said.status, body: said.body })
    }
}

/// The same for drives.
#[derive(Clone)]
pub struct Drives(pub reqwest::Client);

#[async_trait(?Send)]
impl Http for Drives {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let method =
            Method::from_bytes(request.method.as_str().as_bytes()).map_err(|_| HttpError::BadAddress)?;
        let mut sent = self.0.request(method, &request.url);
        for (name, value) in &request.headers {
            sent = sent.header(*name, value.as_str());
        }
        let sent = sent.timeout(Duration::from_millis(request.timeout_ms.into())).body(request.body);
        let mut answer = sent.send().await.map_err(|error| match error {
            error if error.is_builder() => HttpError::BadAddress,
            error if error.is_connect() => HttpError::NotSent,
            _ => HttpError::NoAnswer,
        })?;
        if answer.status().is_redirection() {
            return Err(HttpError::Redirected);
        }
        let headers = answer.headers().iter();
        let headers = headers.filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), String::from_utf8(value.as_bytes().to_vec()).ok()?))
        });
        let (status, headers) = (answer.status().as_u16(), headers.collect());
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|_| HttpError::NoAnswer)? {
            if piece.len() > request.limit.saturating_sub(body.len()) {
                return Err(HttpError::TooLarge);
            }
            body.extend_from_slice(&piece);
        }
        Ok(Answer { status, headers, body })
    }
}
