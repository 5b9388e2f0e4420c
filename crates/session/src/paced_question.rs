//! When to ask a server again for something that may take long to come true.

use std::cell::Cell;

/// The first pause; each is twice the one before.
const FIRST_MS: u64 = 2_000;
/// The longest one.
const MOST_MS: u64 = 60_000;
/// After this long without a question the pauses start over.
const FORGET_MS: u64 = 600_000;

/// One question at a time, and longer pauses each time.
#[derive(Default)]
pub struct PacedQuestion {
    under_way: Cell<bool>,
    /// When the last answer came, and how long to wait from there on.
    last: Cell<Option<(u64, u64)>>,
}

impl PacedQuestion {
    /// Whether to ask now. If so, [`PacedQuestion::end`] has to be called with the answer, whatever it is.
    pub fn begin(&self, now_ms: u64) -> bool {
        // A clock that was set back is no reason to wait for it.
        let due = self.last.get().is_none_or(|(at, pause)| now_ms < at || now_ms - at >= pause);
        due && !self.under_way.replace(true)
    }

    /// The answer is there.
    pub fn end(&self, now_ms: u64) {
        let recent = self.last.get().filter(|(at, _)| now_ms.saturating_sub(*at) < FORGET_MS);
        let pause = recent.map_or(FIRST_MS, |(_, pause)| (pause * 2).min(MOST_MS));
        self.last.set(Some((now_ms, pause)));
        self.under_way.set(false);
    }

    /// The question is settled, or the user wants to know now: the next one does not wait.
    pub fn rest(&self) {
        self.last.set(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asked at every turn, a hundred a second, for an hour: answers come after `takes_ms`.
    fn questions(takes_ms: u64) -> Vec<u64> {
        let asking = PacedQuestion::default();
        let (mut asked, mut answer) = (Vec::new(), None);
        for now in (0..3_600_000).step_by(10) {
            if answer.is_some_and(|at| now >= at) {
                asking.end(now);
                answer = None;
            }
            if asking.begin(now) {
                assert_eq!(answer, None, "two at a time");
                asked.push(now);
                answer = Some(now + takes_ms);
            }
        }
        asked
    }

    #[test]
    fn one_question_at_a_time_and_ever_fewer() {
        for takes_ms in [10, 500, 120_000] {
            let asked = questions(takes_ms);
            assert!(asked.len() < 70, "{takes_ms}: {} questions", asked.len());
            let pauses: Vec<u64> = asked.windows(2).map(|two| two[1] - two[0] - takes_ms).collect();
            assert!(pauses.windows(2).all(|two| two[0] <= two[1]), "{pauses:?}");
            assert!(pauses.iter().all(|pause| (FIRST_MS..=MOST_MS + 10).contains(pause)), "{pauses:?}");
        }
    }

    #[test]
    fn after_a_calm_time_the_pauses_begin_anew() {
        let asking = PacedQuestion::default();
        let mut now = 0;
        for _ in 0..8 {
            assert!(asking.begin(now));
            asking.end(now);
            now += MOST_MS;
        }
        now += FORGET_MS;
        assert!(asking.begin(now));
        asking.end(now);
        assert!(!asking.begin(now + FIRST_MS - 1));
        assert!(asking.begin(now + FIRST_MS));
    }

    #[test]
    fn what_is_new_and_a_clock_set_back_do_not_wait() {
        let asking = PacedQuestion::default();
        for _ in 0..10 {
            assert!(asking.begin(1_000_000));
            asking.end(1_000_000);
            assert!(!asking.begin(1_000_100));
            asking.rest();
        }
        assert!(asking.begin(1_000_100));
        asking.end(1_000_100);
        assert!(asking.begin(5), "ten minutes of yesterday");
    }
}
