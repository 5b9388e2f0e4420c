//! From the newest block down to one that is known: every header by its own work and by its link.

use std::collections::BTreeMap;

use lightning::bitcoin::block::Header;
use lightning::bitcoin::constants::genesis_block;
use lightning::bitcoin::{BlockHash, CompactTarget};

use super::line::{Branch, Point};
use super::servers::Sources;
use super::verify::{check_header, check_link};
use super::{ChainError, Contradiction, Tip};
use crate::Wallet;

/// A reorganisation deeper than this is another chain.
const DEEPEST: u32 = 144;
/// Blocks that a wallet which knows none but the newest reads below it, to have something to come back to.
pub(super) const SETTLED: u32 = 12;
/// Blocks that are read at most: four years of them.
const MOST: u32 = 210_000;
/// Steps that are made header by header before a list is asked for.
const SINGLE: u32 = 3;
/// How far below the known headers a block is still linked to them.
const WITHIN: u32 = 2_016;

/// The blocks that a new chain may link to. Those that only LDK remembers come without their target.
type KnownBlocks = BTreeMap<u32, (BlockHash, Option<CompactTarget>)>;

impl Wallet {
    /// The chain from the tip down to the newest block that is known already. A chain that replaces blocks has at least
    /// the work of what it replaces.
    pub(super) async fn walk(&self, sources: &Sources<'_>, tip: Tip) -> Result<Branch, ChainError> {
        let best = self.channels.best_block();
        let known = self.known_blocks();
        let least = best.height.saturating_sub(DEEPEST);
        let newest = self.checked_header(sources, tip.hash, tip.height, 0).await?;
        let mut headers = BTreeMap::from([(tip.height, newest)]);
        let (mut height, mut header) = (tip.height, newest);
        let fork = loop {
            if known.get(&height).is_some_and(|(hash, _)| *hash == header.block_hash()) {
                break height;
            }
            let below = height.checked_sub(1).ok_or(OTHER_CHAIN)?;
            if let Some((hash, bits)) = known.get(&below).filter(|(hash, _)| *hash == header.prev_blockhash) {
                if let Some(bits) = *bits {
                    check_link(self.network, Point { hash: *hash, bits }, &header, height)?;
                }
                break below;
            }
            if below < least || tip.height - below > MOST {
                return Err(OTHER_CHAIN);
            }
            header = self.step_down(sources, &header, height, tip.height - below).await?;
            height = below;
            headers.insert(height, header);
        };
        if !self.chain.tracker.line().is_settled() {
            while height > best.height.saturating_sub(SETTLED) {
                header = self.step_down(sources, &header, height, SINGLE).await?;
                height -= 1;
                headers.insert(height, header);
            }
        }
        let branch = Branch { fork, headers };
        self.check_replaces(&branch)?;
        Ok(branch)
    }

    /// Headers from the lowest one known down to this height, where that is not too far. Without them a block
    /// below has only its own work to show.
    pub(super) async fn deepen(&self, sources: &Sources<'_>, down_to: u32) -> Result<(), ChainError> {
        let Some((lowest, mut header)) = self.chain.tracker.line().lowest() else { return Ok(()) };
        if down_to.saturating_add(WITHIN) < lowest {
            return Ok(());
        }
        let mut headers = BTreeMap::new();
        for height in (down_to..lowest).rev() {
            header = self.step_down(sources, &header, height + 1, SINGLE).await?;
            headers.insert(height, header);
        }
        self.chain.tracker.deepen(headers);
        Ok(())
    }

    /// The header below one at `height`.
    pub(super) async fn step_down(
        &self,
        sources: &Sources<'_>,
        header: &Header,
        height: u32,
        steps: u32,
    ) -> Result<Header, ChainError> {
        let below = height.checked_sub(1).ok_or(OTHER_CHAIN)?;
        let previous = self.checked_header(sources, header.prev_blockhash, below, steps).await?;
        check_link(self.network, Point::from(&previous), header, height)?;
        Ok(previous)
    }

    /// A header by its hash, with its work.
    pub(super) async fn checked_header(
        &self,
        sources: &Sources<'_>,
        hash: BlockHash,
        height: u32,
        steps: u32,
    ) -> Result<Header, ChainError> {
        let header = self.read_header(sources, hash, height, steps).await?;
        check_header(self.network, &header, height)?;
        Ok(header)
    }

    /// A header by its hash, read already or asked for: alone, or after some steps with those below it.
    pub(super) async fn read_header(
        &self,
        sources: &Sources<'_>,
        hash: BlockHash,
        height: u32,
        steps: u32,
    ) -> Result<Header, ChainError> {
        if let Some(header) = self.chain.tracker.header(height, hash) {
            return Ok(header);
        }
        if steps >= SINGLE {
            let page = sources.headers_down_from(height, hash).await;
            self.chain.tracker.keep_read(page);
        }
        if let Some(header) = self.chain.tracker.header(height, hash) {
            return Ok(header);
        }
        let header = sources.header(hash).await?;
        self.chain.tracker.keep_read([header]);
        Ok(header)
    }

    fn check_replaces(&self, branch: &Branch) -> Result<(), ChainError> {
        let Some(replaced) = self.chain.tracker.line().work_above(branch.fork) else { return Ok(()) };
        let above = branch.headers.range(branch.fork + 1..).map(|(_, header)| header.work());
        match above.reduce(|a, b| a + b) {
            Some(work) if work >= replaced => Ok(()),
            _ => Err(ChainError::Behind),
        }
    }

    fn known_blocks(&self) -> KnownBlocks {
        let mut known = KnownBlocks::from([(0, (genesis_block(self.network).block_hash(), None))]);
        let relevant =
            self.relevant().into_iter().filter_map(|(_, height, hash)| Some((height, (hash?, None))));
        known.extend(relevant);
        let best = self.channels.best_block();
        known.insert(best.height, (best.block_hash, None));
        let points = self.chain.tracker.line().points();
        known.extend(points.into_iter().map(|(height, point)| (height, (point.hash, Some(point.bits)))));
        known
    }
}

const OTHER_CHAIN: ChainError = ChainError::Contradiction(Contradiction::OtherChain);
