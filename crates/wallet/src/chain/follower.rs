//! What follows the chain, behind one wall: what is known of it, what is watched there, what servers say of
//! fees, and what is to be sent. The files beside this one do the work; all others ask here.

use std::cell::Ref;
use std::rc::Rc;

use lightning::bitcoin::{OutPoint, Script, Transaction};

use super::broadcast::{Broadcaster, Sweeps};
use super::fees::Fees;
use super::line::Line;
use super::registry::Registry;
use super::tracker::Tracker;

/// The chain, as far as the wallet follows it.
pub(crate) struct ChainFollower {
    pub(super) tracker: Tracker,
    pub(super) registry: Rc<Registry>,
    pub(super) fees: Rc<Fees>,
    pub(super) broadcaster: Rc<Broadcaster>,
}

impl ChainFollower {
    /// Makes the follower of parts that it shares with LDK.
    pub(crate) fn new(
        tracker: Tracker,
        registry: Rc<Registry>,
        fees: Rc<Fees>,
        broadcaster: Rc<Broadcaster>,
    ) -> Self {
        Self { tracker, registry, fees, broadcaster }
    }

    /// What the servers say of fees.
    pub(crate) fn fees(&self) -> &Fees {
        &self.fees
    }

    /// The chain as it was followed.
    pub(crate) fn line(&self) -> Ref<'_, Line> {
        self.tracker.line()
    }

    /// The newest headers for the state, if that has not got it already.
    pub(crate) fn take_changed_line(&self) -> Option<Vec<u8>> {
        self.tracker.take_changed_line()
    }

    /// Whether a look was completed in this process, and nothing has made it old since.
    pub(crate) fn has_looked(&self) -> bool {
        self.tracker.has_looked()
    }

    /// Whether a look was completed in this process since the device slept last, may it be old by now.
    pub(crate) fn was_looked(&self) -> bool {
        self.tracker.was_looked()
    }

    /// How deep a funding transaction is when the node is told of its confirmation.
    pub(crate) fn funding_depth(&self) -> u32 {
        self.tracker.funding_depth()
    }

    #[cfg(feature = "sim")]
    pub(crate) fn set_funding_depth(&self, depth: u32) {
        self.tracker.set_funding_depth(depth);
    }

    /// The id of what has spent the funding of a channel in a block, by the id of what funded it.
    pub(crate) fn spent_by(&self, funding: &str) -> Option<String> {
        self.tracker.spent_by(funding)
    }

    /// Whether what has spent this funding in a block shows that it paid to this script.
    pub(crate) fn is_spent_from(&self, funding: &OutPoint, script: &Script) -> bool {
        self.tracker.is_spent_from(funding, script)
    }

    /// Transactions to be sent, or to be held if they are commitments of ours.
    pub(crate) fn offer(&self, txs: &[&Transaction]) {
        self.broadcaster.offer(txs);
    }

    /// The sweeper's way to the chain.
    pub(crate) fn sweeps(&self) -> Sweeps {
        Sweeps(self.broadcaster.clone())
    }

    /// The fundings of the channels whose commitments of ours are held back.
    pub(crate) fn held_fundings(&self) -> Vec<OutPoint> {
        self.broadcaster.held.fundings()
    }
}
