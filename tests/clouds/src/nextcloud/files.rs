//! WebDAV.

use percent_encoding::percent_decode_str;

use super::{
    BASE, Nextcloud, User,
    xml::{encode, etag, exception, http_date, multistatus, response},
};
use crate::{Answered, Asked, Node};

fn sabre(status: u16, name: &str, words: &str) -> Answered {
    exception(status, &format!("Sabre\\DAV\\Exception\\{name}"), words)
}

fn not_found(path: &[String]) -> Answered {
    sabre(404, "NotFound", &format!("File with name {} could not be located", path.join("/")))
}

fn names(path: &str) -> Option<Vec<String>> {
    let decode = |name: &str| percent_decode_str(name).decode_utf8().ok().map(|name| name.into_owned());
    path.split('/').filter(|name| !name.is_empty()).map(decode).collect()
}

impl Nextcloud {
    pub(super) fn dav(&mut self, asked: &Asked, dav: &str, user: usize, now_ms: u64) -> Answered {
        let Some(names) = names(dav) else { return sabre(400, "BadRequest", "") };
        let Some(user) = self.users.get_mut(user) else { return Answered::bare(500) };
        let parts: Vec<&str> = names.iter().map(String::as_str).collect();
        match parts.as_slice() {
            [] if asked.method == "PROPFIND" => user.about_root(asked),
            ["files", id, ..] if *id == user.id => {
                let path = names.get(2..).unwrap_or_default().to_vec();
                user.serve(asked, &path, now_ms)
            }
            ["files", id, ..] => sabre(404, "NotFound", &format!("Principal with name {id} not found")),
            _ => not_found(&names),
        }
    }
}

impl User {
    fn about_root(&self, asked: &Asked) -> Answered {
        let wants = String::from_utf8_lossy(&asked.body).contains("current-user-principal");
        let principal = format!(
            "<d:current-user-principal><d:href>{BASE}/remote.php/dav/principals/users/{}/</d:href>\
             </d:current-user-principal>",
            encode(&self.id)
        );
        let properties = format!(
            "<d:resourcetype><d:collection/></d:resourcetype>{}",
            if wants { principal.as_str() } else { "" }
        );
        multistatus(&[response(&format!("{BASE}/remote.php/dav/"), &properties, "")])
    }

    fn href(&self, path: &[String], folder: bool) -> String {
        let mut href = format!("{BASE}/remote.php/dav/files/{}/", encode(&self.id));
        for (at, name) in path.iter().enumerate() {
            href += &encode(name);
            if folder || at + 1 < path.len() {
                href.push('/');
            }
        }
        href
    }

    fn about(&self, path: &[String], node: Option<&Node>) -> String {
        let time = http_date(node.map_or(0, |node| node.at_ms));
        let tag = node.map_or_else(|| "\"root\"".to_owned(), etag);
        let common = format!("<d:getlastmodified>{time}</d:getlastmodified><d:getetag>{tag}</d:getetag>");
        match node.and_then(|node| node.bytes.as_ref()) {
            Some(bytes) => {
                let length = bytes.len();
                let own = format!("<d:resourcetype/><d:getcontentlength>{length}</d:getcontentlength>");
                let missing = "<d:quota-available-bytes/><d:quota-used-bytes/>";
                response(&self.href(path, false), &(common + &own), missing)
            }
            None => {
                let used = self.tree.now().used();
                let own = format!(
                    "<d:resourcetype><d:collection/></d:resourcetype>\
                     <d:quota-available-bytes>{}</d:quota-available-bytes><d:quota-used-bytes>{used}</d:quota-used-bytes>",
                    self.allocated.saturating_sub(used)
                );
                response(&self.href(path, true), &(common + &own), "<d:getcontentlength/>")
            }
        }
    }

    /// Whether this or what it is in is locked, once less.
    fn is_locked(&mut self, path: &[String]) -> bool {
        let hit = self.locked.iter_mut().find(|(locked, times)| path.starts_with(locked) && **times > 0);
        match hit {
            Some((_, times)) => {
                *times -= 1;
                true
            }
            None => false,
        }
    }

    /// Whether the request is about another version than the one that is there.
    fn is_other(&self, asked: &Asked, path: &[String]) -> bool {
        let there = self.tree.now().get(path).map(etag);
        asked.header("if-match").zip(there).is_some_and(|(wanted, there)| wanted != there && wanted != "*")
    }

    fn serve(&mut self, asked: &Asked, path: &[String], now_ms: u64) -> Answered {
        let method = asked.method.as_str();
        if matches!(method, "PUT" | "DELETE" | "MOVE" | "MKCOL") {
            let invalid =
                |name: &String| name.contains('\\') || matches!(name.as_str(), "." | ".." | ".htaccess");
            if path.iter().any(invalid) {
                return exception(400, "OCA\\DAV\\Connector\\Sabre\\Exception\\InvalidPath", "");
            }
            if self.is_locked(path) {
                let words = format!("\"{}\" is locked", path.join("/"));
                return exception(423, "OCA\\DAV\\Connector\\Sabre\\Exception\\FileLocked", &words);
            }
        }
        match method {
            "GET" => self.read(asked, path),
            "PROPFIND" => self.find(asked, path, now_ms),
            "PUT" => self.write(asked, path, now_ms),
            "MKCOL" => self.make(path, now_ms),
            "MOVE" => self.rename(asked, path, now_ms),
            "DELETE" if path.is_empty() => sabre(403, "Forbidden", ""),
            "DELETE" if self.is_other(asked, path) => sabre(
                412,
                "PreconditionFailed",
                "An If-Match header was specified, but none of the ETags matched.",
            ),
            "DELETE" => match self.tree.now().get(path).is_some() {
                true => {
                    self.tree.change(now_ms, |tree| tree.remove(path));
                    Answered::bare(204)
                }
                false => not_found(path),
            },
            _ => sabre(501, "NotImplemented", ""),
        }
    }

