//! Channels, and what comes back from those that were closed.

use serde::{Deserialize, Serialize};

/// A channel that is open, or being opened or closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    /// The channel's id in hex.
    pub id: String,
    /// What both sides have in it together, sat.
    pub capacity_sat: u64,
    /// What is ours in it, msat.
    pub local_msat: u64,
    /// Whether it can be used now.
    pub usable: bool,
    /// Whether its funding is deep enough, or it is trusted without.
    pub ready: bool,
    /// Blocks on its funding, as this wallet has seen them; 0 while it waits for its first, `None` when the funding was
    /// never seen.
    pub confirmations: Option<u32>,
    /// Whether it is used without confirmations: until it has one, the provider's word is all there is.
    pub trusted: bool,
    /// At most this can be sent through it now, msat.
    pub sendable_msat: u64,
    /// Of what is ours, what has to stay in it as long as it is open, msat.
    pub reserve_msat: u64,
    /// Both sides are closing it together.
    pub closing: bool,
    /// The other side is connected.
    pub connected: bool,
    /// Since when the other side is away, Unix ms, as far as is known; `None` while it is there.
    pub away_since_ms: Option<u64>,
    /// What closing it takes, by the fees of now.
    pub close_cost: CloseCost,
}

/// What closing a channel takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CloseCost {
    /// The fee for sending what comes back to an address of this wallet, either way, sat.
    pub home_sat: u64,
    /// What closing alone takes beside that out of the coins on the chain when blocks are full; 0 where it
    /// carries its own fee.
    pub coins_sat: u64,
    /// What it takes out of them at most, sat.
    pub most_coins_sat: u64,
    /// For how many blocks the money is locked after closing alone.
    pub delay_blocks: u32,
}

/// A channel that was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClosedChannel {
    /// The channel's id in hex.
    pub id: String,
    /// Ours in it at last, msat; on-chain fees come off it on the way back. `None` when it is not known.
    pub amount_msat: Option<u64>,
    /// Who closed it, or why it was never open.
    pub why: CloseReason,
    /// When this wallet learnt of it, Unix ms.
    pub at_ms: u64,
    /// The other end, hex, where that is known.
    pub peer: Option<String>,
    /// The transaction that opened it.
    pub funding: Option<String>,
    /// The transaction that closed it, once it is in a block.
    pub closing: Option<String>,
    /// What is still coming back from it; empty when everything has arrived.
    pub coming: Vec<ComingPart>,
}

/// A part of what was ours in a closed channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ComingPart {
    /// How much this part is, sat.
    pub amount_sat: u64,
    /// How far it has come.
    pub step: ComingStep,
}

/// How far a part has come, in order. Heights are of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ComingStep {
    /// What opened the channel was never seen on the chain: nothing comes back until it is.
    Unfunded,
    /// Held back until the other side has agreed with this state: `Problem::Unheard`.
    Unheard,
    /// The other side was told to close; from this height on, this wallet closes alone.
    WaitsForPeer {
        /// The height from which on this wallet closes alone.
        until: u32,
    },
    /// Waits until everything is saved and the storage says that no other device continued.
    WaitsForHead,
    /// The closing is sent, and in no block yet.
    Sent,
    /// The money is in a block, and ours alone from this height on.
    Ripens {
        /// The height from which on it is ours alone.
        at: u32,
    },
    /// A payment on its way out: it comes back at this height, unless the payee takes it before.
    ComesBack {
        /// The height at which it comes back.
        at: u32,
    },
    /// A payment that came in: it has to be claimed in a block before this height.
    Claimed {
        /// The height before which the claim has to be in a block.
        before: u32,
    },
    /// The other side has published an old state, and loses this to us.
    Penalty,
    /// Ours alone, and about to be sent to an address of this wallet.
    Free,
    /// Sent to an address of this wallet, and in no block yet.
    OnTheWay,
    /// There, and not buried yet.
    Arrived,
}

/// Why a channel was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CloseReason {
    /// Both sides agreed.
    Agreed,
    /// The other side closed it alone.
    ByPeer,
    /// This wallet closed it alone.
    ByUs,
    /// The channel was never established.
    NeverFunded,
}

/// The line to the Lightning peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Link {
    /// No connection to this peer is wanted now.
    Off,
    /// The connection is being made.
    Connecting,
    /// The peer is connected.
    Up,
}

/// How a channel is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CloseWay {
    /// By both sides: this is immediate and cheap, but the other side has to be there.
    Together,
    /// By this wallet alone: this takes days and may cost more.
    Alone,
}
