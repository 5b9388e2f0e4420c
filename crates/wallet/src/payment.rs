//! One payment, as the user sees it.

use serde::{Deserialize, Serialize};

/// How long a payment to the same payee with the same amount is taken for a mistake.
pub(crate) const ALIKE_MS: u64 = 600_000;

/// Which way the money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// A payment to this wallet.
    In,
    /// A payment of this wallet.
    Out,
}

/// Why a payment failed. No money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// The payee said no.
    Refused,
    /// The time of the invoice was over.
    Expired,
    /// No route was found.
    NoRoute,
    /// Every route failed.
    AllWaysFailed,
    /// The payment never left this device.
    NeverSent,
    /// The payee asks for something unknown.
    Unpayable,
    /// A defect of this program.
    Internal,
    /// Sent back by us: more of it was kept back on its way than was agreed on, or by a peer that may not.
    Underpaid,
    /// Sent back by us: its invoice was paid before.
    PaidBefore,
    /// Sent back by us: it came through a channel whose funding was never seen.
    Unfunded,
}

/// How far a payment that is under way has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PaymentStage {
    /// The payment waits for the connection to the peer. Nothing has left.
    Starting,
    /// The payment waits until it is durable. Until then none of it leaves, and nothing that came counts as received.
    Saving,
    /// The payment is between here and the payee.
    #[default]
    UnderWay,
}

/// The state of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The payment is under way.
    Pending,
    /// The money has arrived.
    Done,
    /// No money moved, for this reason.
    Failed(Failure),
}

/// The service that gave the invoice of a payment of ours (LNURL, Lightning address).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidService {
    /// What the user saw: its host, or the address that they entered.
    pub name: String,
    /// What was paid for, in its words: one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What is shown to the payer after payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thanks: Option<Thanks>,
}

impl PaidService {
    /// Whether the user would say that it is the same one. Capital letters make no other host, and no other
    /// address (LUD-16).
    pub(crate) fn is_same_as(&self, other: &PaidService) -> bool {
        self.name.eq_ignore_ascii_case(&other.name)
    }
}

/// What a service shows to its payer (LUD-09, LUD-10). Texts are one line each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Thanks {
    /// A text to be shown (LUD-09).
    Message {
        /// The text, never empty.
        text: String,
    },
    /// A page of its own.
    Address {
        /// What the payee says of the page.
        text: Option<String>,
        /// The page's address, of `https` alone.
        url: String,
    },
    /// A text that the proof of payment opens.
    Sealed {
        /// What the payee says of it.
        text: Option<String>,
        /// AES-256-CBC, base64.
        sealed: String,
        /// Initialization vector, base64.
        iv: String,
    },
}

/// A payment over Lightning, as the history has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Payment hash, hex.
    pub hash: String,
    /// Whether the wallet was paid, or has paid.
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
    /// What has become of the payment so far.
    pub outcome: Outcome,
    /// The preimage, which proves the payment, hex.
    pub preimage: Option<String>,
    /// Node id of the payee of a payment of ours, hex; unknown for those of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee: Option<String>,
    /// Who gave the invoice of a payment of ours, if it was a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<PaidService>,
    /// The user said to try no further.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub given_up: bool,
    /// The height of the block by which all that is under way of a payment of ours is back, if the payee does
    /// not take it before; `None` while none of it has left.
    #[serde(skip)]
    pub back_by_height: Option<u32>,
    /// How far it is, while it is under way.
    #[serde(skip)]
    pub stage: PaymentStage,
    /// Whether this is durable in its present form.
    #[serde(skip)]
    pub saved: bool,
}

impl Payment {
    /// Whether it is under way, since whenever, or was made within the last minutes.
    pub(crate) fn stands_lately(&self, now_ms: u64) -> bool {
        match self.outcome {
            Outcome::Pending => true,
            Outcome::Done => now_ms < self.settled_ms.unwrap_or(self.created_ms).saturating_add(ALIKE_MS),
            Outcome::Failed(_) => false,
        }
    }

    /// Unique in the history. A hash is not: it can be seen in both directions, and what was sent back beside
    /// what came.
    pub fn id(&self) -> String {
        let kind = match (self.direction, self.outcome) {
            (Direction::Out, _) => "out",
            (Direction::In, Outcome::Pending | Outcome::Done) => "in",
            (Direction::In, Outcome::Failed(_)) => "refused",
        };
        format!("{kind}/{}", self.hash)
    }
}
