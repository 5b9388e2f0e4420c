//! What Graph's refusals mean.

use serde_json::Value;

use crate::{
    DriveError,
    answer::{self, Effect, LONGEST_PAUSE_MS, retry_after},
    http::Answer,
    signed_in::json,
};

const DEEPEST: usize = 8;

/// The error's codes, from the general to the particular.
fn codes(answer: &Answer) -> Vec<String> {
    let body: Option<Value> = json(answer);
    let mut codes = Vec::new();
    let mut node = body.as_ref().and_then(|body| body.get("error"));
    while let Some(inner) = node
        && codes.len() < DEEPEST
    {
        codes.extend(inner.get("code").and_then(Value::as_str).map(str::to_owned));
        node = inner.get("innererror").or_else(|| inner.get("innerError")).filter(|next| next.is_object());
    }
    codes
}

/// The general code: `itemNotFound`.
pub(super) fn code(answer: &Answer) -> Option<String> {
    codes(answer).into_iter().next()
}

/// Whether Graph says that nothing is at the path. Other 404s are about drives, users, routes.
pub(super) fn is_missing(answer: &Answer) -> bool {
    answer.status == 404 && code(answer).as_deref() == Some("itemNotFound")
}

/// Whether another token might be accepted.
pub(super) fn is_token_refused(answer: &Answer) -> bool {
    answer.status == 401
}

/// What an answer means that is not the wanted one. Never `NotFound`.
pub(super) fn refusal(answer: &Answer, effect: Effect) -> DriveError {
    let codes = codes(answer);
    let has = |wanted: &[&str]| codes.iter().any(|code| wanted.contains(&code.as_str()));
    let after_ms = pause(answer);
    match answer.status {
        401 => DriveError::SignedOut,
        _ if has(&["quotaLimitReached", "insufficientStorage"]) => DriveError::QuotaFull,
        _ if has(&["maxFileSizeExceeded", "entityTooLarge"]) => DriveError::TooLarge,
        400 if has(&["nameContainsInvalidCharacters", "nameIsTooLong", "pathIsTooLong", "invalidName"]) => {
            DriveError::BadAddress
        }
        403 if !has(&["activityLimitReached", "throttledRequest", "resourceLocked"]) => DriveError::Denied,
        403 | 409 | 412 | 509 if !codes.is_empty() => DriveError::Busy { after_ms },
        404 if has(&["itemNotFound"]) => match effect {
            Effect::Change => DriveError::Unknown,
            Effect::None => DriveError::Unavailable { after_ms },
        },
        429 | 423 | 503 if after_ms.is_some() => DriveError::Busy { after_ms },
        _ => answer::refusal(answer, effect),
    }
}

/// The seconds are in the body, or in the header, which a page rarely sees.
fn pause(answer: &Answer) -> Option<u64> {
    let body: Option<Value> = json(answer);
    let told = body.as_ref().and_then(|body| body.get("error")?.get("retryAfterSeconds")?.as_u64());
    match told {
        Some(seconds) => Some(seconds.saturating_mul(1000).min(LONGEST_PAUSE_MS)),
        None => retry_after(answer),
    }
}
