//! Files and folders of one user. Services keep the case of names; most do not tell names apart by it.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value;

use crate::Past;

/// A file or folder.
#[derive(Clone, Debug)]
pub struct Node {
    /// As it was first written.
    pub name: String,
    /// The same for its life, wherever it is moved to.
    pub id: u64,
    /// Another after every change.
    pub version: u64,
    /// When it was last changed, unix ms.
    pub at_ms: u64,
    /// `None` is a folder.
    pub bytes: Option<Arc<[u8]>>,
}

/// A user's files. Paths are names from the root; the root is always there.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    nodes: BTreeMap<Vec<String>, Node>,
    counter: u64,
    exact: bool,
}

impl Tree {
    /// One that tells names apart by their case.
    pub fn exact() -> Tree {
        Tree { exact: true, ..Tree::default() }
    }

    fn key(&self, path: &[String]) -> Vec<String> {
        let folded = |name: &String| if self.exact { name.clone() } else { name.to_lowercase() };
        path.iter().map(folded).collect()
    }

    /// What is there.
    pub fn get(&self, path: &[String]) -> Option<&Node> {
        self.nodes.get(&self.key(path))
    }

    /// What has this id, and where it is.
    pub fn by_id(&self, id: u64) -> Option<(Vec<String>, &Node)> {
        let (key, node) = self.nodes.iter().find(|(_, node)| node.id == id)?;
        Some((self.names(key), node))
    }

    /// As the names were written.
    fn names(&self, key: &[String]) -> Vec<String> {
        let name = |length: usize| {
            let known = key.get(..length).and_then(|part| self.nodes.get(part));
            known.map_or_else(String::new, |node| node.name.clone())
        };
        (1..=key.len()).map(name).collect()
    }

    /// Whether it is a folder; the root is one.
    pub fn is_folder(&self, path: &[String]) -> bool {
        path.is_empty() || self.get(path).is_some_and(|node| node.bytes.is_none())
    }

    /// Whether something above it is a file.
    pub fn is_below_a_file(&self, path: &[String]) -> bool {
        (1..path.len()).any(|length| {
            path.get(..length).and_then(|above| self.get(above)).is_some_and(|node| node.bytes.is_some())
        })
    }

    /// What is directly in a folder.
    pub fn children(&self, folder: &[String]) -> Vec<&Node> {
        let folder = self.key(folder);
        let inside = |key: &&Vec<String>| key.len() == folder.len() + 1 && key.starts_with(&folder);
        self.nodes.iter().filter(|(key, _)| inside(key)).map(|(_, node)| node).collect()
    }

    /// Paths of all files.
    pub fn paths(&self) -> impl Iterator<Item = &Vec<String>> {
        self.nodes.iter().filter(|(_, node)| node.bytes.is_some()).map(|(key, _)| key)
    }

    /// Paths of all files, as their names were written.
    pub fn written_paths(&self) -> impl Iterator<Item = Vec<String>> {
        self.paths().map(|key| self.names(key))
    }

    /// Bytes of all files.
    pub fn used(&self) -> u64 {
        self.nodes.values().filter_map(|node| node.bytes.as_ref()).map(|bytes| bytes.len() as u64).sum()
    }

    /// Some other file's bytes (F-26).
    pub fn another(&self, path: &[String]) -> Option<Arc<[u8]>> {
        let own = self.get(path)?.id;
        self.nodes.values().filter(|node| node.id != own).find_map(|node| node.bytes.clone())
    }

    /// Puts a file or folder there, whatever was there before. The folders above are not made.
    pub fn put(&mut self, path: &[String], bytes: Option<&[u8]>, at_ms: u64) {
        let Some(name) = path.last() else { return };
        self.counter += 1;
        let known = self.get(path);
        let id = known.map_or(self.counter, |node| node.id);
        let name = known.map_or(name, |node| &node.name).clone();
        let node = Node { name, id, version: self.counter, at_ms, bytes: bytes.map(Arc::from) };
        self.nodes.insert(self.key(path), node);
    }

