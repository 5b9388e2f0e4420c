//! Nodes that have coins, and channels between them.

use std::net::SocketAddr;
use std::time::Duration;

use bitcoin::Amount;
use tokio::net::TcpListener;

use crate::network::{Network, NetworkError};
use crate::peer::{OpenRequest, Peer, PeerError, Until};

/// A node gets new coins when it has less than this.
const ENOUGH_SATS: u64 = 500_000_000;
/// Many coins, so that many channels can be opened between two blocks.
const COINS: usize = 20;
const COIN: Amount = Amount::from_sat(50_000_000);
/// How much of a channel belongs to the one that was dialled.
const LEFT_MSAT: u64 = 3_000_000_000;
const LINK_WAITS: Duration = Duration::from_secs(60);

/// Why the network did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// An address is taken, or not this machine's.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The chain could not be made or read.
    #[error("the chain in the data directory cannot be used; a new directory makes a new network")]
    Network(#[from] NetworkError),
    /// The peer could not be started.
    #[error("the Lightning peer did not start (its log is in the data directory)")]
    Peer(#[from] PeerError),
}

pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|source| StartError::Listen { address, source })
}

/// The peer binds its port itself, and a channel's other side has to find it there again after a stop; so
/// port 0 becomes one that is kept for this process, and a taken one is an error now.
pub(crate) async fn fixed(address: SocketAddr) -> Result<SocketAddr, StartError> {
    if address.port() == 0 {
        let port = lifeboat_ports::reserve().map_err(|source| StartError::Listen { address, source })?;
        return Ok(SocketAddr::new(address.ip(), port));
    }
    listen(address).await.map(|_| address)
}

/// Sees to it that a node has coins to open channels with.
pub(crate) async fn fund(network: &Network, node: &Peer) -> Result<(), StartError> {
    node.sync().await?;
    if node.info().balances.spendable_sats >= ENOUGH_SATS {
        return Ok(());
    }
    let address = node.address().await?;
    network.pay(&vec![(address, COIN); COINS])?;
    network.mine(1)?;
    Ok(node.sync().await?)
}

/// Sees to it that a node has a usable channel with another one, which it dials, with money on both sides.
pub(crate) async fn link(
    network: &Network,
    payer: &Peer,
    (peer, address): (&Peer, SocketAddr),
    announced: bool,
) -> Result<(), StartError> {
    payer.connect(peer.id(), address).await?;
    let wanted = OpenRequest {
        node: peer.id(),
        announced,
        amount_msat: LEFT_MSAT / 10,
        push_msat: LEFT_MSAT,
        until: Until::Pending,
        limit: LINK_WAITS,
    };
    let opened = payer.open_channel(wanted.clone()).await?;
    if opened.opened {
        network.mine(6)?;
    }
    payer.open_channel(OpenRequest { until: Until::Usable, ..wanted }).await?;
    Ok(())
}
