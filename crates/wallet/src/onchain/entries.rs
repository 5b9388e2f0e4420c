//! What happened on the chain, as the history shows it.

use std::collections::BTreeSet;

use bdk_wallet::chain::ChainPosition;
use lightning::bitcoin::{OutPoint, Transaction, Txid};

use super::stored::{OrderRecord, StoredTx, tx_key};
use super::{OnChain, spends_any};
use crate::Wallet;

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainKind {
    /// Somebody paid to an address of ours.
    Received,
    /// Money of ours was sent to somebody: ordered here, or with the same words in another wallet.
    Sent,
    /// The money of a closed channel came home.
    Sweep,
    /// Fees for closing a channel.
    Close,
}

/// The state of a transaction of the on-chain wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainState {
    /// The transaction is in no block yet, or in an old one that one of two servers alone vouches for.
    Waiting,
    /// The transaction is in a block of the chain.
    Confirmed {
        /// The height of the block.
        height: u32,
    },
    /// No server takes the transaction; no money moved.
    Refused {
        /// The words of one of them.
        words: String,
    },
    /// The user has called it off before it left, and that is not durable yet: a process that starts before
    /// it is may find the order alone, and sends it.
    CallingOff,
    /// The user has called it off before it left; no money moved.
    CalledOff,
    /// Something else spent the same coins; no money moved by this one.
    Replaced,
}

/// How far something that waits for its block has come on its way out, as far as is known; with whatever fee,
/// where that was raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Departure {
    /// The payment is not durable yet, and none of it has left.
    Here,
    /// The payment is offered to the chain servers, and none has said so far that it has it; one may have it all the
    /// same.
    Offered,
    /// A chain server has it, or it was sent from elsewhere.
    Taken,
}

/// A transaction of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainEntry {
    /// `chain/`, and the transaction's id in hex.
    pub id: String,
    /// What the transaction is for.
    pub kind: ChainKind,
    /// What came, or what the payee got, sat. Of [`ChainKind::Close`], what it cost.
    pub amount_sat: u64,
    /// What was paid for it by us, sat; `None` where that is not known, or not ours.
    pub fee_sat: Option<u64>,
    /// The payee's address, where this wallet sent it.
    pub to: Option<String>,
    /// The word for it; empty when it has none.
    pub label: String,
    /// The first sign of it, Unix ms.
    pub created_ms: u64,
    /// When it came into its block, as that says, Unix ms; `None` before.
    pub confirmed_ms: Option<u64>,
    /// The state of the transaction.
    pub state: ChainState,
    /// Whether this is durable in its present form; what only waits for a block, and was not ordered by the user, is
    /// not kept at all.
    pub saved: bool,
    /// How far it has come on its way out.
    pub departure: Departure,
}

/// How the ids of entries begin.
pub(crate) const PREFIX: &str = "chain/";

/// The entry of a transaction.
pub(super) fn id(txid: &Txid) -> String {
    format!("{PREFIX}{txid}")
}

/// The transaction of an entry's id.
pub(super) fn txid(id: &str) -> Option<Txid> {
    id.strip_prefix(PREFIX)?.parse().ok()
}

impl OnChain {
    /// All entries, in no order. `sweeping`: outputs of closed channels.
    fn entries(&self, sweeping: &BTreeSet<OutPoint>) -> Vec<ChainEntry> {
        let bdk = self.bdk.borrow();
        let stored = self.stored.borrow();
        let mut entries = Vec::new();
        let mut seen = BTreeSet::new();
        for tx in bdk.transactions() {
            let raw: &Transaction = &tx.tx_node.tx;
            seen.insert(tx.tx_node.txid);
            let confirmed = match tx.chain_position {
                ChainPosition::Confirmed { .. } if self.is_by_one(&tx.tx_node.txid) => None,
                ChainPosition::Confirmed { anchor, .. } => {
                    Some((anchor.block_id.height, anchor.confirmation_time))
                }
                ChainPosition::Unconfirmed { .. } => None,
            };
            let known = stored.txs.get(&tx.tx_node.txid);
            let entry = self.entry(raw, tx.tx_node.first_seen, confirmed, known, sweeping);
            entries.push(entry);
        }
        // What the user ordered stays, whatever its outcome, unless another of their orders took its place.
        for (txid, tx) in &stored.txs {
            let (Some(order), false) = (&tx.order, seen.contains(txid)) else { continue };
            let Some(raw) = bdk.tx_graph().get_tx(*txid) else { continue };
            if self.is_replaced_by_ours(&raw, &order.to) || self.is_called_off_with_more(txid, order) {
                continue;
            }
            let state = match &order.refused {
                Some(_) if order.called_off && self.app.is_saved(&tx_key(txid)) => ChainState::CalledOff,
                Some(_) if order.called_off => ChainState::CallingOff,
                Some(words) => ChainState::Refused { words: words.clone() },
                None => ChainState::Replaced,
            };
            entries.push(ChainEntry { state, ..self.entry(&raw, tx.first_seen, None, Some(tx), sweeping) });
        }
        entries
    }

