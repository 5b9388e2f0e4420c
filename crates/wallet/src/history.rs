//! The payments, one entry per direction and payment hash, and beside them what was sent back.
//!
//! Events come at least once, so everything here may be said twice: an entry that is done stays as it is.
//!
//! | key | value |
//! | --- | --- |
//! | `payment/out/<hash>` | a payment of ours |
//! | `payment/in/<hash>` | a payment to us |
//! | `refused/<hash>` | a payment to us that was sent back; one per hash, however often it is tried |
//! | `invoice/<hash>` | what an invoice of ours said |
//!
//! A payee knows the proof of what we pay, and can send it back to us; so a hash alone does not name a payment. Earlier
//! states did so, under `payment/<hash>` ([`upgrade`]).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use lightning::ln::channelmanager::RecentPaymentDetails;
use lightning::types::payment::PaymentHash;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::hex::hex;
use crate::ldk::Manager;
use crate::opening_terms::{OpeningTerms, Promise};
use crate::{Direction, Failure, Op, Outcome, Payment, PublicKey, Stage, StartError, State};

/// What an invoice of ours said; kept until it is paid or has expired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InvoiceRecord {
    pub(crate) note: String,
    pub(crate) amount_msat: Option<u64>,
    pub(crate) expires_ms: u64,
    /// What the provider may keep back of this payment; nothing, unless it opens a channel for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) opening: Option<Promise>,
    /// The invoice itself, to be shown again; invoices of earlier versions were shown once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) shown: Option<ShownInvoice>,
}

/// An invoice of ours as it was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ShownInvoice {
    pub(crate) bolt11: String,
    pub(crate) created_ms: u64,
    /// What opening a channel for it depends on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) terms: Option<OpeningTerms>,
}

/// How many payments there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many payments there are in all.
    pub all: usize,
    /// The entries that are not durable as they stand.
    pub unsaved: usize,
    /// Whether any money has come in.
    pub any_received: bool,
}

/// Everything that the history keeps of invoices and payments.
#[derive(Default)]
pub(crate) struct History {
    /// The payments by [`Payment::id`].
    payments: BTreeMap<String, Payment>,
    /// Ids, newest first.
    order: BTreeSet<(Reverse<u64>, String)>,
    /// Ids of those under way.
    pending: BTreeSet<String>,
    any_received: bool,
    asked: BTreeMap<String, InvoiceRecord>,
}

const PAYMENT: &str = "payment/";
const REFUSED: &str = "refused/";
pub(crate) const ASKED: &str = "invoice/";
/// An expired invoice may still be paid by a payment that is on its way.
const ASKED_GRACE_MS: u64 = 24 * 3_600_000;

/// Converts from format 1: the direction becomes a part of the key. What is already under the right key is
/// newer.
pub(crate) fn upgrade(state: &State) -> Result<Vec<Op>, StartError> {
    let mut ops = Vec::new();
    for (key, value) in state.prefix(PAYMENT) {
        let payment: Payment = serde_json::from_slice(value).map_err(|_| damaged(key))?;
        let right = state_key(&payment.id());
        if right == key {
            continue;
        }
        ops.push(Op::Delete { key: key.to_owned() });
        if state.get(&right).is_none() {
            ops.push(Op::Put { key: right, value: value.to_vec() });
        }
    }
    Ok(ops)
}

impl History {
    pub(crate) fn read(state: &State, manager: &Manager, now_ms: u64, app: &App) -> Result<Self, StartError> {
        let mut history = Self::default();
        for (key, value) in state.prefix(PAYMENT).chain(state.prefix(REFUSED)) {
            let payment: Payment = serde_json::from_slice(value).map_err(|_| damaged(key))?;
            history.insert(payment);
        }
        for (key, value) in state.prefix(ASKED) {
            let asked: InvoiceRecord = serde_json::from_slice(value).map_err(|_| damaged(key))?;
            history.asked.insert(key[ASKED.len()..].to_owned(), asked);
        }
        history.settle_unsent(manager, now_ms, app);
        Ok(history)
    }

    /// What was intended but never reached the channel died with the process.
    fn settle_unsent(&mut self, manager: &Manager, now_ms: u64, app: &App) {
        let known: BTreeSet<String> = manager
            .list_recent_payments()
            .into_iter()
            .filter_map(|p| match p {
                RecentPaymentDetails::Pending { payment_hash, .. }
                | RecentPaymentDetails::Abandoned { payment_hash, .. } => Some(payment_hash),
                RecentPaymentDetails::Fulfilled { payment_hash, .. } => payment_hash,
                RecentPaymentDetails::AwaitingInvoice { .. } => None,
            })
            .map(|h| hex(&h.0))
            .collect();
        let lost: Vec<String> = self
            .payments
            .values()
            .filter(|p| p.direction == Direction::Out && p.outcome == Outcome::Pending)
            .filter(|p| !known.contains(&p.hash))
            .map(|p| p.hash.clone())
            .collect();
        for hash in lost {
            self.fail(&hash, Failure::NeverSent, now_ms, app);
        }
    }

