//! Entries that follow each other: the same rules for whoever writes, loads or restores.

use std::collections::BTreeSet;

use lifeboat_crypto::{Digest, WriterId};

use crate::{
    entry::{Body, End, Entry, Place},
    fault::Fault,
    state::State,
    status::{Ended, Other},
};

/// A snapshot costs about the state's size, so it is not written before the deltas weigh as much; nor for the sake of
/// fewer bytes than these, which are read in one breath.
const WORTH_A_SNAPSHOT: usize = 64 << 10;
/// At most so many entries after a snapshot.
const MOST_ENTRIES: u64 = 64;

/// The last entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) position: u64,
    pub(crate) digest: Digest,
    pub(crate) epoch: u32,
    pub(crate) origin: Other,
    /// The journal ends with it.
    pub(crate) end: Option<End>,
}

impl Head {
    /// Nothing follows it here; what it leads to may be old.
    pub(crate) fn ended(&self) -> Option<Ended> {
        let End { ending, to } = self.end.clone()?;
        Some(Ended { ending, to, by: self.origin.clone() })
    }
}

/// The Takeovers that this device knows of: what tells an entry of its own history from one of a device that went on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Takeovers(BTreeSet<u64>);

impl Takeovers {
    pub(crate) fn new(positions: BTreeSet<u64>) -> Takeovers {
        Takeovers(positions)
    }

    /// How many there were up to and including this position: the epoch of every entry of this history there.
    pub(crate) fn until(&self, position: u64) -> u32 {
        u32::try_from(self.0.range(..=position).count()).unwrap_or(u32::MAX)
    }
}

/// Whether a snapshot should be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
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
    weight: usize,
    entries: u64,
}

impl Chain {
    /// Begins with a snapshot.
    pub(crate) fn begin(entry: &Entry) -> Result<Chain, Fault> {
        let Body::Snapshot { takeovers, state } = &entry.body else { return Err(Fault::Swapped) };
        let counted = u32::try_from(takeovers.len()).map_err(|_| Fault::Damaged)?;
        let before = takeovers.last().is_none_or(|last| *last < entry.place.position);
        if counted != entry.place.epoch || !before {
            return Err(Fault::Damaged);
        }
        Ok(Chain {
            head: head_of(entry),
            state: state.clone(),
            takeovers: takeovers.iter().copied().collect(),
            snapshot: entry.place.position,
            weight: 0,
            entries: 0,
        })
    }

    /// Goes on with the next entry.
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
            Body::Snapshot { takeovers, state } => {
                // A snapshot changes nothing; one that would is not of this history.
                if *state != self.state || !takeovers.iter().eq(&self.takeovers) {
                    return Err(Fault::Forked);
                }
                self.snapshot = entry.place.position;
                self.weight = 0;
                self.entries = 0;
            }
            Body::Delta(batch) => {
                self.state.apply(batch);
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

    /// The place after the head.
    pub(crate) fn next(&self, writer: WriterId, body: &Body) -> Place {
        Place {
            position: self.head.position.saturating_add(1),
            epoch: self.head.epoch.saturating_add(u32::from(body.takes_over())),
            previous: self.head.digest,
            writer,
        }
    }

    /// The Takeovers so far.
    pub(crate) fn known(&self) -> Takeovers {
        Takeovers(self.takeovers.clone())
    }

    /// The snapshot of now.
    pub(crate) fn as_snapshot(&self) -> Body {
        Body::Snapshot { takeovers: self.takeovers.iter().copied().collect(), state: self.state.clone() }
    }

    /// The snapshot rule: bytes per payment stay constant however long the history, and restoring reads little.
    pub(crate) fn due(&self) -> Due {
        let enough = self.state.size().max(WORTH_A_SNAPSHOT);
        // One entry early, so that the snapshot itself is still within the count.
        if self.entries + 1 >= MOST_ENTRIES || self.weight > enough.saturating_mul(2) {
            Due::Now
        } else if self.entries + 1 >= MOST_ENTRIES / 4 * 3 || self.weight > enough {
            Due::Soon
        } else {
            Due::No
        }
    }
}

fn head_of(entry: &Entry) -> Head {
    Head {
        position: entry.place.position,
        digest: entry.digest,
        epoch: entry.place.epoch,
        origin: entry.origin.clone(),
        end: match &entry.body {
            Body::End(end) => Some(end.clone()),
            _ => None,
        },
    }
}
