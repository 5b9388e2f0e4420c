//! Transactions on their way out, and the ones that must not leave yet.
//!
//! An own commitment transaction of a state that another device has replaced costs the whole channel. So it waits
//! until the host has made sure that no other device has taken this wallet over. Everything else, penalties and
//! sweeps above all, may always leave.
//!
//! A sweep goes when the state that knows of it is durable: after a crash LDK would not know a sweep that it
//! sees in a block. What is held, and until when: [`super::held`].

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

use lightning::bitcoin::{Transaction, TxIn};
use lightning::chain::chaininterface::BroadcasterInterface;

use super::held::HeldPackages;
use super::package::{Broadcast, Package};
use crate::Wallet;
use crate::app::SWEEPER;

/// Takes what LDK wants to send.
#[derive(Default)]
pub(crate) struct Broadcaster {
    free: RefCell<Vec<Package>>,
    pub(crate) held: HeldPackages,
    /// Made by the sweeper, whose state may not be durable yet.
    sweeps: RefCell<Vec<Transaction>>,
}

/// The sweeper's way to the broadcaster.
pub(crate) struct Sweeps(pub(crate) Rc<Broadcaster>);

impl Deref for Sweeps {
    type Target = Self;

    fn deref(&self) -> &Self {
        self
    }
}

impl BroadcasterInterface for Sweeps {
    /// A sweep takes the place of earlier ones of the same outputs.
    fn broadcast_transactions(&self, txs: &[&Transaction]) {
        let mut sweeps = self.0.sweeps.borrow_mut();
        for tx in txs {
            let spends = |input: &TxIn| tx.input.iter().any(|i| i.previous_output == input.previous_output);
            sweeps.retain(|earlier| !earlier.input.iter().any(spends));
            sweeps.push((*tx).clone());
        }
    }
}

impl Broadcaster {
    /// A package with a commitment in it is held as a whole: its children mean nothing without it.
    pub(crate) fn offer(&self, txs: &[&Transaction]) {
        let package: Package = txs.iter().map(|tx| (*tx).clone()).collect();
        match txs.iter().find(|tx| is_commitment(tx)) {
            Some(commitment) => self.held.put(commitment.input[0].previous_output, package),
            None => self.free(package),
        }
    }

    pub(super) fn free(&self, package: Package) {
        let mut free = self.free.borrow_mut();
        if !free.contains(&package) {
            free.push(package);
        }
    }
}

impl BroadcasterInterface for Broadcaster {
    fn broadcast_transactions(&self, txs: &[&Transaction]) {
        self.offer(txs);
    }
}

/// The obscured commitment number marks it (BOLT 3): upper byte of the lock time 0x20, of the sequence 0x80.
pub(crate) fn is_commitment(tx: &Transaction) -> bool {
    tx.input.len() == 1
        && tx.input[0].sequence.0 >> 24 == 0x80
        && tx.lock_time.to_consensus_u32() >> 24 == 0x20
}

impl Wallet {
    /// What to send now: each a transaction, or a child after its parents, which may pay too little to be
    /// taken alone. Sending one twice does no harm; LDK offers them again until they are mined.
    pub fn take_packages(&self) -> Vec<Vec<Broadcast>> {
        let mut packages = std::mem::take(&mut *self.chain.broadcaster.free.borrow_mut());
        // A wallet that only watches leaves them to the one that is made anew. Once a state is proved to be
        // old, none of it becomes durable, and the newer one sweeps the same outputs by the same keys.
        if self.app.is_saved(SWEEPER) && !self.only_watches() || self.is_stale() {
            packages.extend(self.chain.broadcaster.sweeps.borrow_mut().drain(..).map(|sweep| vec![sweep]));
        }
        if self.may_act() {
            packages.extend(self.onchain.take_durable().into_iter().map(|payment| vec![payment]));
        }
        packages.iter().map(|package| package.iter().map(Broadcast::from).collect()).collect()
    }

    /// The transactions of all packages, one by one.
    pub fn take_broadcasts(&self) -> Vec<Broadcast> {
        self.take_packages().into_iter().flatten().collect()
    }
}
