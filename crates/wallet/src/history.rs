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

mod entries;

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::rc::Rc;

use lightning::ln::channelmanager::RecentPaymentDetails;
use lightning::types::payment::PaymentHash;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::hex::hex;
use crate::ldk::Manager;
use crate::opening_terms::{OpeningTerms, Promise};
use crate::{Direction, Failure, Op, Outcome, Payment, PaymentStage, PublicKey, StartError, State};
use entries::Entries;

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

/// Everything that the history keeps of invoices and payments, each change of which becomes durable with the next cut.
pub(crate) struct History {
    entries: RefCell<Entries>,
    app: Rc<App>,
}

impl History {
    pub(crate) fn read(
        state: &State,
        manager: &Manager,
        now_ms: u64,
        app: Rc<App>,
    ) -> Result<Self, StartError> {
        let mut entries = Entries::default();
        for (key, value) in state.prefix(PAYMENT).chain(state.prefix(REFUSED)) {
            let payment: Payment = serde_json::from_slice(value).map_err(|_| damaged(key))?;
            entries.insert(payment);
        }
        for (key, value) in state.prefix(ASKED) {
            let asked: InvoiceRecord = serde_json::from_slice(value).map_err(|_| damaged(key))?;
            entries.ask(key[ASKED.len()..].to_owned(), asked);
        }
        let history = Self { entries: RefCell::new(entries), app };
        history.settle_unsent(manager, now_ms);
        Ok(history)
    }

    /// What was intended but never reached the channel died with the process.
    fn settle_unsent(&self, manager: &Manager, now_ms: u64) {
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
            .entries
            .borrow()
            .newest_first()
            .filter(|p| p.direction == Direction::Out && p.outcome == Outcome::Pending)
            .filter(|p| !known.contains(&p.hash))
            .map(|p| p.hash.clone())
            .collect();
        for hash in lost {
            self.fail(&hash, Failure::NeverSent, now_ms);
        }
    }

    /// A payment of ours.
    pub(crate) fn outgoing(&self, hash: &str) -> Option<Payment> {
        self.entries.borrow().outgoing(hash).cloned()
    }

    /// A payment to us, if it was not sent back.
    pub(crate) fn incoming(&self, hash: &str) -> Option<Payment> {
        self.entries.borrow().incoming(hash).cloned()
    }

    /// The newest payment of ours of which this holds.
    pub(crate) fn newest_outgoing(&self, holds: impl Fn(&Payment) -> bool) -> Option<Payment> {
        let entries = self.entries.borrow();
        let mut outgoing = entries.newest_first().filter(|payment| payment.direction == Direction::Out);
        outgoing.find(|payment| holds(payment)).map(|payment| self.judged(payment))
    }

    /// What an invoice of ours said, as long as it is not paid.
    pub(crate) fn asked(&self, hash: &str) -> Option<InvoiceRecord> {
        self.entries.borrow().asked().get(hash).cloned()
    }

    /// What is made of the invoices of ours that are not paid and not forgotten, by their hash.
    pub(crate) fn each_asked<T>(&self, make: impl Fn(&str, &InvoiceRecord) -> Option<T>) -> Vec<T> {
        self.entries.borrow().asked().iter().filter_map(|(hash, asked)| make(hash, asked)).collect()
    }

    /// Whether an invoice can still be paid that opens a channel of this provider. A payment may have been on
    /// its way since before it expired.
    pub(crate) fn awaits_opening(&self, by: PublicKey, now_ms: u64) -> bool {
        let lasts = |asked: &InvoiceRecord| now_ms < asked.expires_ms.saturating_add(ASKED_GRACE_MS);
        let sold = |asked: &InvoiceRecord| asked.opening.as_ref().is_some_and(|promise| promise.is_by(by));
        self.entries.borrow().asked().values().any(|asked| sold(asked) && lasts(asked))
    }

    pub(crate) fn ask(&self, hash: String, asked: InvoiceRecord) {
        self.app.put_json(format!("{ASKED}{hash}"), &asked);
        self.entries.borrow_mut().ask(hash, asked);
    }

    /// Forget invoices that can no longer be paid.
    pub(crate) fn expire(&self, now_ms: u64) {
        let over = |asked: &InvoiceRecord| now_ms >= asked.expires_ms.saturating_add(ASKED_GRACE_MS);
        for hash in self.each_asked(|hash, asked| over(asked).then(|| hash.to_owned())) {
            self.forget_asked(&hash);
        }
    }

    fn forget_asked(&self, hash: &str) {
        if self.entries.borrow_mut().forget_asked(hash) {
            self.app.delete(format!("{ASKED}{hash}"));
        }
    }

    /// A payment of ours begins. One that failed may begin again.
    pub(crate) fn begin_out(&self, payment: Payment) {
        self.store(payment);
    }

    /// A payment that was begun was refused at once: as it was before.
    pub(crate) fn undo(&self, hash: &str, before: Option<Payment>) {
        match before {
            Some(payment) => self.store(payment),
            None => self.remove(&format!("out/{hash}")),
        }
    }

    /// A payment to us has arrived and is being claimed.
    pub(crate) fn begin_in(&self, hash: &str, amount_msat: u64, preimage: String, now_ms: u64) {
        if self.incoming(hash).is_none() {
            let payment = Payment { preimage: Some(preimage), ..self.arrived(hash, amount_msat, now_ms) };
            self.store(payment);
        }
    }

