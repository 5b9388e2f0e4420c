//! The way out of a storage that is gone for good and does not say so: when it is offered, and what is said of it.

use std::cell::Cell;

use lifeboat_backup::{BackupDoubt, Journal, WayOut};
use lifeboat_messages::{AloneOffer, Problem};
use lifeboat_wallet::Wallet;

use super::OpenWallet;

/// How long a storage may keep a wallet from starting before its user is asked: longer than a bad network, or a server that
/// is started anew.
const ASK_AFTER_MS: u64 = 180_000;

/// Whether, and since when, a storage keeps a wallet from starting.
#[derive(Default)]
pub(super) struct WayAlone {
    /// By this device's clock, Unix ms.
    since_ms: Cell<Option<u64>>,
    offer: Cell<Option<AloneOffer>>,
}

impl WayAlone {
    /// An attempt to start has failed, and this leads on.
    pub(super) fn note(&self, way_out: WayOut, now_ms: u64) {
        match way_out {
            WayOut::Alone => self.since_ms.set(self.since_ms.get().or(Some(now_ms))),
            WayOut::Anew | WayOut::UseHere | WayOut::Mend => self.is_over(),
        }
    }

    /// It has answered, or something else is in the way.
    pub(super) fn is_over(&self) {
        self.since_ms.set(None);
        self.offer.set(None);
    }

    /// The same wait goes on here.
    fn go_on_from(&self, before: &WayAlone) {
        self.since_ms.set(before.since_ms.get());
        self.offer.set(before.offer.get());
    }

    fn is_due(&self, now_ms: u64) -> bool {
        let waits = self.since_ms.get().is_some_and(|since_ms| now_ms.abs_diff(since_ms) >= ASK_AFTER_MS);
        waits && self.offer.get().is_none()
    }
}

impl OpenWallet {
    /// What its user is told before it goes on without its storage, once that is to be decided.
    pub fn alone_offer(&self) -> Option<AloneOffer> {
        self.start.alone.offer.get()
    }

    /// It is what that one was, which was put away for something that did not come about: its user need not wait, nor be asked,
    /// anew.
    pub fn waits_on_for(&self, closed: &OpenWallet) {
        self.start.alone.go_on_from(&closed.start.alone);
    }

    /// Whether it may go on without its storage.
    ///
    /// # Errors
    /// Another device has it, its state is old, or it is not known for long enough that the storage does not answer.
    pub fn may_go_on_alone(&self) -> Result<(), Problem> {
        if self.is_stale() {
            return Err(Problem::Stale);
        }
        self.alone_offer().map(drop).ok_or_else(|| self.unusable())
    }

    /// Asks once the storage has kept it from starting for long enough.
    pub(super) async fn ask_in_time(&self) {
        if self.start.alone.is_due(self.env.now_ms()) {
            self.ask_now().await;
        }
    }

    /// Asks now.
    pub(super) async fn ask_now(&self) {
        // A store that does not answer is in the way of this as well.
        let Ok(Some(stored)) = Journal::stored(&self.env.silent_env()).await else { return };
        // Each was known before, and the storage, or the peer, need not be there to say it again.
        if stored.doubt == Some(BackupDoubt::Stale) || stored.taken_over {
            return;
        }
        // A state that no wallet can be made of has no channels, or does not go on either.
        let at_stake_sat = self.ask_wallet(Wallet::at_stake_sat).unwrap_or(0);
        self.start.alone.offer.set(Some(AloneOffer { saved_ms: stored.saved_ms, at_stake_sat }));
        self.env.changed();
    }
}