    /// Whether a payment to the same payee that counts, and was ordered here, spends the same coins.
    fn is_replaced_by_ours(&self, tx: &Transaction, to: &str) -> bool {
        let bdk = self.bdk.borrow();
        let stored = self.stored.borrow();
        let inputs: BTreeSet<OutPoint> = tx.input.iter().map(|input| input.previous_output).collect();
        bdk.transactions().any(|other| {
            let order = stored.txs.get(&other.tx_node.txid).and_then(|tx| tx.order.as_ref());
            order.is_some_and(|order| order.to == to) && spends_any(&other.tx_node.tx, &inputs)
        })
    }

    /// Whether the same order with a higher fee was called off along with it.
    fn is_called_off_with_more(&self, txid: &Txid, order: &OrderRecord) -> bool {
        let stored = self.stored.borrow();
        let rivals = self.rivals(txid);
        let mut orders = rivals.iter().filter_map(|rival| stored.txs.get(rival)?.order.as_ref());
        order.called_off
            && orders
                .any(|rival| rival.called_off && rival.at_ms == order.at_ms && rival.fee_sat > order.fee_sat)
    }

    fn entry(
        &self,
        tx: &Transaction,
        first_seen: Option<u64>,
        confirmed: Option<(u32, u64)>,
        known: Option<&StoredTx>,
        sweeping: &BTreeSet<OutPoint>,
    ) -> ChainEntry {
        let bdk = self.bdk.borrow();
        let txid = tx.compute_txid();
        let (sent, received) = bdk.sent_and_received(tx);
        let (sent, received) = (sent.to_sat(), received.to_sat());
        let order = known.and_then(|tx| tx.order.as_ref());
        let sweep = known.is_some_and(|tx| tx.sweep) || spends_any(tx, sweeping);
        let all_ours = || {
            let ours = |output: OutPoint| {
                let output = bdk.tx_graph().get_txout(output);
                output.is_some_and(|output| bdk.is_mine(output.script_pubkey.clone()))
            };
            tx.input.iter().all(|input| ours(input.previous_output))
        };
        let fee_sat = || bdk.calculate_fee(tx).ok().map(|fee| fee.to_sat());
        let (kind, amount_sat, fee_sat) = match order {
            Some(order) => (ChainKind::Sent, order.amount_sat, Some(order.fee_sat)),
            None if sent == 0 && sweep => (ChainKind::Sweep, received, None),
            None if sent == 0 => (ChainKind::Received, received, None),
            None if all_ours() => {
                let fee = fee_sat();
                let gone = sent.saturating_sub(received);
                (ChainKind::Sent, gone.saturating_sub(fee.unwrap_or(0)), fee)
            }
            None => (ChainKind::Close, sent.saturating_sub(received), None),
        };
        let saved = self.app.is_saved(&tx_key(&txid));
        let confirmed_ms = confirmed.map(|(_, at)| at.saturating_mul(1000));
        let first_ms = first_seen.map(|at| at.saturating_mul(1000));
        ChainEntry {
            id: id(&txid),
            kind,
            amount_sat,
            fee_sat,
            to: order.map(|order| order.to.clone()),
            label: order.map(|order| order.label.clone()).unwrap_or_default(),
            created_ms: order.map(|order| order.at_ms).or(first_ms).or(confirmed_ms).unwrap_or(0),
            confirmed_ms,
            state: match confirmed {
                Some((height, _)) => ChainState::Confirmed { height },
                None => ChainState::Waiting,
            },
            saved,
            departure: self.departure(txid),
        }
    }
}

impl Wallet {
    /// Whether the user has ordered the transaction of this id, in hex; all else is made by LDK.
    pub fn is_ordered(&self, txid: &str) -> bool {
        let stored = self.onchain.stored.borrow();
        txid.parse().is_ok_and(|txid: Txid| stored.txs.get(&txid).is_some_and(|tx| tx.order.is_some()))
    }

    /// What happened on the chain, newest first.
    pub fn chain_entries(&self) -> Vec<ChainEntry> {
        let mut entries = self.onchain.entries(&self.sweeping_outputs());
        entries.sort_by(|a, b| (b.created_ms, &a.id).cmp(&(a.created_ms, &b.id)));
        entries
    }
}
