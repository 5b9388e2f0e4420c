//! Noticing a stale state before LDK does.
//!
//! When a peer proves that this wallet's state is older than what it once signed, LDK panics ("fallen behind"), which
//! cannot be caught in a browser. The peer's `channel_reestablish` says so in a number that can be compared with the
//! one in our own message, and proves it by the secret that only this wallet can have given away (BOLT 2,
//! `your_last_per_commitment_secret`). So this handler is between the peers and the manager, and lets no such message
//! through.
//!
//! A number without its secret proves nothing: any peer can send one. Nothing stops for it. What BOLT 2 has
//! to say of such a message, the manager does: it closes that one channel, with a commitment that is subject
//! to [`crate::trust`] as ever.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lightning::bitcoin::constants::ChainHash;
use lightning::ln::msgs::{self, BaseMessageHandler, ChannelMessageHandler, MessageSendEvent};
use lightning::ln::types::ChannelId;
use lightning::types::features::{InitFeatures, NodeFeatures};

use lightning::log_warn;
use lightning::util::logger::Logger as _;

use crate::PublicKey;
use crate::ldk::Manager;
use crate::log::Log;
use crate::signers::{FIRST_SECRET, Signers};

/// The words of LDK's panic, should it come to it.
pub const STALE_PANIC: &str = "We have fallen behind";

/// Whether a panic's message says that the state is stale.
pub fn is_stale_panic(message: &str) -> bool {
    message.contains(STALE_PANIC)
}

/// What a peer's `channel_reestablish` says of our state.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StateVerdict {
    Agreed,
    /// Proved to be old.
    Stale,
    /// Said to be old, in a way for which there is no proof.
    Doubted,
}

/// Between the peers and the channel manager.
pub(crate) struct Guard {
    manager: Rc<Manager>,
    signers: Rc<Signers>,
    log: Rc<Log>,
    /// What our own `channel_reestablish` said: the numbers of the next commitment and the next revocation.
    ours: RefCell<BTreeMap<ChannelId, (u64, u64)>>,
    stale: Cell<bool>,
    /// Channels whose peers have agreed with this state.
    agreed: RefCell<BTreeSet<ChannelId>>,
    /// Messages of the manager that were read ahead of time.
    ahead: RefCell<Vec<MessageSendEvent>>,
    /// Let everything through, as LDK alone would be; for the test that shows what this handler is for.
    off: Cell<bool>,
}

impl Guard {
    pub(crate) fn new(manager: Rc<Manager>, signers: Rc<Signers>, log: Rc<Log>) -> Self {
        Self {
            manager,
            signers,
            log,
            ours: RefCell::default(),
            stale: Cell::new(false),
            agreed: RefCell::default(),
            ahead: RefCell::default(),
            off: Cell::new(false),
        }
    }

    #[cfg(feature = "sim")]
    pub(crate) fn set_off(&self, off: bool) {
        self.off.set(off);
    }

    pub(crate) fn is_stale(&self) -> bool {
        self.stale.get()
    }

    /// Whether this channel's peer has compared its state with ours, and they fit.
    pub(crate) fn has_agreed(&self, channel: &ChannelId) -> bool {
        self.agreed.borrow().contains(channel)
    }

    /// What was said so far was about a state that may no longer be the newest.
    pub(crate) fn forget_agreement(&self) {
        self.agreed.borrow_mut().clear();
    }

    /// What receives the messages, unless the state is known to be stale.
    fn manager(&self) -> Option<&Manager> {
        let stopped = self.stale.get() && !self.off.get();
        (!stopped).then_some(&self.manager)
    }

    /// Takes what the manager wants to send, and notes what our own `channel_reestablish` says. The peer's may come
    /// in the same read as its greeting, before the manager was asked for messages.
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

    /// Our commitment number is one less than the next; a peer that waits for a later revocation has already
    /// got the one that revokes what we hold, and shows its secret. A peer that has more of our signatures
    /// than we remember giving (two beyond the next revocation we expect, because one may be unanswered) says
    /// the same, but has nothing to show for it: it is not answered, as if it had said nothing, so that
    /// neither the truth nor a lie closes the channel.
    ///
    /// `None`: it says neither. We have said nothing to compare it with, as for a channel that is closed here, or the
    /// peer has forgotten the channel, or asks to have it closed by numbers that no state has, or its secret is not one
    /// of ours.
    fn compare(&self, peer: &PublicKey, msg: &msgs::ChannelReestablish) -> Option<StateVerdict> {
        let ours = self.ours.borrow();
        let (next_commitment, next_revocation) = *ours.get(&msg.channel_id)?;
        let (theirs, revocation) = (msg.next_local_commitment_number, msg.next_remote_commitment_number);
        if revocation > 0 && !self.is_proved(peer, msg) {
            return None;
        }
        if revocation >= next_commitment {
            return Some(StateVerdict::Stale);
        }
        if theirs > next_revocation + 2 {
            return (theirs < FIRST_SECRET).then_some(StateVerdict::Doubted);
        }
        // One message of either side may have been lost; a peer that is further behind has lost its own
        // state, and knows nothing of ours.
        let agreed = revocation + 2 >= next_commitment && theirs > next_revocation;
        agreed.then_some(StateVerdict::Agreed)
    }

