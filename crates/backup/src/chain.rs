//! A chain of entries: the same rules apply to writing, loading and restoring.

use std::collections::BTreeSet;

use lifeboat_crypto::{Digest, WriterId};

use crate::{
    base::{Base, Segment, SnapshotPlan},
    bytes::TooLarge,
    chunk::{self, Chunk, ChunkRef, LARGEST, Pack},
    entry::{Body, End, Entry, EntryPlace},
    fault::Fault,
    state::{Batch, Op, State},
    status::{Author, JournalEnd},
};

#[cfg(test)]
mod tests;

/// Changes of fewer bytes than this are quick to read, and need no snapshot.
const WORTH_A_SNAPSHOT: usize = 1 << 20;
/// The maximum number of entries from one snapshot to the next.
const MOST_ENTRIES: u64 = 64;
/// How many of these may be chunks of the next snapshot.
const MOST_PAGES: u64 = 8;

/// What is known of the newest entry: what the next one continues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) position: u64,
    pub(crate) digest: Digest,
    pub(crate) epoch: u32,
    /// The epoch of the data key that the entry is sealed with.
    pub(crate) key_epoch: u32,
    pub(crate) origin: Author,
    /// The journal ends with it.
    pub(crate) end: Option<End>,
}

impl Head {
    /// How the journal ends, if it does. Nothing follows an end here; what it leads to may be old.
    pub(crate) fn ended(&self) -> Option<JournalEnd> {
        let End { ending, to } = self.end.clone()?;
        Some(JournalEnd { ending, to, by: self.origin.clone() })
    }
}

/// The Takeovers that this device knows of: what tells an entry of its own history from one of a device that took
/// over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Takeovers(BTreeSet<u64>);

impl Takeovers {
    /// Those at these positions.
    pub fn new(positions: BTreeSet<u64>) -> Takeovers {
        Takeovers(positions)
    }

    /// The positions of the entries that took the journal over.
    pub fn positions(&self) -> &BTreeSet<u64> {
        &self.0
    }

    /// Whether this history has one there.
    pub(crate) fn contains(&self, position: u64) -> bool {
        self.0.contains(&position)
    }

    /// Position of the newest one.
    pub fn newest(&self) -> Option<u64> {
        self.0.last().copied()
    }

    /// Position of the newest one up to and including this position.
    pub(crate) fn newest_until(&self, position: u64) -> Option<u64> {
        self.0.range(..=position).next_back().copied()
    }

    /// How many there were up to and including this position: the epoch of every entry of this history there.
    pub(crate) fn until(&self, position: u64) -> u32 {
        u32::try_from(self.0.range(..=position).count()).unwrap_or(u32::MAX)
    }
}

/// Whether a snapshot should be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SnapshotUrgency {
    No,
    /// When there is nothing better to do.
    Soon,
    /// Before anything else.
    Now,
}

/// A snapshot, and what its successors made of it.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    pub(crate) head: Head,
    pub(crate) state: State,
    pub(crate) takeovers: BTreeSet<u64>,
    pub(crate) snapshot: u64,
    base: Base,
    weight: usize,
    entries: u64,
}

impl Chain {
    /// Begins with a snapshot, and the entries that it names.
    pub(crate) fn begin(entry: &Entry, named: &[Entry]) -> Result<Chain, Fault> {
        let (takeovers, state, mut segments) = match &entry.body {
            Body::Snapshot { takeovers, state } => (takeovers, state.clone(), Vec::new()),
            Body::Pack(pack) => {
                let (state, segments) = gathered(pack, named)?;
                (&pack.takeovers, state, segments)
            }
            Body::Delta(_) | Body::Chunk(_) | Body::Takeover | Body::End(_) => return Err(Fault::Swapped),
        };
        let counted = u32::try_from(takeovers.len()).map_err(|_| Fault::Damaged)?;
        let before = takeovers.last().is_none_or(|last| *last < entry.place.position);
        if counted != entry.place.epoch || !before {
            return Err(Fault::Damaged);
        }
        segments.extend(Segment::of(entry));
        Ok(Chain {
            head: head_of(entry),
            state,
            takeovers: takeovers.iter().copied().collect(),
            snapshot: entry.place.position,
            base: Base::new(segments),
            weight: 0,
            entries: 0,
        })
    }

