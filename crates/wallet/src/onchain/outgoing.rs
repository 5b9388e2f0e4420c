//! Payments of the user's on their way out: kept first, offered to the chain servers until they are in a
//! block, and taken back when none of them ever takes them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use lightning::bitcoin::{OutPoint, Transaction, Txid};

use super::entries::Departure;
use super::stored::{OrderRecord, StoredTx, tx_key};
use super::{OnChain, entries};
use crate::{FetchAnswer, SendError, Unreachable, Wallet};

/// The transactions that are under way.
#[derive(Default)]
pub(super) struct OutgoingTxs {
    /// Transactions that are offered as soon as the state that knows of it is durable.
    due: RefCell<BTreeSet<Txid>>,
    /// Coins that pay for a claim of a channel, and the height at which they were taken for it.
    lent: RefCell<BTreeMap<OutPoint, u32>>,
}

/// For this many blocks a coin that was taken for a claim is used for nothing else. By then the claim is in a
/// block, or LDK makes it again.
const LENT_BLOCKS: u32 = 144;

impl OutgoingTxs {
    pub(super) fn lend(&self, coins: impl Iterator<Item = OutPoint>, height: u32) {
        self.lent.borrow_mut().extend(coins.map(|coin| (coin, height)));
    }

    pub(super) fn is_lent(&self, coin: &OutPoint, height: u32) -> bool {
        let lent = self.lent.borrow();
        lent.get(coin).is_some_and(|since| height < since.saturating_add(LENT_BLOCKS))
    }

    pub(super) fn add(&self, txid: Txid) {
        self.due.borrow_mut().insert(txid);
    }
}

/// What chain servers made of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
enum ServerAnswer {
    /// A server has taken it.
    Accepted,
    /// All refuse it, in the words of the first.
    Refused(String),
    /// Nothing was learned.
    Nothing,
}

/// Longer words of a server are cut, characters.
const MOST_WORDS: usize = 200;

impl ServerAnswer {
    fn of(answers: &[Result<FetchAnswer, Unreachable>], txid: &Txid) -> Self {
        let mut words = None;
        for answer in answers {
            match answer {
                Ok(answer) if answer.names(&txid.to_string()) => return Self::Accepted,
                Ok(FetchAnswer { status: 400, body }) => {
                    let said = said(body);
                    if is_known(&said) {
                        return Self::Accepted;
                    }
                    // Its pool will not stay full.
                    if said.contains("mempool full") {
                        return Self::Nothing;
                    }
                    words.get_or_insert(said);
                }
                Ok(_) | Err(Unreachable) => return Self::Nothing,
            }
        }
        words.map_or(Self::Nothing, Self::Refused)
    }
}

/// Bitcoin Core's own message, out of what Esplora puts around it.
fn said(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let message = text.split_once("\"message\":\"").and_then(|(_, rest)| rest.split('"').next());
    let words = message.unwrap_or(&text).trim().chars().filter(|c| !c.is_control());
    words.take(MOST_WORDS).collect()
}

/// Whether a transaction is already in the pool, or in a block (Core's `RPC_VERIFY_ALREADY_IN_UTXO_SET` and
/// `txn-already-…`); also with other signatures.
fn is_known(said: &str) -> bool {
    ["already in", "already-in", "already-known", "same-nonwitness-data"]
        .iter()
        .any(|known| said.contains(known))
}

impl OnChain {
    /// Whether this is a payment of the user's that still has to come into a block.
    pub(super) fn is_to_be_sent(&self, txid: &Txid) -> bool {
        let stored = self.stored.borrow();
        let order = stored.txs.get(txid).and_then(StoredTx::standing_order);
        order.is_some_and(|order| !self.is_overtaken(txid, order))
    }

    /// Whether something in a block spends the same coin, or the same payment with a higher fee, as BIP 125 demands.
    fn is_overtaken(&self, txid: &Txid, order: &OrderRecord) -> bool {
        let stored = self.stored.borrow();
        self.rivals(txid).iter().filter_map(|rival| stored.txs.get(rival)).any(|rival| {
            let raised = rival.standing_order();
            rival.block.is_some() || raised.is_some_and(|raised| raised.fee_sat > order.fee_sat)
        })
    }