    /// Whether the secret in the message is the one that the number in it speaks of.
    fn is_proved(&self, peer: &PublicKey, msg: &msgs::ChannelReestablish) -> bool {
        let channels = self.manager.list_channels_with_counterparty(peer);
        let channel = channels.iter().find(|channel| channel.channel_id == msg.channel_id);
        let funding = channel.and_then(|channel| channel.funding_redeem_script.as_ref());
        let (revocations, secret) = (msg.next_remote_commitment_number, &msg.your_last_per_commitment_secret);
        funding.is_some_and(|funding| self.signers.has_revoked(funding, revocations, secret))
    }
}

impl BaseMessageHandler for Guard {
    fn get_and_clear_pending_msg_events(&self) -> Vec<MessageSendEvent> {
        self.read_ahead();
        let events = std::mem::take(&mut *self.ahead.borrow_mut());
        if self.manager().is_some() { events } else { Vec::new() }
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

/// What a handler between a peer and a manager has to do with messages about channels, but for
/// `channel_reestablish`: hand them on to what its `manager` gives, if it gives one.
macro_rules! hand_on_messages {
    () => {
        $crate::reestablish::hand_on_messages! {
            handle_open_channel(&lightning::ln::msgs::OpenChannel);
            handle_open_channel_v2(&lightning::ln::msgs::OpenChannelV2);
            handle_accept_channel(&lightning::ln::msgs::AcceptChannel);
            handle_accept_channel_v2(&lightning::ln::msgs::AcceptChannelV2);
            handle_funding_created(&lightning::ln::msgs::FundingCreated);
            handle_funding_signed(&lightning::ln::msgs::FundingSigned);
            handle_channel_ready(&lightning::ln::msgs::ChannelReady);
            handle_peer_storage(lightning::ln::msgs::PeerStorage);
            handle_peer_storage_retrieval(lightning::ln::msgs::PeerStorageRetrieval);
            handle_shutdown(&lightning::ln::msgs::Shutdown);
            handle_closing_signed(&lightning::ln::msgs::ClosingSigned);
            handle_stfu(&lightning::ln::msgs::Stfu);
            handle_splice_init(&lightning::ln::msgs::SpliceInit);
            handle_splice_ack(&lightning::ln::msgs::SpliceAck);
            handle_splice_locked(&lightning::ln::msgs::SpliceLocked);
            handle_tx_add_input(&lightning::ln::msgs::TxAddInput);
            handle_tx_add_output(&lightning::ln::msgs::TxAddOutput);
            handle_tx_remove_input(&lightning::ln::msgs::TxRemoveInput);
            handle_tx_remove_output(&lightning::ln::msgs::TxRemoveOutput);
            handle_tx_complete(&lightning::ln::msgs::TxComplete);
            handle_tx_signatures(&lightning::ln::msgs::TxSignatures);
            handle_tx_init_rbf(&lightning::ln::msgs::TxInitRbf);
            handle_tx_ack_rbf(&lightning::ln::msgs::TxAckRbf);
            handle_tx_abort(&lightning::ln::msgs::TxAbort);
            handle_update_add_htlc(&lightning::ln::msgs::UpdateAddHTLC);
            handle_update_fulfill_htlc(lightning::ln::msgs::UpdateFulfillHTLC);
            handle_update_fail_htlc(&lightning::ln::msgs::UpdateFailHTLC);
            handle_update_fail_malformed_htlc(&lightning::ln::msgs::UpdateFailMalformedHTLC);
            handle_commitment_signed(&lightning::ln::msgs::CommitmentSigned);
            handle_revoke_and_ack(&lightning::ln::msgs::RevokeAndACK);
            handle_update_fee(&lightning::ln::msgs::UpdateFee);
            handle_announcement_signatures(&lightning::ln::msgs::AnnouncementSignatures);
            handle_channel_update(&lightning::ln::msgs::ChannelUpdate);
            handle_error(&lightning::ln::msgs::ErrorMessage);
        }

        fn handle_commitment_signed_batch(
            &self,
            peer: lightning::bitcoin::secp256k1::PublicKey,
            channel: lightning::ln::types::ChannelId,
            batch: Vec<lightning::ln::msgs::CommitmentSigned>,
        ) {
            if let Some(manager) = self.manager() {
                manager.handle_commitment_signed_batch(peer, channel, batch);
            }
        }
    };
    ($($name:ident($msg:ty);)*) => {
        $(fn $name(&self, peer: lightning::bitcoin::secp256k1::PublicKey, msg: $msg) {
            if let Some(manager) = self.manager() {
                manager.$name(peer, msg);
            }
        })*
    };
}
pub(crate) use hand_on_messages;

impl ChannelMessageHandler for Guard {
    hand_on_messages!();

    fn handle_channel_reestablish(&self, peer: PublicKey, msg: &msgs::ChannelReestablish) {
        self.read_ahead();
        let verdict = self.compare(&peer, msg);
        match verdict {
            Some(StateVerdict::Stale) => self.stale.set(true),
            Some(StateVerdict::Agreed) => {
                self.agreed.borrow_mut().insert(msg.channel_id);
            }
            Some(StateVerdict::Doubted) if !self.off.get() => {
                log_warn!(
                    self.log,
                    "{peer} says without a proof that channel {} is older here",
                    msg.channel_id
                );
                return;
            }
            Some(StateVerdict::Doubted) | None => {}
        }
        if let Some(manager) = self.manager() {
            manager.handle_channel_reestablish(peer, msg);
        }
    }

    fn get_chain_hashes(&self) -> Option<Vec<ChainHash>> {
        self.manager.get_chain_hashes()
    }

    fn message_received(&self) {
        self.manager.message_received();
    }
}
