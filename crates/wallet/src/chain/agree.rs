//! Two servers' newest blocks: one chain, or two.
//!
//! Servers learn of a block at different times, and now and then one of them follows a block that loses. So
//! one may be behind, and their chains may part within the newest blocks. Beyond that they contradict each
//! other, and one of them is wrong or cut off: the wallet cannot tell which.

use lightning::bitcoin::block::Header;

use super::servers::Sources;
use super::{ChainError, Tip};
use crate::Wallet;

/// Chains that differ only within this many newest blocks do not contradict each other yet.
const PARTING: u32 = 3;
/// A server that is further behind is of no use.
pub(super) const BEHIND: u32 = 144;
/// A server that is this many blocks behind has not seen what happened since.
const LAG: u32 = 2;

/// What the servers show.
#[derive(Clone, Copy)]
pub(super) enum ServersView {
    /// One chain with this newest block. If the wallet has two servers and both answer, both show it up to this height.
    One { tip: Tip, by_both: Option<u32> },
    /// Two chains that contradict each other, by their newest blocks.
    Two(Tip, Tip),
}

impl ServersView {
    /// Whether both of two servers show the newest blocks, but for an ordinary lag.
    pub(super) fn is_by_both(self) -> bool {
        matches!(self, ServersView::One { tip, by_both: Some(height) } if height.saturating_add(LAG) >= tip.height)
    }
}

/// A block on the way down.
struct BlockStep {
    height: u32,
    header: Header,
}

impl Wallet {
    /// What two servers' newest blocks are to each other. Both are within [`BEHIND`].
    pub(super) async fn compare(
        &self,
        sources: &Sources<'_>,
        a: Tip,
        b: Tip,
    ) -> Result<ServersView, ChainError> {
        if a.hash == b.hash {
            return Ok(ServersView::One { tip: a, by_both: Some(a.height) });
        }
        let (high, low) = if b.height > a.height { (b, a) } else { (a, b) };
        let mut upper = self.step_at(sources, high).await?;
        while upper.height > low.height {
            upper = self.step(sources, &upper).await?;
        }
        if upper.header.block_hash() == low.hash {
            return Ok(ServersView::One { tip: high, by_both: Some(low.height) });
        }
        let mut lower = self.step_at(sources, low).await?;
        while high.height - upper.height < PARTING {
            upper = self.step(sources, &upper).await?;
            lower = self.step(sources, &lower).await?;
            if upper.header.block_hash() == lower.header.block_hash() {
                // Of two chains of equal length, the one that is followed.
                let followed = self.chain.tracker.tip() == Some(low);
                let tip = if high.height == low.height && followed { low } else { high };
                return Ok(ServersView::One { tip, by_both: Some(upper.height) });
            }
        }
        Ok(ServersView::Two(high, low))
    }

    /// Whether this server alone shows each header from its newest block down to below this height.
    pub(super) async fn shows_its_chain(&self, alone: &Sources<'_>, tip: Tip, lowest: u32) -> bool {
        let Ok(mut step) = self.step_at(alone, tip).await else { return false };
        while step.height > lowest.saturating_sub(PARTING) {
            match self.step(alone, &step).await {
                Ok(below) => step = below,
                Err(_) => return false,
            }
        }
        true
    }

    async fn step_at(&self, sources: &Sources<'_>, tip: Tip) -> Result<BlockStep, ChainError> {
        let header = self.checked_header(sources, tip.hash, tip.height, 0).await?;
        Ok(BlockStep { height: tip.height, header })
    }

    async fn step(&self, sources: &Sources<'_>, from: &BlockStep) -> Result<BlockStep, ChainError> {
        let header = self.step_down(sources, &from.header, from.height, 0).await?;
        Ok(BlockStep { height: from.height - 1, header })
    }
}
