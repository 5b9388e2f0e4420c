//! What Google's refusals mean.

use serde::Deserialize;

use crate::{
    DriveError,
    answer::{self, Effect, is_page, retry_after},
    http::Answer,
    signed_in::json,
};

#[derive(Deserialize)]
struct ErrorBody {
    error: Refusal,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    errors: Vec<ErrorReason>,
    #[serde(default)]
    details: Vec<Detail>,
}

/// The newer form, beside or instead of `errors`.
#[derive(Deserialize)]
struct Detail {
    reason: Option<String>,
}

#[derive(Deserialize)]
struct ErrorReason {
    #[serde(default)]
    reason: Option<String>,
}

/// The reasons of an error in Google's own form. None for any other answer.
fn reasons(answer: &Answer) -> Vec<String> {
    let body: Option<ErrorBody> = json(answer);
    let Some(ErrorBody { error }) = body else { return Vec::new() };
    let details = error.details.into_iter().filter_map(|detail| detail.reason);
    error.errors.into_iter().filter_map(|one| one.reason).chain(details).collect()
}

/// Whether Drive itself says that no file of this id is there, for us.
pub(super) fn is_not_found(answer: &Answer) -> bool {
    answer.status == 404 && reasons(answer).iter().any(|reason| reason == "notFound")
}

/// Whether Drive itself says that a file of this id was created before.
pub(super) fn is_in_use(answer: &Answer) -> bool {
    answer.status == 409 && !reasons(answer).is_empty()
}

/// Whether another token might be accepted.
pub(super) fn is_token_refused(answer: &Answer) -> bool {
    answer.status == 401
}

/// What an answer means that is not the wanted one. Never `NotFound`.
pub(super) fn refusal(answer: &Answer, effect: Effect) -> DriveError {
    let reasons = reasons(answer);
    let says = |known: &[&str]| reasons.iter().any(|reason| known.contains(&reason.as_str()));
    match answer.status {
        403 if says(&[
            "userRateLimitExceeded",
            "rateLimitExceeded",
            "dailyLimitExceeded",
            "sharingRateLimitExceeded",
        ]) =>
        {
            DriveError::Busy { after_ms: retry_after(answer) }
        }
        403 if says(&[
            "storageQuotaExceeded",
            "quotaExceeded",
            "numChildrenInNonRootLimitExceeded",
            "activeItemCreationLimitExceeded",
        ]) =>
        {
            DriveError::QuotaFull
        }
        // The token lacks the permission, as when its box was not ticked: only another sign-in fixes that.
        403 if says(&["insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"]) => DriveError::SignedOut,
        200..=299 | 404 | 409 | 410 if effect == Effect::Change && !is_page(answer) => DriveError::Unknown,
        _ => answer::refusal(answer, effect),
    }
}
