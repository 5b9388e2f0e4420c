//! Stops sending a revoked password with every check at rest: servers count failures and then lock everybody out for a
//! while.

use std::cell::Cell;

use lifeboat_cloud::DriveError;

use super::{Shared, error::HeadUnknown, lookout::REFUSED_MS};
use crate::status::Trouble;

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
    /// Notes that it has let this device in.
    pub(super) fn end(&self) {
        self.0.set(None);
    }
}

impl Shared {
    /// Why the drive is not asked now: it rejected the sign-in a short time ago, and the user has done nothing about it
    /// since.
    pub(super) fn signed_out(&self) -> Option<HeadUnknown> {
        let RefusedLook { at_ms, tries } = self.refusal.0.get()?;
        let now_ms = self.head.borrow().env.clock.now_ms();
        // A clock that was set back is no reason to wait.
        let recent = now_ms.checked_sub(at_ms).is_some_and(|since_ms| since_ms < REFUSED_MS);
        let stands = recent && tries == self.tries() && !self.head.borrow().fenced;
        stands.then_some(HeadUnknown(Trouble::Drive(DriveError::SignedOut)))
    }

    /// Takes note of what a look was answered.
    pub(super) fn note_answer<T>(&self, found: &Result<T, HeadUnknown>, tries: u64) {
        let refused = matches!(found, Err(HeadUnknown(Trouble::Drive(DriveError::SignedOut))));
        let at_ms = self.head.borrow().env.clock.now_ms();
        self.refusal.0.set(refused.then_some(RefusedLook { at_ms, tries }));
    }

    /// How often the user has done something so that the drive may answer again.
    pub(super) fn tries(&self) -> u64 {
        self.drive.borrow().as_ref().map_or(0, |drive| drive.again().count())
    }
}
