//! The payments, one entry per payment hash, as the user sees them.
//!
//! Events come at least once, so everything here may be said twice: an entry that is done stays as it is.

use std::collections::BTreeMap;

use lightning::ln::channelmanager::RecentPaymentDetails;
use lightning::types::payment::PaymentHash;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::node::Manager;
use crate::opening::Promise;
use crate::{StartError, State};

/// Which way the money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// To us.
    In,
    /// From us.
    Out,
}

/// Why a payment failed. No money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Failure {
    /// The payee said no.
    Refused,
    /// Too late.
    Expired,
    /// No way was found.
    NoRoute,
    /// Every way failed.
    AllWaysFailed,
    /// It never left this device.
    NeverSent,
    /// The payee asks for something unknown.
    Unpayable,
    /// A defect.
    Internal,
}

/// How a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Under way.
    Pending,
    /// Done.
    Done,
    /// Not done.
    Failed(Failure),
}

/// One payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Payment hash, hex.
    pub hash: String,
    /// Which way.
    pub direction: Direction,
    /// Without fees, msat.
    pub amount_msat: u64,
    /// Paid by us: for the route, or kept back by the provider for opening a channel; msat.
    pub fee_msat: u64,
    /// What the invoice said.
    pub note: String,
    /// Unix milliseconds of the first sign of it.
    pub created_ms: u64,
    /// Unix milliseconds of its end.
    pub settled_ms: Option<u64>,
    /// How it stands.
    pub outcome: Outcome,
    /// The proof, hex.
    pub preimage: Option<String>,
    /// Whether this is durable as it stands here.
    #[serde(skip)]
    pub saved: bool,
}

/// What an invoice of ours said; kept until it is paid or has expired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) note: String,
    pub(crate) amount_msat: Option<u64>,
    pub(crate) expires_ms: u64,
    /// What the provider may keep back of this payment; nothing, unless it opens a channel for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) opening: Option<Promise>,
}

/// All entries.
#[derive(Default)]
pub(crate) struct History {
    payments: BTreeMap<String, Payment>,
    asked: BTreeMap<String, Asked>,
}

const PAYMENT: &str = "payment/";
pub(crate) const ASKED: &str = "invoice/";
/// An expired invoice may still be paid by a payment that is on its way.
const ASKED_GRACE_MS: u64 = 24 * 3_600_000;

impl History {
    pub(crate) fn read(state: &State, manager: &Manager, now_ms: u64, app: &App) -> Result<Self, StartError> {
        let mut history = Self::default();
        for (key, value) in state.prefix(PAYMENT) {
            let payment: Payment = serde_json::from_slice(value).map_err(|_| damaged(key))?;
            history.payments.insert(payment.hash.clone(), payment);
        }
        for (key, value) in state.prefix(ASKED) {
            let asked: Asked = serde_json::from_slice(value).map_err(|_| damaged(key))?;
            history.asked.insert(key[ASKED.len()..].to_owned(), asked);
        }
        history.settle_unsent(manager, now_ms, app);
        Ok(history)
    }

    /// What was intended but never reached the channel died with the process.
    fn settle_unsent(&mut self, manager: &Manager, now_ms: u64, app: &App) {
        let known: Vec<String> = manager
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

    pub(crate) fn get(&self, hash: &str) -> Option<&Payment> {
        self.payments.get(hash)
    }

    /// What an invoice of ours said, as long as it is not paid.
    pub(crate) fn asked(&self, hash: &str) -> Option<&Asked> {
        self.asked.get(hash)
    }

    pub(crate) fn ask(&mut self, hash: String, asked: Asked, app: &App) {
        put(app, format!("{ASKED}{hash}"), &asked);
        self.asked.insert(hash, asked);
    }

    /// Forget invoices that nobody can pay any more.
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
            None => {
                self.payments.remove(hash);
                app.delete(format!("{PAYMENT}{hash}"));
            }
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
        if self.payments.contains_key(hash) {
            return;
        }
        let note = self.asked.get(hash).map(|a| a.note.clone()).unwrap_or_default();
        let payment = Payment {
            hash: hash.to_owned(),
            direction: Direction::In,
            amount_msat,
            fee_msat: 0,
            note,
            created_ms: now_ms,
            settled_ms: None,
            outcome: Outcome::Pending,
            preimage: Some(preimage),
            saved: false,
        };
        self.store(payment, app);
    }

    pub(crate) fn received(&mut self, hash: &str, amount_msat: u64, fee_msat: u64, now_ms: u64, app: &App) {
        let Some(payment) = self.payments.get(hash) else { return };
        if payment.outcome == Outcome::Done {
            return;
        }
        let mut payment = payment.clone();
        payment.amount_msat = amount_msat;
        payment.fee_msat = fee_msat;
        payment.outcome = Outcome::Done;
        payment.settled_ms = Some(now_ms);
        if self.asked.remove(hash).is_some() {
            app.delete(format!("{ASKED}{hash}"));
        }
        self.store(payment, app);
    }

    pub(crate) fn sent(&mut self, hash: &str, fee_msat: u64, preimage: String, now_ms: u64, app: &App) {
        let Some(payment) = self.payments.get(hash) else { return };
        if payment.outcome == Outcome::Done {
            return;
        }
        let mut payment = payment.clone();
        payment.fee_msat = fee_msat;
        payment.preimage = Some(preimage);
        payment.outcome = Outcome::Done;
        payment.settled_ms = Some(now_ms);
        self.store(payment, app);
    }

    pub(crate) fn fail(&mut self, hash: &str, failure: Failure, now_ms: u64, app: &App) {
        let Some(payment) = self.payments.get(hash) else { return };
        if payment.outcome != Outcome::Pending {
            return;
        }
        let mut payment = payment.clone();
        payment.outcome = Outcome::Failed(failure);
        payment.settled_ms = Some(now_ms);
        self.store(payment, app);
    }

    /// Newest first.
    pub(crate) fn list(&self, app: &App) -> Vec<Payment> {
        let mut all: Vec<Payment> = self
            .payments
            .values()
            .cloned()
            .map(|mut p| {
                p.saved = app.is_saved(&format!("{PAYMENT}{}", p.hash));
                p
            })
            .collect();
        all.sort_by(|a, b| b.created_ms.cmp(&a.created_ms).then_with(|| a.hash.cmp(&b.hash)));
        all
    }

    fn store(&mut self, payment: Payment, app: &App) {
        put(app, format!("{PAYMENT}{}", payment.hash), &payment);
        self.payments.insert(payment.hash.clone(), payment);
    }
}

/// Plain data to JSON cannot fail; should it ever, the entry stays in memory and is put again with its next change.
fn put(app: &App, key: String, value: &impl Serialize) {
    if let Ok(bytes) = serde_json::to_vec(value) {
        app.put(key, bytes);
    }
}

fn damaged(key: &str) -> StartError {
    StartError::Damaged { key: key.to_owned() }
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The key of a payment in the history.
pub(crate) fn key_of(hash: PaymentHash) -> String {
    hex(&hash.0)
}