    /// A payment of ours.
    pub(crate) fn outgoing(&self, hash: &str) -> Option<&Payment> {
        self.payments.get(&format!("out/{hash}"))
    }

    /// A payment to us, if it was not sent back.
    pub(crate) fn incoming(&self, hash: &str) -> Option<&Payment> {
        self.payments.get(&format!("in/{hash}"))
    }

    /// The payments of ours.
    pub(crate) fn outgoing_newest_first(&self) -> impl Iterator<Item = &Payment> {
        let all = self.order.iter().filter_map(|(_, id)| self.payments.get(id));
        all.filter(|payment| payment.direction == Direction::Out)
    }

    /// What an invoice of ours said, as long as it is not paid.
    pub(crate) fn asked(&self, hash: &str) -> Option<&InvoiceRecord> {
        self.asked.get(hash)
    }

    /// Every invoice of ours that is not paid and not forgotten, by its hash.
    pub(crate) fn all_asked(&self) -> impl Iterator<Item = (&String, &InvoiceRecord)> {
        self.asked.iter()
    }

    /// Whether an invoice can still be paid that opens a channel of this provider. A payment may have been on its way since
    /// before it expired.
    pub(crate) fn awaits_opening(&self, by: PublicKey, now_ms: u64) -> bool {
        let lasts = |asked: &InvoiceRecord| now_ms < asked.expires_ms.saturating_add(ASKED_GRACE_MS);
        let sold = |asked: &InvoiceRecord| asked.opening.as_ref().is_some_and(|promise| promise.is_by(by));
        self.asked.values().any(|asked| sold(asked) && lasts(asked))
    }

    pub(crate) fn ask(&mut self, hash: String, asked: InvoiceRecord, app: &App) {
        app.put_json(format!("{ASKED}{hash}"), &asked);
        self.asked.insert(hash, asked);
    }

    /// Forget invoices that can no longer be paid.
    pub(crate) fn expire(&mut self, now_ms: u64, app: &App) {
        self.asked.retain(|hash, asked| {
            let keep = now_ms < asked.expires_ms.saturating_add(ASKED_GRACE_MS);
            if !keep {
                app.delete(format!("{ASKED}{hash}"));
            }
            keep
        });
    }

    /// A payment of ours begins. One that failed may begin again.
    pub(crate) fn begin_out(&mut self, payment: Payment, app: &App) {
        self.store(payment, app);
    }

    /// A payment that was begun was refused at once: as it was before.
    pub(crate) fn undo(&mut self, hash: &str, before: Option<Payment>, app: &App) {
        match before {
            Some(payment) => self.store(payment, app),
            None => self.remove(&format!("out/{hash}"), app),
        }
    }

    /// A payment to us has arrived and is being claimed.
    pub(crate) fn begin_in(
        &mut self,
        hash: &str,
        amount_msat: u64,
        preimage: String,
        now_ms: u64,
        app: &App,
    ) {
        if self.incoming(hash).is_none() {
            let payment = Payment { preimage: Some(preimage), ..self.arrived(hash, amount_msat, now_ms) };
            self.store(payment, app);
        }
    }

    /// A payment to us was sent back. Only the first of a hash is kept: a sender who tries again and again at no cost
    /// must not fill the history.
    pub(crate) fn refuse(&mut self, hash: &str, amount_msat: u64, why: Failure, now_ms: u64, app: &App) {
        let payment = Payment {
            settled_ms: Some(now_ms),
            outcome: Outcome::Failed(why),
            ..self.arrived(hash, amount_msat, now_ms)
        };
        if !self.payments.contains_key(&payment.id()) {
            self.store(payment, app);
        }
    }

    /// Hashes of the payments to us that are being claimed.
    pub(crate) fn arriving(&self) -> Vec<String> {
        let ids = self.pending.iter().filter_map(|id| id.strip_prefix("in/"));
        ids.map(str::to_owned).collect()
    }

    /// A payment to us that was being claimed went back after all.
    pub(crate) fn give_back(&mut self, hash: &str, now_ms: u64, app: &App) {
        let Some(payment) = self.incoming(hash).filter(|p| p.outcome == Outcome::Pending) else { return };
        let amount_msat = payment.amount_msat;
        self.remove(&format!("in/{hash}"), app);
        self.refuse(hash, amount_msat, Failure::Expired, now_ms, app);
    }

    fn arrived(&self, hash: &str, amount_msat: u64, now_ms: u64) -> Payment {
        Payment {
            hash: hash.to_owned(),
            direction: Direction::In,
            amount_msat,
            fee_msat: 0,
            note: self.asked.get(hash).map(|a| a.note.clone()).unwrap_or_default(),
            created_ms: now_ms,
            settled_ms: None,
            outcome: Outcome::Pending,
            preimage: None,
            payee: None,
            given_up: false,
            back_by_height: None,
            service: None,
            stage: Stage::default(),
            saved: false,
        }
    }

