//! The classes of answers a drive may get instead of the right one.

use lifeboat_cloud::http::Answer;
use lifeboat_cloud::wrong_answers::{WrongAnswer, no_answers};

pub fn answer(status: u16, kind: &str, body: &str) -> Answer {
    let headers = match kind {
        "" => Vec::new(),
        kind => vec![("content-type".to_owned(), kind.to_owned())],
    };
    Answer { status, headers, body: body.as_bytes().to_vec() }
}

pub fn json(status: u16, body: &str) -> Answer {
    answer(status, "application/json; charset=UTF-8", body)
}

pub fn refusal(status: u16, reason: &str) -> Answer {
    json(
        status,
        &format!(
            "{{\"error\":{{\"errors\":[{{\"domain\":\"global\",\"reason\":\"{reason}\",\"message\":\"m\"}}],\
             \"code\":{status},\"message\":\"m\"}}}}"
        ),
    )
}

fn page(status: u16) -> Answer {
    answer(status, "text/html; charset=utf-8", "<!DOCTYPE html><html><title>Sign in</title></html>")
}

const STATUSES: [u16; 46] = [
    0, 100, 202, 203, 205, 206, 207, 300, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 404, 405, 406,
    408, 409, 410, 411, 412, 413, 415, 416, 421, 423, 424, 425, 428, 429, 431, 451, 499, 500, 501, 502, 503,
    504, 507, 511, 599,
];

const REASONS: [(u16, &str); 18] = [
    (400, "invalid"),
    (400, "badRequest"),
    (400, "fileIdNotGenerated"),
    (401, "authError"),
    (403, "userRateLimitExceeded"),
    (403, "rateLimitExceeded"),
    (403, "dailyLimitExceeded"),
    (403, "storageQuotaExceeded"),
    (403, "insufficientPermissions"),
    (403, "appNotAuthorizedToFile"),
    (403, "insufficientFilePermissions"),
    (403, "accessNotConfigured"),
    (404, "notFound"),
    (409, "fileIdInUse"),
    (412, "conditionNotMet"),
    (429, "rateLimitExceeded"),
    (500, "internalError"),
    (503, "backendError"),
];

fn successes() -> Vec<WrongAnswer> {
    let meta = |id: &str, more: &str| {
        format!("{{\"id\":\"{id}\",\"mimeType\":\"application/octet-stream\",\"trashed\":false{more}}}")
    };
    let folder =
        "{\"id\":\"1aaaaaaaaaaaa\",\"mimeType\":\"application/vnd.google-apps.folder\",\"trashed\":false}";
    vec![
        WrongAnswer::new("200 page", page(200)),
        WrongAnswer::new("200 page without a type", answer(200, "", "<html>Sign in</html>")),
        WrongAnswer::new("200 JSON array", json(200, "[]")),
        WrongAnswer::new("200 JSON null", json(200, "null")),
        WrongAnswer::new("200 JSON {}", json(200, "{}")),
        WrongAnswer::new("200 JSON error", json(200, "{\"error\":{\"code\":404,\"message\":\"m\"}}")),
        WrongAnswer::new(
            "200 JSON cut",
            json(200, "{\"kind\":\"drive#fileList\",\"files\":[{\"id\":\"1aaaa"),
        ),
        WrongAnswer::new("200 another's metadata", json(200, &meta("1aaaaaaaaaaaa", ""))),
        WrongAnswer::new("200 another folder's metadata", json(200, folder)),
        WrongAnswer::new("200 metadata without an id", json(200, "{\"mimeType\":\"x\",\"trashed\":false}")),
        WrongAnswer::new(
            "200 metadata of a wrong kind",
            json(200, "{\"id\":7,\"mimeType\":null,\"trashed\":\"no\"}"),
        ),
        WrongAnswer::new("200 list of nonsense", json(200, "{\"files\":[7]}")),
        WrongAnswer::new("200 list, not an array", json(200, "{\"files\":{}}")),
        WrongAnswer::new("200 incomplete list", json(200, "{\"files\":[],\"incompleteSearch\":true}")),
        WrongAnswer::new("200 no ids", json(200, "{\"ids\":[]}")),
        WrongAnswer::new("200 one id twice", json(200, "{\"ids\":[\"1aaaaaaaaaaaa\",\"1aaaaaaaaaaaa\"]}")),
        WrongAnswer::new("200 ids that are paths", json(200, "{\"ids\":[\"../../evil\",\"a?b\"]}")),
        WrongAnswer::new("200 zeros", answer(200, "application/octet-stream", &"\0".repeat(500))),
        WrongAnswer::new("200 gzip", answer(200, "application/json", "\u{1f}\u{8b}garbage")),
        WrongAnswer::new("200 nothing", answer(200, "", "")),
        WrongAnswer::new("204 to everything but a delete", answer(299, "", "")),
        WrongAnswer::lie(
            "200 empty list",
            json(200, "{\"kind\":\"drive#fileList\",\"incompleteSearch\":false,\"files\":[]}"),
        ),
        WrongAnswer::lie("204", answer(204, "", "")),
    ]
}

/// All classes.
pub fn all() -> Vec<WrongAnswer> {
    let mut classes: Vec<WrongAnswer> = STATUSES
        .iter()
        .flat_map(|status| {
            [
                WrongAnswer::new(format!("{status}"), answer(*status, "", "")),
                WrongAnswer::new(format!("{status} page"), page(*status)),
            ]
        })
        .collect();
    classes.extend(
        REASONS
            .iter()
            .map(|(status, reason)| WrongAnswer::new(format!("{status} {reason}"), refusal(*status, reason))),
    );
    classes.extend(successes());
    classes.extend(no_answers());
    classes
}
