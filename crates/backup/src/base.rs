//! What the newest snapshot consists of, and what the next one rewrites.

use std::collections::BTreeSet;

use crate::{
    chunk::{Chunk, ChunkRef, Pack, Piece},
    entry::{Body, Entry},
    state::State,
};

/// The files of the state may weigh this much more than it before what is outdated in them is cleared away.
const OUTDATED: usize = 64 << 10;

/// An entry that holds part of the state.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    pub(crate) named: ChunkRef,
    /// Size of its file, bytes.
    bytes: usize,
    keys: BTreeSet<String>,
    continued: BTreeSet<String>,
}

impl Segment {
    /// `None` for an entry that holds none of it.
    pub(crate) fn of(entry: &Entry) -> Option<Segment> {
        let (keys, continued) = match &entry.body {
            Body::Snapshot { state, .. } => {
                (state.iter().map(|(key, _)| key.to_owned()).collect(), BTreeSet::new())
            }
            Body::Pack(pack) => (pack.chunk.keys(), pack.chunk.continued()),
            Body::Chunk(chunk) => (chunk.keys(), chunk.continued()),
            Body::Delta(_) | Body::Takeover | Body::End(_) => return None,
        };
        let named = ChunkRef { position: entry.place.position, digest: entry.digest };
        Some(Segment { named, bytes: entry.file.len(), keys, continued })
    }
}

/// The segments of the newest snapshot, oldest first, itself last; and what changed since.
#[derive(Clone, Debug, Default)]
pub(crate) struct Base {
    segments: Vec<Segment>,
    /// Pages after it, for the next one to name.
    chunks: Vec<(Segment, Chunk)>,
    changed: BTreeSet<String>,
}

/// What the next snapshot says, and what it names for the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SnapshotPlan {
    pub(crate) kept: Vec<ChunkRef>,
    /// The chunks to write, at least one: the last is the snapshot's own.
    pub(crate) chunks: Vec<Chunk>,
}

impl Base {
    pub(crate) fn new(segments: Vec<Segment>) -> Base {
        Base { segments, ..Base::default() }
    }

    /// The positions of all its parts.
    pub(crate) fn positions(&self) -> BTreeSet<u64> {
        self.segments.iter().map(|segment| segment.named.position).collect()
    }

    pub(crate) fn changed(&mut self, keys: impl IntoIterator<Item = String>) {
        self.changed.extend(keys);
    }

    pub(crate) fn add_chunk(&mut self, segment: Segment, chunk: &Chunk) {
        self.chunks.push((segment, chunk.clone()));
    }

    /// The chunks after this position, which nothing names yet.
    pub(crate) fn pages_after(&self, position: u64) -> Vec<ChunkRef> {
        let chunks = self.chunks.iter().map(|(chunk, _)| chunk.named);
        chunks.filter(|named| named.position > position).collect()
    }

    /// What a pack makes of the state before it.
    pub(crate) fn laid(&self, state: &State, pack: &Pack) -> State {
        let mut state = state.clone();
        for (segment, chunk) in &self.chunks {
            if pack.names.contains(&segment.named) {
                chunk.lay(&mut state);
            }
        }
        pack.chunk.lay(&mut state);
        state
    }

    /// The base of a snapshot that follows this one; `None` when it names what was not there.
    pub(crate) fn next(&self, names: &[ChunkRef], own: Segment) -> Option<Base> {
        let find = |named: &ChunkRef| {
            let chunks = self.chunks.iter().map(|(chunk, _)| chunk);
            self.segments.iter().chain(chunks).find(|segment| segment.named == *named).cloned()
        };
        let mut segments: Vec<Segment> = names.iter().map(find).collect::<Option<_>>()?;
        segments.push(own);
        Some(Base::new(segments))
    }

    /// What the next snapshot has to say when the state is this one. `whole`: the complete state, whatever lies there
    /// already.
    pub(crate) fn plan(&self, state: &State, whole: bool, most: usize) -> SnapshotPlan {
        let mut kept: Vec<&Segment> = if whole { Vec::new() } else { self.segments.iter().collect() };
        let mut anew: BTreeSet<&str> = self.changed.iter().map(String::as_str).collect();
        let written: usize = anew.iter().map(|key| cost(state, key)).sum();
        let lies: usize = kept.iter().map(|segment| segment.bytes).sum();
        let size = state.size();
        if whole || lies + written > size + size / 2 + OUTDATED {
            (kept, anew) = self.cleared(state, kept);
        }
        let pieces = anew.into_iter().filter_map(|key| match state.get(key) {
            Some(value) => Some(Piece::Put { key: key.to_owned(), value: value.to_vec() }),
            None if whole => None,
            // This includes what was never in a segment: a batch in this snapshot may be what deletes it.
            None => Some(Piece::Delete { key: key.to_owned() }),
        });
        let chunks = Chunk::split(pieces, most);
        SnapshotPlan { kept: kept.into_iter().map(|segment| segment.named).collect(), chunks }
    }

    /// Only the segments that are worth their bytes are kept; what is not in them is written again.
    fn cleared<'a>(
        &'a self,
        state: &'a State,
        candidates: Vec<&'a Segment>,
    ) -> (Vec<&'a Segment>, BTreeSet<&'a str>) {
        // A value that is spread over several segments needs them all, so it is written again.
        let spread: BTreeSet<&str> =
            candidates.iter().flat_map(|segment| &segment.continued).map(String::as_str).collect();
        let mut newer: BTreeSet<&str> = self.changed.iter().map(String::as_str).collect();
        let mut held: BTreeSet<&str> = BTreeSet::new();
        let mut kept = Vec::new();
        for segment in candidates.into_iter().rev() {
            let fresh: Vec<&str> = (segment.keys.iter().map(String::as_str))
                .filter(|key| !newer.contains(key) && !spread.contains(key) && state.get(key).is_some())
                .collect();
            let worth: usize = fresh.iter().map(|key| cost(state, key)).sum();
            if worth >= segment.bytes / 4 * 3 {
                held.extend(fresh);
                kept.push(segment);
            }
            newer.extend(segment.keys.iter().map(String::as_str));
        }
        kept.reverse();
        let mut anew: BTreeSet<&str> =
            state.iter().map(|(key, _)| key).filter(|key| !held.contains(key)).collect();
        // Gone, and yet in what is kept.
        let said = kept.iter().flat_map(|segment| &segment.keys).map(String::as_str);
        anew.extend(said.filter(|key| state.get(key).is_none()));
        anew.extend(self.changed.iter().map(String::as_str));
        (kept, anew)
    }
}

/// Bytes of a key and what it holds.
fn cost(state: &State, key: &str) -> usize {
    7 + key.len() + state.get(key).map_or(0, <[u8]>::len)
}
