//! Everything together: chain, Esplora, Electrum, control and peer.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use serde::Serialize;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::control::{self, Controls};
use crate::network::Network;
use crate::peer::{Peer, Plan};
use crate::settings::Settings;
use crate::topology::Topology;
use crate::wiring::{StartError, fixed, fund, link, listen};
use crate::{electrum, esplora, http};

/// Where everything is, for the person who started it.
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
