//! The ways to us: the channels through which this wallet can be paid now.
//!
//! Our channels are private; a payer learns from the invoice how to get here. What can be received and the hints of an
//! invoice are made of the same channels, so that no invoice asks for what cannot come.

use std::cmp::Reverse;

use lightning::ln::channel_state::ChannelDetails;
use lightning::routing::router::{RouteHint, RouteHintHop};
use lightning::types::routing::RoutingFees;

use crate::{PublicKey, Wallet};

/// More hints than this make the QR code unreadable.
const MOST_HINTS: usize = 3;

/// A peer that has been away for this long, while it could have been reached, is not counted on, although it is
/// dialled.
const GONE_MS: u64 = 60_000;

/// Which channels are counted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerLine {
    /// Those whose peer is connected, or being dialled and not long away: right after a start the line is
    /// still being made.
    Dialled,
    /// Those whose peer is connected: one that has not come in time may be gone.
    Up,
}

/// A channel that can be named in an invoice.
struct Way {
    hint: RouteHint,
    usable: bool,
    most_msat: u64,
}

impl Wallet {
    /// At most this can be received through the channels there are, msat: over one that is ready, whose
    /// funding was seen, whose peer is connected or being dialled and has said what it asks for forwarding.
    pub fn receivable_msat(&self) -> u64 {
        self.room_msat(PeerLine::Dialled)
    }

    pub(crate) fn room_msat(&self, line: PeerLine) -> u64 {
        self.ways(line).iter().map(|way| way.most_msat).sum()
    }

    /// Whether a channel has to be opened to receive this much. Without an amount: whether there is no way to us.
    pub fn needs_channel(&self, amount_msat: Option<u64>, line: PeerLine) -> bool {
        self.room_msat(line) < amount_msat.unwrap_or(1)
    }

    pub(crate) fn route_hints(&self, line: PeerLine) -> Vec<RouteHint> {
        self.ways(line).into_iter().map(|way| way.hint).collect()
    }

    /// Connected ones first, then the roomiest, which are those that can take it all if any can.
    fn ways(&self, line: PeerLine) -> Vec<Way> {
        let channels = self.channels.list();
        let mut ways: Vec<Way> = channels.iter().filter_map(|channel| self.way(channel, line)).collect();
        ways.sort_by_key(|way| (Reverse(way.usable), Reverse(way.most_msat)));
        ways.truncate(MOST_HINTS);
        ways
    }

    fn way(&self, channel: &ChannelDetails, line: PeerLine) -> Option<Way> {
        let there = match line {
            PeerLine::Dialled => {
                channel.is_channel_ready && self.is_within_reach(channel.counterparty.node_id)
            }
            PeerLine::Up => channel.is_usable,
        };
        if !there || self.is_only_promised(channel) {
            return None;
        }
        let room = channel.inbound_capacity_msat.saturating_sub(kept_for_fees_msat(channel)?);
        let most_msat = channel.inbound_htlc_maximum_msat.map_or(room, |most| most.min(room));
        Some(Way { hint: hint(channel)?, usable: channel.is_usable, most_msat }).filter(|_| most_msat > 0)
    }

    /// Connected, or being dialled. One that has been away for a while is dialled all the time, and that says
    /// nothing: but after a start, and when the device is online again, each has its turn, one after the
    /// other.
    fn is_within_reach(&self, peer: PublicKey) -> bool {
        let now_ms = self.openings.now_ms();
        let is_gone = self.missed_for_ms(peer, now_ms).is_some_and(|ms| ms >= GONE_MS);
        self.connected().contains(&peer) || self.wires.lead_to(peer) && !is_gone
    }
}

/// Weight of a commitment transaction without any payment under way (with anchors, without them), and of one
/// payment's output in it (BOLT 3, "Expected Weight of the Commitment Transaction").
const COMMITMENT: [u64; 2] = [1_124, 724];
const HTLC: u64 = 172;

/// What the other side has to keep of its own for the fee of the commitment transaction, where it opened the
/// channel: for what is under way, the payment that is to come, and one more, at twice the feerate, so that
/// fees may rise meanwhile (BOLT 2, "fee spike buffer"). Some implementations keep half of that; what goes
/// beyond is safe, and takes another way. `None` when the feerate is not known.
fn kept_for_fees_msat(channel: &ChannelDetails) -> Option<u64> {
    if channel.is_outbound {
        return Some(0);
    }
    let [with_anchors, without] = COMMITMENT;
    let anchors = channel.channel_type.as_ref().is_some_and(|t| t.supports_anchors_zero_fee_htlc_tx());
    let payments = channel.pending_inbound_htlcs.len() + channel.pending_outbound_htlcs.len() + 2;
    let payments = u64::try_from(payments).ok()?;
    let weight = if anchors { with_anchors } else { without }.saturating_add(payments.saturating_mul(HTLC));
    // Satoshis per 1000 weight units, and millisatoshis: the thousands cancel out.
    Some(u64::from(channel.feerate_sat_per_1000_weight?).saturating_mul(weight).saturating_mul(2))
}

fn hint(channel: &ChannelDetails) -> Option<RouteHint> {
    let forwarding = channel.counterparty.forwarding_info.as_ref()?;
    Some(RouteHint(vec![RouteHintHop {
        src_node_id: channel.counterparty.node_id,
        short_channel_id: channel.get_inbound_payment_scid()?,
        fees: RoutingFees {
            base_msat: forwarding.fee_base_msat,
            proportional_millionths: forwarding.fee_proportional_millionths,
        },
        cltv_expiry_delta: forwarding.cltv_expiry_delta,
        htlc_minimum_msat: channel.inbound_htlc_minimum_msat,
        htlc_maximum_msat: channel.inbound_htlc_maximum_msat,
    }]))
}
