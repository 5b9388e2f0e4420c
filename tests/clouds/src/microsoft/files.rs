//! Files and folders.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::{
    APP_FOLDER, HOUR, Microsoft, drive_id,
    path::{Target, is_forbidden, target},
    words::error,
};
use crate::{
    Answered, Asked,
    tree::{Node, Tree, timestamp},
};

/// Bit by bit: each byte's bits into a ring of 160, 11 further for each byte; the length into the last 64.
pub fn quick_xor_hash(bytes: &[u8]) -> String {
    let mut ring = [false; 160];
    let mut flip = |at: usize, bit: bool| {
        if let Some(cell) = ring.get_mut(at % 160) {
            *cell ^= bit;
        }
    };
    for (index, byte) in bytes.iter().enumerate() {
        (0..8).for_each(|bit| flip(index * 11 + bit, byte >> bit & 1 == 1));
    }
    (0..64).for_each(|bit| flip(96 + bit, (bytes.len() as u64) >> bit & 1 == 1));
    let packed: Vec<u8> = ring
        .chunks(8)
        .map(|bits| bits.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit)))
        .collect();
    BASE64_STANDARD.encode(packed)
}

fn not_found() -> Answered {
    error(404, "itemNotFound", "The resource could not be found.")
}

fn tag(node: &Node) -> String {
    format!("\"{{A1B2C3D4-0000-4000-8000-{:012X}}},{}\"", node.id, node.version)
}

impl Microsoft {
    pub(super) fn graph(&mut self, asked: &Asked, route: &str, account: &str, now_ms: u64) -> Answered {
        let unknown = || error(400, "BadRequest", "Resource not found for the segment.");
        let Some(target) = target(route) else { return unknown() };
        let method = asked.method.as_str();
        if method == "GET" && target == Target::Path(Vec::new(), None) {
            self.holding(account).opened = true;
        } else if target != Target::Drive && !self.holding(account).opened {
            return error(403, "accessDenied", "Access denied");
        }
        match (method, target) {
            ("GET", Target::Drive) => Answered::json(200, &self.drive(account)),
            ("GET", Target::Path(path, None)) => self.read(asked, account, &path, now_ms),
            ("GET", Target::Path(path, Some(part))) if part == "children" => {
                self.children(asked, account, &path, now_ms)
            }
            ("GET", Target::Path(path, Some(part))) if part == "content" => {
                match self.read(asked, account, &path, now_ms) {
                    Answered { status: 200, body, .. } => {
                        let item: Value = serde_json::from_slice(&body).unwrap_or_default();
                        match item.get("@microsoft.graph.downloadUrl").and_then(Value::as_str) {
                            Some(url) => Answered::redirect(url),
                            None => error(400, "invalidRequest", "Not a file"),
                        }
                    }
                    other => other,
                }
            }
            ("POST", Target::Path(path, Some(part))) if part == "children" => {
                self.make(asked, account, &path, now_ms)
            }
            ("PUT", Target::Path(path, Some(part))) if part == "content" && !path.is_empty() => {
                self.put(asked, account, &path, now_ms)
            }
            ("DELETE", Target::Item(id)) => self.delete(asked, account, &id, now_ms),
            _ => unknown(),
        }
    }