    /// A payment to us was sent back. Only the first of a hash is kept: a sender who tries again and again at no cost
    /// must not fill the history.
    pub(crate) fn refuse(&self, hash: &str, amount_msat: u64, why: Failure, now_ms: u64) {
        let payment = Payment {
            settled_ms: Some(now_ms),
            outcome: Outcome::Failed(why),
            ..self.arrived(hash, amount_msat, now_ms)
        };
        if !self.entries.borrow().has(&payment.id()) {
            self.store(payment);
        }
    }

    /// Hashes of the payments to us that are being claimed.
    pub(crate) fn arriving(&self) -> Vec<String> {
        let entries = self.entries.borrow();
        let ids = entries.under_way().iter().filter_map(|id| id.strip_prefix("in/"));
        ids.map(str::to_owned).collect()
    }

    /// A payment to us that was being claimed went back after all.
    pub(crate) fn give_back(&self, hash: &str, now_ms: u64) {
        let Some(payment) = self.incoming(hash).filter(|p| p.outcome == Outcome::Pending) else { return };
        self.remove(&format!("in/{hash}"));
        self.refuse(hash, payment.amount_msat, Failure::Expired, now_ms);
    }

    fn arrived(&self, hash: &str, amount_msat: u64, now_ms: u64) -> Payment {
        Payment {
            hash: hash.to_owned(),
            direction: Direction::In,
            amount_msat,
            fee_msat: 0,
            note: self.asked(hash).map(|asked| asked.note).unwrap_or_default(),
            created_ms: now_ms,
            settled_ms: None,
            outcome: Outcome::Pending,
            preimage: None,
            payee: None,
            given_up: false,
            back_by_height: None,
            service: None,
            stage: PaymentStage::default(),
            saved: false,
        }
    }

    pub(crate) fn received(&self, hash: &str, amount_msat: u64, fee_msat: u64, now_ms: u64) {
        let Some(payment) = self.incoming(hash).filter(|p| p.outcome == Outcome::Pending) else { return };
        let (outcome, settled_ms) = (Outcome::Done, Some(now_ms));
        self.forget_asked(hash);
        self.store(Payment { amount_msat, fee_msat, outcome, settled_ms, ..payment });
    }

    pub(crate) fn sent(&self, hash: &str, fee_msat: u64, preimage: String, now_ms: u64) {
        let Some(payment) = self.outgoing(hash).filter(|p| p.outcome != Outcome::Done) else { return };
        let (outcome, settled_ms) = (Outcome::Done, Some(now_ms));
        self.store(Payment { fee_msat, preimage: Some(preimage), outcome, settled_ms, ..payment });
    }

    /// The user wants no further attempts at a payment of ours; whether there is one under way.
    pub(crate) fn give_up(&self, hash: &str) -> bool {
        let under_way = self.outgoing(hash).filter(|p| p.outcome == Outcome::Pending);
        let found = under_way.is_some();
        if let Some(payment) = under_way.filter(|p| !p.given_up) {
            self.store(Payment { given_up: true, ..payment });
        }
        found
    }

    /// A payment of ours has failed.
    pub(crate) fn fail(&self, hash: &str, failure: Failure, now_ms: u64) {
        let Some(payment) = self.outgoing(hash).filter(|p| p.outcome == Outcome::Pending) else { return };
        let outcome = Outcome::Failed(failure);
        self.store(Payment { outcome, settled_ms: Some(now_ms), ..payment });
    }

    /// All payments, newest first.
    pub(crate) fn list(&self) -> Vec<Payment> {
        self.entries.borrow().newest_first().map(|payment| self.judged(payment)).collect()
    }

    /// Payments that are older than this place in the order, newest first, `count` at most.
    pub(crate) fn older_than(&self, place: &(Reverse<u64>, String), count: usize) -> Vec<Payment> {
        let entries = self.entries.borrow();
        entries.older_than(place).take(count).map(|payment| self.judged(payment)).collect()
    }

    /// The payment of this id, if there is one.
    pub(crate) fn get(&self, id: &str) -> Option<Payment> {
        self.entries.borrow().get(id).map(|payment| self.judged(payment))
    }

    /// The newest ones, and those under way however old they are.
    pub(crate) fn newest(&self, count: usize) -> Vec<Payment> {
        self.entries.borrow().newest(count).into_iter().map(|payment| self.judged(payment)).collect()
    }

    /// How many there are.
    pub(crate) fn counts(&self) -> Counts {
        let unsaved = self.app.count_unsaved(|key| key.starts_with(PAYMENT) || key.starts_with(REFUSED));
        let entries = self.entries.borrow();
        Counts { all: entries.count(), unsaved, any_received: entries.any_received() }
    }

    /// The payment, with whether it is durable in its present form.
    fn judged(&self, payment: &Payment) -> Payment {
        let saved = self.app.is_saved(&state_key(&payment.id()));
        let stage = if saved { PaymentStage::UnderWay } else { PaymentStage::Saving };
        Payment { saved, stage, ..payment.clone() }
    }

    fn store(&self, payment: Payment) {
        self.app.put_json(state_key(&payment.id()), &payment);
        self.entries.borrow_mut().insert(payment);
    }

    fn remove(&self, id: &str) {
        if self.entries.borrow_mut().remove(id) {
            self.app.delete(state_key(id));
        }
    }
}

/// The key of the payment of this id in the state.
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
