//! What the peer tells about itself.

use bitcoin::secp256k1::PublicKey;
use ldk_node::ChannelDetails;
use ldk_node::payment::{PaymentDetails, PaymentDirection, PaymentKind, PaymentStatus};
use serde::Serialize;

use super::Peer;

/// A node and everything of interest about it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Info {
    /// Its public key.
    pub node_id: String,
    /// Whether it is not stopped.
    pub running: bool,
    /// The newest block it has seen.
    pub height: u32,
    /// What it has.
    pub balances: Balances,
    /// The connected peers.
    pub connected: Vec<String>,
    /// Its channels.
    pub channels: Vec<Channel>,
}

/// What a node has.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Balances {
    /// On the chain.
    pub onchain_sats: u64,
    /// On the chain, and not kept back for closing channels.
    pub spendable_sats: u64,
    /// In channels.
    pub lightning_sats: u64,
}

/// A channel, seen from the node that lists it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    /// BOLT 2's id.
    pub channel_id: String,
    /// The node's own name for it.
    pub user_channel_id: String,
    /// The other side.
    pub node_id: String,
    /// The transaction that funds it, once known.
    pub funding_txid: Option<String>,
    /// Its size.
    pub capacity_sats: u64,
    /// What this side can send.
    pub outbound_msat: u64,
    /// What this side can receive.
    pub inbound_msat: u64,
    /// The most that one payment to the other side can carry now.
    pub sendable_msat: u64,
    /// Whether this side opened it.
    pub is_outbound: bool,
    /// Whether both sides said ready.
    pub is_ready: bool,
    /// Whether it is ready and the other side connected.
    pub is_usable: bool,
    /// How deep its funding lies.
    pub confirmations: u32,
    /// How deep it has to lie.
    pub confirmations_required: Option<u32>,
}

impl From<&ChannelDetails> for Channel {
    fn from(details: &ChannelDetails) -> Self {
        Self {
            channel_id: details.channel_id.to_string(),
            user_channel_id: details.user_channel_id.0.to_string(),
            node_id: details.counterparty_node_id.to_string(),
            funding_txid: details.funding_txo.map(|at| at.txid.to_string()),
            capacity_sats: details.channel_value_sats,
            outbound_msat: details.outbound_capacity_msat,
            inbound_msat: details.inbound_capacity_msat,
            sendable_msat: details.next_outbound_htlc_limit_msat,
            is_outbound: details.is_outbound,
            is_ready: details.is_channel_ready,
            is_usable: details.is_usable,
            confirmations: details.confirmations.unwrap_or(0),
            confirmations_required: details.confirmations_required,
        }
    }
}

/// A payment over Lightning.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Payment {
    /// The payment hash.
    pub payment_hash: String,
    /// The proof, once known.
    pub preimage: Option<String>,
    /// The amount, unless it is left to the payer and not known yet.
    pub amount_msat: Option<u64>,
    /// What was paid on top.
    pub fee_msat: Option<u64>,
    /// `in` or `out`.
    pub direction: &'static str,
    /// `pending`, `succeeded` or `failed`.
    pub state: &'static str,
    /// Seconds since 1970 of the newest change.
    pub updated_at: u64,
}

impl Payment {
    /// None for a payment on the chain.
    pub(super) fn of(details: &PaymentDetails) -> Option<Self> {
        let (hash, preimage) = match &details.kind {
            PaymentKind::Bolt11 { hash, preimage, .. } | PaymentKind::Bolt11Jit { hash, preimage, .. } => {
                (*hash, *preimage)
            }
            PaymentKind::Spontaneous { hash, preimage } => (*hash, *preimage),
            _ => return None,
        };
        Some(Self {
            payment_hash: hash.to_string(),
            // For an unpaid invoice it is still a secret.
            preimage: preimage.filter(|_| details.status == PaymentStatus::Succeeded).map(|p| p.to_string()),
            amount_msat: details.amount_msat,
            fee_msat: details.fee_paid_msat,
            direction: match details.direction {
                PaymentDirection::Inbound => "in",
                PaymentDirection::Outbound => "out",
            },
            state: match details.status {
                PaymentStatus::Pending => "pending",
                PaymentStatus::Succeeded => "succeeded",
                PaymentStatus::Failed => "failed",
            },
            updated_at: details.latest_update_timestamp,
        })
    }
}

impl Peer {
    /// What it tells about itself.
    pub fn info(&self) -> Info {
        let status = self.node.status();
        let balances = self.node.list_balances();
        Info {
            node_id: self.id().to_string(),
            running: status.is_running,
            height: status.current_best_block.height,
            balances: Balances {
                onchain_sats: balances.total_onchain_balance_sats,
                spendable_sats: balances.spendable_onchain_balance_sats,
                lightning_sats: balances.total_lightning_balance_sats,
            },
            connected: self.connected().iter().map(PublicKey::to_string).collect(),
            channels: self.node.list_channels().iter().map(Channel::from).collect(),
        }
    }

    /// The connected peers.
    pub fn connected(&self) -> Vec<PublicKey> {
        self.node.list_peers().into_iter().filter(|p| p.is_connected).map(|p| p.node_id).collect()
    }

    /// Its payments over Lightning, newest first.
    pub fn payments(&self) -> Vec<Payment> {
        let mut payments: Vec<Payment> = self.node.list_payments().iter().filter_map(Payment::of).collect();
        payments.sort_by_key(|p| std::cmp::Reverse(p.updated_at));
        payments
    }
}
