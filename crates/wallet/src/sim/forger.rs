//! A counterparty that says of its channels what it likes, and keeps to itself what it likes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use lightning::bitcoin::constants::ChainHash;
use lightning::ln::msgs::{
    self, BaseMessageHandler, ChannelMessageHandler, ChannelReestablish, MessageSendEvent,
};
use lightning::types::features::{InitFeatures, NodeFeatures};

use super::peer::Manager;
use crate::PublicKey;
use crate::reestablish::hand_on_messages;

/// Makes of a true `channel_reestablish` what is sent in its place.
pub type Forgery = Box<dyn Fn(&mut ChannelReestablish)>;

/// Between the counterparty's manager and its wires.
pub(crate) struct Forger {
    manager: Rc<Manager>,
    forgery: RefCell<Option<Forgery>>,
    hides_fees: Cell<bool>,
}

impl Forger {
    pub(crate) fn new(manager: Rc<Manager>) -> Self {
        Self { manager, forgery: RefCell::default(), hides_fees: Cell::default() }
    }

    pub(crate) fn set(&self, forgery: Option<Forgery>) {
        *self.forgery.borrow_mut() = forgery;
    }

    pub(crate) fn hide_fees(&self, hides: bool) {
        self.hides_fees.set(hides);
    }

    fn manager(&self) -> Option<&Manager> {
        Some(&self.manager)
    }
}

impl BaseMessageHandler for Forger {
    fn get_and_clear_pending_msg_events(&self) -> Vec<MessageSendEvent> {
        let mut events = self.manager.get_and_clear_pending_msg_events();
        for event in &mut events {
            if let (MessageSendEvent::SendChannelReestablish { msg, .. }, Some(forge)) =
                (event, &*self.forgery.borrow())
            {
                forge(msg);
            }
        }
        if self.hides_fees.get() {
            events.retain(|event| !matches!(event, MessageSendEvent::SendChannelUpdate { .. }));
        }
        events
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

impl ChannelMessageHandler for Forger {
    hand_on_messages!();

    fn handle_channel_reestablish(&self, peer: PublicKey, msg: &ChannelReestablish) {
        self.manager.handle_channel_reestablish(peer, msg);
    }

    fn get_chain_hashes(&self) -> Option<Vec<ChainHash>> {
        self.manager.get_chain_hashes()
    }

    fn message_received(&self) {
        self.manager.message_received();
    }
}
