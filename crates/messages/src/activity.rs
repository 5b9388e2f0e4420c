//! Payments, as the page lists them.

use serde::{Deserialize, Serialize};

use crate::{OnChain, PaidService, Problem};

/// Payments, newest first.
pub type Activities = Vec<Activity>;

/// Which payments are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PaymentFilter {
    /// Payments of every kind.
    #[default]
    All,
    /// Payments that came, or are coming.
    Received,
    /// Payments that were sent, or are to be.
    Sent,
    /// What is under way, either way, and our unpaid invoices.
    Waiting,
}

/// How many payments there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// The number of all payments.
    pub all: usize,
    /// Entries that are not in the cloud as they stand.
    pub unsaved: usize,
}

/// Which way the money went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// Somebody pays us.
    In,
    /// We pay.
    Out,
}

/// How far a payment that is under way has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PaymentStage {
    /// This invoice of ours is not paid yet. Its amount is 0 if the payer chooses it.
    Asked {
        /// When it ends, Unix ms.
        expires_ms: u64,
    },
    /// The payment waits for the connection to the peer. Nothing has left.
    Starting,
    /// The payment waits for the backup. Nothing has left, and what has come does not count as received yet.
    Saving,
    /// The payment is between here and the other side.
    UnderWay,
    /// On the chain: the user has called it off before it left, and the backup does not know of that yet. If Lifeboat
    /// restarts before it does, it may send it.
    CallingOff,
    /// On the chain: it may leave and is offered to the chain servers every minute, none of which has said so
    /// far that it has it.
    Offered,
    /// The payment waits for a block.
    Unconfirmed,
}

/// The state of a payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// The payment is under way.
    Pending {
        /// How far the payment has come.
        stage: PaymentStage,
    },
    /// Done, and the proof is in the backup.
    Done,
    /// The payment failed; no money moved.
    Failed {
        /// Why the payment failed.
        problem: Problem,
    },
}

/// A payment in the list of activities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// Unique: which way, `/`, and the payment hash in hex. (`refused/` for what came and was sent back.) On the chain,
    /// `chain/` and the transaction's id.
    pub id: String,
    /// Whether it comes in or goes out.
    pub direction: Direction,
    /// Without fees, msat.
    pub amount_msat: u64,
    /// Paid by us: routing fees of a sent payment, opening fee of a received one; msat.
    pub fee_msat: u64,
    /// The time of its newest change, Unix ms.
    pub at_ms: u64,
    /// The first sign of it, Unix ms: its place in the list.
    pub created_ms: u64,
    /// The invoice's description.
    pub note: String,
    /// What the user has written about it ([`Request::SetNote`](crate::Request::SetNote)).
    pub own_note: Option<String>,
    /// Whether it is under way, done or failed.
    pub outcome: Outcome,
    /// Proof of payment, hex, once there is one.
    pub preimage: Option<String>,
    /// The user said to try no further.
    #[serde(default)]
    pub given_up: bool,
    /// The height of the block by which everything that is under way of our payment is back, if the payee does not take
    /// it.
    #[serde(default)]
    pub back_by_height: Option<u32>,
    /// The service that gave the invoice, if it was one.
    #[serde(default)]
    pub service: Option<Box<PaidService>>,
    /// Whether this payment's newest state is in the cloud, its note included.
    pub saved: bool,
    /// More about it, if it is on the chain.
    pub on_chain: Option<OnChain>,
}

impl Activity {
    /// An activity that is already in the cloud, with nothing else known about it. `at_ms`: Unix ms.
    pub fn new(id: String, direction: Direction, amount_msat: u64, at_ms: u64, outcome: Outcome) -> Activity {
        Activity {
            id,
            direction,
            amount_msat,
            fee_msat: 0,
            at_ms,
            created_ms: at_ms,
            note: String::new(),
            own_note: None,
            outcome,
            preimage: None,
            given_up: false,
            back_by_height: None,
            service: None,
            saved: true,
            on_chain: None,
        }
    }

    /// Whether it is an unpaid invoice of ours, and not a payment yet.
    pub fn is_asked(&self) -> bool {
        matches!(self.outcome, Outcome::Pending { stage: PaymentStage::Asked { .. } })
    }

    /// The payment hash, or the transaction's id, hex.
    pub fn hash(&self) -> &str {
        self.id.split_once('/').map_or(&self.id, |(_, hash)| hash)
    }
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    /// For a spreadsheet or bookkeeping: a table of all payments (RFC 4180).
    Table,
    /// Other bitcoin wallets: what was noted about transactions on the chain (BIP 329).
    Labels,
}
