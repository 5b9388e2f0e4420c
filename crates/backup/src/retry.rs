//! When to ask a drive again.

use futures::{
    FutureExt,
    future::{Either, select},
};
use lifeboat_cloud::{DriveError, Retry};

use crate::{
    bell::Bell,
    env::{DriveCell, Env},
};

const FIRST_MS: u64 = 500;
const LONGEST_MS: u64 = 10_000;
/// How often start, restore and turning on try before they tell the user.
pub(crate) const PATIENCE: u32 = 4;

/// A caller with limited patience waits no longer than this at one go, ms: a drive that asks for more is told
/// to the user, with its own words, instead of a screen that seems to stand still.
const LONGEST_WISH_MS: u64 = 5_000;

/// How long to wait when the drive said nothing about it.
pub(crate) const PAUSE: DriveError = DriveError::Unavailable { after_ms: None };

/// Pauses that grow, with jitter, and at least as long as the drive asks for; [`DriveCell::try_again`] ends them all.
pub(crate) struct Pauses {
    env: Env,
    again: Bell,
    done: u32,
    most: Option<u32>,
}

impl Pauses {
    pub(crate) fn new(env: &Env, drive: &DriveCell, most: Option<u32>) -> Pauses {
        Pauses { env: env.clone(), again: drive.again().clone(), done: 0, most }
    }

    pub(crate) fn patient(env: &Env, drive: &DriveCell) -> Pauses {
        Pauses::new(env, drive, Some(PATIENCE))
    }

    /// Sleeps, or hands the error back when it is of no use to try again by oneself.
    pub(crate) async fn after(&mut self, error: &DriveError) -> Result<(), DriveError> {
        let at_least = match error.retry() {
            Retry::Never => return Err(error.clone()),
            Retry::After(ms) => ms,
            Retry::WithBackoff => 0,
        };
        if self.most.is_some_and(|most| self.done >= most || at_least > LONGEST_WISH_MS) {
            return Err(error.clone());
        }
        let full = FIRST_MS.checked_shl(self.done).unwrap_or(LONGEST_MS).min(LONGEST_MS);
        let ms = (full / 2 + self.env.rng.below(full / 2 + 1)).max(at_least);
        self.done = self.done.saturating_add(1).min(32);
        let sleep = self.env.clock.sleep(ms);
        let again = self.again.heard(self.again.count()).boxed_local();
        match select(sleep, again).await {
            Either::Left(_) | Either::Right(_) => Ok(()),
        }
    }
}