    /// The newest snapshot among these entries, which are in order and may have gaps below it, and all after it.
    pub(crate) fn of(entries: &[Entry]) -> Result<Chain, (u64, Fault)> {
        let newest = entries.iter().rposition(|entry| entry.body.is_snapshot());
        let (named, rest) = entries.split_at(newest.ok_or((0, Fault::Damaged))?);
        let mut chain: Option<Chain> = None;
        for entry in rest {
            let wrong = |fault| (entry.place.position, fault);
            match &mut chain {
                None => chain = Some(Chain::begin(entry, named).map_err(wrong)?),
                Some(chain) => chain.push(entry).map_err(wrong)?,
            }
        }
        chain.ok_or((0, Fault::Damaged))
    }

    /// Appends the next entry.
    pub(crate) fn push(&mut self, entry: &Entry) -> Result<(), Fault> {
        if Some(entry.place.position) != self.head.position.checked_add(1) {
            return Err(Fault::Swapped);
        }
        let takes_over = entry.body.takes_over();
        let epoch = self.head.epoch.checked_add(u32::from(takes_over)).ok_or(Fault::Damaged)?;
        if entry.place.previous != self.head.digest || entry.place.epoch != epoch {
            return Err(Fault::Forked);
        }
        match &entry.body {
            // A snapshot changes nothing; one that would is not of this history.
            Body::Snapshot { takeovers, state } => {
                self.renewed(entry, takeovers, *state == self.state, &[])?;
            }
            // A pack may change it, by what it says itself and in the chunks since the snapshot before.
            Body::Pack(pack) => {
                let state = self.base.laid(&self.state, pack);
                let same = chunk::digest_of(&state) == Ok(pack.state);
                self.renewed(entry, &pack.takeovers, same, &pack.names)?;
                self.state = state;
            }
            Body::Chunk(chunk) => {
                self.entries += 1;
                Segment::of(entry).into_iter().for_each(|segment| self.base.add_chunk(segment, chunk));
            }
            Body::Delta(batch) => {
                self.change(batch);
                self.weight = self.weight.saturating_add(entry.weight);
                self.entries += 1;
            }
            Body::Takeover | Body::End(_) => {
                self.takeovers.insert(entry.place.position);
                self.entries += 1;
            }
        }
        self.head = head_of(entry);
        Ok(())
    }

    fn renewed(
        &mut self,
        entry: &Entry,
        takeovers: &[u64],
        same: bool,
        names: &[ChunkRef],
    ) -> Result<(), Fault> {
        let base = Segment::of(entry).and_then(|own| self.base.next(names, own)).ok_or(Fault::Forked)?;
        if !same || !takeovers.iter().eq(&self.takeovers) {
            return Err(Fault::Forked);
        }
        self.snapshot = entry.place.position;
        self.base = base;
        self.weight = 0;
        self.entries = 0;
        Ok(())
    }

    /// The place after the head.
    pub(crate) fn next(&self, writer: WriterId, body: &Body) -> EntryPlace {
        EntryPlace {
            position: self.next_position(),
            epoch: self.head.epoch.saturating_add(u32::from(body.takes_over())),
            previous: self.head.digest,
            writer,
        }
    }

    /// The Takeovers so far.
    pub(crate) fn known(&self) -> Takeovers {
        Takeovers(self.takeovers.clone())
    }

    pub(crate) fn next_position(&self) -> u64 {
        self.head.position.saturating_add(1)
    }

