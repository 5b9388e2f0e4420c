//! Whom to stay connected with, and who counts as a provider: what the configuration says, and what the state knows.

use crate::{PublicKey, Wallet};

/// A peer that has to be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPeer {
    /// The peer's identity on the Lightning network.
    pub node_id: PublicKey,
    /// `host:port`, the most promising first. None where the state is of an earlier version and the configuration names
    /// others.
    pub addresses: Vec<String>,
    /// Whether money of ours depends on it: there is a channel, or one that was closed and is not over.
    pub is_needed: bool,
}

impl Wallet {
    /// Whom to stay connected with: the peers of channels, also of closed ones that are not over, and those
    /// who sell new ones.
    pub fn peers_to_dial(&self) -> Vec<KnownPeer> {
        let needed = self.channels.peers_needed();
        let sellers = self.sellers.iter().filter(|seller| !needed.contains(&seller.node_id));
        let others = sellers.map(|seller| KnownPeer {
            node_id: seller.node_id,
            addresses: vec![seller.address.clone()],
            is_needed: false,
        });
        let channels = needed.iter().map(|peer| KnownPeer {
            node_id: *peer,
            addresses: self.known_peers.addresses(*peer),
            is_needed: true,
        });
        channels.chain(others).collect()
    }

    /// What the configuration says of peers that the state knows, or of those that earlier versions had channels with.
    pub(crate) fn note_configured(&self, now_ms: u64) {
        let needed = self.channels.peers_needed();
        for seller in &self.sellers {
            if needed.contains(&seller.node_id) || self.known_peers.has(seller.node_id) {
                self.known_peers.meet(seller, now_ms, &self.app);
            }
        }
    }

    /// The peer of the configuration with this id, kept for good from here on.
    pub(crate) fn meet(&self, peer: PublicKey, now_ms: u64) {
        if let Some(seller) = self.sellers.iter().find(|seller| seller.node_id == peer) {
            self.known_peers.meet(seller, now_ms, &self.app);
        }
    }

    /// Whether a peer's unconfirmed channels are used: it was bought from, or would be.
    pub(crate) fn is_provider(&self, peer: PublicKey) -> bool {
        let sells = self.sellers.iter().any(|seller| seller.node_id == peer && seller.zero_conf);
        sells || self.known_peers.is_trusted(peer)
    }
}
