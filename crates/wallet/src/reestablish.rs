//! Noticing a stale state before LDK does.
//!
//! When a peer proves that this wallet's state is older than what it once signed, LDK panics ("fallen behind"), which
//! cannot be caught in a browser. The peer's `channel_reestablish` says so in a number that can be compared with the
//! one in our own message, so this handler stands between the peers and the manager, and lets no such message through.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lightning::bitcoin::constants::ChainHash;
use lightning::ln::msgs::{self, BaseMessageHandler, ChannelMessageHandler, MessageSendEvent};
use lightning::ln::types::ChannelId;
use lightning::types::features::{InitFeatures, NodeFeatures};

use crate::PublicKey;
use crate::node::Manager;

/// The words of LDK's panic, should it come to it.
pub const STALE_PANIC: &str = "We have fallen behind";

/// Whether a panic's message says that the state is stale.
pub fn is_stale_panic(message: &str) -> bool {
    message.contains(STALE_PANIC)
}

/// What a peer's `channel_reestablish` says of our state.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Agreed,
    Stale,
}

/// Between the peers and the channel manager.
pub(crate) struct Guard {
    manager: Rc<Manager>,
    /// What our own `channel_reestablish` said: the numbers of the next commitment and the next revocation.
    ours: RefCell<BTreeMap<ChannelId, (u64, u64)>>,
    stale: Cell<bool>,
    /// Channels whose peers have agreed with this state.
    agreed: RefCell<BTreeSet<ChannelId>>,
    /// Messages of the manager that were read ahead of time.
    ahead: RefCell<Vec<MessageSendEvent>>,
    /// Let everything through, as LDK alone would be; for the test that shows what this handler is for.
    pub(crate) off: Cell<bool>,
}

impl Guard {
    pub(crate) fn new(manager: Rc<Manager>) -> Self {
        Self {
            manager,
            ours: RefCell::default(),
            stale: Cell::new(false),
            agreed: RefCell::default(),
            ahead: RefCell::default(),
            off: Cell::new(false),
        }
    }

    pub(crate) fn is_stale(&self) -> bool {
        self.stale.get()
    }

    /// Whether this channel's peer has compared its state with ours, and they fit.
    pub(crate) fn has_agreed(&self, channel: &ChannelId) -> bool {
        self.agreed.borrow().contains(channel)
    }

    fn is_stopped(&self) -> bool {
        self.stale.get() && !self.off.get()
    }

    /// Take what the manager wants to send, and note what our own `channel_reestablish` says. The peer's may come in
    /// the same read as its greeting, before anybody asked the manager for messages.
    fn read_ahead(&self) {
        let events = self.manager.get_and_clear_pending_msg_events();
        for event in &events {
            if let MessageSendEvent::SendChannelReestablish { msg, .. } = event {
                let numbers = (msg.next_local_commitment_number, msg.next_remote_commitment_number);
                self.ours.borrow_mut().insert(msg.channel_id, numbers);
            }
        }
        self.ahead.borrow_mut().extend(events);
    }

    /// Our commitment number is one less than the next; a peer that waits for a later revocation has already got
    /// the one that revokes what we hold. A peer that has more of our signatures than we remember giving
    /// (two beyond the next revocation we expect, because one may be unanswered) says the same.
    ///
    /// `None`: it says neither. We have said nothing to compare it with, as of a channel that is closed here, or the peer
    /// has forgotten the channel.
    fn compare(&self, msg: &msgs::ChannelReestablish) -> Option<Verdict> {
        let ours = self.ours.borrow();
        let (next_commitment, next_revocation) = *ours.get(&msg.channel_id)?;
        let (theirs, revocation) = (msg.next_local_commitment_number, msg.next_remote_commitment_number);
        if revocation >= next_commitment || theirs > next_revocation + 2 {
            return Some(Verdict::Stale);
        }
        // One message of either side may have been lost; a peer that is further behind has lost its own state, and knows
        // nothing of ours.
        let agreed = revocation + 2 >= next_commitment && theirs > next_revocation;
        agreed.then_some(Verdict::Agreed)
    }
}

