//! Coming back late: a new height that would make LDK close a channel waits until the peer could settle what is past its time.
//!
//! LDK closes as soon as it is told a height 3 past the expiry of a payment under way, or within 36 blocks of one whose proof is
//! known, although the peer would fail or settle it at once. So such a height is looked at, not told, while the peer is given
//! a minute. What LDK tells meanwhile is handled: it holds the last step of removing a payment back until then. A wallet that never forwards loses nothing by waiting for its own payment. Justice does not wait: once a watched
//! output was spent, everything is told at once.

use lightning::ln::channel_state::{ChannelDetails, InboundHTLCStateDetails};

use super::Tip;
use crate::{PublicKey, Wallet};

/// LDK's `LATENCY_GRACE_PERIOD_BLOCKS`: so long after the expiry of an outgoing payment it closes.
const AFTER_EXPIRY: u32 = 3;
/// LDK's `CLTV_CLAIM_BUFFER`: so long before the expiry of an incoming payment whose proof it has it closes.
const BEFORE_EXPIRY: u32 = 36;
/// With fewer blocks left than this an incoming payment waits a minute at most, peer or no peer.
const SOON: u32 = 18;
/// How long the peer is given.
const WITH_PEER_MS: u64 = 60_000;
/// How long the peer is waited for.
const WITHOUT_PEER_MS: u64 = 600_000;

/// A height that is not told yet.
#[derive(Clone, Copy)]
pub(crate) struct Grace {
    tip: Tip,
    since_ms: u64,
    /// Since when the peers of the channels in question are connected.
    with_peer_ms: Option<u64>,
}

/// A payment for which LDK would close a channel.
struct Risk {
    peer: PublicKey,
    /// It comes in, and its time is nearly over.
    soon: bool,
}

impl Wallet {
    /// Whether a height is known that is not told yet, because payments are past their time and their peer may still settle
    /// them. Until then nothing is sent and nothing that comes in is judged: it would be by the old height.
    pub fn is_settling(&self) -> bool {
        self.syncing.borrow().grace.is_some()
    }

    /// Whether a height is reached by a block that is not told yet.
    pub(crate) fn is_known_past(&self, height: u32) -> bool {
        self.syncing.borrow().grace.is_some_and(|grace| grace.tip.height >= height)
    }

    /// Whether [`sync`](Self::sync) has to be called now: what was waited for has happened, or the wait is over.
    pub fn is_look_due(&self, now_ms: u64) -> bool {
        let grace = self.syncing.borrow().grace;
        grace.is_some_and(|grace| !self.may_wait(grace, now_ms))
    }

    /// Whether telling this height would close a channel.
    pub(super) fn is_at_risk(&self, height: u32) -> bool {
        !self.risks(height).is_empty()
    }

    /// Hold a height back, if it may wait (any longer).
    pub(super) fn hold(&self, tip: Tip, now_ms: u64) -> bool {
        let known = self.syncing.borrow().grace;
        let grace =
            known.map_or(Grace { tip, since_ms: now_ms, with_peer_ms: None }, |known| Grace { tip, ..known });
        let waits = self.may_wait(grace, now_ms);
        self.syncing.borrow_mut().grace = waits.then_some(grace);
        waits
    }

    /// Once a turn: from when on the peers could settle.
    pub(crate) fn note_grace(&self, now_ms: u64) {
        let Some(grace) = self.syncing.borrow().grace else { return };
        if grace.with_peer_ms.is_none()
            && self.risks(grace.tip.height).iter().all(|risk| self.is_connected(risk.peer))
        {
            self.syncing.borrow_mut().grace = Some(Grace { with_peer_ms: Some(now_ms), ..grace });
        }
    }

    fn may_wait(&self, grace: Grace, now_ms: u64) -> bool {
        let risks = self.risks(grace.tip.height);
        if risks.is_empty() {
            return false;
        }
        let most = if risks.iter().any(|risk| risk.soon) { WITH_PEER_MS } else { WITHOUT_PEER_MS };
        let within = |since: u64, most: u64| now_ms < since.saturating_add(most);
        within(grace.since_ms, most) && grace.with_peer_ms.is_none_or(|since| within(since, WITH_PEER_MS))
    }

    fn risks(&self, height: u32) -> Vec<Risk> {
        self.manager.list_channels().iter().flat_map(|channel| risks_of(channel, height)).collect()
    }

    fn is_connected(&self, peer: PublicKey) -> bool {
        self.connected().contains(&peer)
    }
}

fn risks_of(channel: &ChannelDetails, height: u32) -> Vec<Risk> {
    let peer = channel.counterparty.node_id;
    let going = channel.pending_outbound_htlcs.iter();
    let going = going
        .filter(|htlc| htlc.cltv_expiry.saturating_add(AFTER_EXPIRY) <= height)
        .map(|_| Risk { peer, soon: false });
    let coming = channel.pending_inbound_htlcs.iter();
    let claimed = Some(InboundHTLCStateDetails::AwaitingRemoteRevokeToRemoveFulfill);
    let coming = coming
        .filter(|htlc| htlc.state == claimed && htlc.cltv_expiry <= height.saturating_add(BEFORE_EXPIRY))
        .map(|htlc| Risk { peer, soon: htlc.cltv_expiry < height.saturating_add(SOON) });
    going.chain(coming).collect()
}
