//! What this node knows of the network, as wallets that do not gossip read it: a snapshot of Rapid Gossip
//! Sync, format 1 (described at `lightning-rapid-gossip-sync`).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use bitcoin::constants::ChainHash;
use ldk_node::lightning::routing::gossip::{ChannelInfo, ChannelUpdateInfo, NodeId};
use ldk_node::lightning::util::ser::{BigSize, Writeable};

use super::{Peer, PeerError};

/// Flags of an update that says all there is to say: nothing is left to the defaults.
const SAYS_ALL: u8 = 0b0111_1100;
const IS_OFF: u8 = 0b10;

impl Peer {
    /// The public channels whose two ends have both told their terms, by number.
    fn known_channels(&self) -> BTreeMap<u64, ChannelInfo> {
        let graph = self.node.network_graph();
        let known = graph.list_channels().into_iter().filter_map(|scid| Some((scid, graph.channel(scid)?)));
        known.filter(|(_, channel)| channel.one_to_two.is_some() && channel.two_to_one.is_some()).collect()
    }

    /// Waits until this many public channels are known here, with the terms of both ends.
    ///
    /// # Errors
    /// The time is over.
    pub async fn know_channels(&self, count: usize, limit: Duration) -> Result<(), PeerError> {
        let known = self.wait_for(limit, || (self.known_channels().len() >= count).then_some(())).await;
        known.ok_or(PeerError::NoMap)
    }

    /// The map that this node has, made at this time (Unix seconds).
    pub fn map(&self, made: u32) -> Vec<u8> {
        encode(&self.known_channels(), made)
    }
}

fn encode(channels: &BTreeMap<u64, ChannelInfo>, made: u32) -> Vec<u8> {
    let nodes: BTreeSet<NodeId> = channels.values().flat_map(|it| [it.node_one, it.node_two]).collect();
    let place = |node: &NodeId| BigSize(nodes.iter().take_while(|known| *known < node).count() as u64);
    let mut out = b"LDK\x01".to_vec();
    put(&mut out, &ChainHash::using_genesis_block(bitcoin::Network::Regtest));
    put(&mut out, &made);
    put(&mut out, &count(nodes.len()));
    nodes.iter().for_each(|node| put(&mut out, node));
    put(&mut out, &count(channels.len()));
    let mut before = 0;
    for (scid, channel) in channels {
        put(&mut out, &channel.features);
        put(&mut out, &BigSize(scid - before));
        put(&mut out, &place(&channel.node_one));
        put(&mut out, &place(&channel.node_two));
        before = *scid;
    }
    let updates: Vec<(u64, u8, &ChannelUpdateInfo)> = channels
        .iter()
        .flat_map(|(scid, channel)| {
            let ends = [(0, &channel.one_to_two), (1, &channel.two_to_one)];
            ends.into_iter().filter_map(|(direction, end)| Some((*scid, direction, end.as_ref()?)))
        })
        .collect();
    put(&mut out, &count(updates.len()));
    if !updates.is_empty() {
        // The defaults, which are not used.
        put(&mut out, &0u16);
        put(&mut out, &0u64);
        put(&mut out, &0u32);
        put(&mut out, &0u32);
        put(&mut out, &0u64);
    }
    let mut before = 0;
    for (scid, direction, end) in updates {
        put(&mut out, &BigSize(scid - before));
        put(&mut out, &(SAYS_ALL | direction | if end.enabled { 0 } else { IS_OFF }));
        put(&mut out, &end.cltv_expiry_delta);
        put(&mut out, &end.htlc_minimum_msat);
        put(&mut out, &end.fees.base_msat);
        put(&mut out, &end.fees.proportional_millionths);
        put(&mut out, &end.htlc_maximum_msat);
        before = scid;
    }
    out
}

fn put(out: &mut Vec<u8>, value: &impl Writeable) {
    out.extend(value.encode());
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
