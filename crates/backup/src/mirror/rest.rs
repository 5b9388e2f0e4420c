//! A second copy while nothing is written: what it has lost is found, and brought again.

use std::cell::Cell;

use lifeboat_cloud::DriveError;

use crate::status::MirrorObstacle;

/// How often to check that the newest entry and the files beside the journal still exist.
const LOOK_MS: u64 = 300_000;
/// How often to ask a drive that rejects our sign-in whether another device continues there. Servers count
/// attempts with a revoked password, and then refuse everybody for a while.
const REFUSED_MS: u64 = 600_000;

/// When it was asked for what, Unix ms.
#[derive(Default)]
pub(crate) struct Rest {
    looked_ms: Cell<Option<u64>>,
    refused_ms: Cell<Option<u64>>,
}

impl Rest {
    /// Whether the newest entry has not been seen, or written, for a while.
    pub(crate) fn is_look_due(&self, now_ms: u64) -> bool {
        has_passed(self.looked_ms.get(), now_ms, LOOK_MS)
    }

    /// Records that the mirror was seen, or written.
    pub(crate) fn looked(&self, now_ms: u64) {
        self.looked_ms.set(Some(now_ms));
    }

    /// Whether its drive may be asked; `why`: why the mirror is not written now.
    pub(crate) fn may_ask(&self, why: Option<&MirrorObstacle>, now_ms: u64) -> bool {
        !is_signed_out(why) || has_passed(self.refused_ms.get(), now_ms, REFUSED_MS)
    }

    /// Its drive is asked.
    pub(crate) fn asks(&self, why: Option<&MirrorObstacle>, now_ms: u64) {
        self.refused_ms.set(is_signed_out(why).then_some(now_ms));
    }
}

fn is_signed_out(why: Option<&MirrorObstacle>) -> bool {
    matches!(why, Some(MirrorObstacle::Drive(DriveError::SignedOut)))
}

/// A clock that was set back is no reason to wait.
fn has_passed(at_ms: Option<u64>, now_ms: u64, pause_ms: u64) -> bool {
    at_ms.and_then(|at_ms| now_ms.checked_sub(at_ms)).is_none_or(|since_ms| since_ms >= pause_ms)
}
