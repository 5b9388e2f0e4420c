//! The on-chain wallet in the state: `onchain` holds the descriptors and which addresses were used,
//! `tx/<txid>` one transaction each, so that news of one is a write of one.

use std::collections::BTreeMap;
use std::sync::Arc;

use bdk_wallet::ChangeSet;
use bdk_wallet::chain::{ConfirmationBlockTime, tx_graph};
use lightning::bitcoin::consensus::encode::{deserialize_hex, serialize_hex};
use lightning::bitcoin::{Transaction, Txid};
use serde::{Deserialize, Serialize};

use super::blocks::is_possible;
use crate::{StartError, State};

pub(super) const KEY: &str = "onchain";

/// The prefix of the transactions' keys in the state.
pub(crate) const TX: &str = "tx/";

pub(super) fn tx_key(txid: &Txid) -> String {
    format!("{TX}{txid}")
}

/// One transaction of ours, as it is in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StoredTx {
    /// The whole transaction, hex.
    pub(super) raw: String,
    /// The block it is in, with the time of its header.
    pub(super) block: Option<ConfirmationBlockTime>,
    /// Whether that was proved. In states from before this was asked it was not.
    pub(super) proved: bool,
    /// Whether that block links to no known one, and one of the wallet's servers alone has vouched for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) by_one: bool,
    /// When it was seen first, Unix seconds.
    pub(super) first_seen: Option<u64>,
    pub(super) last_seen: Option<u64>,
    /// When it was missing from the pool.
    pub(super) evicted: Option<u64>,
    /// What the user ordered, where this wallet made it for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) order: Option<OrderRecord>,
    /// Whether it brings the money of a closed channel home.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) sweep: bool,
}

/// A payment of the user's, as it was ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrderRecord {
    /// The payee's address.
    pub(super) to: String,
    /// What the payee gets.
    pub(super) amount_sat: u64,
    pub(super) fee_sat: u64,
    /// The user's own word for it, or the payee's.
    pub(super) label: String,
    /// When the user ordered it, Unix ms.
    pub(super) at_ms: u64,
    /// Whether all there was was sent.
    #[serde(default)]
    pub(super) all: bool,
    /// Whether a chain server ever took it.
    #[serde(default)]
    pub(super) accepted: bool,
    /// Why no chain server took it, in the words of one of them. It is no longer sent, and its coins are free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) refused: Option<String>,
    /// Whether the user has called it off before it left. It is then `refused` as well, without words, so that versions
    /// that do not know of this do not send it either.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) called_off: bool,
}

impl StoredTx {
    /// The order of a payment of the user's that is in no block, and that was not refused.
    pub(super) fn standing_order(&self) -> Option<&OrderRecord> {
        self.order.as_ref().filter(|order| self.block.is_none() && order.refused.is_none())
    }
}

/// What the state holds.
#[derive(Default)]
pub(super) struct StoredOnChain {
    /// Everything but the transactions; `None` while no address was ever given out.
    pub(super) base: Option<ChangeSet>,
    pub(super) txs: BTreeMap<Txid, StoredTx>,
    /// Whether the transactions were kept in the one value, as they were at first.
    pub(super) in_one: bool,
}

impl StoredOnChain {
    pub(super) fn read(state: &State) -> Result<Self, StartError> {
        let Some(bytes) = state.get(KEY) else { return Ok(Self::default()) };
        let mut base: ChangeSet = serde_json::from_slice(bytes).map_err(|_| damaged(KEY))?;
        let graph = std::mem::take(&mut base.tx_graph);
        let mut txs = split(&graph);
        let in_one = !txs.is_empty();
        for (key, bytes) in state.prefix(TX) {
            let tx: StoredTx = serde_json::from_slice(bytes).map_err(|_| damaged(key))?;
            let txid = key[TX.len()..].parse().map_err(|_| damaged(key))?;
            txs.insert(txid, tx);
        }
        Ok(Self { base: Some(base), txs, in_one })
    }

    /// The form that bdk wants, with the blocks in its chain that transactions of ours are in.
    pub(super) fn change_set(&self) -> Result<Option<ChangeSet>, StartError> {
        let Some(base) = &self.base else { return Ok(None) };
        let mut all = base.clone();
        for (txid, stored) in &self.txs {
            let tx: Transaction = deserialize_hex(&stored.raw).map_err(|_| damaged(&tx_key(txid)))?;
            if tx.compute_txid() != *txid {
                return Err(damaged(&tx_key(txid)));
            }
            // Earlier versions also stored what was only waiting, whatever a server made of it.
            if stored.block.is_none() && !is_possible(&tx) {
                continue;
            }
            all.tx_graph.txs.insert(Arc::new(tx));
            all.tx_graph.first_seen.extend(stored.first_seen.map(|at| (*txid, at)));
            all.tx_graph.last_seen.extend(stored.last_seen.map(|at| (*txid, at)));
            all.tx_graph.last_evicted.extend(stored.evicted.map(|at| (*txid, at)));
            if let Some(anchor) = stored.block.filter(|anchor| anchor.block_id.height > 0) {
                all.tx_graph.anchors.insert((anchor, *txid));
                let block = anchor.block_id;
                all.local_chain.blocks.entry(block.height).or_insert(Some(block.hash));
            }
        }
        Ok(Some(all))
    }
}

/// What was one value. Of the many anchors of one block only one is kept: they differed in the time of the look.
fn split(graph: &tx_graph::ChangeSet<ConfirmationBlockTime>) -> BTreeMap<Txid, StoredTx> {
    let anchor = |txid: &Txid| graph.anchors.iter().find(|(_, of)| of == txid).map(|(anchor, _)| *anchor);
    graph
        .txs
        .iter()
        .map(|tx| {
            let txid = tx.compute_txid();
            let stored = StoredTx {
                raw: serialize_hex(&**tx),
                block: anchor(&txid),
                proved: false,
                by_one: false,
                first_seen: graph.first_seen.get(&txid).copied(),
                last_seen: graph.last_seen.get(&txid).copied(),
                evicted: graph.last_evicted.get(&txid).copied(),
                order: None,
                sweep: false,
            };
            (txid, stored)
        })
        .collect()
}

fn damaged(key: &str) -> StartError {
    StartError::Damaged { key: key.to_owned() }
}

#[cfg(test)]
mod tests;
