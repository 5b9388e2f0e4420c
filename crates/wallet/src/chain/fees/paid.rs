//! What the newest blocks have paid, which no server can make up.
//!
//! A coinbase pays what its height allows in new coins, and beyond that the fees of its block. Shared out
//! over all the weight that a block can have, they are a lower bound of its average feerate, and exact where
//! the block is full.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use lightning::bitcoin::block::Header;
use lightning::bitcoin::{BlockHash, Network};

use super::{CEILING, Fees};
use crate::Wallet;
use crate::chain::coinbase::{fees_sat, proved_coinbase};
use crate::chain::esplora::Esplora;
use crate::chain::servers::Sources;
use crate::chain::{ChainError, Tip};

/// How many of the newest blocks count: one alone may be empty.
const BLOCKS: u32 = 6;
/// How many of them may be missing, because a server is a block behind, or does not answer once.
const MISSING: usize = 2;
/// A server that has failed to prove this many of them is not asked for those before.
const MOST_FAILED: usize = 2;
/// Thousands of weight units that a block has at most.
const FULL_KWU: u64 = 4_000;

/// The newest blocks whose coinbases are proved.
#[derive(Default)]
pub(super) struct PaidFees {
    /// Satoshis per 1000 weight units, by the block.
    rates: RefCell<BTreeMap<BlockHash, u32>>,
    /// At which newest block, and after which word of the servers, they were asked for last.
    asked: Cell<Option<Occasion>>,
    /// No more than [`MISSING`] of the blocks that were asked for were not proved.
    is_enough: Cell<bool>,
}

/// The newest block, and when the servers gave feerates last, Unix ms.
type Occasion = (BlockHash, Option<u64>);

impl PaidFees {
    /// The highest rate; `None` where no block was proved.
    pub(super) fn highest(&self) -> Option<u32> {
        self.rates.borrow().values().max().copied()
    }

    /// Whether most of the newest blocks were proved. An empty one that is proved alone says little: before
    /// it, in a storm, far more may have been paid.
    pub(super) fn is_enough(&self) -> bool {
        self.is_enough.get()
    }

    pub(super) fn forget(&self) {
        self.rates.borrow_mut().clear();
        self.asked.set(None);
        self.is_enough.set(false);
    }

    fn of(&self, block: BlockHash) -> Option<u32> {
        self.rates.borrow().get(&block).copied()
    }
}

impl Fees {
    /// Whether a server says more than is believed unasked, and blocks were not asked for since it did.
    fn asks_blocks(&self, occasion: Occasion) -> bool {
        self.rates.get().are_doubted() && self.paid.asked.get() != Some(occasion)
    }

    /// Blocks have paid this. What was usual by the servers' own words alone was never more: so nobody gains
    /// by saying much for hours, and showing no block after that.
    fn take_paid(&self, rates: BTreeMap<BlockHash, u32>, is_enough: bool, occasion: Occasion) {
        self.paid.rates.replace(rates);
        self.paid.is_enough.set(is_enough);
        self.paid.asked.set(Some(occasion));
        self.believe_doubted();
        if let Some(paid) = self.paid.highest().filter(|_| is_enough) {
            self.rates.set(self.rates.get().with_paid(paid));
        }
    }
}

impl Wallet {
    /// Where a server says more than is believed unasked: what the newest blocks of a checked chain have
    /// paid. What no server shows is asked for again with the next block, or once feerates are.
    pub(in crate::chain) async fn ask_what_blocks_paid(&self, sources: &Sources<'_>, tip: Tip) {
        let occasion = (tip.hash, self.chain.fees.rates.get().at_ms);
        if self.chain.fees.asks_blocks(occasion) {
            self.ask_blocks(sources, tip, occasion).await;
        }
        self.chain.fees.believe_doubted();
    }

    async fn ask_blocks(&self, sources: &Sources<'_>, tip: Tip, occasion: Occasion) {
        let fees = &self.chain.fees;
        let mut servers: Vec<AskedServer<'_>> =
            sources.each().map(|server| AskedServer(*server, 0)).collect();
        let (mut paid, mut above) = (BTreeMap::new(), None);
        for height in (tip.height.saturating_sub(BLOCKS - 1)..=tip.height).rev() {
            let header = match above {
                None => self.checked_header(sources, tip.hash, height, 0).await,
                Some(above) => self.step_down(sources, &above, height + 1, tip.height - height).await,
            };
            let Ok(header) = header else { break };
            let rate = match fees.paid.of(header.block_hash()) {
                Some(known) => Some(known),
                None => proved_rate(&mut servers, self.network, &header, height).await,
            };
            paid.extend(rate.map(|rate| (header.block_hash(), rate)));
            above = Some(header);
        }
        let wanted = usize::try_from(BLOCKS.min(tip.height.saturating_add(1))).unwrap_or(usize::MAX);
        let is_enough = paid.len().saturating_add(MISSING) >= wanted;
        fees.take_paid(paid, is_enough, occasion);
    }
}

/// A server that is asked for several blocks, with how many of them it has not proved.
struct AskedServer<'a>(Esplora<'a>, usize);

impl AskedServer<'_> {
    /// Whether it is asked on after it has failed: it may be behind by one block, and have those before it.
    /// What has a deadline may wait for this, so one that does not answer is not asked again, nor one that
    /// fails twice.
    fn is_asked_on(&mut self, error: ChainError) -> bool {
        self.1 += 1;
        match error {
            ChainError::Unreachable | ChainError::Busy => false,
            ChainError::NotEsplora { .. }
            | ChainError::Contradiction(_)
            | ChainError::Moved
            | ChainError::Behind
            | ChainError::Disagree
            | ChainError::Rewritten
            | ChainError::ClockBehind
            | ChainError::Already => self.1 < MOST_FAILED,
        }
    }
}

/// What the block of this header has paid, by the first server that proves it.
async fn proved_rate(
    servers: &mut Vec<AskedServer<'_>>,
    network: Network,
    header: &Header,
    height: u32,
) -> Option<u32> {
    let mut at = 0;
    while let Some(server) = servers.get_mut(at) {
        match paid_rate(server.0, network, header, height).await {
            Ok(rate) => return Some(rate),
            Err(error) if server.is_asked_on(error) => at += 1,
            Err(_) => drop(servers.remove(at)),
        }
    }
    None
}

async fn paid_rate(
    server: Esplora<'_>,
    network: Network,
    header: &Header,
    height: u32,
) -> Result<u32, ChainError> {
    let coinbase = proved_coinbase(server, header, height).await?;
    let rate = fees_sat(&coinbase, network, height) / FULL_KWU;
    Ok(u32::try_from(rate).unwrap_or(CEILING).min(CEILING))
}

#[cfg(all(test, feature = "sim"))]
mod tests;
