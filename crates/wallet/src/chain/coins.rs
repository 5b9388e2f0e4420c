//! A look at what the on-chain wallet's addresses got and spent: listed by the server, proved by us.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use lightning::bitcoin::{BlockHash, OutPoint, ScriptBuf, Transaction, Txid};

use super::ChainError;
use super::find::{Matter, ProvenTx};
use super::listing::CoinList;
use super::view::View;
use crate::Wallet;

/// What a look at the coins found.
#[derive(Default)]
pub(crate) struct CoinNews {
    pub(crate) proved: Vec<ProvenTx>,
    /// Transactions in the pool that are not known to be there.
    pub(crate) pending: Vec<Arc<Transaction>>,
    /// Was in the pool, and is no longer listed anywhere.
    pub(crate) gone: Vec<Txid>,
    /// Outputs of closed channels that are on their way home.
    pub(crate) sweeping: BTreeSet<OutPoint>,
}

/// When all addresses were looked at: the newest block then, and how many had been given out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct CoinLook {
    tip: BlockHash,
    scripts: usize,
    /// When those beyond were looked at, Unix ms.
    beyond_ms: u64,
    /// Whether every server was asked about them.
    whole: bool,
}

/// An interrupted search beyond the addresses given out, to be resumed.
#[derive(Clone)]
pub(super) struct CoinSearch {
    /// When it began, Unix ms.
    began_ms: u64,
    /// The newest block then.
    tip: BlockHash,
    /// Whether every server was asked.
    whole: bool,
    /// The scripts for which nothing was listed.
    unused: BTreeSet<ScriptBuf>,
    /// The scripts for which the listing under that block is known.
    known: BTreeSet<ScriptBuf>,
    /// The scripts for which an earlier listing is known.
    earlier: BTreeSet<ScriptBuf>,
}

impl CoinSearch {
    fn new(began_ms: u64, tip: BlockHash, whole: bool) -> Self {
        let none = BTreeSet::new;
        Self { began_ms, tip, whole, unused: none(), known: none(), earlier: none() }
    }

    /// Goes on where that one stopped, unless that was too long ago.
    fn go_on(self, before: Option<Self>, period_ms: u64) -> Self {
        let age = |before: &Self| self.began_ms.checked_sub(before.began_ms);
        let follows =
            |before: &Self| age(before).is_some_and(|age| age < period_ms) && (before.whole || !self.whole);
        let Some(mut before) = before.filter(follows) else { return self };
        if before.tip != self.tip {
            before.earlier.append(&mut before.known);
        }
        Self { tip: self.tip, whole: self.whole, ..before }
    }

    /// Those that are to be asked for first, and those that were before, under an earlier block: if all of
    /// them take longer than a block, each has its turn.
    fn turns(&mut self, scripts: Vec<ScriptBuf>) -> (VecDeque<ScriptBuf>, VecDeque<ScriptBuf>) {
        if scripts.iter().all(|script| self.earlier.contains(script)) {
            self.earlier.clear();
        }
        scripts.into_iter().partition(|script| !self.earlier.contains(script))
    }

    /// Whether this one may take the place of that one.
    pub(super) fn is_worth(&self, other: &Self) -> bool {
        self.whole || !other.whole
    }
}

/// Interval between checks of addresses not given out here, per address, so that the cost does not grow with
/// their number.
const BEYOND_MS: u64 = 1_800_000;

/// How many addresses to query before processing their listings: a block may end the look, and a server may
/// list without end.
const PORTION: usize = 16;

/// Transactions without a block that are shown at most: nothing but a server's word is behind them.
const MOST_PENDING: usize = 50;

impl Wallet {
    /// Looks at what happened to the addresses that were given out: to all of them with every new block, and
    /// while something waits for one; in between, to the one that was given out last. From time to time it
    /// also searches beyond them until no address was used (BIP 44, "Account discovery"). The next look
    /// resumes a search that a server cut off.
    ///
    /// # Errors
    /// The first of what has no answer; what was proved beside it is taken in.
    pub(super) async fn sync_coins(&self, view: &View<'_>, now_ms: u64) -> Result<(), ChainError> {
        let mut scripts = self.onchain.scripts();
        let (tip, before, whole) = (view.tip.hash, self.chain.tracker.coins(), view.sources.is_whole());
        let period_ms = BEYOND_MS.saturating_mul(u64::from(self.onchain.gap()));
        let is_fresh = |look: &CoinLook| {
            let age = now_ms.checked_sub(look.beyond_ms);
            age.is_some_and(|age| age < period_ms) && (look.whole || !whole)
        };
        let beyond = before.filter(is_fresh).map(|look| (look.beyond_ms, look.whole));
        let (beyond_ms, whole_beyond) = beyond.unwrap_or((now_ms, whole));
        let look = CoinLook { tip, scripts: scripts.len(), beyond_ms, whole: whole_beyond };
        if self.onchain.pending().is_empty() && before == Some(look) {
            scripts = self.onchain.newest_script().into_iter().collect();
        }
        let mut search = CoinSearch::new(now_ms, tip, whole).go_on(self.chain.tracker.search(), period_ms);
        let mut asked = search.known.clone();
        let mut listing = CoinList::new(!asked.is_empty());
        let (mut scripts, mut again) = search.turns(scripts);
        // A user who waits for a payment waits there.
        if let Some(newest) = self.onchain.newest_script() {
            asked.remove(&newest);
            scripts.push_front(newest);
        }
        scripts.retain(|script| asked.insert(script.clone()));
        let is_new = |block: BlockHash| self.chain.tracker.is_new_block(block);
        while !listing.is_over() {
            if scripts.is_empty() && beyond.is_none() {
                // What cannot be proved is no reason to stop before what can.
                scripts.extend(self.onchain.scripts_beyond(listing.refused().is_some()));
                scripts.retain(|script| !search.unused.contains(script) && asked.insert(script.clone()));
            }
            if scripts.is_empty() {
                scripts = std::mem::take(&mut again);
                scripts.retain(|script| asked.insert(script.clone()));
            }
            if scripts.is_empty() {
                break;
            }
            let portion = scripts.drain(..PORTION.min(scripts.len())).collect();
            let answered = listing.ask(view, &is_new, portion).await;
            let all = scripts.is_empty() && again.is_empty();
            let news = self.coin_news(view, &mut listing, all).await;
            self.onchain.take_in(news, view.tip, &self.chain.tracker.line(), now_ms)?;
            if listing.refused().is_none() {
                search.known.extend(answered.used);
            }
            search.known.extend(answered.unused.iter().cloned());
            search.unused.extend(answered.unused);
        }
        if let Some(error) = listing.refused() {
            self.chain.tracker.keep_search(search);
            return Err(error);
        }
        self.chain.tracker.end_search(&search);
        if beyond.is_none() {
            self.onchain.note_searched();
        }
        self.chain.tracker.set_coins(Some(look));
        Ok(())
    }

