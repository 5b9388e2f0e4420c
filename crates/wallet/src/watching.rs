//! A wallet that only watches: the chain is followed, what its peers have revoked is punished, and what can
//! be claimed of their commitments is claimed. That is right from any state, however old, and nothing of it
//! has to be durable first, since it pays to keys of the seed.
//!
//! Nothing else leaves. Whether another device has continued is not known, and nothing can be kept that is not known
//! already: no peer is connected, no batch is handed out or taken for durable, no commitment transaction of the
//! wallet's own goes, no payment of the user's, and no sweep, whose address might be in no backup.
//!
//! Where a commitment transaction of the wallet's own is in the chain already, what belongs to it follows in
//! time: it was released while nothing was in doubt, and its payments have deadlines. The change of such a
//! transaction goes to a key of the seed, which is found again beyond the addresses that were given out. A
//! state that is shown to be old sweeps as well, to the same end.

use std::cell::Cell;

use crate::Wallet;

/// Whether a wallet only watches.
#[derive(Default)]
pub(crate) struct WatchMode(Cell<bool>);

impl Wallet {
    /// From now on it only watches, for good: one that does more is made anew, of what its journal has.
    pub fn watch_only(&self) {
        if self.watching.0.replace(true) {
            return;
        }
        self.disconnect_all();
        drop((self.take_outgoing(), self.take_closed()));
        self.drop_held();
    }

    /// Whether the wallet only watches.
    pub(crate) fn only_watches(&self) -> bool {
        self.watching.0.get()
    }

    /// Whether it may speak with peers and close their channels: it does more than watch, and no peer has
    /// shown its state to be old.
    pub(crate) fn may_act(&self) -> bool {
        !self.only_watches() && !self.is_stale()
    }
}
