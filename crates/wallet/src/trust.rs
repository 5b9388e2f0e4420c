//! Whether this state may close channels.
//!
//! A commitment transaction of a state that is not the newest costs the whole channel. Only the journal that has written a
//! state knows that it is the newest, as far as this device can know it; a state that came from anywhere else (a cloud, a
//! second copy, picked files) may be old without a sign of it. So the state names the journal for which it was proved, in
//! the key `proved`, and each restore makes a journal of another name: what was restored is unproved from the very write
//! that brought it here, through backup and further restores, until the peers of all channels have compared it with their
//! own (`channel_reestablish`, BOLT 2). Until then every own commitment transaction is held.
//!
//! A peer that is gone for good cannot agree. Then only the user can say that the transactions shall go:
//! [`Wallet::go_without_peers`].

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use lightning::chain::channelmonitor::{Balance, BalanceSource};
use lightning::ln::types::ChannelId;

use crate::node::{Manager, Monitors};
use crate::{StartError, State, Wallet};

/// The key of the state.
const KEY: &str = "proved";

/// Which journal a wallet runs on: [`lifeboat_backup::Opened::writer`].
pub type JournalName = [u8; 8];

/// Commitment transactions that no host may release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unheard {
    /// How many channels were closed from here before their peers were heard.
    pub closed: usize,
    /// What this wallet has in them at most, sat. All of it is lost if the state is old.
    pub at_stake_sat: u64,
}

/// Whether the state is proved, and what is missing.
pub(crate) struct Trust {
    journal: JournalName,
    proved: Cell<bool>,
    /// Channels of the state whose peers have said nothing yet. One that was opened later needs no proof.
    unheard: RefCell<BTreeSet<ChannelId>>,
}

impl Trust {
    pub(crate) fn read(
        journal: JournalName,
        state: &State,
        manager: &Manager,
        monitors: &Monitors,
    ) -> Result<Self, StartError> {
        let damaged = |_| StartError::Damaged { key: KEY.to_owned() };
        let proved = state.get(KEY).map(JournalName::try_from).transpose().map_err(damaged)? == Some(journal);
        let mut unheard: BTreeSet<ChannelId> = monitors.list_monitors().into_iter().collect();
        unheard.extend(manager.list_channels().iter().map(|channel| channel.channel_id));
        Ok(Self { journal, proved: Cell::new(proved), unheard: RefCell::new(unheard) })
    }
}

impl Wallet {
    /// Whether [`release_held`](Self::release_held) does what it says: this state was written here, or the peers of all
    /// channels have agreed with it.
    pub fn is_trusted(&self) -> bool {
        self.trust.proved.get()
    }

    /// What waits for peers that may never come, when there is such a thing: for the user to decide.
    pub fn unheard(&self) -> Option<Unheard> {
        if self.is_trusted() || self.broadcaster.held.borrow().is_empty() {
            return None;
        }
        let open: Vec<ChannelId> = self.manager.list_channels().iter().map(|c| c.channel_id).collect();
        let unheard = self.trust.unheard.borrow();
        let closed: Vec<&ChannelId> = unheard.iter().filter(|id| !open.contains(id)).collect();
        let claims = closed.iter().flat_map(|id| self.claims(**id));
        let at_stake_sat = claims.map(|claim| claim.claimable_amount_satoshis()).sum();
        Some(Unheard { closed: closed.len(), at_stake_sat })
    }

    /// The user has decided that the peers are gone for good, and that it is better to lose what is in the channels if this
    /// state is old than to wait any longer. From here on the state counts as proved.
    ///
    /// Never called but for that. A state that a peer has *shown* to be old stays unproved.
    pub fn go_without_peers(&self) {
        if !self.guard.is_stale() {
            self.settle_trust();
        }
    }

    /// After every turn: whether the last of the peers has agreed.
    pub(crate) fn look_for_agreement(&self) {
        if self.is_trusted() || self.guard.is_stale() {
            return;
        }
        let mut unheard = self.trust.unheard.borrow_mut();
        unheard.retain(|id| !self.guard.has_agreed(id) && !self.is_over(*id));
        if unheard.is_empty() {
            drop(unheard);
            self.settle_trust();
        }
    }

    fn settle_trust(&self) {
        self.trust.proved.set(true);
        self.app.put(KEY.to_owned(), self.trust.journal.to_vec());
        self.touch();
    }

    /// Whether no own commitment transaction of this channel can be mined any more: something else has spent its funding,
    /// and so deep that no reorganisation takes it back.
    fn is_over(&self, channel: ChannelId) -> bool {
        use BalanceSource::{CoopClose, CounterpartyForceClosed};
        let over = !self.claims(channel).iter().any(|claim| match claim {
            Balance::ClaimableOnChannelClose { .. } => true,
            Balance::ClaimableAwaitingConfirmations { source, .. } => {
                matches!(source, CoopClose | CounterpartyForceClosed)
            }
            _ => false,
        });
        if over && let Ok(monitor) = self.monitors.get_monitor(channel) {
            self.broadcaster.forget(monitor.get_funding_txo().into_bitcoin_outpoint());
        }
        over
    }

    fn claims(&self, channel: ChannelId) -> Vec<Balance> {
        self.monitors.get_monitor(channel).map(|monitor| monitor.get_claimable_balances()).unwrap_or_default()
    }
}
