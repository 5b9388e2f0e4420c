//! News of the chain for the coins: what was proved, what waits in the pool, what is gone.

use std::collections::BTreeMap;
use std::sync::Arc;

use bdk_wallet::chain::{BlockId, CheckPoint, ConfirmationBlockTime, TxUpdate};
use bdk_wallet::{KeychainKind, Update};
use lightning::bitcoin::{BlockHash, Transaction, Txid};

use super::{GAP, Onchain};
use crate::chain::{ChainError, Found, Line, Tip};
use lightning::bitcoin::ScriptBuf;

/// What a look at the coins found.
#[derive(Default)]
pub(crate) struct CoinNews {
    pub(crate) proved: Vec<Found>,
    /// In the pool, and not known to be there.
    pub(crate) pending: Vec<Arc<Transaction>>,
    /// Was in the pool, and is listed nowhere any more.
    pub(crate) gone: Vec<Txid>,
    pub(crate) used: BTreeMap<KeychainKind, u32>,
}

impl Onchain {
    /// The scripts given out, and a few beyond; none at all while none was ever given out.
    pub(crate) fn scripts(&self) -> Vec<(KeychainKind, u32, ScriptBuf)> {
        let bdk = self.bdk.borrow();
        let mut scripts = Vec::new();
        for keychain in [KeychainKind::External, KeychainKind::Internal] {
            if let Some(newest) = bdk.derivation_index(keychain) {
                for index in 0..=newest + GAP {
                    scripts.push((keychain, index, bdk.peek_address(keychain, index).script_pubkey()));
                }
            }
        }
        scripts
    }

    /// The script of the address that was given out last.
    pub(crate) fn newest_script(&self) -> Option<(KeychainKind, u32, ScriptBuf)> {
        let bdk = self.bdk.borrow();
        let index = bdk.derivation_index(KeychainKind::External)?;
        let script = bdk.peek_address(KeychainKind::External, index).script_pubkey();
        Some((KeychainKind::External, index, script))
    }

    /// Whether this transaction is known to be in this block, by proof.
    pub(crate) fn is_proved(&self, txid: &Txid, (height, hash): (u32, BlockHash)) -> bool {
        let stored = self.stored.borrow();
        stored.txs.get(txid).is_some_and(|tx| {
            tx.proved && tx.block.is_some_and(|anchor| anchor.block_id == BlockId { height, hash })
        })
    }

    /// What waits for a block, as far as is known.
    pub(crate) fn pending(&self) -> Vec<Txid> {
        let bdk = self.bdk.borrow();
        let pending = bdk.transactions().filter(|tx| !tx.chain_position.is_confirmed());
        pending.map(|tx| tx.tx_node.txid).collect()
    }

    /// Whether this transaction is in the wallet, in a block or not.
    pub(crate) fn knows(&self, txid: &Txid) -> bool {
        self.bdk.borrow().get_tx(*txid).is_some()
    }

    /// Take the news in, and what the followed chain has replaced back.
    pub(crate) fn take_in(
        &self,
        news: CoinNews,
        tip: Tip,
        line: &Line,
        now_ms: u64,
    ) -> Result<(), ChainError> {
        let mut update = TxUpdate::<ConfirmationBlockTime>::default();
        let mut blocks = BTreeMap::new();
        let mut proved = BTreeMap::new();
        for found in news.proved {
            let block_id = BlockId { height: found.height, hash: found.header.block_hash() };
            let anchor = ConfirmationBlockTime { block_id, confirmation_time: u64::from(found.header.time) };
            let txid = found.tx.compute_txid();
            blocks.insert(found.height, block_id);
            proved.insert(txid, anchor);
            update.anchors.insert((anchor, txid));
            update.txs.push(Arc::new(found.tx));
        }
        for tx in news.pending {
            update.seen_ats.insert((tx.compute_txid(), now_ms / 1000));
            update.txs.push(tx);
        }
        update.evicted_ats.extend(news.gone.into_iter().map(|txid| (txid, now_ms / 1000)));
        let chain = self.checkpoint(tip, blocks, line);
        self.bdk
            .borrow_mut()
            .apply_update(Update { last_active_indices: news.used, tx_update: update, chain: Some(chain) })
            .map_err(|_| ChainError::Moved)?;
        self.keep_transactions(&proved, line);
        self.keep();
        Ok(())
    }

    /// The chain as it is now: from the newest block that both know, through what replaces those that are gone.
    fn checkpoint(&self, tip: Tip, mut blocks: BTreeMap<u32, BlockId>, line: &Line) -> CheckPoint {
        let local = self.bdk.borrow().latest_checkpoint();
        if tip.height > 0 {
            blocks.insert(tip.height, BlockId { height: tip.height, hash: tip.hash });
        }
        let mut common = local.clone();
        for known in local.iter() {
            let (height, hash) = (known.height(), known.hash());
            common = known;
            if height == 0 || height <= tip.height && !line.replaces(height, hash) {
                break;
            }
            if let Some(header) = line.header(height) {
                blocks.entry(height).or_insert(BlockId { height, hash: header.block_hash() });
            }
        }
        blocks.into_values().fold(common, CheckPoint::insert)
    }
}
