//! How Dropbox wants to be asked, and how it says no.

use serde_json::{Value, json};

use crate::{Answered, Asked};

const CORS_HACK: &str = "text/plain; charset=dropbox-cors-hack";

/// 400 comes as plain text.
pub(super) fn plain(route: &str, words: &str) -> Answered {
    let text = format!("Error in call to API function \"{route}\": {words}");
    Answered::bytes(400, "text/plain; charset=utf-8", text)
}

/// An error as JSON, from the outside in.
pub(super) fn tagged(tags: &[&str]) -> Value {
    let Some((tag, rest)) = tags.split_first() else { return Value::Null };
    let mut error = json!({ ".tag": tag });
    if let (false, Some(fields)) = (rest.is_empty(), error.as_object_mut()) {
        fields.insert((*tag).to_owned(), tagged(rest));
    }
    error
}

/// With its summary, which ends with a varying number of dots.
pub(super) fn summary(status: u16, tags: &[&str], error: Value) -> Answered {
    let summary = format!("{}/..", tags.join("/"));
    let body = json!({ "error_summary": summary, "error": error });
    Answered::bytes(status, "application/json", body.to_string())
}

fn known(route: &str) -> &'static [&'static str] {
    match route {
        "files/upload" => &[
            "path",
            "mode",
            "autorename",
            "client_modified",
            "mute",
            "property_groups",
            "strict_conflict",
            "content_hash",
        ],
        "files/download" => &["path", "rev"],
        "files/delete_v2" => &["path", "parent_rev"],
        "files/get_metadata" => {
            &["path", "include_media_info", "include_deleted", "include_has_explicit_shared_members"]
        }
        "files/list_folder" => &[
            "path",
            "recursive",
            "include_media_info",
            "include_deleted",
            "include_has_explicit_shared_members",
            "include_mounted_folders",
            "limit",
            "include_non_downloadable_files",
        ],
        "files/list_folder/continue" => &["cursor"],
        _ => &[],
    }
}

/// The argument of a call, if it is sent as Dropbox wants it.
pub(super) fn argument(asked: &Asked, route: &str, moves_files: bool) -> Result<Value, Answered> {
    let kind = asked.header("content-type").unwrap_or_default().to_ascii_lowercase();
    // Calls without an argument may come without a body, but then without a type.
    if known(route).is_empty() && kind.is_empty() && asked.body.is_empty() {
        return Ok(Value::Null);
    }
    let fits = match route {
        "files/upload" => kind == "application/octet-stream" || kind == CORS_HACK,
        "files/download" => {
            matches!(
                kind.as_str(),
                "" | "text/plain" | "text/plain; charset=utf-8" | "application/octet-stream"
            )
        }
        _ => {
            matches!(kind.as_str(), "application/json" | "application/json; charset=utf-8")
                || kind == CORS_HACK
        }
    };
    if !fits {
        return Err(plain(route, &format!("Bad HTTP \"Content-Type\" header: \"{kind}\".")));
    }
    let text = if moves_files {
        let header = asked.header("dropbox-api-arg").or(None);
        let Some(header) = header else {
            return Err(plain(
                route,
                "Must provide HTTP header \"Dropbox-API-Arg\" or URL parameter \"arg\".",
            ));
        };
        if !header.is_ascii() {
            return Err(plain(route, "HTTP header \"Dropbox-API-Arg\": could not decode input as JSON"));
        }
        header.as_bytes()
    } else {
        asked.body.as_slice()
    };
    if route == "files/download" && !asked.body.is_empty() {
        return Err(plain(route, "Request body: expecting an empty body."));
    }
    let Ok(value) = serde_json::from_slice::<Value>(text) else {
        return Err(plain(route, "request body: could not decode input as JSON"));
    };
    let known = known(route);
    match &value {
        Value::Null if known.is_empty() => Ok(value),
        Value::Object(_) if known.is_empty() => Err(plain(route, "request body: expected null, got object")),
        Value::Object(fields) => match fields.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(plain(route, &format!("request body: unknown field '{name}'"))),
            None => Ok(value),
        },
        _ => Err(plain(route, "request body: expected object")),
    }
}
