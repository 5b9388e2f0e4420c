//! The counterparty: a node of its own, persisting at once, which opens the channel and judges what is broadcast.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use lightning::bitcoin::{Block, BlockHash, Network, Transaction};
use lightning::chain::chaininterface::BroadcasterInterface;
use lightning::chain::chainmonitor::{ChainMonitor, Persist};
use lightning::chain::channelmonitor::{ChannelMonitor, ChannelMonitorUpdate};
use lightning::chain::{BestBlock, ChannelMonitorUpdateStatus, Listen};
use lightning::events::bump_transaction::BumpTransactionEvent;
use lightning::events::{Event, EventsProvider};
use lightning::ln::channel_state::ChannelDetails;
use lightning::ln::channelmanager::{ChainParameters, ChannelManager, ChannelManagerReadArgs};
use lightning::ln::msgs::DecodeError;
use lightning::ln::peer_handler::{IgnoringMessageHandler, MessageHandler, PeerManager};
use lightning::routing::gossip::P2PGossipSync;
use lightning::routing::scoring::{
    ProbabilisticScorer, ProbabilisticScoringDecayParameters, ProbabilisticScoringFeeParameters,
};
use lightning::routing::utxo::UtxoLookup;
use lightning::sign::{EntropySource, InMemorySigner, KeysManager, NodeSigner};
use lightning::util::config::UserConfig;
use lightning::util::persist::MonitorName;
use lightning::util::ser::{ReadableArgs, Writeable};

use crate::chain::{Fees, Registry};
use crate::config::channel_config;
use crate::ldk::{Graph, MessageRouter, Router};
use crate::log::Log;
use crate::sim::forger::{Forger, Forgery};
use crate::sim::seller::{Seller, Service};
use crate::sim::{PEER_SEED, START};
use crate::socket::Socket;
use crate::{PublicKey, Tip};

/// Durable at once.
pub(crate) struct AtOnce;

impl Persist<InMemorySigner> for AtOnce {
    fn persist_new_channel(
        &self,
        _: MonitorName,
        _: &ChannelMonitor<InMemorySigner>,
    ) -> ChannelMonitorUpdateStatus {
        ChannelMonitorUpdateStatus::Completed
    }
    fn update_persisted_channel(
        &self,
        _: MonitorName,
        _: Option<&ChannelMonitorUpdate>,
        _: &ChannelMonitor<InMemorySigner>,
    ) -> ChannelMonitorUpdateStatus {
        ChannelMonitorUpdateStatus::Completed
    }
    fn archive_persisted_channel(&self, _: MonitorName) {}
}

/// Collects what the counterparty broadcasts.
#[derive(Default)]
pub(crate) struct Pool(pub(crate) RefCell<Vec<Transaction>>);

impl BroadcasterInterface for Pool {
    fn broadcast_transactions(&self, txs: &[&Transaction]) {
        self.0.borrow_mut().extend(txs.iter().map(|t| (*t).clone()));
    }
}

type Monitors =
    ChainMonitor<InMemorySigner, Rc<Registry>, Rc<Pool>, Rc<Fees>, Rc<Log>, Rc<AtOnce>, Rc<KeysManager>>;
pub(crate) type Manager = ChannelManager<
    Rc<Monitors>,
    Rc<Pool>,
    Rc<KeysManager>,
    Rc<KeysManager>,
    Rc<KeysManager>,
    Rc<Fees>,
    Rc<Router>,
    Rc<MessageRouter>,
    Rc<Log>,
>;
type Gossip = P2PGossipSync<Rc<Graph>, Rc<dyn UtxoLookup>, Rc<Log>>;
type Peers = PeerManager<
    Socket,
    Rc<Forger>,
    Rc<Gossip>,
    Rc<IgnoringMessageHandler>,
    Rc<Log>,
    Rc<Service>,
    Rc<KeysManager>,
    Rc<Monitors>,
>;

