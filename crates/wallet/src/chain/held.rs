//! Own commitment transactions that must not leave yet: by channel, each with what pays for it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use lightning::bitcoin::OutPoint;
use lightning::chain::channelmonitor::ANTI_REORG_DELAY;
use lightning::ln::types::ChannelId;

use super::package::{Broadcast, Package};
use crate::Wallet;

/// The progress of a closing that is in no block yet. Heights are those of blocks.
pub(crate) enum ClosingStep {
    /// The closing is held back until the peer has agreed with this state.
    Unheard,
    /// The peer was told to close; from this height on this wallet closes alone.
    WaitsForPeer {
        /// The height from which on this wallet closes alone.
        until: u32,
    },
    /// The closing waits for the look at the head of the journal.
    WaitsForHead,
    /// The closing is sent, from here or by the peer.
    Sent,
}

/// The transactions by the funding that they spend.
#[derive(Default)]
pub(crate) struct HeldPackages {
    packages: RefCell<BTreeMap<OutPoint, Package>>,
    /// Those that were let go in this process. LDK offers them again until they are in a block.
    sent: RefCell<BTreeSet<OutPoint>>,
}

impl HeldPackages {
    /// The newest package of a channel is the one that counts, unless it is a part of the one before: LDK
    /// offers the bare commitment first, and again every minute.
    pub(super) fn put(&self, funding: OutPoint, package: Package) {
        let mut held = self.packages.borrow_mut();
        let known = held.entry(funding).or_default();
        if !package.iter().all(|tx| known.contains(tx)) {
            *known = package;
        }
    }

    pub(super) fn take(&self, may_go: impl Fn(&OutPoint) -> bool) -> Vec<Package> {
        let mut held = self.packages.borrow_mut();
        held.extract_if(.., |funding, _| may_go(funding)).map(|(_, package)| package).collect()
    }

    /// Whether it is held, and not only because LDK offers it again.
    fn waits(&self, funding: &OutPoint) -> bool {
        self.packages.borrow().contains_key(funding) && !self.was_sent(funding)
    }

    fn was_sent(&self, funding: &OutPoint) -> bool {
        self.sent.borrow().contains(funding)
    }

    /// The channels, by their fundings.
    pub(crate) fn fundings(&self) -> Vec<OutPoint> {
        self.packages.borrow().keys().copied().collect()
    }
}

impl Wallet {
    /// Own commitment transactions that wait for [`release_held`](Self::release_held), with what pays for them.
    pub fn held_broadcasts(&self) -> Vec<Broadcast> {
        self.chain.broadcaster.held.packages.borrow().values().flatten().map(Broadcast::from).collect()
    }

    /// Whether [`release_held`](Self::release_held) would let anything go: only then is a look at the head of use.
    pub fn waits_for_head(&self) -> bool {
        self.may_act() && self.chain.broadcaster.held.fundings().iter().any(|funding| self.may_go(funding))
    }

    /// The host has just read the head of the journal and it is ours, with nothing waiting to be made
    /// durable: own commitment transactions may go. Those of a channel whose peer was not heard stay
    /// ([`Wallet::unheard`]), and all of them do if the state is proved to be old, or the wallet only
    /// watches.
    pub fn release_held(&self) {
        if !self.may_act() {
            return;
        }
        let held = &self.chain.broadcaster.held;
        held.sent.borrow_mut().extend(held.fundings().into_iter().filter(|funding| self.may_go(funding)));
        for package in held.take(|funding| self.may_go(funding)) {
            self.chain.broadcaster.free(package);
        }
    }

    /// Another device has taken over: what is held must never leave.
    pub fn drop_held(&self) {
        self.chain.broadcaster.held.take(|_| true);
    }

    /// What can never be mined is not kept, however often LDK offers it.
    pub(crate) fn forget_what_is_over(&self) {
        self.chain.broadcaster.held.take(|funding| self.is_spent_for_good(funding));
        self.patience.forget(self.height(), &self.app);
    }

    /// No peer has to be heard or waited for, the funding is there, and nothing else spends it.
    fn may_go(&self, funding: &OutPoint) -> bool {
        let height = self.height();
        let channel = self.channel_of(funding);
        channel.is_some_and(|channel| self.trust.is_heard(&channel) && !self.is_unfunded(channel))
            && self.patience.until(funding, height).is_none()
            && self.chain.tracker.spent_at(funding).is_none()
    }

    /// The progress of a closing that is in no block yet.
    pub(crate) fn step_of_closing(&self, channel: ChannelId) -> ClosingStep {
        let Some(funding) = self.funding_of(channel) else { return ClosingStep::Sent };
        let held = &self.chain.broadcaster.held;
        // Until it was let go in this process an own closing waits, whether LDK has offered it already or
        // not; and so does every one that has nothing to spend as far as is known.
        let is_to_come = self.closings.is_own(channel) || !self.has_funding(channel);
        let waits = held.waits(&funding) || (is_to_come && !held.was_sent(&funding));
        if !waits {
            return ClosingStep::Sent;
        }
        if !self.trust.is_heard(&channel) {
            return ClosingStep::Unheard;
        }
        match self.patience.until(&funding, self.height()) {
            Some(until) => ClosingStep::WaitsForPeer { until },
            None => ClosingStep::WaitsForHead,
        }
    }

    pub(crate) fn channel_of(&self, funding: &OutPoint) -> Option<ChannelId> {
        self.channels.watched().into_iter().find(|id| self.funding_of(*id) == Some(*funding))
    }

    /// Whether nothing that spends the funding of this channel can still be mined.
    pub(crate) fn is_over(&self, channel: ChannelId) -> bool {
        self.funding_of(channel).is_some_and(|funding| self.is_spent_for_good(&funding))
    }

    pub(crate) fn funding_of(&self, channel: ChannelId) -> Option<OutPoint> {
        let monitor = self.channels.monitor(channel)?;
        Some(monitor.get_funding_txo().into_bitcoin_outpoint())
    }

    /// Something has spent it, with the proof, and so deep that no reorganisation takes it back. That LDK
    /// lists nothing of ours in a channel does not prove that.
    fn is_spent_for_good(&self, funding: &OutPoint) -> bool {
        let spent = self.chain.tracker.spent_at(funding);
        spent.is_some_and(|height| self.height() + 1 >= height.saturating_add(ANTI_REORG_DELAY))
    }
}