    fn read(&self, asked: &Asked, path: &[String]) -> Answered {
        let tree = asked.twist.stale.map_or(self.tree.now(), |changes| self.tree.back(changes));
        if tree.is_folder(path) {
            let words = "This is the WebDAV interface. It can only be accessed by WebDAV clients such as the Nextcloud \
                         desktop sync client.";
            return Answered::bytes(200, "text/html; charset=utf-8", words);
        }
        let Some(node) = tree.get(path) else { return not_found(path) };
        let own = node.bytes.clone().unwrap_or_default();
        let given = if asked.twist.other { tree.another(path).unwrap_or(own) } else { own };
        Answered::bytes(200, "application/octet-stream", given.to_vec())
            .with("etag", etag(node))
            .with("oc-etag", etag(node))
            .with("last-modified", http_date(node.at_ms))
    }

    fn find(&self, asked: &Asked, path: &[String], now_ms: u64) -> Answered {
        let deep = asked.header("depth") != Some("0");
        let tree = match (deep, asked.twist.stale) {
            (true, stale) => self.tree.listed(now_ms, stale),
            (false, Some(changes)) => self.tree.back(changes),
            (false, None) => self.tree.now(),
        };
        let node = tree.get(path);
        if node.is_none() && !path.is_empty() {
            return not_found(path);
        }
        let mut responses = vec![self.about(path, node)];
        if deep && tree.is_folder(path) {
            for child in tree.children(path) {
                let below: Vec<String> = path.iter().chain([&child.name]).cloned().collect();
                responses.push(self.about(&below, Some(child)));
            }
        }
        multistatus(&responses)
    }

    fn write(&mut self, asked: &Asked, path: &[String], now_ms: u64) -> Answered {
        let bytes = asked.arriving(&asked.body);
        let tree = self.tree.now();
        let there = tree.get(path).map(|node| node.bytes.is_some());
        let above = path.split_last().map(|(_, above)| above).unwrap_or_default();
        if path.is_empty() || there == Some(false) {
            return sabre(409, "Conflict", "PUT is not allowed on non-files.");
        }
        if !tree.is_folder(above) {
            return sabre(409, "Conflict", "Files can only be created in existing collections");
        }
        if there.is_some() && asked.header("if-none-match") == Some("*") {
            let words = "An If-None-Match header was specified, but the ETag matched (or * was specified).";
            return sabre(412, "PreconditionFailed", words);
        }
        if tree.used() + bytes.len() as u64 > self.allocated {
            return sabre(507, "InsufficientStorage", "Insufficient space");
        }
        self.tree.change(now_ms, |tree| tree.put(path, Some(bytes), now_ms));
        let node = self.tree.now().get(path);
        let tag = node.map(etag).unwrap_or_default();
        Answered::bare(if there.is_some() { 204 } else { 201 })
            .with("etag", tag.clone())
            .with("oc-etag", tag)
            .with("oc-fileid", format!("{:08}ocabcdef", node.map_or(0, |node| node.id)))
    }

    fn make(&mut self, path: &[String], now_ms: u64) -> Answered {
        let above = path.split_last().map(|(_, above)| above).unwrap_or_default();
        if path.is_empty() || self.tree.now().get(path).is_some() {
            return sabre(405, "MethodNotAllowed", "The resource you tried to create already exists");
        }
        if !self.tree.now().is_folder(above) {
            return sabre(409, "Conflict", "Parent node does not exist");
        }
        self.tree.change(now_ms, |tree| tree.put(path, None, now_ms));
        Answered::bare(201)
    }

    fn rename(&mut self, asked: &Asked, path: &[String], now_ms: u64) -> Answered {
        let prefix = format!("{BASE}/remote.php/dav/files/{}/", encode(&self.id));
        let to = asked.header("destination").and_then(|to| to.split_once("://")).and_then(|(_, rest)| {
            let at = rest.find('/')?;
            names(rest.get(at..)?.strip_prefix(&prefix)?)
        });
        let Some(to) = to.filter(|to| !to.is_empty()) else { return sabre(400, "BadRequest", "Destination") };
        let tree = self.tree.now();
        if tree.get(path).is_none() {
            return not_found(path);
        }
        if !to.split_last().is_some_and(|(_, above)| tree.is_folder(above)) {
            return sabre(409, "Conflict", "The destination node is not found");
        }
        let there = tree.get(&to).is_some();
        if there && asked.header("overwrite") == Some("F") {
            return sabre(412, "PreconditionFailed", "The destination node already exists");
        }
        self.tree.change(now_ms, |tree| {
            tree.remove(&to);
            tree.rename(path, &to)
        });
        Answered::bare(if there { 204 } else { 201 })
    }
}