/// The node at the other end of the channel.
pub struct Counterparty {
    pub(crate) manager: Rc<Manager>,
    forger: Rc<Forger>,
    fees: Rc<Fees>,
    pub(crate) monitors: Rc<Monitors>,
    pub(crate) peers: Peers,
    pub(crate) pool: Rc<Pool>,
    /// What sells channels.
    pub seller: Seller,
    /// Everything that happened, in order.
    pub(crate) events: RefCell<Vec<Event>>,
    /// Funded channels that were closed.
    pub(crate) closed: Cell<u32>,
    /// Whether incoming payments are held.
    pub(crate) holding: Cell<bool>,
    /// What there was to complain about.
    pub(crate) log: Rc<Log>,
}

fn config() -> UserConfig {
    let mut config = channel_config();
    // The opener decides on the wallet's reserve; none, so that small amounts can be tried.
    config.channel_handshake_config.announce_for_forwarding = false;
    // For a provider: payments are held back until there is a channel for them, and are forwarded to wallets.
    config.accept_intercept_htlcs = true;
    config.accept_forwards_to_priv_channels = true;
    config.channel_config.forwarding_fee_base_msat = 0;
    config.channel_config.forwarding_fee_proportional_millionths = 0;
    config
}

/// What a counterparty is built from.
struct Parts {
    log: Rc<Log>,
    keys: Rc<KeysManager>,
    fees: Rc<Fees>,
    pool: Rc<Pool>,
    graph: Rc<Graph>,
    router: Rc<Router>,
    message_router: Rc<MessageRouter>,
    monitors: Rc<Monitors>,
}

fn assemble(seed: [u8; 32], now: u32) -> Parts {
    let log = Rc::new(Log::default());
    let keys = Rc::new(KeysManager::new(&seed, u64::from(now), 1, true));
    let (fees, pool) = (Rc::new(Fees::unknown(Network::Regtest)), Rc::new(Pool::default()));
    let graph = Rc::new(Graph::new(Network::Regtest, log.clone()));
    let scorer = Rc::new(RefCell::new(ProbabilisticScorer::new(
        ProbabilisticScoringDecayParameters::default(),
        graph.clone(),
        log.clone(),
    )));
    let router = Rc::new(Router::new(
        graph.clone(),
        log.clone(),
        keys.clone(),
        scorer,
        ProbabilisticScoringFeeParameters::default(),
    ));
    let monitors = Rc::new(Monitors::new(
        None,
        pool.clone(),
        log.clone(),
        fees.clone(),
        Rc::new(AtOnce),
        keys.clone(),
        keys.get_peer_storage_key(),
    ));
    let message_router = Rc::new(MessageRouter::new(graph.clone(), keys.clone()));
    Parts { log, keys, fees, pool, graph, router, message_router, monitors }
}

impl Counterparty {
    pub(crate) fn new(seed: [u8; 32], tip: Tip, now: u32) -> Self {
        let parts = assemble(seed, now);
        let manager = Rc::new(Manager::new(
            parts.fees.clone(),
            parts.monitors.clone(),
            parts.pool.clone(),
            parts.router.clone(),
            parts.message_router.clone(),
            parts.log.clone(),
            parts.keys.clone(),
            parts.keys.clone(),
            parts.keys.clone(),
            config(),
            ChainParameters { network: Network::Regtest, best_block: BestBlock::new(tip.hash, tip.height) },
            now,
        ));
        Self::with(parts, manager, now)
    }

