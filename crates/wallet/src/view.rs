//! What there is, for the screen.

use std::cmp::Reverse;

use lightning::ln::channel_state::{ChannelDetails, InboundHTLCStateDetails};

use crate::close::is_closing;
use crate::hex::hex;
use crate::history::key_of;
use crate::onchain::TX;
use crate::quote::leaving_room_for_fee;
use crate::{Counts, Outcome, Payment, PublicKey, Wallet};

/// What the wallet has, by where it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// In channels, ours, without what is under way from us, msat. A channel whose funding was never seen
    /// counts only where it was asked for.
    pub lightning_msat: u64,
    /// Of that, in channels whose funding is in no block yet: until then only the provider's word, msat.
    pub promised_msat: u64,
    /// On-chain and ours: in a block, or change of a payment of the user's own, which can be spent at once.
    pub onchain_sat: u64,
    /// Of that, in a block: nothing else pays for closing a channel.
    pub confirmed_sat: u64,
    /// On its way back from closed channels, or not confirmed yet.
    pub closing_sat: u64,
    /// Of that, on the chain and in no block yet.
    pub unconfirmed_sat: u64,
    /// At most this can be sent to anybody now, msat: less than what is ours by the channel's reserve and by
    /// the room that a routing fee needs.
    pub sendable_msat: u64,
    /// What can be sent to the other end of the channels, who asks for no fee; msat.
    pub sendable_to_peer_msat: u64,
    /// Of what is ours, what has to stay in the channels as long as they are open, msat.
    pub reserve_msat: u64,
    /// At most this can be received now, msat.
    pub receivable_msat: u64,
}

/// A channel that is not closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// The channel's id, hex.
    pub id: String,
    /// The identity of the other end.
    pub peer: PublicKey,
    /// The value of the channel's funding, sat.
    pub capacity_sat: u64,
    /// What is ours in it, the reserve included, msat.
    pub local_msat: u64,
    /// Whether its funding is deep enough, or it is trusted without.
    pub ready: bool,
    /// Whether the channel can be used now.
    pub usable: bool,
    /// Blocks on its funding, as far as this wallet has seen: `Some(0)` while it waits for its first, `None` when the
    /// funding was never seen.
    pub confirmations: Option<u32>,
    /// Whether it is used without confirmations: until it has one, the provider's word is all there is.
    pub trusted: bool,
    /// At most this can be sent through it now, msat.
    pub sendable_msat: u64,
    /// Of what is ours, what has to stay in it as long as it is open (BOLT 2, `channel_reserve_satoshis`), msat.
    pub reserve_msat: u64,
    /// Whether both sides are closing it together.
    pub closing: bool,
    /// Whether the other end is connected.
    pub connected: bool,
    /// Since when it is away, Unix ms, as far as is known; `None` while it is there.
    pub away_since_ms: Option<u64>,
}

impl Wallet {
    /// What the wallet has now.
    pub fn balance(&self) -> Balance {
        let mut channels = self.channels.list();
        channels.retain(|channel| self.is_counted(channel));
        let coins = self.onchain.coins_sat();
        let ours: u64 = channels.iter().map(|c| self.local_msat(c)).sum();
        Balance {
            lightning_msat: ours.saturating_sub(self.starting.amount_msat()),
            promised_msat: channels.iter().filter(|c| self.is_on_trust(c)).map(|c| self.local_msat(c)).sum(),
            onchain_sat: coins.confirmed.saturating_add(coins.change),
            confirmed_sat: coins.confirmed,
            closing_sat: self.closing_sat().saturating_add(coins.waiting),
            unconfirmed_sat: coins.waiting,
            sendable_msat: leaving_room_for_fee(self.sendable_msat()),
            sendable_to_peer_msat: self.sendable_msat(),
            reserve_msat: channels.iter().map(|c| self.local_msat(c).min(reserve_msat(c))).sum(),
            receivable_msat: self.receivable_msat(),
        }
    }

