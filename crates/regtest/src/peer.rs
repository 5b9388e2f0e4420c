//! The Lightning peer: ldk-node, in this process. The wallet under test shares the library under it, but none of the
//! node around it.
//!
//! ldk-node's calls block; here each runs on a thread where that is allowed.

mod answers;
mod channels;
mod map;
mod payments;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bitcoin::secp256k1::PublicKey;
use ldk_node::config::EsploraSyncConfig;
use ldk_node::lightning::ln::msgs::SocketAddress;
use ldk_node::liquidity::LSPS2ServiceConfig;
use ldk_node::logger::LogLevel;
use ldk_node::{Builder, Event, Node, NodeError};
use tokio::runtime::Handle;
use tokio::sync::watch;

pub use answers::{Balances, Channel, Info, Payment};
pub use channels::{OpenRequest, Opened, Until};
pub use payments::{InvoiceRequest, Made, Outcome, PayRequest};

use crate::network::Tip;

/// How often the peer looks at the chain when no block comes.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// How often waiting for the peer looks on its own; news makes it look at once.
const GLANCE: Duration = Duration::from_millis(200);

/// What the peer asks for a channel bought by LSPS2. Terms like those of a real provider, small enough to try often.
pub fn lsps2_terms() -> LSPS2ServiceConfig {
    LSPS2ServiceConfig {
        require_token: None,
        advertise_service: false,
        channel_opening_fee_ppm: 5_000,
        // The channel has room for twenty times the first payment; without that a small one would get one too small
        // to use.
        channel_over_provisioning_ppm: 20_000_000,
        min_channel_opening_fee_msat: 500_000,
        min_channel_lifetime: 1_000,
        max_client_to_self_delay: 2_016,
        min_payment_size_msat: 5_000_000,
        // Twenty-one times this is still below the largest channel a node accepts unasked.
        max_payment_size_msat: 700_000_000,
        // The wallet claims first, then the funding is broadcast. The wallet must not wait to see it.
        client_trusts_lsp: true,
    }
}

/// Why the peer did not do something.
#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    /// It could not be set up from its directory.
    #[error("the peer could not be set up: {0}")]
    Build(#[from] ldk_node::BuildError),
    /// ldk-node said no.
    #[error("the peer said: {0}")]
    Node(#[from] NodeError),
    /// It is stopped.
    #[error("the peer is stopped")]
    Stopped,
    /// No node with that id is connected.
    #[error("no node with that id is connected")]
    NotConnected,
    /// More than one channel can hold.
    #[error("at most {most} msat")]
    TooLarge {
        /// The largest amount.
        most: u64,
    },
    /// The other side, or this one, gave the channel up.
    #[error("the channel was not opened: {0}")]
    ChannelRefused(String),
    /// The channel is not usable yet; asking again keeps waiting.
    #[error("the channel is still being opened")]
    StillOpening,
    /// Not all public channels are known here, with the terms of both ends.
    #[error("not all public channels are known yet")]
    NoMap,
    /// The invoice cannot be read.
    #[error("the invoice cannot be read: {0}")]
    BadInvoice(String),
    /// The invoice has no amount and none was given, or they do not fit.
    #[error("the amount is missing or does not fit the invoice")]
    BadAmount,
    /// The invoice is for another network.
    #[error("the invoice is for another network")]
    OtherNetwork,
    /// The invoice has expired.
    #[error("the invoice has expired")]
    Expired,
    /// The note is too long for an invoice.
    #[error("the note is too long for an invoice")]
    BadNote,
    /// The thread it ran on was lost.
    #[error("the peer was interrupted")]
    Interrupted,
}

/// How to set a node up.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Where it keeps its state.
    pub directory: PathBuf,
    /// The Esplora server it reads the chain from.
    pub esplora: String,
    /// Where it listens, if it does.
    pub listen: Option<SocketAddr>,
    /// Whether it sells channels by LSPS2.
    pub sells_channels: bool,
    /// Its name in the gossip.
    pub alias: &'static str,
}

/// A running Lightning node.
pub struct Peer {
    node: Arc<Node>,
    /// Grows with every event.
    news: watch::Sender<u64>,
    why: Mutex<Why>,
    deciding: tokio::sync::Mutex<()>,
}

/// Reasons that ldk-node tells only once, as events.
#[derive(Default)]
struct Why {
    payments: HashMap<[u8; 32], String>,
    channels: HashMap<u128, String>,
}