    /// An item as Graph tells it; a file with an address of its content, good for an hour.
    fn item(
        &mut self,
        base: &str,
        account: &str,
        tree: &Tree,
        path: &[String],
        now_ms: u64,
    ) -> Option<Value> {
        let drive = drive_id(account);
        let above = format!("/drive/root:/{}", self.apps);
        let root = path.is_empty();
        let node = tree.get(path);
        if node.is_none() && !root {
            return None;
        }
        let id = format!("{}!{}", drive.to_uppercase(), node.map_or(1, |node| node.id + 100));
        let parent = match path.split_last() {
            None => above,
            Some((_, names)) => {
                names.iter().fold(format!("{above}/{APP_FOLDER}"), |path, name| path + "/" + name)
            }
        };
        let time = timestamp(node.map_or(0, |node| node.at_ms));
        let name = node.map_or(APP_FOLDER, |node| &node.name);
        let mut item = json!({
            "id": id, "name": name, "createdDateTime": time, "lastModifiedDateTime": time,
            "webUrl": format!("https://onedrive.live.com?cid={drive}&id={id}"),
            "parentReference": { "driveId": drive, "driveType": "personal", "path": parent },
            "createdBy": { "user": { "displayName": account, "id": drive }, "application": { "displayName": APP_FOLDER } },
        });
        let fields = item.as_object_mut()?;
        if let Some(node) = node {
            fields.insert("eTag".into(), json!(tag(node)));
            fields.insert("cTag".into(), json!(format!("\"c:{}\"", tag(node).trim_matches('"'))));
        }
        match node.and_then(|node| node.bytes.as_ref()) {
            Some(bytes) => {
                let hashes = json!({ "quickXorHash": quick_xor_hash(bytes) });
                fields.insert("size".into(), json!(bytes.len()));
                fields.insert(
                    "file".into(),
                    json!({ "mimeType": "application/octet-stream", "hashes": hashes }),
                );
                let token = format!("y4m{:x}", self.downloads.len());
                let url = format!("{base}/content/{token}");
                self.downloads.insert(token, (account.to_owned(), node?.id, now_ms + HOUR));
                fields.insert("@microsoft.graph.downloadUrl".into(), json!(url));
            }
            None => {
                let count = tree.children(path).len();
                fields.insert("size".into(), json!(0));
                fields.insert("folder".into(), json!({ "childCount": count }));
            }
        }
        if root {
            fields.insert("specialFolder".into(), json!({ "name": "approot" }));
        }
        Some(item)
    }

    fn read(&mut self, asked: &Asked, account: &str, path: &[String], now_ms: u64) -> Answered {
        let past = &self.holding(account).tree;
        let tree = asked.twist.stale.map_or(past.now(), |changes| past.back(changes)).clone();
        match self.item(&asked.base, account, &tree, path, now_ms) {
            Some(item) => Answered::json(200, &item),
            None => not_found(),
        }
    }

    fn children(&mut self, asked: &Asked, account: &str, path: &[String], now_ms: u64) -> Answered {
        let tree = self.holding(account).tree.listed(now_ms, asked.twist.stale).clone();
        if !path.is_empty() && tree.get(path).is_none() {
            return not_found();
        }
        let number = |name: &str| asked.param(name).and_then(|text| text.parse::<usize>().ok());
        let top = number("$top").unwrap_or(200).clamp(1, 1000).min(self.page);
        let from = number("$skiptoken").unwrap_or(0);
        let names: Vec<String> = tree.children(path).iter().map(|node| node.name.clone()).collect();
        let mut value = Vec::new();
        for name in names.iter().skip(from).take(top) {
            let below: Vec<String> = path.iter().chain([name]).cloned().collect();
            value.extend(self.item(&asked.base, account, &tree, &below, now_ms));
        }
        let next = from + value.len();
        let mut body =
            json!({ "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#items", "value": value });
        if let (true, Some(fields)) = (next < names.len(), body.as_object_mut()) {
            let link = format!("{}{}?$top={top}&$skiptoken={next}", asked.base, asked.path);
            fields.insert("@odata.nextLink".into(), json!(link));
        }
        Answered::json(200, &body)
    }

    fn make(&mut self, asked: &Asked, account: &str, path: &[String], now_ms: u64) -> Answered {
        let wanted = asked.json().unwrap_or_default();
        let text = |name: &str| wanted.get(name).and_then(Value::as_str).unwrap_or_default();
        let name = text("name");
        if !asked.header("content-type").is_some_and(|kind| kind.starts_with("application/json"))
            || wanted.get("folder").is_none()
            || is_forbidden(name)
            || name.is_empty()
        {
            return error(400, "invalidRequest", "The request is malformed or incorrect.");
        }
        let holding = self.holding(account);
        if !holding.tree.now().is_folder(path) {
            return not_found();
        }
        let below: Vec<String> = path.iter().cloned().chain([name.to_owned()]).collect();
        if holding.tree.now().get(&below).is_some() {
            return match text("@microsoft.graph.conflictBehavior") {
                "" | "fail" => error(
                    409,
                    "nameAlreadyExists",
                    "An item with the same name already exists under the parent",
                ),
                _ => error(400, "invalidRequest", "This double knows only `fail`."),
            };
        }
        holding.tree.change(now_ms, |tree| tree.put(&below, None, now_ms));
        let tree = holding.tree.now().clone();
        match self.item(&asked.base, account, &tree, &below, now_ms) {
            Some(item) => Answered::json(201, &item),
            None => Answered::bare(500),
        }
    }

