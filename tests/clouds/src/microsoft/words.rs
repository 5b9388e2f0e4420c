//! How Microsoft says no.

use serde_json::json;

use super::Refused;
use crate::Answered;

/// Graph's errors.
pub(super) fn error(status: u16, code: &str, message: &str) -> Answered {
    let inner = json!({
        "date": "2026-03-01T00:00:00", "request-id": "5f1e9a3e-0000-4000-8000-000000000001",
        "client-request-id": "5f1e9a3e-0000-4000-8000-000000000001",
    });
    let body = json!({ "error": { "code": code, "message": message, "innerError": inner } });
    Answered::bytes(status, "application/json", body.to_string())
        .with("request-id", "5f1e9a3e-0000-4000-8000-000000000001")
}

/// A status that a fault asks for, with its usual code.
pub(super) fn status(status: u16, method: &str) -> Answered {
    let code = match (status, method) {
        (400, _) => "invalidRequest",
        (401, _) => "InvalidAuthenticationToken",
        (403, _) => "accessDenied",
        (404, _) => "itemNotFound",
        (409, "PUT" | "POST") => "nameAlreadyExists",
        (409 | 412, _) => "resourceModified",
        (413, _) => "maxFileSizeExceeded",
        (423, _) => "resourceLocked",
        (429 | 509, _) => "activityLimitReached",
        (503, _) => "serviceNotAvailable",
        (507, _) => "quotaLimitReached",
        _ => "generalException",
    };
    error(status, code, "Something went wrong")
}

/// The token endpoint's errors, with their numbers.
pub(super) fn token_refused(refused: &Refused) -> Answered {
    let (number, word, words) = match refused {
        Refused::VerifierMissing => (
            9_002_325,
            "invalid_request",
            "Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
        ),
        Refused::NoOrigin => (
            9_002_327,
            "invalid_request",
            "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
        ),
        Refused::WrongVerifier => (
            501_481,
            "invalid_grant",
            "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
        ),
        Refused::CodeExpired => (
            70_008,
            "invalid_grant",
            "The provided authorization code or refresh token has expired due to inactivity.",
        ),
        Refused::OtherRedirect => (
            500_112,
            "invalid_client",
            "The reply address does not match the reply address provided when requesting Authorization code.",
        ),
        Refused::RefreshExpired => (
            700_084,
            "invalid_grant",
            "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of \
             1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA \
             to the sign in page.",
        ),
        Refused::UnknownClient => {
            (700_016, "unauthorized_client", "Application was not found in the directory.")
        }
        Refused::SecretMissing => {
            (7_000_218, "invalid_client", "The request body must contain 'client_secret'.")
        }
        Refused::BadGrantType => {
            (70_003, "unsupported_grant_type", "The app requested an unsupported grant type.")
        }
        Refused::BadRequest(_) => {
            (900_144, "invalid_request", "The request body must contain a required parameter.")
        }
        Refused::BadCode | Refused::BadRefresh => {
            (70_000, "invalid_grant", "The provided value for the input parameter is not valid.")
        }
    };
    let description =
        format!("AADSTS{number}: {words} Trace ID: 0 Correlation ID: 0 Timestamp: 2026-03-01 00:00:00Z");
    let body = json!({
        "error": word, "error_description": description, "error_codes": [number], "timestamp": "2026-03-01 00:00:00Z",
        "trace_id": "0", "correlation_id": "0",
    });
    Answered::json(if number == 700_016 || word == "invalid_client" { 401 } else { 400 }, &body)
}
