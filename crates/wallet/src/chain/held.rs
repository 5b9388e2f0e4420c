//! Own commitment transactions that must not leave yet: by channel, each with what pays for it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use lightning::bitcoin::{OutPoint, Transaction};
use lightning::chain::channelmonitor::ANTI_REORG_DELAY;
use lightning::ln::types::ChannelId;

use super::broadcast::Broadcast;
use crate::Wallet;

/// A commitment and its children, which mean nothing without it.
type Package = Vec<Transaction>;

/// By the funding that they spend.
#[derive(Default)]
pub(crate) struct Held(RefCell<BTreeMap<OutPoint, Package>>);

impl Held {
    /// The newest package of a channel is the one that counts, unless it is a part of the one before: LDK offers the bare
    /// commitment first, and again every minute.
    pub(super) fn put(&self, funding: OutPoint, package: Package) {
        let mut held = self.0.borrow_mut();
        let known = held.entry(funding).or_default();
        if !package.iter().all(|tx| known.contains(tx)) {
            *known = package;
        }
    }

    pub(super) fn take(&self, may_go: impl Fn(&OutPoint) -> bool) -> Vec<Package> {
        self.0.borrow_mut().extract_if(.., |funding, _| may_go(funding)).map(|(_, package)| package).collect()
    }

    /// The channels, by their fundings.
    pub(crate) fn fundings(&self) -> Vec<OutPoint> {
        self.0.borrow().keys().copied().collect()
    }
}

impl Wallet {
    /// Own commitment transactions that wait for [`release_held`](Self::release_held), with what pays for them.
    pub fn held_broadcasts(&self) -> Vec<Broadcast> {
        self.broadcaster.held.0.borrow().values().flatten().map(Broadcast::from).collect()
    }

    /// Whether [`release_held`](Self::release_held) would let anything go: only then is a look at the head of use.
    pub fn waits_for_head(&self) -> bool {
        !self.is_stale() && self.broadcaster.held.fundings().iter().any(|funding| self.may_go(funding))
    }

    /// The host has just read the head of the journal and it is ours, with nothing waiting to be made durable:
    /// own commitment transactions may go. Those of a channel whose peer was not heard stay ([`Wallet::unheard`]), and all of
    /// them where the state is proved to be old.
    pub fn release_held(&self) {
        if self.is_stale() {
            return;
        }
        for package in self.broadcaster.held.take(|funding| self.may_go(funding)) {
            self.broadcaster.free(package);
        }
    }

    /// Another device went on: what is held must never leave.
    pub fn drop_held(&self) {
        self.broadcaster.held.take(|_| true);
    }

    /// What can never be mined is not kept, however often LDK offers it.
    pub(crate) fn forget_what_is_over(&self) {
        self.broadcaster.held.take(|funding| self.is_spent_for_good(funding));
    }

    fn may_go(&self, funding: &OutPoint) -> bool {
        self.channel_of(funding).is_some_and(|channel| self.trust.is_heard(&channel))
    }

    pub(crate) fn channel_of(&self, funding: &OutPoint) -> Option<ChannelId> {
        self.monitors.list_monitors().into_iter().find(|id| self.funding_of(*id) == Some(*funding))
    }

    /// Whether nothing that spends the funding of this channel can be mined any more.
    pub(crate) fn is_over(&self, channel: ChannelId) -> bool {
        self.funding_of(channel).is_some_and(|funding| self.is_spent_for_good(&funding))
    }

    fn funding_of(&self, channel: ChannelId) -> Option<OutPoint> {
        let monitor = self.monitors.get_monitor(channel).ok()?;
        Some(monitor.get_funding_txo().into_bitcoin_outpoint())
    }

    /// Something has spent it, with the proof, and so deep that no reorganisation takes it back. That LDK lists nothing of
    /// ours in a channel says nothing of that.
    fn is_spent_for_good(&self, funding: &OutPoint) -> bool {
        let spent = self.syncing.borrow().spends.height_of(funding);
        spent.is_some_and(|height| self.height() + 1 >= height.saturating_add(ANTI_REORG_DELAY))
    }
}
