//! What becomes of a look at the chain: nothing to tell, another one soon, or a problem.

use std::cell::Cell;

use lifeboat_messages::Problem;
use lifeboat_wallet::{ChainError, SyncResult};

use crate::problem;

/// How many looks at a chain that keeps changing before the user is told.
const MOVES: u32 = 10;
/// How long one of two servers may be missing before the user is told, ms.
const MISSING_MS: u64 = 600_000;

/// What earlier looks found.
#[derive(Default)]
pub struct ChainLooks {
    /// Looks in a row that found the chain moving.
    moves: Cell<u32>,
    /// Since when one of two servers is missing.
    missing_since: Cell<Option<u64>>,
}

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub enum LookOutcome {
    /// All is well.
    Well,
    /// The problem is temporary: look again soon.
    LookAgain,
    /// The user should know.
    Tell(Problem),
}

impl ChainLooks {
    /// After a look; `now_ms` of a clock that only goes forward.
    pub fn judge(&self, result: Result<SyncResult, ChainError>, now_ms: u64) -> LookOutcome {
        match result {
            Ok(synced) => {
                self.moves.set(0);
                self.judge_missing(synced.missing, now_ms)
            }
            Err(ChainError::Already) => LookOutcome::LookAgain,
            // A chain that moves is read again soon; one that never holds still is one that cannot be read.
            Err(ChainError::Moved) if self.moves.get() < MOVES => {
                self.moves.set(self.moves.get() + 1);
                LookOutcome::LookAgain
            }
            Err(error) => LookOutcome::Tell(problem::of_chain(error)),
        }
    }

    /// One server is enough to continue. The user is told what being without the other costs if that lasts, and of a
    /// lie at once.
    fn judge_missing(&self, missing: Option<ChainError>, now_ms: u64) -> LookOutcome {
        let Some(error) = missing else {
            self.missing_since.set(None);
            return LookOutcome::Well;
        };
        let since_ms = self.missing_since.get().unwrap_or(now_ms);
        self.missing_since.set(Some(since_ms));
        match error {
            ChainError::Contradiction(_) => LookOutcome::Tell(Problem::BadChain),
            ChainError::Unreachable
            | ChainError::Busy
            | ChainError::NotEsplora { .. }
            | ChainError::Moved
            | ChainError::Behind
            | ChainError::Disagree
            | ChainError::Rewritten
            | ChainError::ClockBehind
            | ChainError::Already => match now_ms >= since_ms.saturating_add(MISSING_MS) {
                true => LookOutcome::Tell(Problem::ChainAlone),
                false => LookOutcome::Well,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lifeboat_wallet::{Contradiction, Tip};

    fn synced(missing: Option<ChainError>) -> Result<SyncResult, ChainError> {
        let hash = "00".repeat(32).parse().unwrap();
        Ok(SyncResult { tip: Tip { hash, height: 1 }, changed: false, missing })
    }

    #[test]
    fn a_server_that_is_missing_for_a_moment_is_no_news_and_one_that_stays_away_is() {
        let looks = ChainLooks::default();
        let silent = || synced(Some(ChainError::Unreachable));
        assert_eq!(looks.judge(silent(), 1_000), LookOutcome::Well);
        assert_eq!(looks.judge(silent(), 1_000 + MISSING_MS - 1), LookOutcome::Well);
        assert_eq!(looks.judge(silent(), 1_000 + MISSING_MS), LookOutcome::Tell(Problem::ChainAlone));
        assert_eq!(looks.judge(synced(None), 1_001 + MISSING_MS), LookOutcome::Well);
        assert_eq!(looks.judge(silent(), 1_002 + MISSING_MS), LookOutcome::Well, "it was there in between");
    }

    #[test]
    fn a_server_that_lies_is_told_at_once() {
        let lie = synced(Some(ChainError::Contradiction(Contradiction::NotInBlock)));
        assert_eq!(ChainLooks::default().judge(lie, 0), LookOutcome::Tell(Problem::BadChain));
    }

    #[test]
    fn a_chain_that_never_holds_still_is_told() {
        let looks = ChainLooks::default();
        for _ in 0..MOVES {
            assert_eq!(looks.judge(Err(ChainError::Moved), 0), LookOutcome::LookAgain);
        }
        assert_eq!(looks.judge(Err(ChainError::Moved), 0), LookOutcome::Tell(Problem::NoChain));
        assert_eq!(looks.judge(synced(None), 0), LookOutcome::Well);
        assert_eq!(looks.judge(Err(ChainError::Moved), 0), LookOutcome::LookAgain);
    }
}
