//! Entity tags, remembered so that a file is not read again for each question about it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use cap_std::fs::{Metadata, MetadataExt};

use crate::dav::path::StoragePath;

/// Tags that are remembered; more only cost reading files again.
const TAGS: usize = 20_000;

/// What changes whenever a file does.
pub(super) type Stamp = (u64, u64, i64, i64, i64, i64);

pub(super) fn stamp(metadata: &Metadata) -> Stamp {
    let m = metadata;
    (m.ino(), m.size(), m.mtime(), m.mtime_nsec(), m.ctime(), m.ctime_nsec())
}

/// A strong entity tag.
pub(crate) fn tag(digest: &[u8]) -> String {
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

/// The tags of files by what they were when they were read.
#[derive(Default)]
pub(super) struct Tags(Mutex<HashMap<StoragePath, (Stamp, String)>>);

impl Tags {
    fn lock(&self) -> MutexGuard<'_, HashMap<StoragePath, (Stamp, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn of(&self, place: &StoragePath, stamp: Stamp) -> Option<String> {
        self.lock().get(place).filter(|(then, _)| *then == stamp).map(|(_, tag)| tag.clone())
    }

    pub(super) fn remember(&self, place: &StoragePath, stamp: Stamp, tag: &str) {
        let mut tags = self.lock();
        if tags.len() >= TAGS {
            tags.clear();
        }
        tags.insert(place.clone(), (stamp, tag.to_owned()));
    }

    /// What was at this place, and below it, is no more.
    pub(super) fn forget(&self, place: &StoragePath) {
        self.lock().retain(|other, _| !other.is_within(place));
    }
}
