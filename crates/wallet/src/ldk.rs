//! LDK's parts with ours filled in, and what each of them is built from.
//!
//! Those that are filled with a part of ours that is itself made of these are defined beside that part: `Peers` in
//! `wires.rs`, `Liquidity` in `liquidity.rs`, `Bumper` and `Sweeper` in `onchain.rs`.

use std::cell::RefCell;
use std::rc::Rc;

use lightning::chain::chainmonitor::ChainMonitor;
use lightning::chain::channelmonitor::ChannelMonitor;
use lightning::ln::channelmanager::ChannelManager;
use lightning::onion_message::messenger::DefaultMessageRouter;
use lightning::routing::gossip::NetworkGraph;
use lightning::routing::router::DefaultRouter;
use lightning::routing::scoring::{ProbabilisticScorer, ProbabilisticScoringFeeParameters};
use lightning::sign::{InMemorySigner, KeysManager};

use crate::Network;
use crate::chain::{Broadcaster, Fees, Registry};
use crate::log::Log;
use crate::persister::Persister;
use crate::signers::Signers;

pub(crate) type Graph = NetworkGraph<Rc<Log>>;
pub(crate) type Scorer = ProbabilisticScorer<Rc<Graph>, Rc<Log>>;
pub(crate) type Router = DefaultRouter<
    Rc<Graph>,
    Rc<Log>,
    Rc<KeysManager>,
    Rc<RefCell<Scorer>>,
    ProbabilisticScoringFeeParameters,
    Scorer,
>;
pub(crate) type MessageRouter = DefaultMessageRouter<Rc<Graph>, Rc<Log>, Rc<KeysManager>>;
pub(crate) type Monitor = ChannelMonitor<InMemorySigner>;
pub(crate) type Monitors = ChainMonitor<
    InMemorySigner,
    Rc<Registry>,
    Rc<Broadcaster>,
    Rc<Fees>,
    Rc<Log>,
    Rc<Persister>,
    Rc<KeysManager>,
>;
pub(crate) type Manager = ChannelManager<
    Rc<Monitors>,
    Rc<Broadcaster>,
    Rc<KeysManager>,
    Rc<KeysManager>,
    Rc<Signers>,
    Rc<Fees>,
    Rc<Router>,
    Rc<MessageRouter>,
    Rc<Log>,
>;
/// What every part of the node is built from.
pub(crate) struct Parts {
    pub(crate) network: Network,
    pub(crate) keys: Rc<KeysManager>,
    pub(crate) signers: Rc<Signers>,
    pub(crate) log: Rc<Log>,
    pub(crate) fees: Rc<Fees>,
    pub(crate) broadcaster: Rc<Broadcaster>,
    pub(crate) registry: Rc<Registry>,
    pub(crate) graph: Rc<Graph>,
    pub(crate) scorer: Rc<RefCell<Scorer>>,
    pub(crate) router: Rc<Router>,
    pub(crate) message_router: Rc<MessageRouter>,
    pub(crate) monitors: Rc<Monitors>,
}

/// LDK counts seconds in 32 bits.
pub(crate) fn seconds(now_ms: u64) -> u32 {
    u32::try_from(now_ms / 1000).unwrap_or(u32::MAX)
}
