//! Coming back late: a new height that would make LDK close a channel waits until the peer could settle what
//! is past its time.
//!
//! LDK closes as soon as it is told of a height 3 past the expiry of a payment under way, or within 36 blocks of one
//! whose proof is known, although the peer would fail or settle it at once. So the wallet looks at such a height
//! without telling LDK of it, and gives the peer a minute. What LDK reports meanwhile is handled: it holds the last
//! step of removing a payment back until then. A wallet that never forwards loses nothing by waiting for its own
//! payment. Justice does not wait: once a watched output was spent, LDK is told of everything at once.

use std::rc::Rc;

use lightning::ln::channel_state::{ChannelDetails, InboundHTLCDetails, InboundHTLCStateDetails};

use super::Tip;
use super::line::Branch;
use crate::wait::Wait;
use crate::{PublicKey, Wallet};

/// LDK's `LATENCY_GRACE_PERIOD_BLOCKS`: how many blocks after the expiry of an outgoing payment LDK closes.
const AFTER_EXPIRY: u32 = 3;
/// LDK's `CLTV_CLAIM_BUFFER`: how many blocks before the expiry of an incoming payment whose proof it has LDK closes.
const BEFORE_EXPIRY: u32 = 36;
/// With fewer blocks left than this, an incoming payment waits a minute at most, peer or no peer.
const SOON: u32 = 18;
/// How long the peer is given.
const WITH_PEER_MS: u64 = 60_000;
/// How long the peer is waited for.
const WITHOUT_PEER_MS: u64 = 600_000;

/// A height that is not told yet, with the checked headers that lead there.
#[derive(Clone)]
pub(crate) struct Grace {
    pub(super) tip: Tip,
    pub(super) branch: Rc<Branch>,
    since_ms: u64,
    /// Since when the peers of the channels in question are connected.
    with_peer_ms: Option<u64>,
    /// Only one of two chain servers shows it: the other is waited for as long as a peer.
    by_one: bool,
}

/// A payment for which LDK would close a channel.
struct Risk {
    peer: PublicKey,
    /// The payment is incoming, and its time is nearly over.
    soon: bool,
}

impl Wallet {
    /// Whether a height is known that is not told yet: because payments are past their time and their peer
    /// may still settle them, or because the chain servers contradict each other. Until then nothing is sent
    /// and nothing that comes in is judged, as it would be judged by the old height.
    pub fn is_settling(&self) -> bool {
        self.untold().is_some()
    }

    /// Whether the height that LDK was told of is the current one: nothing is judged by any other.
    pub(crate) fn knows_height(&self) -> bool {
        self.chain.tracker.has_looked() && !self.is_settling()
    }

    /// Whether a height is reached by a block that is not told yet.
    pub(crate) fn is_known_past(&self, height: u32) -> bool {
        self.untold().is_some_and(|untold| untold >= height)
    }

    fn untold(&self) -> Option<u32> {
        self.chain.tracker.grace().map(|grace| grace.tip.height).max(self.chain.tracker.doubted())
    }

    /// Whether [`sync`](Self::sync) has to be called now: what was waited for has happened, or the wait is over.
    pub fn is_look_due(&self, now_ms: u64) -> bool {
        // While servers contradict each other there is nothing to tell, however long it waits.
        let grace = self.chain.tracker.grace().filter(|_| self.chain.tracker.doubted().is_none());
        grace.is_some_and(|grace| !self.may_wait(&grace, now_ms))
    }

    /// Whether telling this height would close a channel.
    pub(super) fn is_at_risk(&self, height: u32) -> bool {
        !self.risks(height).is_empty()
    }