    /// What is lost at most if this state turns out to be old, sat, rounded up: all that is ours in channels,
    /// and, unlike in the [balance](Self::balance), what payments under way promise, either way. Of the
    /// channels that are closed, only those count whose closing is in no block yet: what is in one is settled
    /// by the chain, not by this state. Coins on the chain are found by the seed whatever the state is.
    pub fn at_stake_sat(&self) -> u64 {
        let mut channels = self.channels.list();
        channels.retain(|channel| self.is_counted(channel));
        let open_msat: u64 = channels.iter().map(|c| settled_msat(c).saturating_add(under_way_msat(c))).sum();
        open_msat.div_ceil(1_000).saturating_add(self.awaited_sat())
    }

    /// All channels that are not closed.
    pub fn channels(&self) -> Vec<Channel> {
        let connected = self.connected();
        self.channels
            .list()
            .iter()
            .map(|c| Channel {
                id: hex(&c.channel_id.0),
                peer: c.counterparty.node_id,
                capacity_sat: c.channel_value_satoshis,
                local_msat: self.local_msat(c),
                ready: c.is_channel_ready,
                usable: c.is_usable,
                confirmations: self.confirmations(c),
                trusted: c.confirmations_required == Some(0),
                sendable_msat: if c.is_usable { c.next_outbound_htlc_limit_msat } else { 0 },
                reserve_msat: self.local_msat(c).min(reserve_msat(c)),
                closing: is_closing(c),
                connected: connected.contains(&c.counterparty.node_id),
                away_since_ms: self.away_since_ms(c.counterparty.node_id),
            })
            .collect()
    }

    /// Whether anything in a channel is ours. Opening one, naming what funds it, and giving all of it away is
    /// free: until the funding was seen, only a provider that was asked for the channel has a word that
    /// counts. What an earlier process has left counts as what it was until this one knows better.
    fn is_counted(&self, channel: &ChannelDetails) -> bool {
        let at = channel.funding_txo.map(|at| at.into_bitcoin_outpoint());
        channel.confirmations_required == Some(0)
            || !self.is_only_promised(channel)
            || at.is_some_and(|at| self.fundings.is_unjudged(at))
    }

    fn is_on_trust(&self, channel: &ChannelDetails) -> bool {
        matches!(self.confirmations(channel), None | Some(0))
    }

    /// Payments, newest first.
    pub fn payments(&self) -> Vec<Payment> {
        self.history.list().into_iter().map(|payment| self.staged(payment)).collect()
    }

    /// The newest payments, newest first, and those under way however old they are.
    pub fn newest_payments(&self, count: usize) -> Vec<Payment> {
        let newest = self.history.newest(count);
        newest.into_iter().map(|payment| self.staged(payment)).collect()
    }

    /// The next older payments after one ([`Payment::id`]), newest first; none after one that is not there.
    pub fn payments_after(&self, id: &str, count: usize) -> Vec<Payment> {
        let place = self.payment(id).map(|payment| (Reverse(payment.created_ms), id.to_owned()));
        place.map_or_else(Vec::new, |place| self.payments_below(&place, count))
    }

    pub(crate) fn payments_below(&self, place: &(Reverse<u64>, String), count: usize) -> Vec<Payment> {
        let older = self.history.older_than(place, count);
        older.into_iter().map(|payment| self.staged(payment)).collect()
    }

    /// One payment ([`Payment::id`]).
    pub fn payment(&self, id: &str) -> Option<Payment> {
        self.history.get(id).map(|payment| self.staged(payment))
    }

    /// How many payments there are, those on the chain included.
    pub fn counts(&self) -> Counts {
        let counts = self.history.counts();
        let unsaved = self.app.count_unsaved(|key| key.starts_with(TX));
        let chain = self.chain_entries();
        let received = chain.iter().any(|entry| entry.kind == crate::ChainKind::Received);
        Counts {
            all: counts.all + chain.len(),
            unsaved: counts.unsaved + unsaved,
            any_received: counts.any_received || received,
        }
    }

