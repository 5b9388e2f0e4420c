//! The payments and invoices in memory, found by id, hash and age.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::InvoiceRecord;
use crate::{Direction, Outcome, Payment};

/// All of them.
#[derive(Default)]
pub(super) struct Entries {
    /// The payments by [`Payment::id`].
    payments: BTreeMap<String, Payment>,
    /// Ids, newest first.
    order: BTreeSet<(Reverse<u64>, String)>,
    /// Ids of those under way.
    pending: BTreeSet<String>,
    any_received: bool,
    asked: BTreeMap<String, InvoiceRecord>,
}

impl Entries {
    pub(super) fn get(&self, id: &str) -> Option<&Payment> {
        self.payments.get(id)
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.payments.contains_key(id)
    }

    /// A payment of ours.
    pub(super) fn outgoing(&self, hash: &str) -> Option<&Payment> {
        self.payments.get(&format!("out/{hash}"))
    }

    /// A payment to us, if it was not sent back.
    pub(super) fn incoming(&self, hash: &str) -> Option<&Payment> {
        self.payments.get(&format!("in/{hash}"))
    }

    pub(super) fn newest_first(&self) -> impl Iterator<Item = &Payment> {
        self.order.iter().filter_map(|(_, id)| self.payments.get(id))
    }

    /// What is older than this place in the order, newest first.
    pub(super) fn older_than(&self, place: &(Reverse<u64>, String)) -> impl Iterator<Item = &Payment> {
        let older = self.order.range((Bound::Excluded(place.clone()), Bound::Unbounded));
        older.filter_map(|(_, id)| self.payments.get(id))
    }

    /// The newest ones, and those under way however old they are.
    pub(super) fn newest(&self, count: usize) -> Vec<&Payment> {
        let newest = self.order.iter().take(count).map(|(_, id)| id);
        let older = self.pending.iter().filter(|id| !self.order.iter().take(count).any(|(_, n)| n == *id));
        let mut all: Vec<&Payment> = newest.chain(older).filter_map(|id| self.payments.get(id)).collect();
        all.sort_by_key(|payment| Reverse(payment.created_ms));
        all
    }

    /// Ids of those under way.
    pub(super) fn under_way(&self) -> &BTreeSet<String> {
        &self.pending
    }

    pub(super) fn count(&self) -> usize {
        self.payments.len()
    }

    /// Whether any money has come in.
    pub(super) fn any_received(&self) -> bool {
        self.any_received
    }

    /// Takes a payment in, in place of the one of the same id.
    pub(super) fn insert(&mut self, payment: Payment) {
        let id = payment.id();
        match payment.outcome {
            Outcome::Pending => drop(self.pending.insert(id.clone())),
            Outcome::Done | Outcome::Failed(_) => drop(self.pending.remove(&id)),
        }
        self.any_received |= payment.direction == Direction::In && payment.outcome == Outcome::Done;
        let place = (Reverse(payment.created_ms), id.clone());
        if let Some(before) = self.payments.insert(id.clone(), payment) {
            self.order.remove(&(Reverse(before.created_ms), id));
        }
        self.order.insert(place);
    }

    /// Removes a payment. `true`: it was there.
    pub(super) fn remove(&mut self, id: &str) -> bool {
        let Some(payment) = self.payments.remove(id) else { return false };
        self.pending.remove(id);
        self.order.remove(&(Reverse(payment.created_ms), id.to_owned()));
        true
    }

    /// The invoices that are not paid and not forgotten, by their hash.
    pub(super) fn asked(&self) -> &BTreeMap<String, InvoiceRecord> {
        &self.asked
    }

    pub(super) fn ask(&mut self, hash: String, asked: InvoiceRecord) {
        self.asked.insert(hash, asked);
    }

    /// Forgets an invoice. `true`: it was there.
    pub(super) fn forget_asked(&mut self, hash: &str) -> bool {
        self.asked.remove(hash).is_some()
    }
}
