//! A look at what the on-chain wallet's addresses got and spent: listed by the server, proved by us.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lightning::bitcoin::hashes::{Hash, sha256};
use lightning::bitcoin::{BlockHash, OutPoint, ScriptBuf, Transaction, Txid};

use super::ChainError;
use super::find::ProvenTx;
use super::view::View;
use crate::Wallet;

/// What a look at the coins found.
#[derive(Default)]
pub(crate) struct CoinNews {
    pub(crate) proved: Vec<ProvenTx>,
    /// In the pool, and not known to be there.
    pub(crate) pending: Vec<Arc<Transaction>>,
    /// Was in the pool, and is listed nowhere any more.
    pub(crate) gone: Vec<Txid>,
    /// Outputs of closed channels that are on their way home.
    pub(crate) sweeping: BTreeSet<OutPoint>,
}

/// When all addresses were looked at: under this newest block, and when so many were given out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct CoinLook {
    tip: BlockHash,
    scripts: usize,
    /// When those beyond were looked at, Unix ms.
    beyond_ms: u64,
    /// Whether every server was asked about them.
    whole: bool,
}

/// So often addresses are looked at that were not given out here, times how many these are: however many, they cost the same.
const BEYOND_MS: u64 = 1_800_000;

/// Transactions without a block that are shown at most: nothing but a server's word is behind them.
const MOST_PENDING: usize = 50;

impl Wallet {
    /// Look what happened to the addresses that were given out: to all of them with every new block, and while something waits
    /// for one; in between, to the one that was given out last. From time to time also beyond, on and on until none of those
    /// was used (BIP 44, "Account discovery").
    ///
    /// # Errors
    /// The first of what has no answer; what was proved beside it is taken in.
    pub(super) async fn sync_coins(&self, view: &View<'_>, now_ms: u64) -> Result<(), ChainError> {
        let mut scripts = self.onchain.scripts();
        let (tip, before, whole) = (view.tip.hash, self.tracker.coins(), view.sources.is_whole());
        let period_ms = BEYOND_MS.saturating_mul(u64::from(self.onchain.gap()));
        let is_fresh = |look: &CoinLook| {
            let age = now_ms.checked_sub(look.beyond_ms);
            age.is_some_and(|age| age < period_ms) && (look.whole || !whole)
        };
        let beyond = before.filter(is_fresh).map(|look| (look.beyond_ms, look.whole));
        let (beyond_ms, whole) = beyond.unwrap_or((now_ms, whole));
        let look = CoinLook { tip, scripts: scripts.len(), beyond_ms, whole };
        if self.onchain.pending().is_empty() && before == Some(look) {
            scripts = self.onchain.newest_script().into_iter().collect();
        }
        let (mut asked, mut listed) = (BTreeSet::new(), ListedTxs::new());
        loop {
            if beyond.is_none() {
                scripts.extend(self.onchain.scripts_beyond());
            }
            scripts.retain(|script| asked.insert(script.clone()));
            if scripts.is_empty() {
                break;
            }
            let refused = list(view, std::mem::take(&mut scripts), &mut listed).await;
            let (news, refused) = self.coin_news(view, &listed, refused).await;
            self.onchain.take_in(news, view.tip, &self.tracker.line(), now_ms)?;
            if let Some(error) = refused {
                return Err(error);
            }
        }
        if beyond.is_none() {
            self.onchain.note_searched();
        }
        self.tracker.set_coins(Some(look));
        Ok(())
    }

    /// What is new of what is listed, and why that is not all of it. `refused`: why not all of it is listed.
    async fn coin_news(
        &self,
        view: &View<'_>,
        listed: &ListedTxs,
        mut refused: Option<ChainError>,
    ) -> (CoinNews, Option<ChainError>) {
        let pending = self.onchain.pending();
        let mut news = CoinNews { sweeping: self.sweeping_outputs(), ..CoinNews::default() };
        // That it is gone is said by every server of the wallet, or not believed.
        if view.sources.is_whole() && refused.is_none() {
            news.gone = pending.iter().filter(|txid| !listed.contains_key(*txid)).copied().collect();
        }
        for (txid, blocks) in listed {
            if blocks.iter().any(|block| self.onchain.is_proved(txid, *block)) {
                continue;
            }
            match self.prove_in_one(view, *txid, blocks).await {
                Ok(Some(found)) => news.proved.push(found),
                Ok(None) if pending.contains(txid) => {}
                Ok(None) if pending.len() + news.pending.len() >= MOST_PENDING => {}
                Ok(None) => match self.waiting_tx(view, *txid).await {
                    Ok(tx) => news.pending.extend(tx),
                    Err(error) => refused = refused.or(Some(error)),
                },
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        (news, refused)
    }

    /// Whether the words may own more on the chain than is known: they were in use before, and no look has been so far yet.
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
            match self.prove(view, txid, *block).await {
                Ok(found) => return Ok(Some(found)),
                Err(error) => refused = Some(error),
            }
        }
        refused.map_or(Ok(None), Err)
    }
}

/// Transactions that servers list, each with the blocks that they name for it.
type ListedTxs = BTreeMap<Txid, BTreeSet<(u32, BlockHash)>>;

/// Adds what the servers list for these scripts. Gives why that is not all of it. One that is asked too much is left alone.
async fn list(view: &View<'_>, scripts: Vec<ScriptBuf>, listed: &mut ListedTxs) -> Option<ChainError> {
    let mut refused = None;
    for script in scripts {
        for server in view.sources.each() {
            match server.script_txs(&script_hash(&script)).await {
                Ok(txs) => {
                    for tx in txs {
                        listed.entry(tx.txid).or_default().extend(tx.status.block());
                    }
                }
                Err(ChainError::Busy) => return Some(ChainError::Busy),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
    }
    refused
}

/// Esplora names a script by the plain SHA-256 of its bytes (Electrum reverses it).
fn script_hash(script: &ScriptBuf) -> String {
    crate::hex::hex(sha256::Hash::hash(script.as_bytes()).as_byte_array())
}
