//! `multipart/related` (RFC 2387) with two parts: metadata, content.

use serde_json::Value;

/// The metadata and the content; `None` when it is malformed, a cut one included.
pub(super) fn parts<'a>(kind: &str, body: &'a [u8]) -> Option<(Value, &'a [u8])> {
    let parameters = kind.strip_prefix("multipart/related")?;
    let boundary = parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("boundary="))?;
    let boundary = boundary.trim_matches('"');
    let first = format!("--{boundary}\r\n");
    let between = format!("\r\n--{boundary}\r\n");
    let last = format!("\r\n--{boundary}--");
    let rest = body.strip_prefix(first.as_bytes())?;
    let (metadata, rest) = split(rest, between.as_bytes())?;
    let (content, after) = split(rest, last.as_bytes())?;
    if !matches!(after, b"" | b"\r\n") {
        return None;
    }
    let (head, metadata) = split(metadata, b"\r\n\r\n")?;
    let json = String::from_utf8_lossy(head).to_ascii_lowercase().contains("application/json");
    let (_, content) = split(content, b"\r\n\r\n")?;
    json.then(|| serde_json::from_slice(metadata).ok()).flatten().map(|metadata| (metadata, content))
}

fn split<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let start = bytes.windows(at.len()).position(|window| window == at)?;
    Some((bytes.get(..start)?, bytes.get(start + at.len()..)?))
}