impl BaseMessageHandler for Guard {
    fn get_and_clear_pending_msg_events(&self) -> Vec<MessageSendEvent> {
        self.read_ahead();
        let events = std::mem::take(&mut *self.ahead.borrow_mut());
        if self.is_stopped() { Vec::new() } else { events }
    }
    fn peer_disconnected(&self, peer: PublicKey) {
        self.manager.peer_disconnected(peer);
    }
    fn provided_node_features(&self) -> NodeFeatures {
        self.manager.provided_node_features()
    }
    fn provided_init_features(&self, peer: PublicKey) -> InitFeatures {
        self.manager.provided_init_features(peer)
    }
    fn peer_connected(&self, peer: PublicKey, init: &msgs::Init, inbound: bool) -> Result<(), ()> {
        self.manager.peer_connected(peer, init, inbound)
    }
}

/// Hand a message on, unless the state is known to be stale.
macro_rules! hand_on {
    ($($name:ident($msg:ty);)*) => {
        $(fn $name(&self, peer: PublicKey, msg: $msg) {
            if !self.is_stopped() {
                self.manager.$name(peer, msg);
            }
        })*
    };
}

impl ChannelMessageHandler for Guard {
    hand_on! {
        handle_open_channel(&msgs::OpenChannel);
        handle_open_channel_v2(&msgs::OpenChannelV2);
        handle_accept_channel(&msgs::AcceptChannel);
        handle_accept_channel_v2(&msgs::AcceptChannelV2);
        handle_funding_created(&msgs::FundingCreated);
        handle_funding_signed(&msgs::FundingSigned);
        handle_channel_ready(&msgs::ChannelReady);
        handle_peer_storage(msgs::PeerStorage);
        handle_peer_storage_retrieval(msgs::PeerStorageRetrieval);
        handle_shutdown(&msgs::Shutdown);
        handle_closing_signed(&msgs::ClosingSigned);
        handle_stfu(&msgs::Stfu);
        handle_splice_init(&msgs::SpliceInit);
        handle_splice_ack(&msgs::SpliceAck);
        handle_splice_locked(&msgs::SpliceLocked);
        handle_tx_add_input(&msgs::TxAddInput);
        handle_tx_add_output(&msgs::TxAddOutput);
        handle_tx_remove_input(&msgs::TxRemoveInput);
        handle_tx_remove_output(&msgs::TxRemoveOutput);
        handle_tx_complete(&msgs::TxComplete);
        handle_tx_signatures(&msgs::TxSignatures);
        handle_tx_init_rbf(&msgs::TxInitRbf);
        handle_tx_ack_rbf(&msgs::TxAckRbf);
        handle_tx_abort(&msgs::TxAbort);
        handle_update_add_htlc(&msgs::UpdateAddHTLC);
        handle_update_fulfill_htlc(msgs::UpdateFulfillHTLC);
        handle_update_fail_htlc(&msgs::UpdateFailHTLC);
        handle_update_fail_malformed_htlc(&msgs::UpdateFailMalformedHTLC);
        handle_commitment_signed(&msgs::CommitmentSigned);
        handle_revoke_and_ack(&msgs::RevokeAndACK);
        handle_update_fee(&msgs::UpdateFee);
        handle_announcement_signatures(&msgs::AnnouncementSignatures);
        handle_channel_update(&msgs::ChannelUpdate);
        handle_error(&msgs::ErrorMessage);
    }

    fn handle_commitment_signed_batch(
        &self,
        peer: PublicKey,
        channel: ChannelId,
        batch: Vec<msgs::CommitmentSigned>,
    ) {
        if !self.is_stopped() {
            self.manager.handle_commitment_signed_batch(peer, channel, batch);
        }
    }

    fn handle_channel_reestablish(&self, peer: PublicKey, msg: &msgs::ChannelReestablish) {
        self.read_ahead();
        let verdict = self.compare(msg);
        if verdict == Some(Verdict::Stale) {
            self.stale.set(true);
        }
        if self.is_stopped() {
            return;
        }
        if verdict == Some(Verdict::Agreed) {
            self.agreed.borrow_mut().insert(msg.channel_id);
        }
        self.manager.handle_channel_reestablish(peer, msg);
    }

    fn get_chain_hashes(&self) -> Option<Vec<ChainHash>> {
        self.manager.get_chain_hashes()
    }

    fn message_received(&self) {
        self.manager.message_received();
    }
}