    fn put(&mut self, asked: &Asked, account: &str, path: &[String], now_ms: u64) -> Answered {
        if path.iter().any(|name| is_forbidden(name)) {
            return error(400, "invalidRequest", "The provided name cannot contain any of these characters.");
        }
        let behaviour =
            asked.param("@microsoft.graph.conflictBehavior").unwrap_or_else(|| "replace".to_owned());
        if !matches!(behaviour.as_str(), "fail" | "replace") {
            return error(400, "invalidRequest", "This double knows only `fail` and `replace`.");
        }
        let bytes = asked.arriving(&asked.body);
        let holding = self.holding(account);
        let (used, total) = (holding.tree.now().used(), holding.total);
        let tree = holding.tree.now();
        let above = path.split_last().map(|(_, above)| above).unwrap_or_default();
        if !tree.is_folder(above) {
            return not_found();
        }
        let there = tree.get(path).map(|node| node.bytes.is_some());
        if there == Some(false) || (there.is_some() && behaviour == "fail") {
            return error(
                409,
                "nameAlreadyExists",
                "An item with the same name already exists under the parent",
            );
        }
        if used + bytes.len() as u64 > total {
            return error(507, "quotaLimitReached", "Insufficient Space Available");
        }
        holding.tree.change(now_ms, |tree| tree.put(path, Some(bytes), now_ms));
        let tree = holding.tree.now().clone();
        match self.item(&asked.base, account, &tree, path, now_ms) {
            Some(item) => Answered::json(if there.is_some() { 200 } else { 201 }, &item),
            None => Answered::bare(500),
        }
    }

    fn delete(&mut self, asked: &Asked, account: &str, id: &str, now_ms: u64) -> Answered {
        let drive = drive_id(account).to_uppercase();
        let number = id.strip_prefix(&format!("{drive}!")).and_then(|id| id.parse::<u64>().ok());
        let holding = self.holding(account);
        let found = number.and_then(|number| holding.tree.now().by_id(number.checked_sub(100)?));
        let Some((path, node)) = found else { return not_found() };
        if asked.header("if-match").is_some_and(|expected| expected != "*" && expected != tag(node)) {
            return error(409, "resourceModified", "ETag does not match current item's value");
        }
        holding.tree.change(now_ms, |tree| tree.remove(&path));
        Answered::bare(204)
    }

    /// Content, for whoever has its address.
    pub(super) fn content(&mut self, asked: &Asked, token: &str, now_ms: u64) -> Answered {
        if asked.method != "GET" || asked.header("authorization").is_some() {
            return Answered::bytes(401, "text/plain", "");
        }
        let Some((account, id, until_ms)) = self.downloads.get(token).cloned() else {
            return Answered::bytes(404, "text/plain", "");
        };
        if now_ms >= until_ms {
            return Answered::bytes(401, "text/plain", "");
        }
        let past = &self.holding(&account).tree;
        let tree = asked.twist.stale.map_or(past.now(), |changes| past.back(changes));
        let Some((path, node)) = tree.by_id(id) else { return Answered::bytes(404, "text/plain", "") };
        let Some(own) = node.bytes.clone() else { return Answered::bytes(404, "text/plain", "") };
        let given = if asked.twist.other { tree.another(&path).unwrap_or(own) } else { own };
        Answered::bytes(200, "application/octet-stream", given.to_vec())
    }
}