    pub(crate) fn received(&mut self, hash: &str, amount_msat: u64, fee_msat: u64, now_ms: u64, app: &App) {
        let Some(payment) = self.incoming(hash).filter(|p| p.outcome == Outcome::Pending) else { return };
        let payment = Payment {
            amount_msat,
            fee_msat,
            outcome: Outcome::Done,
            settled_ms: Some(now_ms),
            ..payment.clone()
        };
        if self.asked.remove(hash).is_some() {
            app.delete(format!("{ASKED}{hash}"));
        }
        self.store(payment, app);
    }

    pub(crate) fn sent(&mut self, hash: &str, fee_msat: u64, preimage: String, now_ms: u64, app: &App) {
        let Some(payment) = self.outgoing(hash).filter(|p| p.outcome != Outcome::Done) else { return };
        let payment = Payment {
            fee_msat,
            preimage: Some(preimage),
            outcome: Outcome::Done,
            settled_ms: Some(now_ms),
            ..payment.clone()
        };
        self.store(payment, app);
    }

    /// The user wants no further attempts at a payment of ours; whether there is one under way.
    pub(crate) fn give_up(&mut self, hash: &str, app: &App) -> bool {
        let under_way = self.outgoing(hash).filter(|p| p.outcome == Outcome::Pending).cloned();
        let found = under_way.is_some();
        if let Some(payment) = under_way.filter(|p| !p.given_up) {
            self.store(Payment { given_up: true, ..payment }, app);
        }
        found
    }

    /// A payment of ours has failed.
    pub(crate) fn fail(&mut self, hash: &str, failure: Failure, now_ms: u64, app: &App) {
        let Some(payment) = self.outgoing(hash).filter(|p| p.outcome == Outcome::Pending) else { return };
        let outcome = Outcome::Failed(failure);
        self.store(Payment { outcome, settled_ms: Some(now_ms), ..payment.clone() }, app);
    }

    /// All payments, newest first.
    pub(crate) fn list<'a>(&'a self, app: &'a App) -> impl Iterator<Item = Payment> + 'a {
        self.order.iter().filter_map(|(_, id)| self.get(id, app))
    }

    /// What is older than this place in the order, newest first.
    pub(crate) fn older_than<'a>(
        &'a self,
        place: &(Reverse<u64>, String),
        app: &'a App,
    ) -> impl Iterator<Item = Payment> + 'a {
        let older = self.order.range((Bound::Excluded(place.clone()), Bound::Unbounded));
        older.filter_map(|(_, id)| self.get(id, app))
    }

    /// The payment of this id, if there is one.
    pub(crate) fn get(&self, id: &str, app: &App) -> Option<Payment> {
        let payment = self.payments.get(id)?;
        let saved = app.is_saved(&state_key(id));
        let stage = if saved { Stage::UnderWay } else { Stage::Saving };
        Some(Payment { saved, stage, ..payment.clone() })
    }

    /// The newest ones, and those under way however old they are.
    pub(crate) fn newest(&self, count: usize, app: &App) -> Vec<Payment> {
        let newest = self.order.iter().take(count).map(|(_, id)| id);
        let older = self.pending.iter().filter(|id| !self.order.iter().take(count).any(|(_, n)| n == *id));
        let mut all: Vec<Payment> = newest.chain(older).filter_map(|id| self.get(id, app)).collect();
        all.sort_by_key(|p| Reverse(p.created_ms));
        all
    }

    /// How many there are.
    pub(crate) fn counts(&self, app: &App) -> Counts {
        let unsaved = app.count_unsaved(|key| key.starts_with(PAYMENT) || key.starts_with(REFUSED));
        Counts { all: self.payments.len(), unsaved, any_received: self.any_received }
    }

    fn store(&mut self, payment: Payment, app: &App) {
        app.put_json(state_key(&payment.id()), &payment);
        self.insert(payment);
    }

    fn insert(&mut self, payment: Payment) {
        let id = payment.id();
        match payment.outcome {
            Outcome::Pending => drop(self.pending.insert(id.clone())),
            Outcome::Done | Outcome::Failed(_) => drop(self.pending.remove(&id)),
        }
        self.any_received |= payment.direction == Direction::In && payment.outcome == Outcome::Done;
        let place = (Reverse(payment.created_ms), id.clone());
        if let Some(before) = self.payments.insert(id.clone(), payment) {
            self.order.remove(&(Reverse(before.created_ms), id));
        }
        self.order.insert(place);
    }

    fn remove(&mut self, id: &str, app: &App) {
        if let Some(payment) = self.payments.remove(id) {
            self.pending.remove(id);
            self.order.remove(&(Reverse(payment.created_ms), id.to_owned()));
            app.delete(state_key(id));
        }
    }
}

/// Where a payment of this id stands in the state.
fn state_key(id: &str) -> String {
    if id.starts_with(REFUSED) { id.to_owned() } else { format!("{PAYMENT}{id}") }
}

fn damaged(key: &str) -> StartError {
    StartError::Damaged { key: key.to_owned() }
}

/// The key of a payment in the history.
pub(crate) fn key_of(hash: PaymentHash) -> String {
    hex(&hash.0)
}