    /// What else spends a coin that this spends.
    pub(super) fn rivals(&self, txid: &Txid) -> BTreeSet<Txid> {
        let bdk = self.bdk.borrow();
        let Some(raw) = bdk.tx_graph().get_tx(*txid) else { return BTreeSet::new() };
        bdk.tx_graph().direct_conflicts(&raw).map(|(_, rival)| rival).collect()
    }

    /// A payment of the user's, and its versions with other fees that are still ordered: whichever leaves, the payee is
    /// paid.
    fn at_every_fee(&self, txid: Txid) -> BTreeSet<Txid> {
        let stored = self.stored.borrow();
        let stands = |txid: &Txid| stored.txs.get(txid).is_some_and(|tx| tx.standing_order().is_some());
        let mut all: BTreeSet<Txid> = self.rivals(&txid).into_iter().filter(stands).collect();
        all.insert(txid);
        all
    }

    /// How far a payment has come on its way out: as far as it has with any of its fees. What was not ordered here has
    /// left.
    pub(super) fn departure(&self, txid: Txid) -> Departure {
        let stored = self.stored.borrow();
        let of = |txid: Txid| match stored.txs.get(&txid).and_then(|tx| tx.order.as_ref()) {
            // When it was taken it is written once more.
            Some(order) if order.accepted => Departure::Taken,
            Some(_) if self.app.is_saved(&tx_key(&txid)) => Departure::Offered,
            Some(_) => Departure::Here,
            None => Departure::Taken,
        };
        self.at_every_fee(txid).into_iter().map(of).max().unwrap_or(Departure::Taken)
    }

    /// Whether a transaction in no block, or one that it builds on, would take the place of a payment of the
    /// user's that is to be sent, or that was refused, as the server that refused it may have kept it. Only
    /// the user decides that, or a block: a server can make such a transaction up, and shows the first one of
    /// a payment whose fee was raised for as long as it has it.
    pub(super) fn displaces(&self, tx: &Transaction) -> bool {
        let (bdk, stored) = (self.bdk.borrow(), self.stored.borrow());
        let is_ordered = |txid: &Txid| stored.txs.get(txid).is_some_and(|tx| tx.order.is_some());
        let is_refused = |txid: &Txid| {
            let kept = stored.txs.get(txid).filter(|tx| tx.block.is_none());
            kept.and_then(|tx| tx.order.as_ref()).is_some_and(|order| order.refused.is_some())
        };
        let conflicts = |tx: &Transaction| {
            let ordered = is_ordered(&tx.compute_txid());
            let mut others = bdk.tx_graph().direct_conflicts(tx).map(|(_, other)| other);
            others.any(|other| self.is_to_be_sent(&other) || !ordered && is_refused(&other))
        };
        let in_no_block = |ancestor: &Txid| stored.txs.get(ancestor).is_none_or(|tx| tx.block.is_none());
        let built_on = bdk.tx_graph().walk_ancestors(tx.clone(), |_, ancestor| {
            in_no_block(&ancestor.compute_txid()).then(|| conflicts(&ancestor))
        });
        conflicts(tx) || built_on.into_iter().any(|displaces| displaces)
    }

    /// Whether it spends the change of a payment that is not mined yet, and for which this holds.
    fn builds_on(&self, txid: &Txid, such: impl Fn(&OrderRecord) -> bool) -> bool {
        let (raw, stored) = (self.known(txid), self.stored.borrow());
        let mut spent = raw.iter().flat_map(|tx| &tx.input).map(|input| input.previous_output.txid);
        spent.any(|txid| {
            let order = stored.txs.get(&txid).and_then(StoredTx::standing_order);
            self.is_to_be_sent(&txid) && order.is_some_and(&such)
        })
    }

