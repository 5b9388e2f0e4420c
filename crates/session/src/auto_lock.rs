//! Decides when an unused wallet locks itself.

use serde::{Deserialize, Serialize};

/// How long the wallet may be idle before it locks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LockAfter {
    /// The wallet is only locked by hand.
    Never,
    /// This many minutes.
    Minutes(u32),
}

impl Default for LockAfter {
    fn default() -> LockAfter {
        LockAfter::Minutes(5)
    }
}

impl LockAfter {
    /// Reads the page's value: `None` for never.
    pub fn new(minutes: Option<u32>) -> LockAfter {
        minutes.map_or(LockAfter::Never, LockAfter::Minutes)
    }

    /// The page's value.
    pub fn minutes(self) -> Option<u32> {
        match self {
            LockAfter::Never => None,
            LockAfter::Minutes(minutes) => Some(minutes),
        }
    }
}

/// How long something that is under way may put it off, ms.
const GRACE_MS: u64 = 600_000;

/// When the wallet was last used.
#[derive(Clone, Copy, Debug)]
pub struct AutoLock {
    active_ms: u64,
}

impl AutoLock {
    /// Somebody is here.
    pub fn new(now_ms: u64) -> AutoLock {
        AutoLock { active_ms: now_ms }
    }

    /// Somebody did something.
    pub fn active(&mut self, now_ms: u64) {
        self.active_ms = now_ms;
    }

    /// Whether it is time. `busy`: whether something is under way that a locked wallet could not finish, such
    /// as a payment; it is given some minutes more, and no longer.
    pub fn is_due(&mut self, now_ms: u64, after: LockAfter, busy: impl FnOnce() -> bool) -> bool {
        // A clock that was set back.
        self.active_ms = self.active_ms.min(now_ms);
        let LockAfter::Minutes(minutes) = after else { return false };
        let after_ms = u64::from(minutes) * 60_000;
        let idle_ms = now_ms - self.active_ms;
        idle_ms >= after_ms && (idle_ms >= after_ms.saturating_add(GRACE_MS) || !busy())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_due_when_nobody_did_anything_for_so_long() {
        let mut lock = AutoLock::new(1_000);
        assert!(!lock.is_due(60_999, LockAfter::Minutes(1), || false));
        assert!(lock.is_due(61_000, LockAfter::Minutes(1), || false));
        lock.active(61_000);
        assert!(!lock.is_due(120_999, LockAfter::Minutes(1), || false));
    }

    #[test]
    fn never_is_never() {
        assert!(!AutoLock::new(0).is_due(u64::MAX, LockAfter::Never, || false));
    }

    #[test]
    fn a_payment_puts_it_off_and_not_for_ever() {
        let mut lock = AutoLock::new(0);
        assert!(!lock.is_due(300_000, LockAfter::default(), || true));
        assert!(!lock.is_due(899_999, LockAfter::default(), || true));
        assert!(lock.is_due(900_000, LockAfter::default(), || true));
    }

    #[test]
    fn a_clock_that_is_set_back_puts_it_off_once_only() {
        let mut lock = AutoLock::new(1_000_000);
        assert!(!lock.is_due(5_000, LockAfter::Minutes(1), || false));
        assert!(lock.is_due(65_000, LockAfter::Minutes(1), || false));
    }
}
