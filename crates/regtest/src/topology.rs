//! The nodes behind the peer: two routers in a row with public channels, and a merchant whose only channel, to the
//! second of them, is unannounced. A wallet of the peer that pays the merchant needs a map, and the hint in the
//! merchant's invoice.
//!
//! ```text
//! wallet ── peer ══ router A ══ router B ── merchant
//! ```

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::network::{Network, Tip};
use crate::peer::{Peer, PeerError, Plan};
use crate::wiring::{self, StartError};

/// Between the peer and the routers.
const PUBLIC_CHANNELS: usize = 2;
/// How long what the nodes tell unasked is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often they are made to tell each other all they know. LDK asks for all only the first five times that
/// a node connects.
const TELLINGS: usize = 2;

/// The nodes; clones share them.
#[derive(Clone)]
pub struct Topology {
    routers: [Arc<Peer>; 2],
    /// The payee.
    pub merchant: Arc<Peer>,
}

impl Topology {
    /// Starts the nodes and opens their channels; each dials the one before it, and leaves it most of the
    /// money. The tasks keep them up to date.
    ///
    /// # Errors
    /// A node did not start, or a channel was not established.
    pub(crate) async fn start(
        network: &Network,
        peer: (&Peer, SocketAddr),
        plan: impl Fn(&'static str, Option<SocketAddr>, bool) -> Plan,
        tasks: &mut Vec<JoinHandle<()>>,
    ) -> Result<Self, StartError> {
        let listen = async || wiring::fixed(SocketAddr::from(([127, 0, 0, 1], 0))).await;
        let (first, second) = (listen().await?, listen().await?);
        // Only who sells channels forwards to nodes that have not announced theirs.
        let router_a = Peer::start(plan("router-a", Some(first), false)).await?;
        let router_b = Peer::start(plan("router-b", Some(second), true)).await?;
        let merchant = Peer::start(plan("merchant", None, false)).await?;
        for node in [&router_a, &router_b, &merchant] {
            wiring::fund(network, node).await?;
            tasks.push(tokio::spawn(Arc::clone(node).follow(network.tips())));
        }
        wiring::link(network, &router_a, peer, true).await?;
        wiring::link(network, &router_b, (&router_a, first), true).await?;
        wiring::link(network, &merchant, (&router_b, second), false).await?;
        let dials = [(&router_a, peer), (&router_b, (&*router_a, first))];
        learn(&router_a, dials).await?;
        Ok(Self { routers: [router_a, router_b], merchant })
    }

    /// All nodes.
    pub fn nodes(&self) -> impl Iterator<Item = &Arc<Peer>> {
        self.routers.iter().chain([&self.merchant])
    }

    /// The map of the public channels, as Rapid Gossip Sync has it. The first router has a part in each of them.
    pub fn map(&self) -> Vec<u8> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.routers[0].map(u32::try_from(since.as_secs()).unwrap_or(u32::MAX))
    }

    /// Keeps the map in a file, anew with every block, for as long as the future is polled or the network exists.
    pub(crate) async fn keep_map(self, file: PathBuf, mut tips: watch::Receiver<Tip>) {
        loop {
            // A reader sees the old one or the new one, and no half of either.
            let new = file.with_extension("new");
            if std::fs::write(&new, self.map()).is_ok() {
                drop(std::fs::rename(&new, &file));
            }
            if tips.changed().await.is_err() {
                return;
            }
        }
    }
}

/// Waits until the node knows both public channels. An end's terms that arrive before the channel was announced are
/// dropped, and are not sent twice; nodes that connect anew tell each other all they know.
async fn learn(node: &Peer, dials: [(&Arc<Peer>, (&Peer, SocketAddr)); 2]) -> Result<(), PeerError> {
    for _ in 0..TELLINGS {
        if node.know_channels(PUBLIC_CHANNELS, PATIENCE).await.is_ok() {
            return Ok(());
        }
        for (dialler, (dialled, address)) in dials {
            dialler.redial(dialled.id(), address).await?;
        }
    }
    node.know_channels(PUBLIC_CHANNELS, PATIENCE).await
}
