//! Asking to be paid, and paying.

use serde::{Deserialize, Serialize};

/// A request for money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invoice {
    /// BOLT11.
    pub bolt11: String,
    /// `None`: the payer chooses.
    pub amount_msat: Option<u64>,
    /// Shown to the payer.
    pub note: String,
    /// Hex; the activity of the same hash is its payment.
    pub payment_hash: String,
    /// When it ends.
    pub expires_ms: u64,
    /// What opening a channel for it costs, taken from the payment; 0 if none is needed, or while the payer chooses the
    /// amount.
    pub opening_fee_msat: u64,
    /// What it costs if the payer chooses the amount and a channel is needed.
    pub opening_terms: Option<OpeningTerms>,
}

/// What opening a channel costs, for any amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpeningTerms {
    /// At least this, msat.
    pub least_fee_msat: u64,
    /// This part of the payment, if that is more.
    pub parts_per_million: u32,
    /// The smallest payment, msat.
    pub least_msat: u64,
    /// The largest payment, msat.
    pub most_msat: u64,
}

/// What a payment costs by the way that is the best one now. Another way may have to be taken in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// The fee of this way, msat.
    pub fee_msat: u64,
    /// What is paid at most, msat, unless the user raises it. Less than the fee where the way is a dear one.
    pub most_fee_msat: u64,
}

/// What an invoice asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Payable {
    /// BOLT11, cleaned.
    pub invoice: String,
    /// Hex; the activity of the same id is its payment.
    pub payment_hash: String,
    /// `None`: the payer chooses.
    pub amount_msat: Option<u64>,
    /// What the payee wrote.
    pub note: String,
    /// When it ends; `None` when that is further away than calendars go.
    pub expires_ms: Option<u64>,
    /// The payee's node id, hex.
    pub payee: String,
    /// The payee is the other end of a channel, who asks for no fee.
    pub to_peer: bool,
    /// What can be sent to this payee at most now.
    pub most_msat: u64,
}
