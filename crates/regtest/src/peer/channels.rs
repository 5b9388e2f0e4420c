//! Opening channels towards wallets that have dialled in, and closing them.

use std::sync::PoisonError;
use std::time::Duration;

use bitcoin::secp256k1::PublicKey;
use ldk_node::config::{ChannelConfig, MaxDustHTLCExposure};
use ldk_node::lightning::ln::msgs::SocketAddress;
use ldk_node::{ChannelDetails, UserChannelId};
use serde::Serialize;

use super::{Channel, Peer, PeerError};

/// The smallest channel, so that more than the first payment fits.
const SMALLEST_SATS: u64 = 1_000_000;
/// The largest that a node accepts unasked.
const LARGEST_SATS: u64 = 16_777_215;
/// How many times the amount the channel has room for.
const ROOM: u64 = 4;
/// How long a wallet that is about to dial in is waited for.
const DIAL_IN: Duration = Duration::from_secs(10);

/// When a request for a channel is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Until {
    /// When its funding is known: the wallet has agreed, confirmations may be missing.
    Pending,
    /// When a payment can go through it. At once for a wallet that trusts this peer without confirmations.
    #[default]
    Usable,
}

/// A channel wanted towards a connected node.
#[derive(Debug, Clone)]
pub struct OpenRequest {
    /// The node.
    pub node: PublicKey,
    /// What it wants to receive.
    pub amount_msat: u64,
    /// What the channel gives it at once.
    pub push_msat: u64,
    /// Whether a channel that has to be opened is announced.
    pub announced: bool,
    /// When to answer.
    pub until: Until,
    /// How long to wait for that.
    pub limit: Duration,
}

/// The channel a request got.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Opened {
    /// Whether the request made it, or it was there (or under way) already.
    pub opened: bool,
    /// The channel.
    pub channel: Channel,
}

impl Peer {
    /// Makes sure that a node can be paid: by a channel that is there, one that is being opened, or a new one.
    ///
    /// # Errors
    /// [`PeerError::NotConnected`], [`PeerError::TooLarge`], [`PeerError::ChannelRefused`],
    /// [`PeerError::StillOpening`] when the time is over, and what ldk-node refuses.
    pub async fn open_channel(&self, request: OpenRequest) -> Result<Opened, PeerError> {
        let (channel, opened) = {
            // One decision at a time: a second request finds the channel of the first.
            let _alone = self.deciding.lock().await;
            match self.find_channel(&request) {
                Some(channel) => (channel, false),
                None => (self.open_new(&request).await?, true),
            }
        };
        let (wanted, until) = (request.until, request.node);
        let arrived = self.wait_for(request.limit, || self.channel_state(channel, until, wanted)).await;
        let channel = arrived.ok_or(PeerError::StillOpening)??;
        Ok(Opened { opened, channel })
    }

    fn channels_with(&self, node: PublicKey) -> Vec<ChannelDetails> {
        self.node.list_channels().into_iter().filter(|c| c.counterparty_node_id == node).collect()
    }

    /// A channel that carries the amount, now or when it is ready.
    fn find_channel(&self, request: &OpenRequest) -> Option<UserChannelId> {
        let carries = |channel: &ChannelDetails| {
            let limit = if channel.is_usable {
                channel.next_outbound_htlc_limit_msat
            } else {
                // Reserve and commitment fee are not known yet; a tenth is more than both.
                channel.outbound_capacity_msat / 10 * 9
            };
            limit >= request.amount_msat
        };
        self.channels_with(request.node).into_iter().find(carries).map(|c| c.user_channel_id)
    }

    async fn open_new(&self, request: &OpenRequest) -> Result<UserChannelId, PeerError> {
        let wanted = (request.amount_msat / 1000).saturating_add(request.push_msat / 1000);
        let most = LARGEST_SATS / 10 * 9;
        if wanted > most {
            return Err(PeerError::TooLarge { most: most * 1000 });
        }
        let sats = wanted.saturating_mul(ROOM).clamp(SMALLEST_SATS, LARGEST_SATS);
        let node = request.node;
        let dialled_in = self.wait_for(DIAL_IN.min(request.limit), || self.address_of(node)).await;
        let address = dialled_in.ok_or(PeerError::NotConnected)?;
        let push = Some(request.push_msat).filter(|msat| *msat > 0);
        let announced = request.announced;
        self.run(move |ldk| match announced {
            true => ldk.open_announced_channel(node, address, sats, push, None),
            false => ldk.open_channel(node, address, sats, push, None),
        })
        .await
    }

    /// Where a connected node was last seen. ldk-node wants one, but uses the connection that is there.
    fn address_of(&self, node: PublicKey) -> Option<SocketAddress> {
        let peers = self.node.list_peers();
        peers.into_iter().find(|p| p.is_connected && p.node_id == node).map(|p| p.address)
    }

    /// None while it has not got as far as wanted.
    fn channel_state(
        &self,
        id: UserChannelId,
        node: PublicKey,
        until: Until,
    ) -> Option<Result<Channel, PeerError>> {
        let Some(channel) = self.channels_with(node).into_iter().find(|c| c.user_channel_id == id) else {
            let why = self.why.lock().unwrap_or_else(PoisonError::into_inner);
            let reason = why.channels.get(&id.0).cloned().unwrap_or_else(|| "unknown".to_owned());
            return Some(Err(PeerError::ChannelRefused(reason)));
        };
        let there = match until {
            Until::Pending => channel.funding_txo.is_some(),
            Until::Usable => channel.is_usable,
        };
        there.then(|| Ok(Channel::from(&channel)))
    }

    /// Closes all channels with a node; by force if asked.
    ///
    /// # Errors
    /// What ldk-node refuses.
    pub async fn close_channels(&self, node: PublicKey, force: bool) -> Result<usize, PeerError> {
        let channels = self.channels_with(node);
        let count = channels.len();
        for channel in channels {
            let id = channel.user_channel_id;
            self.run(move |ldk| match force {
                true => ldk.force_close_channel(&id, node, Some("asked to".to_owned())),
                false => ldk.close_channel(&id, node),
            })
            .await?;
        }
        Ok(count)
    }

    /// Lets all channels with a node, of which it tells the number, have this much at stake in payments too
    /// small for an output of their own, and in fees of a commitment above what the chain asks. A node that
    /// sets such fees cannot be paid, or pay, without.
    ///
    /// # Errors
    /// What ldk-node refuses.
    pub async fn allow_dust(&self, node: PublicKey, limit_msat: u64) -> Result<usize, PeerError> {
        let channels = self.channels_with(node);
        let count = channels.len();
        for channel in channels {
            let id = channel.user_channel_id;
            let max_dust_htlc_exposure = MaxDustHTLCExposure::FixedLimit { limit_msat };
            let config = ChannelConfig { max_dust_htlc_exposure, ..channel.config };
            self.run(move |ldk| ldk.update_channel_config(&id, node, config)).await?;
        }
        Ok(count)
    }

    /// Ends the connection to a node and dials it again, upon which both tell each other everything they know about
    /// the network.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn redial(&self, node: PublicKey, address: std::net::SocketAddr) -> Result<(), PeerError> {
        self.run(move |ldk| ldk.disconnect(node)).await?;
        self.connect(node, address).await
    }

    /// Dials another node and keeps dialling it after restarts.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn connect(&self, node: PublicKey, address: std::net::SocketAddr) -> Result<(), PeerError> {
        self.run(move |ldk| ldk.connect(node, SocketAddress::from(address), true)).await
    }
}