    /// Makes all folders above.
    pub fn make_above(&mut self, path: &[String], at_ms: u64) {
        for length in 1..path.len() {
            if let Some(above) = path.get(..length)
                && self.get(above).is_none()
            {
                self.put(above, None, at_ms);
            }
        }
    }

    /// Removes it with all below. What it was.
    pub fn remove(&mut self, path: &[String]) -> Option<Node> {
        let gone = self.key(path);
        let node = self.nodes.get(&gone).cloned();
        self.nodes.retain(|key, _| !key.starts_with(&gone));
        node
    }

    /// Moves it with all below. False when nothing is there.
    pub fn rename(&mut self, from: &[String], to: &[String]) -> bool {
        let (old, new) = (self.key(from), self.key(to));
        let moved: Vec<_> = self.nodes.keys().filter(|key| key.starts_with(&old)).cloned().collect();
        for key in &moved {
            if let (Some(mut node), Some(rest)) = (self.nodes.remove(key), key.get(old.len()..)) {
                if let (true, Some(name)) = (rest.is_empty(), to.last()) {
                    node.name = name.clone();
                }
                self.nodes.insert([new.as_slice(), rest].concat(), node);
            }
        }
        !moved.is_empty()
    }
}

/// What a user does to his files on the service's own pages: `put {path, text}`, `rename {path, to}`, `delete {path}`,
/// and `lag {ms}` for listings. `None` for anything else.
pub(crate) fn act(
    past: &mut Past<Tree>,
    action: &str,
    argument: &Value,
    now_ms: u64,
) -> Option<Result<Value, String>> {
    let text = |name: &str| argument.get(name).and_then(Value::as_str).unwrap_or_default();
    let path = names(text("path"));
    let found = match action {
        "lag" => {
            past.lag_ms = argument.get("ms").and_then(Value::as_u64).unwrap_or_default();
            true
        }
        "put" => past.change(now_ms, |tree| {
            tree.make_above(&path, now_ms);
            tree.put(&path, Some(text("text").as_bytes()), now_ms);
            true
        }),
        "rename" => past.change(now_ms, |tree| tree.rename(&path, &names(text("to")))),
        "delete" => past.change(now_ms, |tree| tree.remove(&path)).is_some(),
        _ => return None,
    };
    Some(if found { Ok(Value::Null) } else { Err("nothing is there".to_owned()) })
}

/// `/a/b` as names.
pub(crate) fn names(path: &str) -> Vec<String> {
    path.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// `2026-03-01T00:00:00Z`
pub(crate) fn timestamp(ms: u64) -> String {
    let (days, second) = (ms / 86_400_000, ms / 1000 % 86_400);
    // The year begins in March, so that the leap day is its last.
    let shifted = days + 719_468;
    let (era, day) = (shifted / 146_097, shifted % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let m = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * m + 2) / 5 + 1, if m < 10 { m + 3 } else { m - 9 });
    let year = era * 400 + year + u64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_kept_and_does_not_tell_names_apart() {
        let mut tree = Tree::default();
        let (upper, lower) = (names("/A/File"), names("/a/fILE"));
        tree.make_above(&upper, 1);
        tree.put(&upper, Some(b"1"), 1);
        assert_eq!(tree.get(&lower).map(|node| node.name.as_str()), Some("File"));
        assert!(tree.is_folder(&names("/a")) && !tree.is_folder(&lower));
        assert!(tree.is_below_a_file(&names("/a/file/x")));
        assert!(tree.rename(&names("/a"), &names("/B")));
        assert_eq!(tree.by_id(2).map(|(path, _)| path), Some(names("/B/File")));
        tree.remove(&names("/b"));
        assert_eq!((tree.used(), tree.children(&[]).len()), (0, 0));
    }

    #[test]
    fn times_are_written_as_services_write_them() {
        assert_eq!(timestamp(951_825_601_000), "2000-02-29T12:00:01Z");
        assert_eq!(timestamp(1_772_323_200_000), "2026-03-01T00:00:00Z");
        assert_eq!(timestamp(0), "1970-01-01T00:00:00Z");
    }
}