impl Peer {
    /// Sets the node up and starts it; the Esplora server has to answer already.
    ///
    /// # Errors
    /// When its directory is unusable, or its port taken.
    pub async fn start(plan: Plan) -> Result<Arc<Self>, PeerError> {
        let handle = Handle::current();
        let build = move || {
            let mut builder = Builder::new();
            builder.set_network(bitcoin::Network::Regtest).set_runtime(handle);
            builder.set_storage_dir_path(plan.directory.display().to_string());
            builder.set_entropy_seed_path(plan.directory.join("seed").display().to_string());
            builder.set_filesystem_logger(None, Some(LogLevel::Debug));
            // Syncs follow the blocks instead of a clock.
            let by_hand = EsploraSyncConfig { background_sync_config: None };
            builder.set_chain_source_esplora(plan.esplora, Some(by_hand));
            if let Some(listen) = plan.listen {
                builder.set_node_alias(plan.alias.to_owned())?;
                builder.set_listening_addresses(vec![SocketAddress::from(listen)])?;
            }
            if plan.sells_channels {
                builder.set_liquidity_provider_lsps2(lsps2_terms());
            }
            std::fs::create_dir_all(&plan.directory)
                .map_err(|_| ldk_node::BuildError::StoragePathAccessFailed)?;
            let node = builder.build()?;
            node.start()?;
            Ok::<_, PeerError>(Arc::new(node))
        };
        let node = tokio::task::spawn_blocking(build).await.map_err(|_| PeerError::Interrupted)??;
        let peer = Arc::new(Self {
            node,
            news: watch::Sender::new(0),
            why: Mutex::default(),
            deciding: tokio::sync::Mutex::default(),
        });
        tokio::spawn(Arc::clone(&peer).listen_to_events());
        Ok(peer)
    }

    /// Its public key.
    pub fn id(&self) -> PublicKey {
        self.node.node_id()
    }

    /// Runs one of ldk-node's blocking calls.
    async fn run<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Node) -> Result<T, NodeError> + Send + 'static,
    ) -> Result<T, PeerError> {
        let node = Arc::clone(&self.node);
        let done =
            tokio::task::spawn_blocking(move || call(&node)).await.map_err(|_| PeerError::Interrupted)?;
        done.map_err(|error| match error {
            NodeError::NotRunning => PeerError::Stopped,
            other => PeerError::Node(other),
        })
    }

    /// Brings the node up to the newest block and its wallet up to the waiting transactions.
    ///
    /// # Errors
    /// When the chain cannot be read.
    pub async fn sync(&self) -> Result<(), PeerError> {
        self.run(|node| node.sync_wallets()).await?;
        self.news.send_modify(|n| *n += 1);
        Ok(())
    }

    /// Syncs after every block, for as long as the future is polled or the network exists.
    pub async fn follow(self: Arc<Self>, mut tips: watch::Receiver<Tip>) {
        loop {
            if let Ok(Err(_)) = tokio::time::timeout(LOOK_EVERY, tips.changed()).await {
                return;
            }
            if self.is_running() && self.sync().await.is_err() {
                // A block may have come in the middle of it. Look once more, then wait for the next.
                drop(self.sync().await);
            }
        }
    }

    /// Whether it is not stopped.
    pub fn is_running(&self) -> bool {
        self.node.status().is_running
    }

    /// Disconnects everyone and stops listening.
    ///
    /// # Errors
    /// When it is stopped already.
    pub async fn stop(&self) -> Result<(), PeerError> {
        self.run(|node| node.stop()).await
    }

    /// Starts again after [`Self::stop`].
    ///
    /// # Errors
    /// When it runs already, or its port is taken.
    pub async fn resume(&self) -> Result<(), PeerError> {
        self.run(|node| node.start()).await?;
        self.sync().await
    }

    /// A new address of its on-chain wallet.
    ///
    /// # Errors
    /// When its store fails.
    pub async fn address(&self) -> Result<bitcoin::Address, PeerError> {
        self.run(|node| node.onchain_payment().new_address()).await
    }

    async fn listen_to_events(self: Arc<Self>) {
        loop {
            let event = self.node.next_event_async().await;
            self.note(&event);
            if self.run(|node| node.event_handled()).await.is_err() {
                // It would come again at once; ldk-node's store is gone, so nothing else works either.
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            self.news.send_modify(|n| *n += 1);
        }
    }

    fn note(&self, event: &Event) {
        let mut why = self.why.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::PaymentFailed { payment_hash: Some(hash), reason, .. } => {
                let reason = reason.map_or_else(|| "unknown".to_owned(), |r| format!("{r:?}"));
                why.payments.insert(hash.0, reason);
            }
            Event::ChannelClosed { user_channel_id, reason, .. } => {
                let reason = reason.as_ref().map_or_else(|| "unknown".to_owned(), ToString::to_string);
                why.channels.insert(user_channel_id.0, reason);
            }
            _ => {}
        }
    }

    /// Asks again and again, at least with every event, until there is an answer or the time is over.
    async fn wait_for<T>(&self, limit: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
        let mut news = self.news.subscribe();
        let asking = async {
            loop {
                news.mark_unchanged();
                if let Some(answer) = ask() {
                    return answer;
                }
                drop(tokio::time::timeout(GLANCE, news.changed()).await);
            }
        };
        tokio::time::timeout(limit, asking).await.ok()
    }
}
