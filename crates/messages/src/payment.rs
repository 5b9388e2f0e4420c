//! Asking to be paid, and paying.

use serde::{Deserialize, Serialize};

/// A request for money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invoice {
    /// The invoice itself, as BOLT 11 writes it.
    pub bolt11: String,
    /// `None`: the payer chooses.
    pub amount_msat: Option<u64>,
    /// Shown to the payer.
    pub note: String,
    /// Hex; the activity of the same hash is its payment.
    pub payment_hash: String,
    /// Until when it can be paid, Unix ms.
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
    /// The service that gave the invoice: its host, or the Lightning address that was entered.
    #[serde(default)]
    pub service: Option<String>,
    /// What the link around an invoice without an amount asks for, msat.
    #[serde(default)]
    pub asked_msat: Option<u64>,
    /// The same amount was sent to an address of the surrounding link and has not failed: paying this as well would be
    /// paying twice.
    #[serde(default)]
    pub paid_on_chain: bool,
}

/// What a service takes that is paid (LNURL-pay, Lightning addresses). The page hands it back as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PayOffer {
    /// Its host: who is really asked.
    pub host: String,
    /// The Lightning address, if that was entered.
    pub address: Option<String>,
    /// What is paid for, in its words: one line. `None`: it says nothing.
    pub description: Option<String>,
    /// The least that the service takes, msat.
    pub least_msat: u64,
    /// The most that the service takes, msat.
    pub most_msat: u64,
    /// The longest comment that it takes, characters; `None`: none.
    pub longest_comment: Option<u16>,
    /// Where to ask for the invoice.
    pub callback: String,
    /// What the invoice has to be for: SHA-256, hex.
    pub metadata_hash: String,
}

impl PayOffer {
    /// The name of the service: the Lightning address, or the host.
    pub fn name(&self) -> &str {
        self.address.as_deref().unwrap_or(&self.host)
    }
}

/// What a service pays to us (LNURL-withdraw). The page hands it back as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WithdrawOffer {
    /// The host of the service: who is really asked.
    pub host: String,
    /// What for, in its words: one line. `None`: it says nothing.
    pub description: Option<String>,
    /// The least that the service pays, msat.
    pub least_msat: u64,
    /// The most that the service pays, msat.
    pub most_msat: u64,
    /// Where the invoice is handed over.
    pub callback: String,
    /// Which withdrawal it is.
    pub k1: String,
}

/// The service that gave the invoice of a payment of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaidService {
    /// Its host, or the Lightning address that was entered.
    pub name: String,
    /// What it shows to the payer after payment; `None` until then, or when there is nothing.
    pub thanks: Option<Thanks>,
}

/// What a service shows to a user who has paid it: at least one of the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Thanks {
    /// Its words: one line.
    pub text: Option<String>,
    /// The address of a page of its own, or what the proof of payment has opened, such as a code.
    pub value: Option<String>,
}
