//! One look at the chain, and what is told of it: first what was undone, then what is new in the order of the blocks, and
//! last the newest block.
//!
//! Nothing is told to the node before it was checked: the headers from the newest block down to a known one, their work, and
//! for every transaction the proof that it is in its block.

use std::collections::{BTreeMap, BTreeSet};

use lightning::bitcoin::block::Header;
use lightning::bitcoin::{BlockHash, Network, Transaction, Txid};

use super::coins::CoinLook;
use super::esplora::Esplora;
use super::find::News;
use super::grace::Grace;
use super::line::Line;
use super::{ChainError, Fetch, Tip};
use crate::Wallet;

/// What a look at the chain found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Synced {
    /// The newest block.
    pub tip: Tip,
    /// Whether anything was told to the node.
    pub changed: bool,
}

/// What is known from earlier looks.
pub(crate) struct SyncState {
    /// A look was completed in this process.
    pub(crate) looked: bool,
    /// How deep a funding transaction is when its confirmation is told.
    pub(crate) funding_depth: u32,
    /// The chain as it was followed.
    pub(crate) line: Line,
    /// Headers that were read on the way to a known block, by hash: a walk that is interrupted goes on from there.
    pub(super) read: BTreeMap<BlockHash, Header>,
    /// A height that waits to be told.
    pub(super) grace: Option<Grace>,
    /// What the coins on the chain were looked at for.
    pub(super) coins: Option<CoinLook>,
    busy: bool,
    right_network: bool,
    /// The newest block that was told.
    tip: Option<Tip>,
    /// When the fee estimates were read, Unix ms.
    fees_ms: Option<u64>,
}

impl SyncState {
    pub(crate) fn new(network: Network, line: Line) -> Self {
        Self {
            looked: false,
            funding_depth: funding_depth(network),
            line,
            read: BTreeMap::new(),
            grace: None,
            coins: None,
            busy: false,
            right_network: false,
            tip: None,
            fees_ms: None,
        }
    }
}

/// The local network mines by hand and is reorganised by hand.
fn funding_depth(network: Network) -> u32 {
    match network {
        Network::Regtest => 1,
        _ => lightning::chain::channelmonitor::ANTI_REORG_DELAY,
    }
}

/// Feerates are asked for so often, ms: as often as blocks come.
const FEES_MS: u64 = 600_000;
/// Rounds until a look gives up because the chain does not hold still.
const ROUNDS: usize = 4;

impl Wallet {
    /// The time of the newest block that was checked, as its miner's clock said, Unix ms; `None` before the first look.
    pub fn block_time_ms(&self) -> Option<u64> {
        self.syncing.borrow().line.newest().map(|header| u64::from(header.time) * 1_000)
    }

    /// Look at the chain, and tell the node what happened there. Once before the first connection, then every
    /// minute and when the page comes to the front. [`pump`](Self::pump) and
    /// [`take_broadcasts`](Self::take_broadcasts) afterwards.
    ///
    /// A wallet at rest asks for little: whether there is a new block, and for the address that was given out last. All
    /// else is asked for when there is one.
    ///
    /// # Errors
    /// What was told before the error was checked and stays; the next look goes on from there.
    pub async fn sync(&self, fetch: &dyn Fetch, now_ms: u64) -> Result<Synced, ChainError> {
        {
            let mut state = self.syncing.borrow_mut();
            if state.busy {
                return Err(ChainError::Already);
            }
            state.busy = true;
        }
        // A future that is dropped in the middle must not leave the door shut.
        let _open = Reopen(self);
        let esplora = Esplora(fetch);
        self.read_fees(&esplora, now_ms).await;
        if !self.syncing.borrow().right_network {
            esplora.check_network(self.network).await?;
            self.syncing.borrow_mut().right_network = true;
        }
        let mut changed = false;
        for _ in 0..ROUNDS {
            match self.look(&esplora, now_ms).await {
                Ok(Looked::Followed) => changed = true,
                Ok(Looked::AtRest(tip) | Looked::Held(tip)) => return Ok(Synced { tip, changed }),
                Err(ChainError::Moved) => {}
                Err(error) => return Err(error),
            }
        }
        Err(ChainError::Moved)
    }

    /// The next look asks for everything again, as the first one does: the user wants to know.
    pub fn look_anew(&self) {
        let mut state = self.syncing.borrow_mut();
        state.coins = None;
        state.fees_ms = None;
    }

    async fn read_fees(&self, esplora: &Esplora<'_>, now_ms: u64) {
        let read_ms = self.syncing.borrow().fees_ms;
        // A clock that was set back says nothing of how old they are.
        if read_ms.and_then(|read_ms| now_ms.checked_sub(read_ms)).is_some_and(|age| age < FEES_MS) {
            return;
        }
        if let Ok(estimates) = esplora.fee_estimates().await {
            self.fees.update(&estimates);
            self.syncing.borrow_mut().fees_ms = Some(now_ms);
        }
    }

