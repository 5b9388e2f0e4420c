//! Money on the chain: being paid there, and paying. Amounts are in sat here; feerates in satoshis per 1,000
//! virtual bytes, so that 1,000 is 1 sat/vB.

use serde::{Deserialize, Serialize};

/// What a transaction of ours is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChainKind {
    /// Somebody paid to an address of ours.
    Received,
    /// We paid, from here or with the same words in another wallet.
    Sent,
    /// The money of a closed channel came home.
    Sweep,
    /// Fees for closing a channel.
    Close,
}

/// What is particular to an activity on the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OnChain {
    /// What the transaction was made for.
    pub kind: ChainKind,
    /// Blocks on it, its own included; 0 while it waits for one.
    pub confirmations: u32,
    /// The payee's address, where it was sent from here.
    pub to: Option<String>,
    /// Whether its fee is known and ours.
    pub fee_known: bool,
}

/// Where a text leads on the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChainTarget {
    /// The address in its usual form.
    pub address: String,
    /// What the link asks for; `None`: the payer chooses.
    pub amount_sat: Option<u64>,
    /// Who is paid, or for what, as the link says.
    pub label: String,
    /// What can be had for which fee, the quickest first.
    pub choices: Vec<FeeChoice>,
    /// No server says what fees are needed now: the choices are a guess, or hours old.
    #[serde(default)]
    pub fees_old: bool,
    /// What should stay for closing the channels there are.
    pub reserve_sat: u64,
}

/// A feerate that the user can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FeeChoice {
    /// Within how many blocks it is enough, as the chain servers reckon.
    pub blocks: u16,
    /// The feerate, sat/kvB.
    pub sat_per_kvb: u32,
}

/// What is to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SendOrder {
    /// The address that is paid to.
    pub to: String,
    /// `None`: all there is; the fee comes off it.
    pub amount_sat: Option<u64>,
    /// The feerate, sat/kvB.
    pub sat_per_kvb: u32,
    /// Whether what channels may need for being closed stays.
    pub keep_reserve: bool,
}

/// What an order costs in all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SendPreview {
    /// The payee's address.
    pub to: String,
    /// What the payee gets.
    pub amount_sat: u64,
    /// The fee of the transaction, sat.
    pub fee_sat: u64,
    /// What stays on the chain after it, sat.
    pub left_sat: u64,
    /// More than a quarter of the amount goes as the fee, or more than 100,000 sat: it is asked about once more.
    pub is_dear: bool,
    /// What stays for closing channels can be used for that only when this is in a block.
    #[serde(default)]
    pub reserve_waits: bool,
}
