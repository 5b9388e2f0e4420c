//! The channels, behind one wall: LDK's manager of them and its monitors, which watch them on the chain.
//!
//! Whatever changes a channel or a payment on this wallet's own initiative is a method here. What peers and
//! the chain say reaches the same two parts in other ways: messages through the `reestablish::Guard`, blocks
//! through [`followers`](Channels::followers).

use std::collections::BTreeSet;
use std::rc::Rc;

use lightning::bitcoin::hashes::Hash;
use lightning::chain::chainmonitor::LockedChannelMonitor;
use lightning::chain::channelmonitor::Balance;
use lightning::chain::{BestBlock, Confirm};
use lightning::events::{Event, EventsProvider, ReplayEvent};
use lightning::ln::channel_state::ChannelDetails;
use lightning::ln::channelmanager::{Bolt11PaymentError, PaymentId, Retry};
use lightning::ln::types::ChannelId;
use lightning::routing::router::{InFlightHtlcs, RouteParametersConfig};
use lightning::sign::InMemorySigner;
use lightning::types::payment::{PaymentHash, PaymentPreimage, PaymentSecret};
use lightning::util::config::ChannelConfigOverrides;
use lightning::util::errors::APIError;
use lightning::util::ser::Writeable;
use lightning_invoice::Bolt11Invoice;

use crate::PublicKey;
use crate::config::provider_terms;
use crate::ldk::{Manager, Monitors};

/// A monitor that is not changed as long as it is looked at.
pub(crate) type MonitorView<'a> = LockedChannelMonitor<'a, InMemorySigner>;

/// The channels of this wallet, and the payments in them.
pub(crate) struct Channels {
    manager: Rc<Manager>,
    monitors: Rc<Monitors>,
}

/// What is known of the channels.
impl Channels {
    pub(crate) fn new(manager: Rc<Manager>, monitors: Rc<Monitors>) -> Self {
        Self { manager, monitors }
    }

    /// The wallet's identity on the Lightning network.
    pub(crate) fn node_id(&self) -> PublicKey {
        self.manager.get_our_node_id()
    }

    /// The newest block that was told.
    pub(crate) fn best_block(&self) -> BestBlock {
        self.manager.current_best_block()
    }

    /// All channels that are not closed.
    pub(crate) fn list(&self) -> Vec<ChannelDetails> {
        self.manager.list_channels()
    }

    /// Those of them with this peer.
    pub(crate) fn list_with(&self, peer: PublicKey) -> Vec<ChannelDetails> {
        self.manager.list_channels_with_counterparty(&peer)
    }

    /// All channels that are watched: those that are not closed, and those from which something may come
    /// back.
    pub(crate) fn watched(&self) -> Vec<ChannelId> {
        self.monitors.list_monitors()
    }

    /// The channels that are closed, and from which something may come back.
    pub(crate) fn closed(&self) -> Vec<ChannelId> {
        let open: Vec<ChannelId> = self.list().iter().map(|known| known.channel_id).collect();
        self.watched().into_iter().filter(|id| !open.contains(id)).collect()
    }

    /// All channels, watched already or not.
    pub(crate) fn all(&self) -> BTreeSet<ChannelId> {
        let mut all: BTreeSet<ChannelId> = self.watched().into_iter().collect();
        all.extend(self.list().iter().map(|channel| channel.channel_id));
        all
    }

    /// What watches this channel; `None` when everything is settled, or before it is funded.
    pub(crate) fn monitor(&self, channel: ChannelId) -> Option<MonitorView<'_>> {
        self.monitors.get_monitor(channel).ok()
    }

    /// The monitors of all closed channels.
    pub(crate) fn closed_monitors(&self) -> impl Iterator<Item = MonitorView<'_>> {
        self.closed().into_iter().filter_map(|id| self.monitor(id))
    }

    /// What a channel gives back when it is closed, or still has to.
    pub(crate) fn claims(&self, channel: ChannelId) -> Vec<Balance> {
        self.monitor(channel).map(|monitor| monitor.get_claimable_balances()).unwrap_or_default()
    }

    /// The peers of all channels, and of those that were closed and are not over: LDK forgets a monitor when it is.
    pub(crate) fn peers_needed(&self) -> BTreeSet<PublicKey> {
        let unresolved =
            self.closed_monitors().filter(|monitor| !monitor.get_claimable_balances().is_empty());
        let unresolved: Vec<PublicKey> =
            unresolved.map(|monitor| monitor.get_counterparty_node_id()).collect();
        self.list().iter().map(|channel| channel.counterparty.node_id).chain(unresolved).collect()
    }

    /// What payments under way take from the channels of others.
    pub(crate) fn under_way(&self) -> InFlightHtlcs {
        self.manager.compute_inflight_htlcs()
    }
}