    /// The positions of the newest snapshot and of everything that it names.
    pub(crate) fn base(&self) -> BTreeSet<u64> {
        self.base.positions()
    }

    /// All that a restore of the head needs.
    pub(crate) fn needed(&self) -> BTreeSet<u64> {
        self.base().into_iter().chain(self.snapshot..=self.head.position).collect()
    }

    /// What the next snapshot has to say. `whole`: all, whatever lies there already.
    pub(crate) fn plan(&self, whole: bool) -> SnapshotPlan {
        self.base.plan(&self.state, whole, LARGEST)
    }

    /// The state as if this batch were already applied.
    pub(crate) fn with(&self, batch: &Batch) -> Chain {
        let mut next = self.clone();
        next.change(batch);
        next
    }

    fn change(&mut self, batch: &Batch) {
        self.state.apply(batch);
        self.base.changed(batch.ops.iter().map(|op| match op {
            Op::Put { key, .. } | Op::Delete { key } => key.clone(),
        }));
    }

    /// The snapshot of what this batch makes of the state. With nothing to name, and no batch that it would
    /// have to carry out, it holds the state itself; otherwise it is a pack: what it names beside the chunks
    /// that were written after `since`, and what it says itself.
    pub(crate) fn snapshot_with(
        &self,
        batch: &Batch,
        kept: Vec<ChunkRef>,
        since: u64,
        chunk: Chunk,
    ) -> Result<Body, TooLarge> {
        let takeovers = self.takeovers.iter().copied().collect();
        let mut names = kept;
        names.extend(self.base.pages_after(since));
        if batch.is_empty() {
            return Body::snapshot(takeovers, &self.state, names, chunk);
        }
        let state = chunk::digest_of(&self.with(batch).state)?;
        Ok(Body::Pack(Pack { takeovers, state, names, chunk }))
    }

    /// The snapshot rule: restoring reads little beside the state itself. What a snapshot costs does not depend on the
    /// size of the state, so their number decides.
    pub(crate) fn due(&self) -> SnapshotUrgency {
        if self.entries + MOST_PAGES >= MOST_ENTRIES {
            SnapshotUrgency::Now
        } else if self.entries >= MOST_ENTRIES / 4 * 3 || self.weight > WORTH_A_SNAPSHOT {
            SnapshotUrgency::Soon
        } else {
            SnapshotUrgency::No
        }
    }
}

/// What a pack leads to, from the entries that it names.
fn gathered(pack: &Pack, named: &[Entry]) -> Result<(State, Vec<Segment>), Fault> {
    let mut state = State::new();
    let mut segments = Vec::new();
    for name in &pack.names {
        let entry = named.iter().find(|entry| entry.place.position == name.position).ok_or(Fault::Damaged)?;
        if entry.digest != name.digest {
            return Err(Fault::Forked);
        }
        match &entry.body {
            Body::Snapshot { state: held, .. } => {
                held.iter().for_each(|(key, value)| state.set(key, value.to_vec()));
            }
            Body::Pack(pack) => pack.chunk.lay(&mut state),
            Body::Chunk(chunk) => chunk.lay(&mut state),
            Body::Delta(_) | Body::Takeover | Body::End(_) => return Err(Fault::Damaged),
        }
        segments.extend(Segment::of(entry));
    }
    pack.chunk.lay(&mut state);
    match chunk::digest_of(&state) == Ok(pack.state) {
        true => Ok((state, segments)),
        false => Err(Fault::Damaged),
    }
}

fn head_of(entry: &Entry) -> Head {
    Head {
        position: entry.place.position,
        digest: entry.digest,
        epoch: entry.place.epoch,
        key_epoch: entry.key_epoch,
        origin: entry.origin.clone(),
        end: match &entry.body {
            Body::End(end) => Some(end.clone()),
            Body::Snapshot { .. } | Body::Pack(_) | Body::Chunk(_) | Body::Delta(_) | Body::Takeover => None,
        },
    }
}
