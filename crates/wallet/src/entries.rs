//! The whole history: payments over Lightning and on the chain in one order, newest first.

use std::cmp::Reverse;

use crate::onchain::PREFIX;
use crate::{ChainEntry, Payment, Wallet};

/// One line of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryEntry {
    /// A payment over Lightning.
    Lightning(Payment),
    /// A transaction of the on-chain wallet.
    Chain(ChainEntry),
}

impl HistoryEntry {
    /// Unique in the history.
    pub fn id(&self) -> String {
        match self {
            Self::Lightning(payment) => payment.id(),
            Self::Chain(entry) => entry.id.clone(),
        }
    }

    /// The first sign of it, Unix ms.
    pub fn created_ms(&self) -> u64 {
        match self {
            Self::Lightning(payment) => payment.created_ms,
            Self::Chain(entry) => entry.created_ms,
        }
    }

    fn place(&self) -> (Reverse<u64>, String) {
        (Reverse(self.created_ms()), self.id())
    }
}

impl Wallet {
    /// The newest entries, newest first, and those under way however old they are.
    pub fn newest_entries(&self, count: usize) -> Vec<HistoryEntry> {
        let waiting = |entry: &ChainEntry| entry.state == crate::ChainState::Waiting;
        let chain = self.chain_entries();
        let chain = chain.into_iter().enumerate().filter(|(at, entry)| *at < count || waiting(entry));
        let payments = self.newest_payments(count).into_iter().map(HistoryEntry::Lightning);
        let mut all: Vec<HistoryEntry> =
            payments.chain(chain.map(|(_, entry)| HistoryEntry::Chain(entry))).collect();
        all.sort_by_key(HistoryEntry::place);
        let under_way = |entry: &HistoryEntry| match entry {
            HistoryEntry::Lightning(payment) => payment.outcome == crate::Outcome::Pending,
            HistoryEntry::Chain(entry) => waiting(entry),
        };
        let kept = all.into_iter().enumerate().filter(|(at, entry)| *at < count || under_way(entry));
        kept.map(|(_, entry)| entry).collect()
    }

    /// The first entries of all, newest first; what is under way has no other place here than the rest.
    pub fn first_entries(&self, count: usize) -> Vec<HistoryEntry> {
        // Nothing is newer than the end of time.
        self.entries_below(&(Reverse(u64::MAX), String::new()), count)
    }

    /// The next older entries after one ([`HistoryEntry::id`]), newest first; none after one that is not there.
    pub fn entries_after(&self, id: &str, count: usize) -> Vec<HistoryEntry> {
        let place = self.entry(id).map(|entry| entry.place());
        place.map_or_else(Vec::new, |place| self.entries_below(&place, count))
    }

    fn entries_below(&self, from: &(Reverse<u64>, String), count: usize) -> Vec<HistoryEntry> {
        let payments = self.payments_below(from, count).into_iter().map(HistoryEntry::Lightning);
        let chain =
            self.chain_entries().into_iter().map(HistoryEntry::Chain).filter(|entry| entry.place() > *from);
        let mut all: Vec<HistoryEntry> = payments.chain(chain).collect();
        all.sort_by_key(HistoryEntry::place);
        all.truncate(count);
        all
    }

    /// One entry ([`HistoryEntry::id`]).
    pub fn entry(&self, id: &str) -> Option<HistoryEntry> {
        if id.starts_with(PREFIX) {
            return self.chain_entries().into_iter().find(|entry| entry.id == id).map(HistoryEntry::Chain);
        }
        self.payment(id).map(HistoryEntry::Lightning)
    }
}
