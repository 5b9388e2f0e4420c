//! Transactions on their way out, and the ones that must not leave yet.
//!
//! An own commitment transaction of a state that another device has replaced costs the whole channel. So it waits
//! until the host has made sure that nobody went on with this wallet. Everything else, penalties and sweeps above
//! all, may always go.

use std::cell::{Cell, RefCell};

use lightning::bitcoin::Transaction;
use lightning::bitcoin::consensus::encode::serialize_hex;
use lightning::chain::chaininterface::BroadcasterInterface;

use crate::Wallet;

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
    held: RefCell<Vec<Transaction>>,
    /// See [`Wallet::distrust`].
    distrusted: Cell<bool>,
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
        self.broadcaster.free.borrow_mut().drain(..).map(|tx| Broadcast::from(&tx)).collect()
    }

    /// Own commitment transactions that wait for [`release_held`](Self::release_held).
    pub fn held_broadcasts(&self) -> Vec<Broadcast> {
        self.broadcaster.held.borrow().iter().map(Broadcast::from).collect()
    }

    /// The host has just read the head of the journal and it is ours, with nothing waiting to be made durable:
    /// own commitment transactions may go.
    pub fn release_held(&self) {
        if !self.is_trusted() {
            return;
        }
        let held = std::mem::take(&mut *self.broadcaster.held.borrow_mut());
        self.broadcaster.free.borrow_mut().extend(held);
    }

    /// The state comes from where nobody can say whether it is the newest: picked files. Own commitment transactions stay
    /// held, whatever the host says, until the peers of all channels have agreed with it. A peer that is away for good can
    /// then only be waited for: that is the price, and less than what a revoked commitment costs.
    pub fn distrust(&self) {
        self.broadcaster.distrusted.set(true);
    }

    /// Whether [`release_held`](Self::release_held) does what it says.
    pub fn is_trusted(&self) -> bool {
        !self.broadcaster.distrusted.get()
    }

    /// A channel can be used only after both sides have compared their states (`channel_reestablish`). One that was closed
    /// before that is in no list any more, but its commitment is held.
    pub(crate) fn look_for_agreement(&self) {
        if self.is_trusted() || !self.broadcaster.held.borrow().is_empty() {
            return;
        }
        let channels = self.manager.list_channels();
        if !channels.is_empty() && channels.iter().all(|channel| channel.is_usable) {
            self.broadcaster.distrusted.set(false);
            self.touch();
        }
    }

    /// Another device went on: what is held must never leave.
    pub fn drop_held(&self) {
        self.broadcaster.held.borrow_mut().clear();
    }
}
