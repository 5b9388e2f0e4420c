//! What CloudKit's answers mean.

use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    DriveError,
    answer::{Effect, LONGEST_PAUSE_MS, refusal as by_status, retry_after},
    http::Answer,
};

/// An error of a whole request.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequestError {
    #[serde(rename = "serverErrorCode")]
    pub(super) code: String,
    #[serde(rename = "redirectURL")]
    pub(super) redirect: Option<String>,
    retry_after: Option<f64>,
}

/// Seconds, as CloudKit tells them.
pub(super) fn pause_ms(seconds: Option<f64>) -> Option<u64> {
    let seconds = seconds.filter(|seconds| seconds.is_finite() && *seconds >= 0.0)?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let ms = (seconds * 1000.0).min(LONGEST_PAUSE_MS as f64) as u64;
    Some(ms)
}

/// What came, if it is of the expected form.
pub(super) fn read<T: DeserializeOwned>(answer: &Answer, effect: Effect) -> Result<T, DriveError> {
    if answer.status != 200 {
        return Err(refusal(answer, effect));
    }
    match serde_json::from_slice::<RequestError>(&answer.body) {
        // iCloud has sent such errors with status 200 as well.
        Ok(failure) => Err(of_code(&failure.code, pause_ms(failure.retry_after), effect)),
        Err(_) => serde_json::from_slice(&answer.body).map_err(|_| no_sense(effect)),
    }
}

/// An unusable answer: something may have been done.
pub(super) fn no_sense(effect: Effect) -> DriveError {
    match effect {
        Effect::None => DriveError::NotADrive,
        Effect::Change => DriveError::Unknown,
    }
}

pub(super) fn refusal(answer: &Answer, effect: Effect) -> DriveError {
    match serde_json::from_slice::<RequestError>(&answer.body) {
        // The answer says so, by whatever code.
        Ok(_) if answer.status == 401 => DriveError::SignedOut,
        Ok(failure) => {
            of_code(&failure.code, pause_ms(failure.retry_after).or_else(|| retry_after(answer)), effect)
        }
        Err(_) if (200..300).contains(&answer.status) => no_sense(effect),
        Err(_) => by_status(answer, effect),
    }
}

/// A server error code. Never `NotFound`: that is for who asked for one record.
pub(super) fn of_code(code: &str, after_ms: Option<u64>, effect: Effect) -> DriveError {
    match code {
        "AUTHENTICATION_REQUIRED" | "AUTHENTICATION_FAILED" | "NOT_AUTHENTICATED" | "SIGN_IN_FAILED" => {
            DriveError::SignedOut
        }
        "ACCESS_DENIED" | "PRIVATE_DB_DISABLED" => DriveError::Denied,
        "QUOTA_EXCEEDED" => DriveError::QuotaFull,
        "THROTTLED" | "ZONE_BUSY" | "REQUEST_RATE_LIMITED" => DriveError::Busy { after_ms },
        "TRY_AGAIN_LATER" | "SERVICE_UNAVAILABLE" => DriveError::Unavailable { after_ms },
        "ZONE_NOT_FOUND" | "USER_DELETED_ZONE" => DriveError::Gone,
        "LIMIT_EXCEEDED" | "RECORD_TOO_LARGE" | "ASSET_TOO_LARGE" => DriveError::TooLarge,
        // Record type or index are missing, or the container is another.
        "BAD_REQUEST" | "VALIDATING_REFERENCE_ERROR" | "UNIQUE_FIELD_ERROR" | "NOT_SUPPORTED_BY_ZONE" => {
            DriveError::NotADrive
        }
        // INTERNAL_ERROR, ATOMIC_ERROR, UNKNOWN_ERROR, CONFLICT, EXISTS and NOT_FOUND where nothing of the kind was
        // asked, and undefined codes.
        _ if effect == Effect::Change => DriveError::Unknown,
        _ => DriveError::Unavailable { after_ms },
    }
}
