//! Transactions on their way out, and the ones that must not leave yet.
//!
//! An own commitment transaction of a state that another device has replaced costs the whole channel. So it waits
//! until the host has made sure that nobody went on with this wallet. Everything else, penalties and sweeps above
//! all, may always go.
//!
//! A sweep goes when the state that knows of it is durable: after a crash LDK would not know a sweep that it sees in a block.

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

use lightning::bitcoin::consensus::encode::serialize_hex;
use lightning::bitcoin::{OutPoint, Transaction, TxIn};
use lightning::chain::chaininterface::BroadcasterInterface;

use crate::Wallet;
use crate::app::SWEEPER;

/// A transaction to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broadcast {
    /// Its id.
    pub txid: String,
    /// Hex, for `POST /tx`.
    pub raw: String,
}

impl From<&Transaction> for Broadcast {
    fn from(tx: &Transaction) -> Self {
        Self { txid: tx.compute_txid().to_string(), raw: serialize_hex(tx) }
    }
}

/// Takes what LDK wants to send.
#[derive(Default)]
pub(crate) struct Broadcaster {
    free: RefCell<Vec<Transaction>>,
    pub(crate) held: RefCell<Vec<Transaction>>,
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
        let queue = if txs.iter().any(|tx| is_commitment(tx)) { &self.held } else { &self.free };
        let mut queue = queue.borrow_mut();
        for tx in txs {
            if !queue.contains(tx) {
                queue.push((*tx).clone());
            }
        }
    }
}

impl Broadcaster {
    /// Another transaction has spent this output for good: no commitment that spends it can be mined any more.
    pub(crate) fn forget(&self, funding: OutPoint) {
        let spends = |tx: &Transaction| tx.input.iter().any(|input| input.previous_output == funding);
        self.held.borrow_mut().retain(|tx| !spends(tx));
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
    /// The transactions to send now. Sending one twice does no harm; LDK offers them again until they are mined.
    pub fn take_broadcasts(&self) -> Vec<Broadcast> {
        let mut txs = std::mem::take(&mut *self.broadcaster.free.borrow_mut());
        if self.app.is_saved(SWEEPER) {
            txs.append(&mut self.broadcaster.sweeps.borrow_mut());
        }
        txs.iter().map(Broadcast::from).collect()
    }

    /// Own commitment transactions that wait for [`release_held`](Self::release_held).
    pub fn held_broadcasts(&self) -> Vec<Broadcast> {
        self.broadcaster.held.borrow().iter().map(Broadcast::from).collect()
    }

    /// The host has just read the head of the journal and it is ours, with nothing waiting to be made durable:
    /// own commitment transactions may go. Nothing goes while the state is unproved ([`Wallet::is_trusted`]), and never of
    /// one that is proved to be old.
    pub fn release_held(&self) {
        if !self.is_trusted() || self.is_stale() {
            return;
        }
        let held = std::mem::take(&mut *self.broadcaster.held.borrow_mut());
        self.broadcaster.free.borrow_mut().extend(held);
    }

    /// Another device went on: what is held must never leave.
    pub fn drop_held(&self) {
        self.broadcaster.held.borrow_mut().clear();
    }
}
