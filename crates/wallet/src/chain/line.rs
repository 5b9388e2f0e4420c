//! The chain as it was followed: checked headers that link, and a few blocks of earlier starts to link to.

use std::collections::BTreeMap;

use lightning::bitcoin::block::Header;
use lightning::bitcoin::{BlockHash, CompactTarget, Work};
use serde::{Deserialize, Serialize};

/// The blocks that the next start links its chain to; written only along with the manager.
pub(crate) const CHAIN: &str = "chain";

/// Headers kept in memory, to prove transactions with and to see how far a reorganisation goes.
const KEPT: usize = 6_048;
/// Servers that are no further behind may still be of use.
const LATELY: usize = 6;
/// How far below the newest block the blocks lie that outlive the process.
const DEPTHS: [u32; 6] = [0, 3, 6, 12, 48, 144];

/// A block of the followed chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Point {
    pub(crate) hash: BlockHash,
    pub(crate) bits: CompactTarget,
}

impl From<&Header> for Point {
    fn from(header: &Header) -> Self {
        Self { hash: header.block_hash(), bits: header.bits }
    }
}

/// Headers from above the fork point to the tip, checked and linked.
#[derive(Clone)]
pub(crate) struct Branch {
    /// The newest block that is in both chains: above it something may have changed.
    pub(crate) fork: u32,
    pub(crate) headers: BTreeMap<u32, Header>,
}

/// The followed chain.
#[derive(Default)]
pub(crate) struct Line {
    headers: BTreeMap<u32, Header>,
    /// What earlier processes followed.
    points: BTreeMap<u32, Point>,
    /// Height of the newest block when the wallet was made: nothing of ours is older. `None` where that was not kept.
    birthday: Option<u32>,
    kept: Vec<u8>,
}

/// The line as it is in the state.
#[derive(Serialize, Deserialize)]
struct StoredLine {
    points: Vec<(u32, Point)>,
}

impl Line {
    /// Reads the line from the state, which holds none for a new wallet. `None`: it cannot be read.
    pub(crate) fn read(bytes: Option<&[u8]>, birthday: Option<u32>) -> Option<Self> {
        let Some(bytes) = bytes else { return Some(Self { birthday, ..Self::default() }) };
        let stored: StoredLine = serde_json::from_slice(bytes).ok()?;
        let points = stored.points.into_iter().collect();
        Some(Self { points, birthday, headers: BTreeMap::new(), kept: bytes.to_vec() })
    }

    /// The bytes for the state, if they have changed.
    pub(crate) fn take_changed(&mut self) -> Option<Vec<u8>> {
        let points = self.newest_points();
        let bytes = serde_json::to_vec(&StoredLine { points }).ok()?;
        (bytes != self.kept).then(|| {
            self.kept.clone_from(&bytes);
            bytes
        })
    }

    fn newest_points(&self) -> Vec<(u32, Point)> {
        let all = self.points();
        let Some(&tip) = all.keys().next_back() else { return Vec::new() };
        let mut chosen: Vec<(u32, Point)> = Vec::new();
        for depth in DEPTHS {
            let at_most = tip.saturating_sub(depth);
            let Some((height, point)) = all.range(..=at_most).next_back() else { break };
            if chosen.last().is_none_or(|(last, _)| last != height) {
                chosen.push((*height, *point));
            }
        }
        chosen
    }

    /// Whether there is more than the newest block to fall back to.
    pub(crate) fn is_settled(&self) -> bool {
        !self.points.is_empty() || !self.headers.is_empty()
    }

    /// Every block that is known to have been in the chain.
    pub(crate) fn points(&self) -> BTreeMap<u32, Point> {
        let mut all = self.points.clone();
        all.extend(self.headers.iter().map(|(height, header)| (*height, Point::from(header))));
        all
    }

    pub(crate) fn header(&self, height: u32) -> Option<Header> {
        self.headers.get(&height).copied()
    }

    /// The header of the tip, once this process has read it.
    pub(crate) fn newest(&self) -> Option<&Header> {
        self.headers.last_key_value().map(|(_, header)| header)
    }

    /// Whether this is one of the newest blocks.
    pub(crate) fn has_lately(&self, block: BlockHash) -> bool {
        self.headers.values().rev().take(LATELY).any(|header| header.block_hash() == block)
    }

    /// The lowest of the headers that link to the tip.
    pub(crate) fn lowest(&self) -> Option<(u32, Header)> {
        self.headers.first_key_value().map(|(height, header)| (*height, *header))
    }

    /// Whether a header that links to the tip shows another block at this height.
    pub(crate) fn replaces(&self, height: u32, block: BlockHash) -> bool {
        self.headers.get(&height).is_some_and(|header| header.block_hash() != block)
    }

    /// Whether nothing of ours can be in a block of this height. (A day's blocks are left for clocks and
    /// reorganisations.)
    pub(crate) fn is_too_old(&self, height: u32) -> bool {
        height == 0 || self.birthday.is_some_and(|birthday| height.saturating_add(144) < birthday)
    }

    /// Work of what is followed above a height, as far as it is known.
    pub(crate) fn work_above(&self, fork: u32) -> Option<Work> {
        let all = self.points();
        let (&tip, newest) = all.last_key_value()?;
        let at = |height| all.get(&height).unwrap_or(newest).bits;
        (fork + 1..=tip)
            .map(|height| lightning::bitcoin::Target::from_compact(at(height)).to_work())
            .reduce(|a, b| a + b)
    }

    /// Follow a branch.
    pub(crate) fn follow(&mut self, branch: Branch) {
        self.headers.retain(|height, _| *height <= branch.fork);
        self.points.retain(|height, _| *height <= branch.fork);
        // Headers are kept without a gap.
        let gap = branch
            .headers
            .keys()
            .next()
            .is_some_and(|first| self.headers.keys().next_back().is_some_and(|last| last + 1 < *first));
        if gap {
            self.headers.clear();
        }
        self.headers.extend(branch.headers);
        self.shorten();
    }

    /// Headers that link to the lowest known one.
    pub(crate) fn deepen(&mut self, headers: BTreeMap<u32, Header>) {
        self.headers.extend(headers);
        self.shorten();
    }

    fn shorten(&mut self) {
        while self.headers.len() > KEPT {
            self.headers.pop_first();
        }
    }
}
