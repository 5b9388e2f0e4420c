//! The way out of a storage that is gone for good and does not say so: when it is offered, and what the user is told.

use std::cell::Cell;

use lifeboat_backup::{Journal, WayOut};
use lifeboat_messages::{AloneOffer, Problem};
use lifeboat_wallet::Wallet;

use super::UnlockedWallet;

/// How long a storage may keep a wallet from starting before its user is asked: longer than a bad network, or
/// a server that is started anew.
const ASK_AFTER_MS: u64 = 180_000;

/// Whether, and for how long, a storage keeps a wallet from starting.
#[derive(Default)]
pub(super) struct WayAlone {
    /// How long the wallet has waited for the storage while the tab was awake, ms; `None`: the storage keeps nothing
    /// from starting. This is not measured by a clock, which may be set, and continues while a tab sleeps.
    waited_ms: Cell<Option<u64>>,
    offer: Cell<Option<AloneOffer>>,
}

impl WayAlone {
    /// The first attempt to start begins.
    pub(super) fn begins(&self) {
        self.waited_ms.set(self.waited_ms.get().or(Some(0)));
    }

    /// An attempt to start has failed, and this leads on.
    pub(super) fn note(&self, way_out: WayOut) {
        match way_out {
            WayOut::Alone => self.begins(),
            WayOut::Anew | WayOut::UseHere | WayOut::Mend => self.is_over(),
        }
    }

    /// Ends the wait: the storage has answered, or something else is in the way.
    pub(super) fn is_over(&self) {
        self.waited_ms.set(None);
        self.offer.set(None);
    }

    /// Continues the wait of the wallet before.
    fn go_on_from(&self, before: &WayAlone) {
        self.waited_ms.set(before.waited_ms.get());
        self.offer.set(before.offer.get());
    }

    /// Adds to the time that the storage has kept the wallet waiting, and says whether it has just become long enough:
    /// what the storage said may be as old, and it is asked once more before its user is.
    pub(super) fn has_waited(&self, ms: u64) -> bool {
        let Some(before_ms) = self.waited_ms.get() else { return false };
        let waited_ms = before_ms.saturating_add(ms);
        self.waited_ms.set(Some(waited_ms));
        before_ms < ASK_AFTER_MS && waited_ms >= ASK_AFTER_MS
    }

    fn is_due(&self) -> bool {
        let waits = self.waited_ms.get().is_some_and(|waited_ms| waited_ms >= ASK_AFTER_MS);
        waits && self.offer.get().is_none()
    }
}

impl UnlockedWallet {
    /// What the user is told before the wallet continues without its storage, once that is to be decided.
    pub fn alone_offer(&self) -> Option<AloneOffer> {
        self.start.alone.offer.get()
    }

    /// It is what that one was, which was put away for something that did not come about: its user need not
    /// wait, nor be asked, anew.
    pub fn waits_on_for(&self, closed: &UnlockedWallet) {
        self.start.alone.go_on_from(&closed.start.alone);
    }

    /// Whether the wallet may continue without its storage.
    ///
    /// # Errors
    /// Another device has it, its state is old, or it is not known for long enough that the storage does not answer.
    pub fn may_go_on_alone(&self) -> Result<(), Problem> {
        if self.is_stale() {
            return Err(Problem::Stale);
        }
        self.alone_offer().map(drop).ok_or_else(|| self.unusable())
    }

    /// An attempt has failed: asks if the storage has kept it from starting for long enough.
    pub(super) async fn ask_in_time(&self) {
        if self.start.alone.is_due() {
            self.ask_now().await;
        }
    }

    /// Asks now.
    pub(super) async fn ask_now(&self) {
        // A store that does not answer is in the way of this as well.
        let Ok(Some(stored)) = Journal::stored(&self.env.silent_env()).await else { return };
        // Each was known before, and the storage, or the peer, need not be there to say it again.
        if stored.is_stale || stored.taken_over.is_some() {
            return;
        }
        // A state that no wallet can be made of cannot continue alone either.
        let Some(at_stake_sat) = self.ask_wallet(Wallet::at_stake_sat) else { return };
        self.start.alone.offer.set(Some(AloneOffer { saved_ms: stored.saved_ms, at_stake_sat }));
        self.env.changed();
    }
}