    /// Offers once more what waits for a block: everything, or what no server has taken yet. What has been replaced by
    /// something else is not offered.
    pub(super) fn offer_again(&self, all: bool) {
        let bdk = self.bdk.borrow();
        let stored = self.stored.borrow();
        let waiting = stored.txs.iter().filter(|(txid, _)| self.is_to_be_sent(txid));
        let is_due = |tx: &StoredTx| all || tx.order.as_ref().is_some_and(|order| !order.accepted);
        let waiting = waiting.filter(|(_, tx)| is_due(tx)).map(|(txid, _)| *txid);
        self.outgoing.due.borrow_mut().extend(waiting.filter(|txid| bdk.get_tx(*txid).is_some()));
    }

    /// What is to be offered now, and is durable. What spends the change of another payment goes when that
    /// was taken: a server that knows nothing of the one refuses the other.
    pub(crate) fn take_durable(&self) -> Vec<Transaction> {
        let bdk = self.bdk.borrow();
        let mut taken = Vec::new();
        self.outgoing.due.borrow_mut().retain(|txid| {
            if !self.is_to_be_sent(txid) {
                return false;
            }
            let goes = self.app.is_saved(&tx_key(txid)) && !self.builds_on(txid, |order| !order.accepted);
            if goes {
                taken.extend(bdk.tx_graph().get_tx(*txid).map(|tx| (*tx).clone()));
            }
            !goes
        });
        taken
    }

    fn answered(&self, txid: Txid, answered: ServerAnswer, now_ms: u64) -> bool {
        // For a payment that was replaced by its version with a higher fee, no answer counts as a refusal.
        if !self.is_to_be_sent(&txid) {
            return false;
        }
        // A server that refuses it may merely lack what it builds on.
        let may_be_refused = !self.builds_on(&txid, |_| true);
        let mut stored = self.stored.borrow_mut();
        let Some(tx) = stored.txs.get_mut(&txid) else { return false };
        let Some(order) = &mut tx.order else { return false };
        match answered {
            ServerAnswer::Accepted if !order.accepted => order.accepted = true,
            // One server had it: it may still come into a block, whatever another says.
            ServerAnswer::Refused(words) if !order.accepted && may_be_refused => {
                order.refused = Some(words);
                self.free_coins_of(txid, tx, now_ms);
            }
            ServerAnswer::Accepted | ServerAnswer::Refused(_) | ServerAnswer::Nothing => return false,
        }
        self.put(tx_key(&txid), &*tx);
        true
    }

    /// Frees the coins of a transaction that no longer counts.
    fn free_coins_of(&self, txid: Txid, tx: &mut StoredTx, now_ms: u64) {
        let mut bdk = self.bdk.borrow_mut();
        let seen = tx.last_seen.unwrap_or(0).max(now_ms / 1000);
        if let Some(raw) = bdk.tx_graph().get_tx(txid) {
            bdk.cancel_tx(&raw);
        }
        bdk.apply_evicted_txs([(txid, seen)]);
        tx.evicted = Some(seen);
    }

    /// This covers every fee that was ordered for it: one that remained would leave instead. Whatever is sent instead
    /// takes one of its coins, as with what was refused: a state that still contains it may be in a backup whose answer
    /// was lost.
    fn call_off(&self, txid: Txid, now_ms: u64) -> Result<(), SendError> {
        self.waiting_order(txid)?;
        if self.departure(txid) > Departure::Here {
            return Err(SendError::HasLeft);
        }
        let all = self.at_every_fee(txid);
        let mut stored = self.stored.borrow_mut();
        let fee_sat = |txid: &Txid| stored.txs.get(txid).and_then(|tx| Some(tx.order.as_ref()?.fee_sat));
        let mut all: Vec<_> = all.into_iter().map(|txid| (fee_sat(&txid), txid)).collect();
        // Only what counts can be taken back: of several, the one with the highest fee does.
        all.sort_by(|a, b| b.cmp(a));
        for (_, txid) in all {
            let Some(tx) = stored.txs.get_mut(&txid) else { continue };
            let Some(order) = &mut tx.order else { continue };
            order.called_off = true;
            order.refused = Some(String::new());
            self.free_coins_of(txid, tx, now_ms);
            self.put(tx_key(&txid), &*tx);
        }
        Ok(())
    }
}