    /// What an earlier process had handed to the journal, and which is not in the cloud yet: to be shown so.
    pub fn note_queued(&self, keys: impl IntoIterator<Item = String>) {
        self.app.note_queued(keys);
    }

    /// At most this can leave the channels, routing fees included, msat: now, or as soon as their peers are
    /// there. Without what was ordered and waits for that.
    pub fn sendable_msat(&self) -> u64 {
        let channels = self.channels.list();
        let ready = channels.iter().filter(|c| c.is_channel_ready);
        let limit: u64 = ready.map(|c| c.next_outbound_htlc_limit_msat).sum();
        limit.saturating_sub(self.starting.amount_msat())
    }

    /// The newest block the node knows: its height.
    pub fn height(&self) -> u32 {
        self.channels.best_block().height
    }

    /// The address of the on-chain wallet to be paid to next: the same until something arrives there. Shown only
    /// when [`is_address_saved`](Self::is_address_saved).
    pub fn address(&self) -> String {
        self.onchain.unused_address()
    }

    /// Whether every address that was given out is durable.
    pub fn is_address_saved(&self) -> bool {
        self.onchain.are_addresses_saved()
    }

    /// What is ours in a channel: the reserve included, and payments whose proof is durable while the peer has not yet
    /// acknowledged it, so that balance and history say the same at any time, also right after a restore.
    pub(crate) fn local_msat(&self, channel: &ChannelDetails) -> u64 {
        // A second payment has the same hash, and is sent back.
        let is_claimed = Some(InboundHTLCStateDetails::AwaitingRemoteRevokeToRemoveFulfill);
        let claimed = channel.pending_inbound_htlcs.iter().filter(|htlc| {
            let payment = self.history.incoming(&key_of(htlc.payment_hash));
            htlc.state == is_claimed && payment.is_some_and(|p| p.outcome == Outcome::Done)
        });
        let claimed: u64 = claimed.map(|htlc| htlc.amount_msat).sum();
        settled_msat(channel) + claimed
    }

    fn closing_sat(&self) -> u64 {
        self.claims_sat().saturating_add(self.sweeping_sat())
    }
}

/// Two outputs of 330 sat, which the other side pays for as it opened the channel.
const ANCHORS_MSAT: u64 = 660_000;

fn reserve_msat(channel: &ChannelDetails) -> u64 {
    channel.unspendable_punishment_reserve.unwrap_or(0).saturating_mul(1000)
}

/// Payments under way in a channel, either way.
fn under_way_msat(channel: &ChannelDetails) -> u64 {
    let coming = channel.pending_inbound_htlcs.iter().map(|htlc| htlc.amount_msat);
    coming.chain(channel.pending_outbound_htlcs.iter().map(|htlc| htlc.amount_msat)).sum()
}

/// What is ours without any payment under way, the reserve included.
///
/// LDK tells what is above the reserve. Below it, as before and after small payments in a new channel, what is not the
/// other side's is ours.
fn settled_msat(channel: &ChannelDetails) -> u64 {
    let reserve = reserve_msat(channel);
    if channel.outbound_capacity_msat > 0 {
        return channel.outbound_capacity_msat.saturating_add(reserve);
    }
    let anchors = channel.channel_type.as_ref().is_some_and(|t| t.supports_anchors_zero_fee_htlc_tx());
    let theirs = channel
        .inbound_capacity_msat
        .saturating_add(channel.counterparty.unspendable_punishment_reserve.saturating_mul(1000))
        .saturating_add(if anchors { ANCHORS_MSAT } else { 0 });
    let not_ours = theirs.saturating_add(under_way_msat(channel));
    channel.channel_value_satoshis.saturating_mul(1000).saturating_sub(not_ours).min(reserve)
}
