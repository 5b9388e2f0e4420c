//! When a user without a backup is asked whether they want one.

use serde::{Deserialize, Serialize};

/// Below this amount, a larger balance is no reason to ask again, sat.
const WORTH_ASKING_SAT: u64 = 10_000;
/// How many times more there has to be than when the user was asked last.
const GROWN: u64 = 10;
const WEEK_MS: u64 = 7 * 86_400_000;

/// Whether the user was asked for a backup, while there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupPrompt {
    /// They were not.
    NotYet,
    /// They do not want to be asked now, and are reminded. `None`: an earlier version asked, and did not note
    /// what there was.
    Later(Option<Holdings>),
    /// They have turned it off themselves. It takes more than time to ask them again. `None`, as before.
    TurnedOff(Option<Holdings>),
}

/// What a wallet holds, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Holdings {
    /// Something was received at some time.
    pub received: bool,
    /// All there is.
    pub total_sat: u64,
    /// Unix ms.
    pub at_ms: u64,
}

impl BackupPrompt {
    /// Whether it is time to ask a user whose wallet holds this.
    pub fn is_due(self, now: Holdings) -> bool {
        match self {
            BackupPrompt::NotYet => true,
            BackupPrompt::Later(None) => now.total_sat > 0,
            BackupPrompt::Later(Some(asked)) => {
                let first = now.received && !asked.received;
                // A clock that was set back does not put it off.
                let week = now.at_ms.abs_diff(asked.at_ms) >= WEEK_MS && now.total_sat > 0;
                first || week || has_grown(asked.total_sat, now)
            }
            BackupPrompt::TurnedOff(None) => now.total_sat >= WORTH_ASKING_SAT,
            BackupPrompt::TurnedOff(Some(asked)) => has_grown(asked.total_sat, now),
        }
    }

    /// After they were asked, and said no. A user who has turned the backup off still counts as one who has.
    pub fn declined(self, now: Holdings) -> BackupPrompt {
        match self {
            BackupPrompt::NotYet | BackupPrompt::Later(_) => BackupPrompt::Later(Some(now)),
            BackupPrompt::TurnedOff(_) => BackupPrompt::TurnedOff(Some(now)),
        }
    }
}

fn has_grown(asked_sat: u64, now: Holdings) -> bool {
    now.total_sat >= asked_sat.saturating_mul(GROWN).max(WORTH_ASKING_SAT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: u64 = 1_700_000_000_000;

    fn holds(received: bool, total_sat: u64, after_ms: u64) -> Holdings {
        Holdings { received, total_sat, at_ms: NOW_MS + after_ms }
    }

    #[test]
    fn the_user_is_asked_at_first_and_again_when_it_has_become_more_important() {
        let later = |received, sat| BackupPrompt::Later(Some(holds(received, sat, 0)));
        let off = |sat| BackupPrompt::TurnedOff(Some(holds(true, sat, 0)));
        for (asked, now, is_due) in [
            (BackupPrompt::NotYet, holds(false, 0, 0), true),
            (later(false, 0), holds(false, 0, 10 * WEEK_MS), false),
            (later(false, 0), holds(true, 1, 0), true),
            (later(true, 1), holds(true, 9_999, WEEK_MS - 1), false),
            (later(true, 1), holds(true, 10_000, 0), true),
            (later(true, 5_000), holds(true, 49_999, 0), false),
            (later(true, 5_000), holds(true, 50_000, 0), true),
            (later(true, 1), holds(true, 1, WEEK_MS), true),
            (later(true, 1), holds(true, 0, WEEK_MS), false),
            (BackupPrompt::Later(None), holds(true, 1, 0), true),
            (BackupPrompt::Later(None), holds(true, 0, 0), false),
            (off(2_000), holds(true, 19_999, 10 * WEEK_MS), false),
            (off(2_000), holds(true, 20_000, 0), true),
            (off(u64::MAX), holds(true, u64::MAX - 1, 0), false),
            (BackupPrompt::TurnedOff(None), holds(true, 9_999, 0), false),
            (BackupPrompt::TurnedOff(None), holds(true, 10_000, 0), true),
        ] {
            assert_eq!(asked.is_due(now), is_due, "{asked:?}, {now:?}");
            // No user is asked twice for the same reason, and every user is asked again sometime.
            let after = asked.declined(now);
            assert!(!after.is_due(now), "{after:?}");
            let rich = holds(true, now.total_sat.saturating_mul(10).max(10_000), 0);
            assert!(after.is_due(rich), "{after:?}");
        }
        let early = Holdings { at_ms: NOW_MS - WEEK_MS, ..holds(true, 1, 0) };
        assert!(later(true, 1).is_due(early), "the clock was wrong when they were asked");
    }
}
