//! The assembly: which of LDK's parts talk to which.

use std::cell::RefCell;
use std::rc::Rc;

use lightning::chain::BestBlock;
use lightning::ln::channelmanager::ChainParameters;
use lightning::routing::scoring::{ProbabilisticScoringDecayParameters, ProbabilisticScoringFeeParameters};
use lightning::sign::{KeysManager, NodeSigner};

use crate::about::StateHeader;
use crate::absence::AbsentPeers;
use crate::app::App;
use crate::chain::{Broadcaster, ChainFollower, Fees, Registry, Tracker};
use crate::channels::Channels;
use crate::closing_fee::WantedClaims;
use crate::closings::Closings;
use crate::config::channel_config;
use crate::cut::{CutState, Cuts};
use crate::fundings::Fundings;
use crate::history::History;
use crate::keys::LightningSalt;
use crate::known_peers::KnownPeers;
use crate::ldk::{Graph, Manager, MessageRouter, Monitors, Parts, Router, Scorer, seconds};
use crate::liquidity::{self, TurnClock};
use crate::log::Log;
use crate::notes::Notes;
use crate::notices::Notices;
use crate::onchain::{AddressGap, Bumper, OnChain, WalletSweeper, bumper};
use crate::opening::Openings;
use crate::patience::Patience;
use crate::pending_start::StartingPayments;
use crate::persister::Persister;
use crate::pump::PumpTimes;
use crate::reestablish::Guard;
use crate::routing::Routing;
use crate::signers::Signers;
use crate::trust::Trust;
use crate::watching::WatchMode;
use crate::wires::Wires;
use crate::{Network, Peer, PublicKey, Setup, StartError, State, restore};

/// A running wallet. Everything takes `&self`: the host keeps it in an `Rc` and calls it between its awaits.
pub struct Wallet {
    pub(crate) network: Network,
    /// The sellers of new channels.
    pub(crate) sellers: Vec<Peer>,
    pub(crate) known_peers: KnownPeers,
    pub(crate) keys: Rc<KeysManager>,
    pub(crate) log: Rc<Log>,
    pub(crate) chain: ChainFollower,
    pub(crate) routing: Routing,
    pub(crate) channels: Channels,
    pub(crate) guard: Rc<Guard>,
    pub(crate) trust: Trust,
    pub(crate) away: AbsentPeers,
    pub(crate) wires: Wires,
    pub(crate) openings: Openings,
    pub(crate) sweeping: WalletSweeper,
    pub(crate) onchain: Rc<OnChain>,
    pub(crate) bumper: Bumper,
    pub(crate) app: Rc<App>,
    pub(crate) history: History,
    pub(crate) notes: Notes,
    pub(crate) cuts: Cuts,
    pub(crate) closings: Closings,
    pub(crate) wanted_claims: WantedClaims,
    pub(crate) patience: Patience,
    pub(crate) fundings: Fundings,
    pub(crate) starting: StartingPayments,
    pub(crate) notices: Notices,
    pub(crate) turns: PumpTimes,
    pub(crate) watching: WatchMode,
}

impl Wallet {
    /// A new wallet from an empty state, otherwise the wallet of that state.
    ///
    /// # Errors
    /// Whatever is wrong with the state: nothing was broadcast, and nothing was asked of anyone. Never start
    /// anew then.
    pub fn start(setup: Setup, state: &State) -> Result<Self, StartError> {
        let about = StateHeader::read(state, setup.network)?;
        let salt = about.as_ref().and_then(|about| about.salt);
        let app = Rc::new(App::default());
        let upgraded;
        let ops = StateHeader::upgrade(state, about, &setup)?;
        let state = if ops.is_empty() {
            state
        } else {
            upgraded = app.upgraded(state, ops);
            &upgraded
        };
        let gap = if salt.is_some() { AddressGap::Bip44 } else { AddressGap::Own };
        let onchain = Rc::new(OnChain::open(&setup, state, app.clone(), gap)?);
        let (parts, persister) = assemble(&setup, salt, Fees::read(state, setup.network)?);
        let (manager, cuts) = match restore::read(&parts, state)? {
            Some(restored) => restored,
            None => {
                let tip = setup.tip.ok_or(StartError::TipNeeded)?;
                (new_manager(&parts, BestBlock::new(tip.hash, tip.height), setup.now_ms), CutState::default())
            }
        };
        for channel in parts.monitors.list_monitors() {
            if let Ok(monitor) = parts.monitors.get_monitor(channel) {
                persister.wrote(&monitor.persistence_key().to_string(), &monitor);
            }
        }
        let manager = Rc::new(manager);
        let known_peers = KnownPeers::read(state)?;
        let bumper = bumper(&onchain, &parts.broadcaster, &parts.keys, &parts.log);
        let birthday = StateHeader::read(state, setup.network)?.and_then(|about| about.birthday);
        let line = restore::line(state, birthday.map(|block| block.height))?;
        let tracker = Tracker::new(setup.network, line);
        let sweeping = restore::sweeper(&parts, &manager, state, onchain.clone(), app.clone())?;
        let history = History::read(state, &manager, setup.now_ms, app.clone())?;
        let closings = Closings::read(state)?;
        let guard = Rc::new(Guard::new(manager.clone(), parts.signers.clone(), parts.log.clone()));
        let channels = Channels::new(manager.clone(), parts.monitors.clone());
        let trust = Trust::read(setup.journal, state, &channels, &app)?;
        let clock = Rc::new(TurnClock::at(setup.now_ms));
        let liquidity = Rc::new(liquidity::client(&parts, &manager, clock.clone())?);
        let wires = Wires::new(&parts, &guard, &liquidity, setup.now_ms);
        let routing = Routing::of(&parts);
        let wallet = Self {
            network: setup.network,
            sellers: setup.sellers,
            known_peers,
            keys: parts.keys,
            log: parts.log,
            chain: ChainFollower::new(tracker, parts.registry, parts.fees, parts.broadcaster),
            routing,
            channels,
            guard,
            trust,
            away: AbsentPeers::read(state, setup.now_ms)?,
            wires,
            openings: Openings::new(liquidity, clock),
            sweeping,
            onchain,
            bumper,
            app,
            history,
            notes: Notes::read(state),
            cuts: Cuts::new(persister, cuts),
            closings,
            wanted_claims: WantedClaims::default(),
            patience: Patience::read(state)?,
            fundings: Fundings::default(),
            starting: StartingPayments::default(),
            notices: Notices::default(),
            turns: PumpTimes::new(setup.now_ms),
            watching: WatchMode::default(),
        };
        wallet.note_configured(setup.now_ms);
        wallet.begin_fundings();
        for provider in wallet.known_peers.trusted() {
            wallet.channels.allow_fees(provider);
        }
        Ok(wallet)
    }

