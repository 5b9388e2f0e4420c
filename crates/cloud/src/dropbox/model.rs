//! What Dropbox tells about files and space.

use serde::Deserialize;

use super::content_hash;
use crate::Quota;

/// One thing in a folder.
#[derive(Deserialize)]
#[serde(tag = ".tag", rename_all = "snake_case")]
pub(super) enum Metadata {
    File(FileMetadata),
    Folder { name: String },
    Deleted {},
}

/// A file.
#[derive(Deserialize)]
pub(super) struct FileMetadata {
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) rev: String,
    server_modified: Option<String>,
    content_hash: Option<String>,
}

impl FileMetadata {
    /// Whether these bytes are the file's. The hash is optional in Dropbox's specification, never in its answers.
    pub(super) fn fits(&self, bytes: &[u8]) -> bool {
        !self.rev.is_empty()
            && self.size == bytes.len() as u64
            && self.content_hash.as_ref().is_none_or(|hash| *hash == content_hash::of(bytes))
    }

    /// Whether the bytes can be told by it.
    pub(super) fn has_hash(&self) -> bool {
        self.content_hash.is_some()
    }

    /// Unix ms.
    pub(super) fn modified_ms(&self) -> Option<u64> {
        crate::answer::timestamp_ms(self.server_modified.as_deref()?)
    }
}

/// One page of a listing.
#[derive(Deserialize)]
pub(super) struct FolderPage {
    pub(super) entries: Vec<Metadata>,
    pub(super) cursor: String,
    pub(super) has_more: bool,
}

/// What was deleted.
#[derive(Deserialize)]
pub(super) struct DeleteAnswer {
    #[serde(rename = "metadata")]
    _metadata: Metadata,
}

/// Used and granted.
#[derive(Deserialize)]
pub(super) struct SpaceUsage {
    used: u64,
    allocation: Allocation,
}

#[derive(Deserialize)]
struct Allocation {
    #[serde(rename = ".tag")]
    tag: String,
    allocated: Option<u64>,
    /// In a team: what all its members use together.
    used: Option<u64>,
}

impl SpaceUsage {
    /// The account's quota. In a team, everybody shares it.
    pub(super) fn quota(&self) -> Quota {
        let used = if self.allocation.tag == "team" { self.allocation.used } else { Some(self.used) };
        let available = self.allocation.allocated.zip(used).map(|(all, used)| all.saturating_sub(used));
        Quota { used: Some(self.used), available }
    }
}
