//! Stops sending a revoked password with every check at rest: servers count failures and then lock everybody out for a
//! while.

use std::cell::Cell;

use super::lookout::REFUSED_MS;

/// The drive rejected the sign-in when it was asked last.
#[derive(Default)]
pub(super) struct Refusal(Cell<Option<RefusedLook>>);

#[derive(Clone, Copy)]
struct RefusedLook {
    /// When the drive refused last, Unix ms.
    at_ms: u64,
    /// How often the user had done something by then, so that it might.
    tries: u64,
}

impl Refusal {
    /// Whether it did so a short time ago, and the user has done nothing about it since.
    pub(super) fn stands(&self, now_ms: u64, tries: u64) -> bool {
        let Some(refused) = self.0.get() else { return false };
        // A clock that was set back is no reason to wait.
        let recent = now_ms.checked_sub(refused.at_ms).is_some_and(|since_ms| since_ms < REFUSED_MS);
        recent && tries == refused.tries
    }

    /// Takes note of an answer. `tries`: how often the user had done something when it was asked.
    pub(super) fn note(&self, refused: bool, now_ms: u64, tries: u64) {
        self.0.set(refused.then_some(RefusedLook { at_ms: now_ms, tries }));
    }

    /// Notes that it has let this device in.
    pub(super) fn end(&self) {
        self.0.set(None);
    }
}