    /// The newest block, with its height: as a rule the one after the last, which its header says, and that is read anyway.
    async fn new_tip(&self, esplora: &Esplora<'_>, hash: BlockHash, now_ms: u64) -> Result<Tip, ChainError> {
        let told = self.syncing.borrow().tip;
        if let Some(told) = told {
            let header = self.read_header(esplora, hash, told.height, 0).await?;
            if header.prev_blockhash == told.hash {
                return Tip { hash, height: told.height.saturating_add(1) }.plausible(self.network, now_ms);
            }
        }
        esplora.tip_of(hash, self.network, now_ms).await
    }

    async fn look(&self, esplora: &Esplora<'_>, now_ms: u64) -> Result<Looked, ChainError> {
        let newest = esplora.tip_hash().await?;
        let told = self.syncing.borrow().tip.filter(|told| told.hash == newest);
        let tip = match told {
            Some(tip) => tip,
            None => self.new_tip(esplora, newest, now_ms).await?,
        };
        if tip.height < self.height() {
            return Err(ChainError::Behind);
        }
        let news = std::mem::take(&mut self.registry.lock().news);
        if told.is_some() && !news {
            // The channels are up to date; the coins on the chain must not keep them from connecting.
            self.syncing.borrow_mut().looked = true;
            self.look_for_fundings(esplora, tip).await?;
            self.sync_coins(esplora, tip, now_ms).await?;
            return Ok(Looked::AtRest(tip));
        }
        let followed = self.follow(esplora, tip, now_ms).await;
        if !matches!(followed, Ok(Looked::Followed)) {
            self.registry.lock().news = true;
        }
        self.touch();
        followed
    }

    async fn follow(&self, esplora: &Esplora<'_>, tip: Tip, now_ms: u64) -> Result<Looked, ChainError> {
        let branch = self.walk(esplora, tip).await?;
        let newest = branch.headers.get(&tip.height).copied().ok_or(ChainError::Moved)?;
        {
            let mut state = self.syncing.borrow_mut();
            state.line.follow(branch);
            state.read.clear();
        }
        if self.is_at_risk(tip.height) {
            let news = self.find(esplora, tip, &BTreeSet::new()).await?;
            if !news.spent && self.hold(tip, now_ms) {
                self.syncing.borrow_mut().looked = true;
                return Ok(Looked::Held(tip));
            }
        }
        self.undo();
        // Confirmed transactions may make LDK watch for more.
        let mut told = BTreeSet::new();
        loop {
            let news = self.find(esplora, tip, &told).await?;
            if news.is_empty() {
                break;
            }
            self.tell(news, &mut told);
        }
        if esplora.tip_hash().await? != tip.hash {
            return Err(ChainError::Moved);
        }
        self.tell_best(&newest, tip.height);
        let mut state = self.syncing.borrow_mut();
        state.tip = Some(tip);
        state.grace = None;
        Ok(Looked::Followed)
    }

    fn tell(&self, news: News, told: &mut BTreeSet<Txid>) {
        for (height, block) in news.by_block() {
            let Some(header) = block.first().map(|found| found.header) else { continue };
            told.extend(block.iter().map(|found| found.tx.compute_txid()));
            let txs: Vec<(usize, &Transaction)> = block.iter().map(|f| (f.position, &f.tx)).collect();
            self.tell_confirmed(&header, height, &txs);
        }
    }

    /// Take back the transactions whose block is no longer in the chain: only where a header that links to the checked tip
    /// shows another block at that height. Nobody is asked whether a block is still there, so neither a
    /// "no" nor a silence nor a hash without a header can take anything back.
    fn undo(&self) {
        let gone: Vec<Txid> = {
            let state = self.syncing.borrow();
            let replaced = |height, block| state.line.replaces(height, block);
            self.relevant()
                .into_iter()
                .filter(|(_, height, block)| block.is_some_and(|block| replaced(*height, block)))
                .map(|(txid, ..)| txid)
                .collect()
        };
        for txid in gone {
            self.tell_unconfirmed(&txid);
        }
    }
}

enum Looked {
    /// There was something new, and it was told.
    Followed,
    /// There is nothing new.
    AtRest(Tip),
    /// There is something new, and it waits to be told.
    Held(Tip),
}

struct Reopen<'a>(&'a Wallet);

impl Drop for Reopen<'_> {
    fn drop(&mut self) {
        self.0.syncing.borrow_mut().busy = false;
    }
}