    /// Holds a height back, if it may (still) wait.
    pub(super) fn hold(&self, tip: Tip, branch: &Branch, by_one: bool, now_ms: u64) -> bool {
        let known = self.chain.tracker.take_grace();
        let since_ms = known.as_ref().map_or(now_ms, |known| known.since_ms);
        let with_peer_ms = known.and_then(|known| known.with_peer_ms);
        let grace = Grace { tip, branch: Rc::new(branch.clone()), since_ms, with_peer_ms, by_one };
        let waits = self.may_wait(&grace, now_ms);
        // It is kept even when the wait is over: until LDK is told of it, nothing else is judged by the old
        // height.
        self.chain.tracker.set_grace(grace);
        waits
    }

    /// Called once a turn: notes from when on the peers could settle.
    pub(crate) fn note_grace(&self, now_ms: u64) {
        let Some(grace) = self.chain.tracker.grace() else { return };
        if grace.with_peer_ms.is_none()
            && self.risks(grace.tip.height).iter().all(|risk| self.is_connected(risk.peer))
        {
            self.chain.tracker.set_grace(Grace { with_peer_ms: Some(now_ms), ..grace });
        }
    }

    fn may_wait(&self, grace: &Grace, now_ms: u64) -> bool {
        let risks = self.risks(grace.tip.height);
        if risks.is_empty() {
            return false;
        }
        let most = if risks.iter().any(|risk| risk.soon) { WITH_PEER_MS } else { WITHOUT_PEER_MS };
        let within = |since: u64, most: u64| !Wait::new(since, most).is_over(now_ms);
        let peer_waits = grace.with_peer_ms.is_none_or(|since| within(since, WITH_PEER_MS));
        within(grace.since_ms, most) && (grace.by_one || peer_waits)
    }

    fn risks(&self, height: u32) -> Vec<Risk> {
        self.channels.list().iter().flat_map(|channel| risks_of(channel, height)).collect()
    }

    fn is_connected(&self, peer: PublicKey) -> bool {
        self.connected().contains(&peer)
    }

    /// Whether a payment is in a channel with this peer, either way, or a height is held back: what the peer
    /// says, and when, decides over money.
    pub fn waits_for_answer(&self, peer: PublicKey) -> bool {
        let has_payment = |channel: &ChannelDetails| {
            !channel.pending_inbound_htlcs.is_empty() || !channel.pending_outbound_htlcs.is_empty()
        };
        self.is_settling() || self.channels.list_with(peer).iter().any(has_payment)
    }

    /// Whether something is to be said over a line to this peer that no height has a say in. The proof of a
    /// payment that was claimed: once its time is over, the peer would take it back on the chain. What became
    /// of a payment that was sent: a peer that has its proof and cannot give it would close the channel for
    /// its money. And what the peer has to say of a state that is not proved.
    pub(crate) fn has_to_be_settled(&self, peer: PublicKey) -> bool {
        let channels = self.channels.list_with(peer);
        channels.iter().any(|channel| {
            channel.pending_inbound_htlcs.iter().any(is_claimed)
                || !channel.pending_outbound_htlcs.is_empty()
                || !self.trust.is_heard(&channel.channel_id)
        })
    }
}

fn is_claimed(htlc: &InboundHTLCDetails) -> bool {
    htlc.state == Some(InboundHTLCStateDetails::AwaitingRemoteRevokeToRemoveFulfill)
}

fn risks_of(channel: &ChannelDetails, height: u32) -> Vec<Risk> {
    let peer = channel.counterparty.node_id;
    let going = channel.pending_outbound_htlcs.iter();
    let going = going
        .filter(|htlc| htlc.cltv_expiry.saturating_add(AFTER_EXPIRY) <= height)
        .map(|_| Risk { peer, soon: false });
    let coming = channel.pending_inbound_htlcs.iter();
    let coming = coming
        .filter(|htlc| is_claimed(htlc) && htlc.cltv_expiry <= height.saturating_add(BEFORE_EXPIRY))
        .map(|htlc| Risk { peer, soon: htlc.cltv_expiry < height.saturating_add(SOON) });
    going.chain(coming).collect()
}

#[cfg(all(test, feature = "sim"))]
mod tests;