    /// The peer as it was stored: its manager, and its monitors, as LDK writes them.
    pub(crate) fn read(
        seed: [u8; 32],
        now: u32,
        manager: &[u8],
        monitors: &[&[u8]],
    ) -> Result<Self, DecodeError> {
        let parts = assemble(seed, now);
        let monitors = monitors
            .iter()
            .map(|bytes| {
                <(BlockHash, ChannelMonitor<InMemorySigner>)>::read(
                    &mut &bytes[..],
                    (&*parts.keys, &*parts.keys),
                )
                .map(|(_, monitor)| monitor)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let args = ChannelManagerReadArgs::new(
            parts.keys.clone(),
            parts.keys.clone(),
            parts.keys.clone(),
            parts.fees.clone(),
            parts.monitors.clone(),
            parts.pool.clone(),
            parts.router.clone(),
            parts.message_router.clone(),
            parts.log.clone(),
            config(),
            monitors.iter().collect(),
        );
        let (_, manager) = <(BlockHash, Manager)>::read(&mut &manager[..], args)?;
        for monitor in monitors {
            let loaded = parts.monitors.load_existing_monitor(monitor.channel_id(), monitor);
            loaded.map_err(|()| DecodeError::InvalidValue)?;
        }
        Ok(Self::with(parts, Rc::new(manager), now))
    }

    fn with(parts: Parts, manager: Rc<Manager>, now: u32) -> Self {
        let Parts { log, keys, fees, pool, graph, monitors, .. } = parts;
        let seller = Seller::new(&keys, &manager, &pool, now);
        let forger = Rc::new(Forger::new(manager.clone()));
        let peers = Peers::new(
            MessageHandler {
                chan_handler: forger.clone(),
                route_handler: Rc::new(Gossip::new(graph, None, log.clone())),
                onion_message_handler: Rc::new(IgnoringMessageHandler {}),
                custom_message_handler: seller.service.clone(),
                send_only_message_handler: monitors.clone(),
            },
            now,
            &keys.get_secure_random_bytes(),
            log.clone(),
            keys.clone(),
        );
        Self {
            manager,
            forger,
            fees,
            monitors,
            peers,
            pool,
            seller,
            events: RefCell::default(),
            closed: Cell::new(0),
            holding: Cell::new(false),
            log,
        }
    }

    /// Its identity on the Lightning network.
    pub fn node_id(&self) -> PublicKey {
        self.manager.get_our_node_id()
    }

    /// The feerate of its commitment transactions, sat/vB: in channels that it opens from here on, and by
    /// `update_fee` in those there are.
    pub fn pays_for_commitments(&self, sat_per_vb: u32) {
        self.fees.update(&[[("144".to_owned(), f64::from(sat_per_vb))].into()], 0);
        self.manager.timer_tick_occurred();
    }

    /// From now on it says this in each `channel_reestablish`; with `None`, it tells the truth again.
    pub fn forges(&self, forgery: Option<Forgery>) {
        self.forger.set(forgery);
    }

    /// Whether it says nothing, from now on, of what it asks for forwarding.
    pub fn hides_its_fees(&self, hides: bool) {
        self.forger.hide_fees(hides);
    }

    /// The commitment transaction of its first channel, as it is now. Mined after a payment, it is a revoked one.
    pub fn commitment(&self) -> Option<Transaction> {
        let channel = self.manager.list_channels().first().map(|channel| channel.channel_id)?;
        let monitor = self.monitors.get_monitor(channel).ok()?.encode();
        let now = u32::try_from(START / 1000).ok()?;
        let twin = Self::read(PEER_SEED, now, &self.manager.encode(), &[&monitor]).ok()?;
        let wallet = twin.manager.list_channels().first()?.counterparty.node_id;
        twin.manager.force_close_broadcasting_latest_txn(&channel, &wallet, "closing".to_owned()).ok()?;
        twin.turn();
        let events = twin.events.borrow();
        events.iter().find_map(|event| match event {
            Event::BumpTransaction(BumpTransactionEvent::ChannelClose { commitment_tx, .. }) => {
                Some(commitment_tx.clone())
            }
            _ => None,
        })
    }

    /// What it believes that the wallet has in its channels, the wallet's reserve included, msat.
    pub fn wallets_msat(&self, wallet: PublicKey) -> u64 {
        let of = |c: &ChannelDetails| {
            c.inbound_capacity_msat + c.counterparty.unspendable_punishment_reserve * 1000
        };
        self.manager.list_channels().iter().filter(|c| c.counterparty.node_id == wallet).map(of).sum()
    }

    /// For how many blocks it would be kept waiting after closing its channels with the wallet alone.
    pub fn delays(&self, wallet: PublicKey) -> Vec<u16> {
        let channels = self.manager.list_channels();
        let with = channels.iter().filter(|channel| channel.counterparty.node_id == wallet);
        with.filter_map(|channel| channel.force_close_spend_delay).collect()
    }

    pub(crate) fn turn(&self) -> bool {
        self.peers.process_events();
        let moved = self.handle_events() | self.seller.turn(&self.manager);
        if self.manager.needs_pending_htlc_processing() {
            self.manager.process_pending_htlc_forwards();
        }
        self.peers.process_events();
        moved
    }

    fn handle_events(&self) -> bool {
        let events = RefCell::new(Vec::new());
        let collect = |event: Event| {
            events.borrow_mut().push(event);
            Ok(())
        };
        self.manager.process_pending_events(&collect);
        self.monitors.process_pending_events(&collect);
        let events = events.into_inner();
        let any = !events.is_empty();
        for event in &events {
            self.seller.see(&self.manager, event);
            match event {
                Event::PaymentClaimable { purpose, .. } if !self.holding.get() => {
                    if let Some(preimage) = purpose.preimage() {
                        self.manager.claim_funds(preimage);
                    }
                }
                // A channel whose funding was never sent may be dropped freely.
                Event::ChannelClosed { channel_funding_txo: Some(funding), .. } => {
                    let sent = self.pool.0.borrow().iter().any(|t| t.compute_txid() == funding.txid);
                    self.closed.set(self.closed.get() + u32::from(sent));
                }
                _ => {}
            }
        }
        self.events.borrow_mut().extend(events);
        any
    }

    /// Whether incoming payments are held, neither taken nor sent back.
    pub fn holds(&self, holding: bool) {
        self.holding.set(holding);
    }

    /// Takes the payments that lie there.
    pub fn claim_held(&self) {
        for event in &*self.events.borrow() {
            if let Event::PaymentClaimable { purpose, .. } = event
                && let Some(preimage) = purpose.preimage()
            {
                self.manager.claim_funds(preimage);
            }
        }
    }

    pub(crate) fn connect_block(&self, block: &Block, height: u32) {
        self.monitors.block_connected(block, height);
        self.manager.block_connected(block, height);
    }

    pub(crate) fn disconnect_to(&self, tip: Tip) {
        self.monitors.blocks_disconnected(BestBlock::new(tip.hash, tip.height));
        self.manager.blocks_disconnected(BestBlock::new(tip.hash, tip.height));
    }

    pub(crate) fn has(&self, matches: impl Fn(&Event) -> bool) -> bool {
        self.events.borrow().iter().any(matches)
    }

    /// The money for this hash is with the counterparty.
    pub fn has_claimed(&self, hash: &str) -> bool {
        self.has(|e| matches!(e, Event::PaymentClaimed { payment_hash, .. } if crate::history::key_of(*payment_hash) == hash))
    }

    /// The payment has at least arrived.
    pub fn has_htlc(&self, hash: &str) -> bool {
        self.has(|e| matches!(e, Event::PaymentClaimable { payment_hash, .. } if crate::history::key_of(*payment_hash) == hash))
    }

    /// The counterparty holds the proof that it paid this hash.
    pub fn has_proof(&self, hash: &str) -> bool {
        self.has(|e| matches!(e, Event::PaymentSent { payment_hash, .. } if crate::history::key_of(*payment_hash) == hash))
    }

    /// A payment of the counterparty failed for good.
    pub fn has_failed(&self, hash: &str) -> bool {
        self.has(|e| matches!(e, Event::PaymentFailed { payment_hash: Some(h), .. } if crate::history::key_of(*h) == hash))
    }
}
