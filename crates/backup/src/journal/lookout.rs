//! When it is time to look for what the drive may have lost.

use crate::mileposts::rest_ms;

/// How long the journal must be idle before snapshots and pruning begin: a payment is several entries in a row.
const QUIET_MS: u64 = 1_500;
/// How often the pause doubles after a check that found something missing.
const MOST_DOUBLINGS: u32 = 6;
/// How long to wait if only the user can help. Servers count requests with a password that is no longer valid, and then
/// refuse everybody for a while.
pub(super) const REFUSED_MS: u64 = 600_000;
/// How long it is once a look at rest was answered since: it may have been the network that refused, in the drive's
/// place. Doubles with each further refusal.
const ANSWERED_MS: u64 = 30_000;

/// Whether it is time to look for what the drive may have lost.
#[derive(Clone, Copy, Default)]
pub(super) struct Lookout {
    /// Something was written since the last look that found out.
    due: bool,
    /// When the last look ended that did not find all there, Unix ms, and how many have in a row.
    failed: Option<(u64, u32)>,
    /// When the last look ended that found out, Unix ms.
    looked_ms: Option<u64>,
    /// Only the user can make the drive answer as it should: when it last did not, Unix ms.
    refused_ms: Option<u64>,
    /// How many looks in a row were refused.
    refusals: u32,
    /// A look at rest was answered since the last refusal.
    answered: bool,
}

impl Lookout {
    pub(super) fn is_due(&self) -> bool {
        self.due
    }

    /// The drive answers again, or the user has done something so that it may.
    pub(super) fn may_answer(&mut self) {
        self.refused_ms = None;
    }

    /// A look at rest was answered.
    pub(super) fn answered(&mut self) {
        self.answered = true;
    }

    /// There is something to look for.
    pub(super) fn look(&mut self, due: bool) {
        self.due |= due;
    }

    /// A write went well, so what failed before may not fail now.
    pub(super) fn wrote(&mut self, due: bool) {
        *self = Lookout { due, failed: None, refused_ms: None, refusals: 0, ..*self };
    }

    /// Whether a time when nothing is written is the time for another look at a journal with this head.
    pub(super) fn rested(&self, now_ms: u64, head: u64) -> bool {
        let rested = self.looked_ms.and_then(|looked| now_ms.checked_sub(looked));
        rested.is_none_or(|rested| rested >= rest_ms(head))
    }

    /// A look begins. Gives how it was before.
    pub(super) fn begin(&mut self) -> Lookout {
        std::mem::replace(self, Lookout { due: false, failed: None, ..*self })
    }

    /// The look has found out.
    pub(super) fn found_out(&mut self, now_ms: u64) {
        self.looked_ms = Some(now_ms);
        self.refusals = 0;
    }

    /// The drive was asked and did not say, or something was lost; `before`: how it was when the look began.
    pub(super) fn failed(&mut self, before: Lookout, now_ms: u64) {
        let times = before.failed.map_or(0, |(_, times)| times);
        *self = Lookout { due: true, failed: Some((now_ms, times.saturating_add(1))), ..*self };
    }

    /// The drive refuses, and only the user can change that; `before` as for [`Lookout::failed`].
    pub(super) fn refused(&mut self, before: Lookout, now_ms: u64) {
        let refusals = before.refusals.saturating_add(1);
        let refused_ms = Some(now_ms);
        *self = Lookout { due: before.due, failed: None, refused_ms, refusals, answered: false, ..*self };
    }

    /// How long the journal must be idle before the next look, ms.
    pub(super) fn quiet_ms(&self, now_ms: u64) -> u64 {
        let (failed_ms, pause_ms) = match (self.refused_ms, self.failed) {
            (Some(refused_ms), _) if self.answered => {
                let doublings = self.refusals.saturating_sub(1).min(MOST_DOUBLINGS);
                (refused_ms, (ANSWERED_MS << doublings).min(REFUSED_MS))
            }
            (Some(refused_ms), _) => (refused_ms, REFUSED_MS),
            (None, Some((failed_ms, times))) => (failed_ms, QUIET_MS << times.min(MOST_DOUBLINGS)),
            (None, None) => return QUIET_MS,
        };
        // A clock that was set back is no reason to wait.
        let since_ms = now_ms.checked_sub(failed_ms).unwrap_or(pause_ms);
        pause_ms.saturating_sub(since_ms).max(QUIET_MS)
    }
}