impl Wallet {
    /// Calls off a payment that is not durable yet ([`Departure::Here`](crate::Departure::Here)), with whatever fee: it
    /// stays in the history, and never leaves once that is durable as well
    /// ([`ChainState::CallingOff`](crate::ChainState::CallingOff)). `id`: [`ChainEntry::id`](crate::ChainEntry::id).
    ///
    /// # Errors
    /// [`SendError::HasLeft`]: it may have left already, perhaps with a lower fee. [`SendError::NotWaiting`],
    /// [`SendError::SpentOn`]: it is not waiting, or another payment uses its change. Nothing was changed then.
    pub fn call_off(&self, id: &str, now_ms: u64) -> Result<(), SendError> {
        let txid = entries::txid(id).ok_or(SendError::NotWaiting)?;
        self.onchain.call_off(txid, now_ms)?;
        self.touch();
        Ok(())
    }

    /// What every chain server answered to a transaction of [`take_broadcasts`](Self::take_broadcasts). A
    /// payment of the user's that all of them refuse, and that none ever took, is no longer sent.
    pub fn note_broadcast(&self, txid: &str, answers: &[Result<FetchAnswer, Unreachable>], now_ms: u64) {
        let Ok(txid) = txid.parse() else { return };
        if self.onchain.answered(txid, ServerAnswer::of(answers, &txid), now_ms) {
            self.touch();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TXID: &str = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b";

    fn of(answers: &[(u16, &str)]) -> ServerAnswer {
        let answer = |(status, body): &(u16, &str)| match status {
            0 => Err(Unreachable),
            _ => Ok(FetchAnswer { status: *status, body: body.as_bytes().to_vec() }),
        };
        ServerAnswer::of(&answers.iter().map(answer).collect::<Vec<_>>(), &TXID.parse().unwrap())
    }

    /// The texts are those of Bitcoin Core, as electrs passes them on.
    #[test]
    fn only_what_every_server_refuses_is_refused() {
        let low =
            r#"sendrawtransaction RPC error: {"code":-26,"message":"min relay fee not met, 100 < 141"}"#;
        let known =
            r#"sendrawtransaction RPC error: {"code":-27,"message":"Transaction already in block chain"}"#;
        let refused = ServerAnswer::Refused("min relay fee not met, 100 < 141".to_owned());
        assert_eq!(of(&[(400, low)]), refused);
        assert_eq!(of(&[(400, low), (400, "dust")]), refused);
        for accepted in [
            (200, TXID),
            (200, &*format!("\"{TXID}\"\n")),
            (400, known),
            (400, "txn-already-in-mempool"),
            (400, "txn-already-known"),
            (400, r#"{"code":-26,"message":"txn-same-nonwitness-data-in-mempool"}"#),
        ] {
            assert_eq!(of(&[(400, low), accepted]), ServerAnswer::Accepted);
            assert_eq!(of(&[accepted, (0, "")]), ServerAnswer::Accepted);
        }
        for nothing in
            [(0, ""), (503, "busy"), (429, ""), (504, ""), (404, "no such page"), (400, "mempool full")]
        {
            assert_eq!(of(&[nothing, (400, low)]), ServerAnswer::Nothing);
            assert_eq!(of(&[(400, low), nothing]), ServerAnswer::Nothing);
        }
        // A page of something in between, or another transaction's name: no server has taken this one.
        for page in ["", "<html>Sign in</html>", "ok", &TXID.replace('4', "5"), &TXID[1..]] {
            assert_eq!(of(&[(200, page)]), ServerAnswer::Nothing, "{page}");
            assert_eq!(of(&[(200, page), (400, low)]), ServerAnswer::Nothing, "{page}");
        }
        assert_eq!(of(&[]), ServerAnswer::Nothing);
        let ServerAnswer::Refused(words) = of(&[(400, &"\u{7}x".repeat(900))]) else { panic!("not refused") };
        assert_eq!(words.len(), MOST_WORDS);
    }
}
