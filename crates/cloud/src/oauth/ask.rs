//! One request to a token endpoint, and everything it may be answered.

use oauth2::url::form_urlencoded;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::OAuthError;
use super::grant::{Grant, RefreshToken};
use crate::answer::retry_after;
use crate::http::{Answer, Http, HttpError, Method, Request};
use crate::{DriveError, Token};

const PATIENCE_MS: u32 = 30_000;
const LIMIT: usize = 64 << 10;

/// What a request for tokens presents.
pub(super) enum TokenRequest<'a> {
    /// A grant for a code.
    Code { code: &'a str, verifier: &'a str, redirect: &'a str },
    /// A new access token.
    Renewal(&'a RefreshToken),
}

/// A grant, and what the service says it is good for.
pub(super) struct ScopedGrant {
    pub(super) grant: Grant,
    pub(super) scope: Option<String>,
}

/// RFC 6749, 5.1. `expires_in` is a text at some services.
#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    token_type: Option<String>,
    expires_in: Option<Seconds>,
    refresh_token: Option<String>,
    scope: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(f64),
    Text(String),
}

impl Seconds {
    fn ms(&self) -> Option<u64> {
        let seconds = match self {
            Seconds::Number(number) => *number,
            Seconds::Text(text) => text.parse().ok()?,
        };
        // 0 is "over already"; what is no number of seconds is not believed at all.
        let sane = seconds.is_finite() && (0.0..1e10).contains(&seconds);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        sane.then_some((seconds * 1_000.0) as u64)
    }
}

/// The answer of a token endpoint that refuses (RFC 6749, 5.2).
#[derive(Deserialize)]
struct ErrorAnswer {
    error: String,
}

pub(super) async fn ask(
    http: &impl Http,
    endpoint: &str,
    client: &str,
    ask: &TokenRequest<'_>,
    now_ms: u64,
) -> Result<ScopedGrant, OAuthError> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("client_id", client);
    match ask {
        TokenRequest::Code { code, verifier, redirect } => form
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("code_verifier", verifier)
            .append_pair("redirect_uri", redirect),
        TokenRequest::Renewal(refresh) => {
            form.append_pair("grant_type", "refresh_token").append_pair("refresh_token", refresh.expose())
        }
    };
    let request = Request {
        method: Method::Post,
        url: endpoint.to_owned(),
        headers: vec![
            ("content-type", Zeroizing::new("application/x-www-form-urlencoded".into())),
            ("accept", Zeroizing::new("application/json".into())),
        ],
        body: form.finish().into_bytes(),
        timeout_ms: PATIENCE_MS,
        limit: LIMIT,
    };
    let answer = http.send(request).await.map_err(|error| OAuthError::Service(of_http(error)))?;
    read(answer, now_ms)
}

/// No answer at all. Nothing here may look like a refusal.
pub(super) fn of_http(error: HttpError) -> DriveError {
    match error {
        HttpError::BadAddress => DriveError::BadAddress,
        HttpError::NotSent | HttpError::NoAnswer => DriveError::Unreachable,
        HttpError::Redirected => DriveError::RedirectedAway,
        // A page, surely.
        HttpError::TooLarge => DriveError::Unavailable { after_ms: None },
    }
}

fn read(answer: Answer, now_ms: u64) -> Result<ScopedGrant, OAuthError> {
    let after_ms = retry_after(&answer);
    let body = Zeroizing::new(answer.body);
    // Some write a byte order mark before it.
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&body);
    match answer.status {
        200 => {
            let told: TokenAnswer = serde_json::from_slice(body).map_err(|_| OAuthError::Malformed)?;
            let bearer = told.token_type.as_deref().unwrap_or("bearer").eq_ignore_ascii_case("bearer");
            let access = Token::new(told.access_token);
            let refresh = told.refresh_token.filter(|token| !token.is_empty()).map(RefreshToken::new);
            let whole = is_token(access.expose()) && refresh.as_ref().is_none_or(|it| is_token(it.expose()));
            if !bearer || !whole {
                return Err(OAuthError::Malformed);
            }
            let lifetime = told.expires_in.and_then(|seconds| seconds.ms());
            Ok(ScopedGrant {
                grant: Grant { access, expires_ms: lifetime.map(|ms| now_ms.saturating_add(ms)), refresh },
                scope: told.scope,
            })
        }
        status => Err(refusal(status, after_ms, body)),
    }
}

/// Only an error code of OAuth, in its own form, is a refusal. Anything else (a gateway's page, a proxy's
/// 400, a captive portal) says nothing about the grant.
fn refusal(status: u16, after_ms: Option<u64>, body: &[u8]) -> OAuthError {
    if matches!(status, 429 | 408) {
        return OAuthError::Service(DriveError::Busy { after_ms });
    }
    let unavailable = OAuthError::Service(DriveError::Unavailable { after_ms });
    if !matches!(status, 400 | 401 | 403) {
        return unavailable;
    }
    let Ok(told) = serde_json::from_slice::<ErrorAnswer>(body) else { return unavailable };
    let code = harmless(&told.error);
    match code.as_str() {
        // Microsoft asks for interaction when the 24 hours are over or a policy changed; Google when a session ended.
        "invalid_grant" | "interaction_required" | "login_required" | "consent_required" => {
            OAuthError::CodeRefused
        }
        "invalid_client"
        | "unauthorized_client"
        | "redirect_uri_mismatch"
        | "deleted_client"
        | "unsupported_grant_type"
        | "invalid_request"
        | "origin_not_allowed" => OAuthError::Registration { code },
        "invalid_scope" => OAuthError::ScopeMissing,
        "access_denied" => OAuthError::Refused { code },
        "slow_down" | "too_many_requests" => OAuthError::Service(DriveError::Busy { after_ms }),
        // `server_error`, `temporarily_unavailable`, and undefined codes.
        _ => unavailable,
    }
}

/// What may go into a header as it is (RFC 6750: b64token, and a little more that services use).
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.len() <= 16 << 10 && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// An error code is lower case letters, digits and `_`; whatever else a service puts there is not repeated.
pub(super) fn harmless(code: &str) -> String {
    let kept = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_';
    code.chars().filter(kept).take(40).collect()
}