/// Payments.
impl Channels {
    /// Begin a payment. `given_msat`: the amount, where the invoice leaves it open.
    pub(crate) fn pay(
        &self,
        invoice: &Bolt11Invoice,
        given_msat: Option<u64>,
        route: RouteParametersConfig,
        retry: Retry,
    ) -> Result<(), Bolt11PaymentError> {
        let id = PaymentId(invoice.payment_hash().to_byte_array());
        self.manager.pay_for_bolt11_invoice(invoice, id, given_msat, route, retry)
    }

    /// Try no other way for a payment of ours. It fails when what is under way has come back.
    pub(crate) fn abandon(&self, payment: PaymentId) {
        self.manager.abandon_payment(payment);
    }

    /// The hash and the secret of an invoice: what pays to them within this time arrives.
    pub(crate) fn expect_payment(
        &self,
        least_msat: Option<u64>,
        within_secs: u32,
    ) -> Result<(PaymentHash, PaymentSecret), ()> {
        self.manager.create_inbound_payment(least_msat, within_secs, None)
    }

    /// Take a payment that has arrived.
    pub(crate) fn claim(&self, preimage: PaymentPreimage) {
        self.manager.claim_funds(preimage);
    }

    /// Send back a payment that has arrived.
    pub(crate) fn send_back(&self, payment: &PaymentHash) {
        self.manager.fail_htlc_backwards(payment);
    }

    /// Judge what peers have committed to, where there is something. Only by a height that is known. Whether there was.
    pub(crate) fn process_arrived(&self) -> bool {
        let any = self.manager.needs_pending_htlc_processing();
        if any {
            self.manager.process_pending_htlc_forwards();
        }
        any
    }
}

/// Opening and closing.
impl Channels {
    /// Let a peer open a channel. It counts once it is confirmed.
    pub(crate) fn accept(
        &self,
        temporary: &ChannelId,
        peer: &PublicKey,
        id: u128,
        terms: Option<ChannelConfigOverrides>,
    ) -> Result<(), APIError> {
        self.manager.accept_inbound_channel(temporary, peer, id, terms)
    }

    /// Let a trusted peer open a channel that counts at once.
    pub(crate) fn accept_unconfirmed(
        &self,
        temporary: &ChannelId,
        peer: &PublicKey,
        id: u128,
        terms: Option<ChannelConfigOverrides>,
    ) -> Result<(), APIError> {
        self.manager.accept_inbound_channel_from_trusted_peer_0conf(temporary, peer, id, terms)
    }

    /// Take up the terms of a provider again. LDK does not keep this setting of a channel in its state:
    /// without it a payment that was on its way when the process died would be sent back.
    pub(crate) fn allow_fees(&self, provider: PublicKey) {
        let channels: Vec<_> = self.list_with(provider).iter().map(|c| c.channel_id).collect();
        // Unknown channels cannot be among them.
        let _ = self.manager.update_partial_channel_config(&provider, &channels, &provider_terms());
    }

    /// Close a channel along with its peer.
    pub(crate) fn close(&self, channel: &ChannelId, peer: &PublicKey) -> Result<(), APIError> {
        self.manager.close_channel(channel, peer)
    }

    /// Close a channel by our own commitment, or refuse one that a peer wants to open.
    pub(crate) fn close_alone(
        &self,
        channel: &ChannelId,
        peer: &PublicKey,
        why: &str,
    ) -> Result<(), APIError> {
        self.manager.force_close_broadcasting_latest_txn(channel, peer, why.to_owned())
    }
}

/// Turns, the chain, and what becomes durable.
impl Channels {
    /// Every minute.
    pub(crate) fn tick(&self) {
        self.manager.timer_tick_occurred();
        self.monitors.rebroadcast_pending_claims();
    }

    /// Give what has happened to `collect`, which must not call anything here.
    pub(crate) fn take_events(&self, collect: &impl Fn(Event) -> Result<(), ReplayEvent>) {
        self.manager.process_pending_events(collect);
        self.monitors.process_pending_events(collect);
    }

    /// Those who are told of blocks.
    pub(crate) fn followers(&self) -> [&dyn Confirm; 2] {
        [&*self.manager, &*self.monitors]
    }

    /// Forgets the monitors of channels from which everything has come back and is buried.
    pub(crate) fn archive_resolved(&self) {
        self.monitors.archive_fully_resolved_channel_monitors();
    }

    /// Whether the manager has anything new to keep since this was asked last.
    pub(crate) fn take_needs_persistence(&self) -> bool {
        self.manager.get_and_clear_needs_persistence()
    }

    /// The manager as it is now.
    pub(crate) fn encode_manager(&self) -> Vec<u8> {
        self.manager.encode()
    }

    /// This update of a monitor is durable: what waited for it may leave.
    pub(crate) fn update_durable(&self, channel: ChannelId, update: u64) {
        // Unknown only when the monitor was archived in the meantime; then nothing waits for it.
        let _ = self.monitors.channel_monitor_updated(channel, update);
    }
}
