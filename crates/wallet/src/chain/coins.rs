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
}

/// How often addresses are looked at that were not given out here.
const BEYOND_MS: u64 = 3_600_000;

/// Transactions without a block that are shown at most: nothing but a server's word is behind them.
const MOST_PENDING: usize = 50;

impl Wallet {
    /// Look what happened to the addresses that were given out: to all of them with every new block, and while something waits
    /// for one; in between, to the one that was given out last. To a few beyond, every hour.
    ///
    /// # Errors
    /// The first of what has no answer; what was proved beside it is taken in.
    pub(super) async fn sync_coins(&self, view: &View<'_>, now_ms: u64) -> Result<(), ChainError> {
        let mut scripts = self.onchain.scripts();
        if scripts.is_empty() {
            return Ok(());
        }
        let pending = self.onchain.pending();
        let (tip, before) = (view.tip.hash, self.tracker.coins());
        let mut look = CoinLook { tip, scripts: scripts.len(), beyond_ms: now_ms };
        let fresh = |at_ms: &u64| now_ms.checked_sub(*at_ms).is_some_and(|age| age < BEYOND_MS);
        match before.map(|before| before.beyond_ms).filter(fresh) {
            Some(beyond_ms) => look.beyond_ms = beyond_ms,
            None => scripts.extend(self.onchain.scripts_beyond()),
        }
        if pending.is_empty() && before == Some(look) {
            scripts = self.onchain.newest_script().into_iter().collect();
        }
        let mut news = CoinNews { sweeping: self.sweeping_outputs(), ..CoinNews::default() };
        let (listed, mut refused) = list(view, &scripts).await;
        // That it is gone is said by every server of the wallet, or not believed.
        if view.sources.is_whole() && refused.is_none() {
            news.gone = pending.iter().filter(|txid| !listed.contains_key(*txid)).copied().collect();
        }
        for (txid, blocks) in listed {
            if blocks.iter().any(|block| self.onchain.is_proved(&txid, *block)) {
                continue;
            }
            match self.prove_in_one(view, txid, blocks).await {
                Ok(Some(found)) => news.proved.push(found),
                Ok(None) if pending.contains(&txid) => {}
                Ok(None) if pending.len() + news.pending.len() >= MOST_PENDING => {}
                Ok(None) => match self.waiting_tx(view, txid).await {
                    Ok(tx) => news.pending.extend(tx),
                    Err(error) => refused = refused.or(Some(error)),
                },
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        self.onchain.take_in(news, view.tip, &self.tracker.line(), now_ms)?;
        if let Some(error) = refused {
            return Err(error);
        }
        self.tracker.set_coins(Some(look));
        Ok(())
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
        blocks: BTreeSet<(u32, BlockHash)>,
    ) -> Result<Option<ProvenTx>, ChainError> {
        let mut refused = None;
        for block in blocks {
            match self.prove(view, txid, block).await {
                Ok(found) => return Ok(Some(found)),
                Err(error) => refused = Some(error),
            }
        }
        refused.map_or(Ok(None), Err)
    }
}

/// Transactions that servers list, each with the blocks that they name for it.
type ListedTxs = BTreeMap<Txid, BTreeSet<(u32, BlockHash)>>;

/// What the servers list for these scripts, and why that is not all of it. One that is asked too much is left alone.
async fn list(view: &View<'_>, scripts: &[ScriptBuf]) -> (ListedTxs, Option<ChainError>) {
    let (mut listed, mut refused) = (ListedTxs::new(), None);
    for script in scripts {
        for server in view.sources.each() {
            match server.script_txs(&script_hash(script)).await {
                Ok(txs) => {
                    for tx in txs {
                        listed.entry(tx.txid).or_default().extend(tx.status.block());
                    }
                }
                Err(ChainError::Busy) => return (listed, Some(ChainError::Busy)),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
    }
    (listed, refused)
}

/// Esplora names a script by the plain SHA-256 of its bytes (Electrum reverses it).
fn script_hash(script: &ScriptBuf) -> String {
    crate::hex::hex(sha256::Hash::hash(script.as_bytes()).as_byte_array())
}
