//! Which channels this state may close.
//!
//! A commitment transaction of a state that is not the newest costs the whole channel. Only the journal that
//! has written a state knows that it is the newest, as far as this device can know it; a state that came from
//! anywhere else (a cloud, a second copy, picked files) may be old without a sign of it. So the state names,
//! in the key `proved`, a journal, and the channels whose peers have not been heard since that journal began.
//! Each restore makes a journal of another name: for it, no peer was heard, from the very write that brought
//! the state here, through backup and further restores. A journal that has lost something of the backup takes
//! another name as well, while the wallet runs ([`Wallet::note_journal`]). A channel is heard when its peer
//! has compared it with its own (`channel_reestablish`, BOLT 2), or over when something else has spent its
//! funding for good. Until then its commitment transaction is held, and no other channel's.
//!
//! A peer that is gone for good cannot agree. Then only the user can say that the transaction shall go:
//! [`Wallet::go_without_peers`].

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use lightning::ln::types::ChannelId;

use crate::app::App;
use crate::channels::Channels;
use crate::config::JournalName;
use crate::hex::hex;
use crate::proceeds::amount_sat;
use crate::{StartError, State, Wallet};

/// The key of the state. Its value: the journal's name, then the ids of the channels that are unheard, 32
/// bytes each. Format 2 of the state has the name alone, and means by it that none is.
const KEY: &str = "proved";

/// A channel that was closed from here before its peer was heard: no host may release its commitment transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnheardChannel {
    /// The channel's id, hex.
    pub channel: String,
    /// What this wallet has in it at most, sat. All of it is lost if the state is old.
    pub at_stake_sat: u64,
}

/// Whose word is missing.
pub(crate) struct Trust {
    journal: Cell<JournalName>,
    /// Channels of the state whose peers have said nothing yet. One that was opened later needs no proof.
    unheard: RefCell<BTreeSet<ChannelId>>,
}

impl Trust {
    /// What was written for another journal is rewritten for this one, along with the first cut.
    pub(crate) fn read(
        journal: JournalName,
        state: &State,
        channels: &Channels,
        app: &App,
    ) -> Result<Self, StartError> {
        let damaged = || StartError::Damaged { key: KEY.to_owned() };
        let known = state.get(KEY).map(|mark| read_mark(mark).ok_or_else(damaged)).transpose()?;
        let all = channels.all();
        match known {
            Some((name, mut unheard)) if name == journal => {
                // Those that LDK has forgotten were over long ago.
                unheard.retain(|id| all.contains(id));
                Ok(Self { journal: Cell::new(journal), unheard: RefCell::new(unheard) })
            }
            _ => {
                let trust = Self { journal: Cell::new(journal), unheard: RefCell::new(all) };
                trust.keep(app);
                Ok(trust)
            }
        }
    }

    pub(crate) fn is_heard(&self, channel: &ChannelId) -> bool {
        !self.unheard.borrow().contains(channel)
    }

    /// These need to be waited for no more.
    fn settle(&self, channels: &[ChannelId], app: &App) -> bool {
        let settled = channels.iter().filter(|id| self.unheard.borrow_mut().remove(*id)).count() > 0;
        if settled {
            self.keep(app);
        }
        settled
    }

    fn keep(&self, app: &App) {
        let mut mark = self.journal.get().to_vec();
        mark.extend(self.unheard.borrow().iter().flat_map(|id| id.0));
        app.put(KEY.to_owned(), mark);
    }
}

fn read_mark(mark: &[u8]) -> Option<(JournalName, BTreeSet<ChannelId>)> {
    let (journal, unheard) = mark.split_first_chunk()?;
    let (unheard, rest) = unheard.as_chunks();
    rest.is_empty().then(|| (*journal, unheard.iter().map(|id| ChannelId(*id)).collect()))
}

impl Wallet {
    /// Whether every channel may be closed by this state: each was opened since this journal began, or its
    /// peer has agreed with the state, or it is over.
    pub fn is_trusted(&self) -> bool {
        self.trust.unheard.borrow().is_empty()
    }

    /// Whether the chain was looked at, and the peers of all channels have agreed with this state in this
    /// process, except of those that are over: a peer that had shown an older one of it to be old has nothing
    /// to say against this one. A channel that was closed from here counts until nothing that spends its
    /// funding can still be mined.
    pub fn is_agreed_with(&self) -> bool {
        let settled = |channel: &ChannelId| self.guard.has_agreed(channel) || self.is_over(*channel);
        self.chain.has_looked() && !self.guard.is_stale() && self.channels.all().iter().all(settled)
    }

    /// Takes the journal's name now, and returns whether it has changed. If it has, no peer is heard any
    /// longer, and what they said before does not count. The host then ends all lines, so that they are asked
    /// again.
    pub fn note_journal(&self, name: JournalName) -> bool {
        if self.trust.journal.replace(name) == name {
            return false;
        }
        self.guard.forget_agreement();
        *self.trust.unheard.borrow_mut() = self.channels.all();
        self.trust.keep(&self.app);
        self.touch();
        true
    }

    /// The channels whose closing waits for a peer that may never come: for the user to decide.
    pub fn unheard(&self) -> Vec<UnheardChannel> {
        let held = self.chain.held_fundings();
        let held = held.iter().filter_map(|funding| self.channel_of(funding));
        held.filter(|channel| !self.trust.is_heard(channel)).map(|channel| self.stake(channel)).collect()
    }

    fn stake(&self, channel: ChannelId) -> UnheardChannel {
        let claims = self.channels.claims(channel);
        UnheardChannel { channel: hex(&channel.0), at_stake_sat: claims.iter().map(amount_sat).sum() }
    }

    /// The user has decided that the peers of these channels are gone for good, and that it is better to lose
    /// what is in them if this state is old than to wait any longer. They are named as they were shown:
    /// anything more that is at stake by now, or another channel, was not decided on, and keeps waiting.
    ///
    /// It is never called for anything else. A state that a peer has *shown* to be old stays unproved.
    pub fn go_without_peers(&self, shown: &[UnheardChannel]) {
        if !self.may_act() {
            return;
        }
        let held = self.chain.held_fundings();
        let held = held.iter().filter_map(|funding| self.channel_of(funding));
        let decided: Vec<ChannelId> = held
            .filter(|id| {
                let now = self.stake(*id);
                shown.iter().any(|was| was.channel == now.channel && now.at_stake_sat <= was.at_stake_sat)
            })
            .collect();
        self.settle_trust(&decided);
    }

    /// After every turn: which peers have agreed meanwhile, and which channels are over.
    pub(crate) fn look_for_agreement(&self) {
        self.forget_what_is_over();
        if self.is_trusted() || self.guard.is_stale() {
            return;
        }
        let unheard: Vec<ChannelId> = self.trust.unheard.borrow().iter().copied().collect();
        let heard = unheard.into_iter().filter(|id| self.guard.has_agreed(id) || self.is_over(*id));
        self.settle_trust(&heard.collect::<Vec<_>>());
    }

    fn settle_trust(&self, channels: &[ChannelId]) {
        if self.trust.settle(channels, &self.app) {
            self.touch();
        }
    }
}
