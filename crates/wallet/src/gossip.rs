//! Silence about the network: the map comes from elsewhere ([`Wallet::read_map`](crate::Wallet::read_map)),
//! so nothing is asked of a peer, and nothing that it tells is kept.
//!
//! Some implementations refuse peers that do not offer gossip queries (BOLT 7), so they are offered. A node that offers
//! them and sends no `gossip_timestamp_filter` is sent nothing. LDK's own handler, without `std`, asks every connection
//! for everything there is.

use lightning::ln::msgs::{
    BaseMessageHandler, ChannelAnnouncement, ChannelUpdate, Init, LightningError, MessageSendEvent,
    NodeAnnouncement, QueryChannelRange, QueryShortChannelIds, ReplyChannelRange, ReplyShortChannelIdsEnd,
    RoutingMessageHandler,
};
use lightning::routing::gossip::NodeId;
use lightning::types::features::{InitFeatures, NodeFeatures};

use crate::PublicKey;

/// Offers gossip queries, asks nothing, keeps nothing.
pub(crate) struct Silence;

impl BaseMessageHandler for Silence {
    fn get_and_clear_pending_msg_events(&self) -> Vec<MessageSendEvent> {
        Vec::new()
    }

    fn peer_disconnected(&self, _: PublicKey) {}

    fn provided_node_features(&self) -> NodeFeatures {
        let mut features = NodeFeatures::empty();
        features.set_gossip_queries_optional();
        features
    }

    fn provided_init_features(&self, _: PublicKey) -> InitFeatures {
        let mut features = InitFeatures::empty();
        features.set_gossip_queries_optional();
        features
    }

    fn peer_connected(&self, _: PublicKey, _: &Init, _: bool) -> Result<(), ()> {
        Ok(())
    }
}

impl RoutingMessageHandler for Silence {
    fn handle_node_announcement(
        &self,
        _: Option<PublicKey>,
        _: &NodeAnnouncement,
    ) -> Result<bool, LightningError> {
        Ok(false)
    }

    fn handle_channel_announcement(
        &self,
        _: Option<PublicKey>,
        _: &ChannelAnnouncement,
    ) -> Result<bool, LightningError> {
        Ok(false)
    }

    fn handle_channel_update(&self, _: Option<PublicKey>, _: &ChannelUpdate) -> Result<bool, LightningError> {
        Ok(false)
    }

    fn get_next_channel_announcement(
        &self,
        _: u64,
    ) -> Option<(ChannelAnnouncement, Option<ChannelUpdate>, Option<ChannelUpdate>)> {
        None
    }

    fn get_next_node_announcement(&self, _: Option<&NodeId>) -> Option<NodeAnnouncement> {
        None
    }

    fn handle_reply_channel_range(&self, _: PublicKey, _: ReplyChannelRange) -> Result<(), LightningError> {
        Ok(())
    }

    fn handle_reply_short_channel_ids_end(
        &self,
        _: PublicKey,
        _: ReplyShortChannelIdsEnd,
    ) -> Result<(), LightningError> {
        Ok(())
    }

    fn handle_query_channel_range(&self, _: PublicKey, _: QueryChannelRange) -> Result<(), LightningError> {
        Ok(())
    }

    fn handle_query_short_channel_ids(
        &self,
        _: PublicKey,
        _: QueryShortChannelIds,
    ) -> Result<(), LightningError> {
        Ok(())
    }

    fn processing_queue_high(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A peer that is offered gossip queries and sent no `gossip_timestamp_filter` sends nothing (BOLT 7).
    #[test]
    fn a_peer_is_offered_queries_and_asked_nothing() {
        let peer = PublicKey::from_slice(&[2; 33]).unwrap();
        let features = Silence.provided_init_features(peer);
        assert!(features.supports_gossip_queries());
        let init = Init { features, networks: None, remote_network_address: None };
        assert_eq!(Silence.peer_connected(peer, &init, false), Ok(()));
        assert!(Silence.get_and_clear_pending_msg_events().is_empty());
        assert!(Silence.get_next_channel_announcement(0).is_none());
        assert!(Silence.get_next_node_announcement(None).is_none());
    }
}
