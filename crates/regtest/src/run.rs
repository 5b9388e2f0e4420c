//! Everything together: chain, Esplora, Electrum, control and peer.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use bitcoin::Amount;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::control::{self, Controls};
use crate::network::{Network, NetworkError};
use crate::peer::{OpenRequest, Peer, PeerError, Plan, Until};
use crate::settings::Settings;
use crate::topology::Topology;
use crate::{electrum, esplora, http};

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

/// Where everything is, for whoever started it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ready {
    /// The peer's public key.
    pub node_id: String,
    /// Where the peer listens.
    pub address: SocketAddr,
    /// The URL of the Esplora server.
    pub esplora: String,
    /// Where the Electrum server listens, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub electrum: Option<SocketAddr>,
    /// The URL of the control routes.
    pub control: String,
    /// Always `regtest`.
    pub network: &'static str,
    /// What tells this chain from every other; it changes with the data directory.
    pub chain_id: String,
    /// The chain's height.
    pub height: u32,
    /// The second node's public key, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer: Option<String>,
    /// The public key of the merchant behind the peer, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant: Option<String>,
    /// The file with the map of the public channels, when there are any; written anew with every block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub map: Option<PathBuf>,
}

/// A running network.
pub struct Regtest {
    ready: Ready,
    controls: Controls,
    stop: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
    tasks: Vec<JoinHandle<()>>,
}

impl Regtest {
    /// Starts everything and returns when it is usable: the peer is synced, has coins, and listens.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        let listener = listen(settings.listen).await?;
        let address = settings.listen;
        let here = listener.local_addr().map_err(|source| StartError::Listen { address, source })?;
        let peer_address = fixed(settings.peer).await?;
        let network = Network::open(&settings.data)?;
        let (stop, _) = watch::channel(false);
        let electrum = match settings.electrum {
            Some(address) => Some(serve_electrum(address, &network, stop.subscribe()).await?),
            None => None,
        };

        // The peer reads the chain through the same server as everyone, so a first one runs before it.
        let (routes, controlled) = switchable(network.clone());
        let server = tokio::spawn(http::serve(listener, routes, stopped(stop.subscribe())));
        let url = format!("http://{here}");
        let plan = |name: &'static str, listen, sells_channels| Plan {
            directory: settings.data.join(name),
            esplora: format!("{url}/esplora"),
            listen,
            sells_channels,
            alias: name,
        };

        let peer = Peer::start(plan("peer", Some(peer_address), true)).await?;
        fund(&network, &peer).await?;
        let mut tasks = vec![
            tokio::spawn(network.clone().mine_by_itself(settings.rhythm)),
            tokio::spawn(Arc::clone(&peer).follow(network.tips())),
        ];
        let payer = if settings.payer {
            let payer = Peer::start(plan("payer", None, false)).await?;
            fund(&network, &payer).await?;
            tasks.push(tokio::spawn(Arc::clone(&payer).follow(network.tips())));
            link(&network, &payer, (&peer, peer_address), false).await?;
            Some(payer)
        } else {
            None
        };
        let map = settings.merchant.then(|| settings.data.join("map"));
        let topology = if let Some(map) = &map {
            let topology = Topology::start(&network, (&peer, peer_address), plan, &mut tasks).await?;
            tasks.push(tokio::spawn(topology.clone().keep_map(map.clone(), network.tips())));
            Some(topology)
        } else {
            None
        };

        let ready = Ready {
            node_id: peer.id().to_string(),
            address: peer_address,
            esplora: format!("{url}/esplora"),
            electrum,
            control: format!("{url}/control"),
            network: "regtest",
            chain_id: network.id(),
            height: network.read(crate::Chain::height),
            payer: payer.as_ref().map(|p| p.id().to_string()),
            merchant: topology.as_ref().map(|t| t.merchant.id().to_string()),
            map,
        };
        let controls = Controls { network, peer, address: peer_address, payer, topology };
        controlled.send_replace(Some(control::routes(controls.clone())));
        Ok(Self { ready, controls, stop, server, tasks })
    }

    /// Where everything is.
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// The parts, for a test in the same process.
    pub fn controls(&self) -> &Controls {
        &self.controls
    }

    /// Stops everything; what is kept is on disk when this returns.
    pub async fn stop(self) {
        let behind = self.controls.topology.iter().flat_map(Topology::nodes);
        for node in std::iter::once(&self.controls.peer).chain(&self.controls.payer).chain(behind) {
            drop(node.stop().await);
        }
        for task in &self.tasks {
            task.abort();
        }
        self.controls.network.close();
        self.stop.send_replace(true);
        // Someone may be in the middle of a long request.
        drop(tokio::time::timeout(Duration::from_secs(2), self.server).await);
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|source| StartError::Listen { address, source })
}

/// Starts the Electrum server, which ends with the sender of `stop`, and says where it listens.
async fn serve_electrum(
    address: SocketAddr,
    network: &Network,
    stop: watch::Receiver<bool>,
) -> Result<SocketAddr, StartError> {
    let listener = listen(address).await?;
    let here = listener.local_addr().map_err(|source| StartError::Listen { address, source })?;
    tokio::spawn(electrum::serve(listener, network.clone(), stopped(stop)));
    Ok(here)
}

/// The peer binds its port itself, and a channel's other side has to find it there again after a stop; so port 0 becomes
/// a free one, and a taken one is an error now.
pub(crate) async fn fixed(address: SocketAddr) -> Result<SocketAddr, StartError> {
    let probe = listen(address).await?;
    probe.local_addr().map_err(|source| StartError::Listen { address, source })
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that the sender is gone, and with it the network.
    drop(stop.wait_for(|stop| *stop).await);
}

/// Esplora at once; control when there is something to control.
fn switchable(network: Network) -> (Router, watch::Sender<Option<Router>>) {
    use axum::extract::{Request, State};
    use axum::response::IntoResponse;
    use tower_service::Service;

    let (sender, receiver) = watch::channel::<Option<Router>>(None);
    let control = async |State(receiver): State<watch::Receiver<Option<Router>>>, request: Request| {
        let routes = receiver.borrow().clone();
        match routes {
            Some(mut routes) => match routes.call(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            },
            None => control::Failure::Starting.into_response(),
        }
    };
    let routes = Router::new()
        .nest("/control", Router::new().fallback(control).with_state(receiver))
        .nest("/esplora", esplora::routes(network));
    (routes, sender)
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
