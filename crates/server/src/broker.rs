//! The token broker: what Google wants from a web page and a page cannot have, a client secret.
//!
//! It adds the secret to two kinds of request, a code's exchange and a renewal, and sends them to one fixed address. It
//! keeps nothing and logs nothing. What it sees while a request passes are tokens; what they open holds only what the
//! wallet has encrypted.
//!
//! # Who may use it
//! A page of our own origin or of an allowed one, for our client id, and a code only with that very origin's
//! callback as its redirect address: anyone who finds the broker still cannot redeem another page's codes
//! with it.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, Limited};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::origin::{Origins, RequestOrigin};
use crate::{GoogleClient, StartError};

/// Largest request and answer, bytes.
const LIMIT: usize = 16 << 10;
const CONNECT: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(20);
/// Requests at one time.
const AT_ONCE: usize = 16;

const SLOW_DOWN: &[u8] = br#"{"error":"slow_down"}"#;
const UNAVAILABLE: &[u8] = br#"{"error":"temporarily_unavailable"}"#;

/// What may be in a request, by its kind; everything, and nothing else.
const CODE: [&str; 5] = ["client_id", "code", "code_verifier", "grant_type", "redirect_uri"];
const RENEWAL: [&str; 3] = ["client_id", "grant_type", "refresh_token"];

pub(crate) struct Broker {
    client: GoogleClient,
    http: reqwest::Client,
    room: Semaphore,
}

/// Why a request is not passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BrokerRefusal {
    Malformed,
    OtherClient,
    OtherRedirect,
}

impl BrokerRefusal {
    /// Errors in the words of RFC 6749, so that the page understands them as it does Google's.
    fn answer(self) -> Response {
        let (status, code) = match self {
            BrokerRefusal::Malformed => (StatusCode::BAD_REQUEST, "invalid_request"),
            BrokerRefusal::OtherClient => (StatusCode::UNAUTHORIZED, "invalid_client"),
            BrokerRefusal::OtherRedirect => (StatusCode::BAD_REQUEST, "redirect_uri_mismatch"),
        };
        json(status, format!(r#"{{"error":"{code}"}}"#).as_bytes())
    }
}

impl Broker {
    pub(crate) fn new(client: GoogleClient) -> Result<Broker, StartError> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT)
            .timeout(PATIENCE)
            .build()
            .map_err(|_| StartError::NoTls)?;
        Ok(Broker { client, http, room: Semaphore::new(AT_ONCE) })
    }

    /// The form to send on, with the secret.
    fn completed(&self, body: &[u8], origin: &str) -> Result<Zeroizing<String>, BrokerRefusal> {
        let mut fields = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(body) {
            if value.len() > LIMIT
                || fields.insert(name.into_owned(), Zeroizing::new(value.into_owned())).is_some()
            {
                return Err(BrokerRefusal::Malformed);
            }
        }
        let value = |name: &str| fields.get(name).map(|value| value.as_str()).unwrap_or_default();
        let wanted: &[&str] = match value("grant_type") {
            "authorization_code" => &CODE,
            "refresh_token" => &RENEWAL,
            _ => return Err(BrokerRefusal::Malformed),
        };
        if !fields.keys().map(String::as_str).eq(wanted.iter().copied())
            || fields.values().any(|it| it.is_empty())
        {
            return Err(BrokerRefusal::Malformed);
        }
        if value("client_id") != self.client.id {
            return Err(BrokerRefusal::OtherClient);
        }
        let callback = format!("{origin}/oauth/callback");
        if fields.contains_key("redirect_uri") && value("redirect_uri") != callback {
            return Err(BrokerRefusal::OtherRedirect);
        }
        let mut form = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &fields {
            form.append_pair(name, value);
        }
        form.append_pair("client_secret", &self.client.secret);
        Ok(Zeroizing::new(form.finish()))
    }

    /// The provider's answer, as far as it is one of OAuth; anything else is a failure of ours to the page.
    async fn pass_on(&self, form: &str) -> Response {
        let Ok(_permit) = self.room.try_acquire() else {
            return json(StatusCode::TOO_MANY_REQUESTS, SLOW_DOWN);
        };
        let failed = || json(StatusCode::BAD_GATEWAY, UNAVAILABLE);
        let sent = self
            .http
            .post(&self.client.token)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .body(form.to_owned());
        let Ok(mut answer) = sent.send().await else { return failed() };
        let status = answer.status();
        let mut body = Zeroizing::new(Vec::new());
        loop {
            match answer.chunk().await {
                Ok(Some(piece)) if body.len() + piece.len() <= LIMIT => body.extend_from_slice(&piece),
                Ok(None) => break,
                _ => return failed(),
            }
        }
        let is_json = matches!(body.trim_ascii_start().first(), Some(b'{'));
        match status.as_u16() {
            200 | 400 | 401 | 403 | 429 if is_json => json(status, &body),
            429 => json(StatusCode::TOO_MANY_REQUESTS, SLOW_DOWN),
            _ => failed(),
        }
    }
}

fn json(status: StatusCode, body: &[u8]) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, Body::from(body.to_vec())).into_response()
}

/// Answers `/oauth/google/token`.
pub(crate) async fn answer(broker: Option<&Broker>, origins: &Origins, request: Request) -> Response {
    let Some(broker) = broker else { return StatusCode::NOT_FOUND.into_response() };
    let origin = request.headers().get(header::ORIGIN).cloned();
    // Without an origin it is no page, and has no business here.
    let (Some(origin), RequestOrigin::Own | RequestOrigin::Allowed(_)) =
        (origin, origins.of(request.headers()))
    else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let mut response = match *request.method() {
        Method::OPTIONS => StatusCode::NO_CONTENT.into_response(),
        Method::POST => exchange(broker, &origin, request).await,
        _ => (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST, OPTIONS")]).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("Content-Type, Accept"));
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn exchange(broker: &Broker, origin: &HeaderValue, request: Request) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_form = kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let Ok(origin) = origin.to_str() else { return BrokerRefusal::Malformed.answer() };
    if !is_form {
        return BrokerRefusal::Malformed.answer();
    }
    let read = Limited::new(request.into_body(), LIMIT).collect();
    let body = match tokio::time::timeout(CONNECT, read).await {
        Ok(Ok(body)) => Zeroizing::new(body.to_bytes().to_vec()),
        _ => return BrokerRefusal::Malformed.answer(),
    };
    match broker.completed(&body, origin) {
        Ok(form) => broker.pass_on(&form).await,
        Err(refused) => refused.answer(),
    }
}
