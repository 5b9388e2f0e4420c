//! The files and folders of a memory drive, and their recent past.

use std::{
    collections::{BTreeMap, VecDeque},
    rc::Rc,
};

use crate::{Create, DriveError, Entry, Path};

/// How many changes a stale listing can go back.
const PAST: usize = 1024;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Folder,
    File { bytes: Rc<[u8]>, modified_ms: u64 },
}

#[derive(Clone, Debug)]
enum Change {
    Added(Path),
    Removed(Path, Node),
}

/// Everything in a drive at one instant. Cheap to keep: the bytes are shared.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    nodes: BTreeMap<Path, Node>,
    past: VecDeque<Change>,
}

impl PartialEq for Contents {
    fn eq(&self, other: &Self) -> bool {
        self.nodes == other.nodes
    }
}

impl Eq for Contents {}

impl Contents {
    /// Every file with its bytes, in the order of the paths.
    pub fn files(&self) -> impl Iterator<Item = (&Path, &[u8])> {
        self.nodes.iter().filter_map(|(path, node)| match node {
            Node::File { bytes, .. } => Some((path, &bytes[..])),
            Node::Folder => None,
        })
    }

    pub(super) fn used(&self) -> u64 {
        self.files().map(|(_, bytes)| bytes.len() as u64).sum()
    }

    pub(super) fn get(&self, path: &Path) -> Result<Vec<u8>, DriveError> {
        match self.nodes.get(path) {
            Some(Node::File { bytes, .. }) => Ok(bytes.to_vec()),
            Some(Node::Folder) => Err(DriveError::WrongKind),
            None if path.names().is_empty() => Err(DriveError::WrongKind),
            None => Err(DriveError::NotFound),
        }
    }

    pub(super) fn create(&mut self, path: &Path, bytes: &[u8], now_ms: u64) -> Result<Create, DriveError> {
        if path.names().is_empty() {
            return Err(DriveError::WrongKind);
        }
        let mut above = Vec::new();
        let mut folder = path.parent();
        while let Some(parent) = folder {
            if matches!(self.nodes.get(&parent), Some(Node::File { .. })) {
                return Err(DriveError::WrongKind);
            }
            folder = parent.parent();
            above.push(parent);
        }
        if self.nodes.contains_key(path) {
            return Ok(Create::Exists);
        }
        for parent in above.into_iter().rev().filter(|parent| !parent.names().is_empty()) {
            if !self.nodes.contains_key(&parent) {
                self.add(parent, Node::Folder);
            }
        }
        self.add(path.clone(), Node::File { bytes: bytes.into(), modified_ms: now_ms });
        Ok(Create::Created)
    }

    pub(super) fn delete(&mut self, path: &Path) -> Result<(), DriveError> {
        if path.names().is_empty() {
            return Err(DriveError::Denied);
        }
        if !self.nodes.contains_key(path) {
            return Err(DriveError::NotFound);
        }
        let inside: Vec<Path> =
            self.nodes.keys().filter(|key| key.names().starts_with(path.names())).cloned().collect();
        for key in inside {
            if let Some(node) = self.nodes.remove(&key) {
                self.remember(Change::Removed(key, node));
            }
        }
        Ok(())
    }

    /// The bytes of a file exchanged behind everybody's back: what no drive does, and a broken or hostile one may.
    pub(super) fn exchange(&mut self, path: &Path, bytes: &[u8], now_ms: u64) {
        self.nodes.insert(path.clone(), Node::File { bytes: bytes.into(), modified_ms: now_ms });
    }

    /// The listing as it was `behind` changes ago.
    pub(super) fn list(&self, folder: &Path, behind: usize) -> Result<Vec<Entry>, DriveError> {
        if behind > 0 {
            return self.as_before(behind).list(folder, 0);
        }
        match self.nodes.get(folder) {
            Some(Node::File { .. }) => return Err(DriveError::WrongKind),
            None if !folder.names().is_empty() => return Err(DriveError::NotFound),
            _ => {}
        }
        let depth = folder.names().len();
        let inside = self.nodes.range(folder.clone()..);
        let entries = inside
            .take_while(|(path, _)| path.names().starts_with(folder.names()))
            .filter(|(path, _)| path.names().len() == depth + 1)
            .filter_map(|(path, node)| {
                let name = path.name()?.to_owned();
                Some(match node {
                    Node::Folder => Entry { name, folder: true, size: None, modified_ms: None },
                    Node::File { bytes, modified_ms } => Entry {
                        name,
                        folder: false,
                        size: Some(bytes.len() as u64),
                        modified_ms: Some(*modified_ms),
                    },
                })
            });
        Ok(entries.collect())
    }

    fn as_before(&self, changes: usize) -> Contents {
        let mut nodes = self.nodes.clone();
        for change in self.past.iter().rev().take(changes) {
            match change {
                Change::Added(path) => {
                    nodes.remove(path);
                }
                Change::Removed(path, node) => {
                    nodes.insert(path.clone(), node.clone());
                }
            }
        }
        Contents { nodes, past: VecDeque::new() }
    }

    fn add(&mut self, path: Path, node: Node) {
        self.nodes.insert(path.clone(), node);
        self.remember(Change::Added(path));
    }

    fn remember(&mut self, change: Change) {
        if self.past.len() == PAST {
            self.past.pop_front();
        }
        self.past.push_back(change);
    }
}
