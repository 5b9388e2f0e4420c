//! Requests in the name of a user whose token changes with each answer.

use std::{cell::RefCell, rc::Rc};

use futures::lock::Mutex;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::{
    DriveError, Token,
    answer::{Effect, is_page, no_answer},
    http::{Answer, Http, Method, Request},
    oauth::{RefreshToken, RefreshTokenStore},
    signed_in::{LARGEST_FILE, LARGEST_TALK, READING_MS, patience},
};

/// The newest token comes with each answer.
const ROTATED: &str = "x-apple-cloudkit-web-auth-token";
const LONGEST_TOKEN: usize = 8 << 10;

/// Where CloudKit's web services are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// Base address, without a slash at the end.
    pub api: String,
}

/// Apple's own addresses.
impl Default for Endpoints {
    fn default() -> Self {
        Endpoints { api: "https://api.apple-cloudkit.com".to_owned() }
    }
}

impl Endpoints {
    /// Whether an address that CloudKit names is Apple's, or where we were told to ask.
    pub(super) fn is_ours(&self, url: &str) -> bool {
        let Some((scheme, rest)) = url.split_once("://") else { return false };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if self.api.split_once("://").is_some_and(|(own, rest)| {
            own == scheme && rest.split('/').next() == Some(authority) && !authority.contains('@')
        }) {
            return true;
        }
        let host = authority.split(':').next().unwrap_or_default();
        let apples = [".apple.com", ".icloud.com", ".icloud-content.com", ".apple-cloudkit.com"];
        scheme == "https"
            && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
            && apples.iter().any(|apple| host.ends_with(apple))
    }
}

/// The operator's container, and what lets the operator's page use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// The container's id, `iCloud.…`.
    pub id: String,
    /// `production` or `development`.
    pub environment: String,
    /// The API token of this environment. It is in the page for everybody to see, and so no secret.
    pub api_token: String,
}

impl Container {
    pub(super) fn address(&self, endpoints: &Endpoints, what: &str) -> Result<String, DriveError> {
        let sound = |text: &str| {
            !text.is_empty()
                && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
        };
        if !sound(&self.id)
            || !sound(&self.api_token)
            || !matches!(self.environment.as_str(), "production" | "development")
        {
            return Err(DriveError::BadAddress);
        }
        let Container { id, environment, api_token } = self;
        Ok(format!("{}/database/1/{id}/{environment}/{what}?ckAPIToken={api_token}", endpoints.api))
    }
}

/// The user's token: the newest one, and where it is kept. One for all that use it, as only one request may
/// be under way.
pub struct WebToken {
    now: RefCell<Token>,
    keep: RefCell<Option<Rc<dyn RefreshTokenStore>>>,
    turn: Mutex<()>,
}

impl WebToken {
    /// The token as the sign-in gave it ([`super::token_of`]), or as it was stored.
    pub fn new(text: impl Into<String>) -> WebToken {
        WebToken { now: RefCell::new(Token::new(text)), keep: RefCell::default(), turn: Mutex::default() }
    }

    /// New ones are kept here from now on.
    pub fn keep_in(&self, keep: Rc<dyn RefreshTokenStore>) {
        *self.keep.borrow_mut() = Some(keep);
    }

    /// The newest web token that Apple gave.
    pub fn newest(&self) -> Token {
        self.now.borrow().clone()
    }

    /// Takes the next one from an answer, and keeps it.
    async fn rotate(&self, answer: &Answer) {
        let Some(next) = answer.header(ROTATED).map(str::trim) else { return };
        if !is_token(next) || is_page(answer) || next == self.now.borrow().expose() {
            return;
        }
        *self.now.borrow_mut() = Token::new(next);
        let keep = self.keep.borrow().clone();
        if let Some(keep) = keep {
            keep.keep(&RefreshToken::new(next)).await;
        }
    }
}

/// What may be a token at all.
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_TOKEN && text.bytes().all(|byte| byte.is_ascii_graphic())
}

pub(super) struct Session<H> {
    http: H,
    pub(super) endpoints: Endpoints,
    container: Container,
    token: Rc<WebToken>,
}

impl<H: Http> Session<H> {
    pub(super) fn new(
        http: H,
        endpoints: Endpoints,
        container: Container,
        token: Rc<WebToken>,
    ) -> Session<H> {
        Session { http, endpoints, container, token }
    }

    /// One call. The next one waits until the token of this one's answer is kept.
    pub(super) async fn ask(
        &self,
        method: Method,
        what: &str,
        question: Option<&Value>,
        effect: Effect,
    ) -> Result<Answer, DriveError> {
        let _turn = self.token.turn.lock().await;
        let token = self.token.newest();
        if !is_token(token.expose()) {
            return Err(DriveError::SignedOut);
        }
        // Every character but letters and digits is encoded: `+` would arrive as a space, and `/` and `=` have
        // been seen to be refused.
        let signed = utf8_percent_encode(token.expose(), NON_ALPHANUMERIC);
        let url = format!("{}&ckWebAuthToken={signed}", self.container.address(&self.endpoints, what)?);
        let request = request(method, url, question);
        let answer = self.http.send(request).await.map_err(|error| no_answer(error, effect))?;
        self.token.rotate(&answer).await;
        Ok(answer)
    }

    /// Sends to an address that is itself a secret, without the token.
    pub(super) async fn fetch(&self, url: String, upload: Option<&[u8]>) -> Result<Answer, DriveError> {
        if !self.endpoints.is_ours(&url) {
            return Err(DriveError::RedirectedAway);
        }
        let (method, body) = upload.map_or((Method::Get, &[][..]), |bytes| (Method::Post, bytes));
        let (timeout_ms, limit) = match upload {
            Some(bytes) => (patience(bytes.len()), LARGEST_TALK),
            None => (READING_MS, LARGEST_FILE),
        };
        let request = Request { method, url, headers: Vec::new(), body: body.to_vec(), timeout_ms, limit };
        // An upload alone changes nothing: no record refers to it yet.
        self.http.send(request).await.map_err(|error| no_answer(error, Effect::None))
    }
}

/// Makes a request that is sent as text, which CloudKit takes without a preflight by the browser.
pub(super) fn request(method: Method, url: String, question: Option<&Value>) -> Request {
    let body = question.map(|question| question.to_string().into_bytes()).unwrap_or_default();
    let headers = match question {
        Some(_) => vec![("content-type", Zeroizing::new("text/plain".to_owned()))],
        None => Vec::new(),
    };
    Request { method, url, headers, timeout_ms: patience(body.len()), body, limit: LARGEST_TALK }
}