    /// Whether a state can be started and shown here: to be asked before anything is changed for its sake.
    /// Nothing is kept, and no request is sent. A state that holds no wallet yet is as good as any.
    ///
    /// # Errors
    /// The same as those of [`start`](Self::start).
    pub fn check_state(setup: Setup, state: &State) -> Result<(), StartError> {
        match Self::start(setup, state) {
            Ok(wallet) => {
                // What the first view of it computes.
                drop((wallet.balance(), wallet.channels(), wallet.payments()));
                Ok(())
            }
            Err(StartError::TipNeeded) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The wallet's identity on the Lightning network.
    pub fn node_id(&self) -> PublicKey {
        self.channels.node_id()
    }
}

fn assemble(setup: &Setup, salt: Option<LightningSalt>, fees: Fees) -> (Parts, Rc<Persister>) {
    let log = Rc::new(Log::default());
    let keys = Rc::new(make_keys(setup, salt));
    let fees = Rc::new(fees);
    let broadcaster = Rc::new(Broadcaster::default());
    let registry = Rc::new(Registry::default());
    let persister = Rc::new(Persister::default());
    let graph = Rc::new(Graph::new(setup.network, log.clone()));
    #[cfg(feature = "sim")]
    crate::graphs::note_graph(&graph);
    let scorer = Rc::new(RefCell::new(Scorer::new(
        ProbabilisticScoringDecayParameters::default(),
        graph.clone(),
        log.clone(),
    )));
    let router = Rc::new(Router::new(
        graph.clone(),
        log.clone(),
        keys.clone(),
        scorer.clone(),
        ProbabilisticScoringFeeParameters::default(),
    ));
    let message_router = Rc::new(MessageRouter::new(graph.clone(), keys.clone()));
    let monitors = Rc::new(Monitors::new(
        Some(registry.clone()),
        broadcaster.clone(),
        log.clone(),
        fees.clone(),
        persister.clone(),
        keys.clone(),
        keys.get_peer_storage_key(),
    ));
    let parts = Parts {
        network: setup.network,
        signers: Rc::new(Signers::new(keys.clone())),
        keys,
        log,
        fees,
        broadcaster,
        registry,
        graph,
        scorer,
        router,
        message_router,
        monitors,
    };
    (parts, persister)
}

/// LDK asks that the two numbers never repeat for one seed: the time, and 64 random bits beside it.
fn make_keys(setup: &Setup, salt: Option<LightningSalt>) -> KeysManager {
    use zeroize::Zeroize;
    let e = &setup.entropy;
    let random = u64::from(u32::from_be_bytes([e[0], e[1], e[2], e[3]]));
    let nanos = u32::from_be_bytes([e[4], e[5], e[6], e[7]]);
    let mut seed = setup.seed.derive_lightning(salt);
    let keys = KeysManager::new(&seed, (setup.now_ms / 1000) ^ (random << 32), nanos, true);
    seed.zeroize();
    keys
}

fn new_manager(parts: &Parts, best_block: BestBlock, now_ms: u64) -> Manager {
    Manager::new(
        parts.fees.clone(),
        parts.monitors.clone(),
        parts.broadcaster.clone(),
        parts.router.clone(),
        parts.message_router.clone(),
        parts.log.clone(),
        parts.keys.clone(),
        parts.keys.clone(),
        parts.signers.clone(),
        channel_config(),
        ChainParameters { network: parts.network, best_block },
        seconds(now_ms),
    )
}