    /// What is new of what is listed. `all`: it was asked for every address that was given out.
    async fn coin_news(&self, view: &View<'_>, listing: &mut CoinList, all: bool) -> CoinNews {
        let pending = self.onchain.pending();
        let mut news = CoinNews { sweeping: self.sweeping_outputs(), ..CoinNews::default() };
        // That a transaction is gone is believed only if every server of the wallet says so.
        if all && view.sources.is_whole() && listing.is_complete() {
            news.gone = pending.iter().filter(|txid| !listing.has(txid)).copied().collect();
        }
        let is_new = |block: BlockHash| self.chain.tracker.is_new_block(block);
        let mut strange = Vec::new();
        for txid in listing.take_unjudged() {
            let blocks = listing.blocks_of(&txid);
            let by_one = self.onchain.is_by_one(&txid);
            let is_proved = blocks.iter().any(|block| self.onchain.is_proved(&txid, *block));
            // Another server may vouch for it now.
            if is_proved && !(by_one && view.sources.is_whole()) {
                continue;
            }
            if !listing.is_worth_asking(&txid) {
                listing.refuse_strange();
                continue;
            }
            if let Err(error) = listing.pace(view, &is_new).await {
                listing.refuse(error);
            }
            if listing.is_over() {
                break;
            }
            match self.prove_in_one(view, txid, &blocks).await {
                Ok(Some(found)) if self.onchain.concerns(&found.tx, &news.proved) => news.proved.push(found),
                Ok(Some(found)) => {
                    listing.note_vain(&txid);
                    strange.push(found);
                }
                Ok(None) if pending.contains(&txid) => {}
                Ok(None) if pending.len() + news.pending.len() >= MOST_PENDING => {}
                Ok(None) => match self.waiting_tx(view, txid).await {
                    Ok(Some(tx)) => news.pending.push(tx),
                    Ok(None) => listing.note_vain(&txid),
                    Err(error) => {
                        listing.note_vain(&txid);
                        listing.refuse(error);
                    }
                },
                // One that is known by the word of one server stays so, and the error of the other is
                // reported.
                Err(error) => {
                    listing.note_vain(&txid);
                    listing.refuse(error);
                }
            }
        }
        self.take_what_is_ours(strange, &mut news, listing);
        news
    }

    /// What builds on others of its block may have been proved before them.
    fn take_what_is_ours(&self, mut strange: Vec<ProvenTx>, news: &mut CoinNews, listing: &mut CoinList) {
        while let Some(place) =
            strange.iter().position(|found| self.onchain.concerns(&found.tx, &news.proved))
        {
            news.proved.push(strange.swap_remove(place));
        }
        if !strange.is_empty() {
            listing.refuse_strange();
        }
    }

    /// Whether the words may own more on the chain than is known: they were in use before, and no look has
    /// been so far yet.
    pub fn is_looking_for_coins(&self) -> bool {
        self.onchain.is_looking()
    }

    /// A transaction without a block that may be one of the wallet's; `None` when no server has such a copy.
    async fn waiting_tx(&self, view: &View<'_>, txid: Txid) -> Result<Option<Arc<Transaction>>, ChainError> {
        let may_wait = |tx: &Transaction| self.onchain.may_wait(tx);
        match self.onchain.sound(&txid) {
            Some(tx) => Ok(Some(tx).filter(|tx| may_wait(tx))),
            None => Ok(view.sources.copy_such(txid, may_wait).await?.map(Arc::new)),
        }
    }

    /// The one of these blocks that a transaction is in; `None` when no server names one.
    async fn prove_in_one(
        &self,
        view: &View<'_>,
        txid: Txid,
        blocks: &BTreeSet<(u32, BlockHash)>,
    ) -> Result<Option<ProvenTx>, ChainError> {
        let mut refused = None;
        for block in blocks {
            match self.prove(view, txid, *block, Matter::Coin).await {
                Ok(found) => return Ok(Some(found)),
                Err(error) => refused = Some(error),
            }
        }
        refused.map_or(Ok(None), Err)
    }
}
