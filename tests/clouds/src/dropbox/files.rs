//! Files and folders.

use std::fmt::Write;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    Dropbox,
    words::{plain, summary, tagged},
};
use crate::{
    Answered, Asked,
    tree::{Node, Tree, names, timestamp},
};

const BLOCK: usize = 4 << 20;

/// SHA-256 over the SHA-256 of each block of 4 MiB.
pub fn content_hash(bytes: &[u8]) -> String {
    let mut outer = Sha256::new();
    bytes.chunks(BLOCK).for_each(|block| outer.update(Sha256::digest(block)));
    outer.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn refused(tags: &[&str]) -> Answered {
    summary(409, tags, tagged(tags))
}

/// Uploads nest their reason otherwise than the rest.
pub(super) fn upload_refused(reason: &[&str]) -> Answered {
    let error = json!({ ".tag": "path", "reason": tagged(reason), "upload_session_id": "AAAAAAAAAAE" });
    let tags: Vec<&str> = ["path"].iter().chain(reason).copied().collect();
    summary(409, &tags, error)
}

fn rev(node: &Node) -> String {
    format!("01{:015x}", node.version)
}

fn metadata(node: &Node, path: &[String], tag: bool) -> Value {
    let mut shown = path.to_vec();
    if let Some(last) = shown.last_mut() {
        last.clone_from(&node.name);
    }
    let display = format!("/{}", shown.join("/"));
    let mut fields = json!({
        "name": node.name, "id": format!("id:a4ayc_80_OEAAAAAAA{:04x}", node.id), "path_display": display,
        "path_lower": display.to_lowercase(),
    });
    if let Some(fields) = fields.as_object_mut() {
        if tag {
            fields.insert(".tag".into(), json!(if node.bytes.is_some() { "file" } else { "folder" }));
        }
        if let Some(bytes) = &node.bytes {
            let time = timestamp(node.at_ms);
            fields.insert("client_modified".into(), json!(time));
            fields.insert("server_modified".into(), json!(time));
            fields.insert("rev".into(), json!(rev(node)));
            fields.insert("size".into(), json!(bytes.len()));
            fields.insert("is_downloadable".into(), json!(true));
            fields.insert("content_hash".into(), json!(content_hash(bytes)));
        }
    }
    fields
}

/// The path of an argument as names; `Err` for what Dropbox does not take.
fn path_of(argument: &Value, route: &str) -> Result<Vec<String>, Answered> {
    let path = argument.get("path").and_then(Value::as_str).unwrap_or("(none)");
    if path.is_empty() && matches!(route, "files/list_folder") {
        return Ok(Vec::new());
    }
    if path == "/" {
        return Err(plain(
            route,
            "request body: path: The root folder should be specified as an empty string rather than \"/\".",
        ));
    }
    if !path.starts_with('/') {
        let words = format!(
            "request body: path: '{path}' did not match pattern '(/(.|[\\r\\n])*)|(ns:[0-9]+(/.*)?)'"
        );
        return Err(plain(route, &words));
    }
    let names = names(path);
    let malformed = names
        .iter()
        .any(|name| matches!(name.as_str(), "." | "..") || name.contains('\\') || name.chars().count() > 255);
    match (malformed || path.ends_with('/') || path.contains("//"), route) {
        (false, _) => Ok(names),
        (true, "files/upload") => Err(upload_refused(&["malformed_path"])),
        (true, "files/delete_v2") => Err(refused(&["path_lookup", "malformed_path"])),
        (true, _) => Err(refused(&["path", "malformed_path"])),
    }
}

impl Dropbox {
    pub(super) fn files(
        &mut self,
        asked: &Asked,
        route: &str,
        argument: &Value,
        account: &str,
        now_ms: u64,
    ) -> Answered {
        if route == "files/list_folder/continue" {
            return self.go_on(asked, argument, account, now_ms);
        }
        let path = match path_of(argument, route) {
            Ok(path) => path,
            Err(answer) => return answer,
        };
        match route {
            "files/upload" => self.upload(asked, argument, account, &path, now_ms),
            "files/delete_v2" => self.delete(argument, account, &path, now_ms),
            "files/list_folder" => self.list(asked, argument, account, &path, now_ms),
            _ => self.read(asked, route, account, &path),
        }
    }

    fn read(&mut self, asked: &Asked, route: &str, account: &str, path: &[String]) -> Answered {
        let past = &self.holding(account).tree;
        let tree = asked.twist.stale.map_or(past.now(), |changes| past.back(changes));
        let Some(node) = tree.get(path) else { return refused(&["path", "not_found"]) };
        if route == "files/get_metadata" {
            return Answered::json(200, &metadata(node, path, true));
        }
        let Some(bytes) = node.bytes.clone() else { return refused(&["path", "not_file"]) };
        let told: String = metadata(node, path, false)
            .to_string()
            .encode_utf16()
            .map(|unit| match u8::try_from(unit) {
                Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
                _ => format!("\\u{unit:04x}"),
            })
            .collect();
        let given = if asked.twist.other { tree.another(path).unwrap_or(bytes) } else { bytes };
        Answered::bytes(200, "application/octet-stream", given.to_vec())
            .with("dropbox-api-result", told)
            .with("etag", format!("W/\"{}\"", rev(node)))
    }

    fn upload(
        &mut self,
        asked: &Asked,
        argument: &Value,
        account: &str,
        path: &[String],
        now_ms: u64,
    ) -> Answered {
        let flag = |name: &str| argument.get(name).and_then(Value::as_bool).unwrap_or(false);
        let mode = argument
            .get("mode")
            .map_or("add", |mode| mode.as_str().or_else(|| mode.get(".tag")?.as_str()).unwrap_or_default());
        if !matches!(mode, "add" | "overwrite") || flag("autorename") {
            return plain(
                "files/upload",
                "this double knows only `add` and `overwrite`, without `autorename`",
            );
        }
        let name = path.last().map(|name| name.to_lowercase()).unwrap_or_default();
        let ignored = ["desktop.ini", "thumbs.db", ".ds_store", ".dropbox", ".dropbox.attr"];
        if ignored.contains(&name.as_str()) || name.ends_with([' ', '.']) {
            return upload_refused(&["disallowed_name"]);
        }
        let bytes = asked.arriving(&asked.body);
        let hash = argument.get("content_hash").and_then(Value::as_str);
        if hash.is_some_and(|hash| hash != content_hash(bytes)) {
            return refused(&["content_hash_mismatch"]);
        }
        let holding = self.holding(account);
        let (used, allocated) = (holding.tree.now().used(), holding.allocated);
        let tree: &Tree = holding.tree.now();
        if tree.is_below_a_file(path) {
            return upload_refused(&["conflict", "file_ancestor"]);
        }
        match tree.get(path).map(|node| (node, node.bytes.as_ref())) {
            Some((_, None)) => return upload_refused(&["conflict", "folder"]),
            // Without `strict_conflict` the same bytes are no conflict.
            Some((node, Some(there))) if mode == "add" => {
                return match **there == *bytes && !flag("strict_conflict") {
                    true => Answered::json(200, &metadata(node, path, false)),
                    false => upload_refused(&["conflict", "file"]),
                };
            }
            _ => {}
        }
        if used + bytes.len() as u64 > allocated {
            return upload_refused(&["insufficient_space"]);
        }
        holding.tree.change(now_ms, |tree| {
            tree.make_above(path, now_ms);
            tree.put(path, Some(bytes), now_ms);
        });
        match holding.tree.now().get(path) {
            Some(node) => Answered::json(200, &metadata(node, path, false)),
            None => Answered::bare(500),
        }
    }

    fn delete(&mut self, argument: &Value, account: &str, path: &[String], now_ms: u64) -> Answered {
        let holding = self.holding(account);
        let Some(node) = holding.tree.now().get(path) else { return refused(&["path_lookup", "not_found"]) };
        let expected = argument.get("parent_rev").and_then(Value::as_str);
        if expected.is_some_and(|expected| expected != rev(node)) {
            return refused(&["path_write", "conflict", "file"]);
        }
        let body = json!({ "metadata": metadata(node, path, true) });
        holding.tree.change(now_ms, |tree| tree.remove(path));
        Answered::json(200, &body)
    }

    fn list(
        &mut self,
        asked: &Asked,
        argument: &Value,
        account: &str,
        path: &[String],
        now_ms: u64,
    ) -> Answered {
        let limit = argument.get("limit").and_then(Value::as_u64).unwrap_or(2000);
        if !(1..=2000).contains(&limit) {
            return plain("files/list_folder", "request body: limit: must be between 1 and 2000");
        }
        let lines = self.page.min(usize::try_from(limit).unwrap_or(usize::MAX));
        self.lines(asked, account, path, 0, lines, now_ms)
    }

    fn go_on(&mut self, asked: &Asked, argument: &Value, account: &str, now_ms: u64) -> Answered {
        let cursor = argument.get("cursor").and_then(Value::as_str).unwrap_or_default();
        let told = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok();
        let told: Option<(u64, usize, usize, Vec<String>)> =
            told.and_then(|text| serde_json::from_slice(&text).ok());
        match told {
            None => plain("files/list_folder/continue", "request body: cursor: invalid cursor"),
            Some((epoch, ..)) if epoch != self.epoch => refused(&["reset"]),
            Some((_, from, lines, path)) => self.lines(asked, account, &path, from, lines, now_ms),
        }
    }

    fn lines(
        &mut self,
        asked: &Asked,
        account: &str,
        path: &[String],
        from: usize,
        lines: usize,
        now_ms: u64,
    ) -> Answered {
        let epoch = self.epoch;
        let past = &self.holding(account).tree;
        let tree = past.listed(now_ms, asked.twist.stale);
        match (path.is_empty(), tree.get(path)) {
            (false, None) => return refused(&["path", "not_found"]),
            (_, Some(Node { bytes: Some(_), .. })) => return refused(&["path", "not_folder"]),
            _ => {}
        }
        let all = tree.children(path);
        let inside = |node: &&Node| {
            let below: Vec<String> = path.iter().chain([&node.name]).cloned().collect();
            metadata(node, &below, true)
        };
        let entries: Vec<Value> = all.iter().skip(from).take(lines).map(inside).collect();
        let next = from + entries.len();
        let cursor = json!([epoch, next, lines, path]).to_string();
        let cursor = BASE64_URL_SAFE_NO_PAD.encode(cursor);
        Answered::json(200, &json!({ "entries": entries, "cursor": cursor, "has_more": next < all.len() }))
    }
}
