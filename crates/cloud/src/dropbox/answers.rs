//! What Dropbox's refusals mean.

use serde_json::Value;

use crate::{
    DriveError,
    answer::{self, Effect, LONGEST_PAUSE_MS, retry_after},
    http::Answer,
    signed_in::json,
};

const DEEPEST: usize = 8;

/// The tags of an endpoint's error, from the outside in: `path`, `conflict`, `file`. None for any other answer.
pub(super) fn tags(answer: &Answer) -> Vec<String> {
    let body: Option<Value> = json(answer);
    let mut tags = Vec::new();
    let mut node = body.as_ref().and_then(|body| body.get("error"));
    while let Some(inner) = node
        && tags.len() < DEEPEST
    {
        let Some(tag) = inner.get(".tag").and_then(Value::as_str) else { break };
        tags.push(tag.to_owned());
        node = inner.get(tag).or_else(|| inner.get("reason")).filter(|next| next.is_object());
    }
    tags
}

/// Whether the endpoint says that nothing is at the path we asked for.
pub(super) fn is_not_found(answer: &Answer) -> bool {
    let tags = tags(answer);
    let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
    answer.status == 409 && matches!(tags.as_slice(), ["path" | "path_lookup", "not_found", ..])
}

/// Whether another token might be accepted. Not when the token is good but not allowed to do this.
pub(super) fn is_token_refused(answer: &Answer) -> bool {
    match answer.status {
        401 => !matches!(
            tags(answer).first().map(String::as_str),
            Some(
                "missing_scope"
                    | "user_suspended"
                    | "invalid_select_user"
                    | "invalid_select_admin"
                    | "route_access_denied"
            )
        ),
        400 => says(answer, "access token is malformed"),
        _ => false,
    }
}

/// What an answer means that is not the wanted one. Never `NotFound`.
pub(super) fn refusal(answer: &Answer, effect: Effect) -> DriveError {
    match answer.status {
        // A caller that sees it has had its tokens refused, or the token is good and this is not granted.
        401 if !is_token_refused(answer) => DriveError::Denied,
        400 if says(answer, "required scope") => DriveError::Denied,
        409 => endpoint(&tags(answer), answer, effect),
        429 => DriveError::Busy { after_ms: pause(answer) },
        _ => answer::refusal(answer, effect),
    }
}

fn endpoint(tags: &[String], answer: &Answer, effect: Effect) -> DriveError {
    let known = tags.iter().rev().find_map(|tag| {
        Some(match tag.as_str() {
            "not_file" | "not_folder" | "unsupported_file" | "unsupported_content_type" => {
                DriveError::WrongKind
            }
            "malformed_path" | "disallowed_name" => DriveError::BadAddress,
            "restricted_content"
            | "no_write_permission"
            | "team_folder"
            | "operation_suppressed"
            | "access_restricted"
            | "no_permission" => DriveError::Denied,
            "insufficient_space" | "insufficient_quota" => DriveError::QuotaFull,
            "locked" | "too_many_write_operations" | "too_many_requests" => {
                DriveError::Busy { after_ms: pause(answer) }
            }
            "payload_too_large" | "too_many_files" => DriveError::TooLarge,
            _ => return None,
        })
    });
    known.unwrap_or(match (tags, effect) {
        ([], _) => DriveError::NotADrive,
        (_, Effect::Change) => DriveError::Unknown,
        (_, Effect::None) => DriveError::Unavailable { after_ms: None },
    })
}

/// The body holds seconds; the header is rarely there, and rarely visible.
fn pause(answer: &Answer) -> Option<u64> {
    let body: Option<Value> = json(answer);
    let told = body.as_ref().and_then(|body| body.get("error")?.get("retry_after")?.as_u64());
    match told {
        Some(seconds) => Some(seconds.saturating_mul(1000).min(LONGEST_PAUSE_MS)),
        None => retry_after(answer),
    }
}

/// Errors of status 400 are plain text.
fn says(answer: &Answer, words: &str) -> bool {
    std::str::from_utf8(&answer.body).is_ok_and(|text| text.contains(words))
}
