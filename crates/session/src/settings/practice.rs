//! When the user is asked for the PIN, so that they still know it when a new device asks for it.

use lifeboat_messages as messages;
use serde::{Deserialize, Serialize};

const DAY_MS: u64 = 86_400_000;
/// Days until the next time: after 1, 3, 7, 14 and 30 days with this PIN.
const GAPS: [u64; 5] = [1, 2, 4, 7, 16];
/// Days between the times that follow, once a month.
const MONTH: u64 = 30;
/// Days until a user who does not want to be asked now is asked again.
const LATER: u64 = 1;

/// How far the user has practised the PIN on this device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Practice {
    off: bool,
    /// How often it was right since it was set.
    right: u8,
    /// When it was set, or right the last time, Unix ms; `None`: this device has not begun yet.
    since_ms: Option<u64>,
    /// When the user did not want to be asked, Unix ms.
    later_ms: Option<u64>,
}

impl Practice {
    /// Whether the user wants to be asked at all.
    pub fn is_on(self) -> bool {
        !self.off
    }

    /// The user's choice of that.
    pub fn set_on(&mut self, on: bool) {
        self.off = !on;
    }

    /// Whether practice is due.
    pub fn is_due(self, now_ms: u64) -> bool {
        let Some(since_ms) = self.since_ms else { return false };
        let gap = GAPS.get(usize::from(self.right)).copied().unwrap_or(MONTH);
        // A clock that was set back does not put it off.
        let passed = |since_ms: u64, days: u64| now_ms.abs_diff(since_ms) >= days * DAY_MS;
        self.is_on() && passed(since_ms, gap) && self.later_ms.is_none_or(|at_ms| passed(at_ms, LATER))
    }

    /// What the page shows of it. `is_busy`: they are not asked now, as while a payment is under way.
    pub fn shown(self, now_ms: u64, is_busy: bool) -> messages::Practice {
        match (self.is_on(), self.is_due(now_ms) && !is_busy) {
            (false, _) => messages::Practice::Off,
            (true, false) => messages::Practice::On,
            (true, true) => messages::Practice::Due,
        }
    }

    /// There is a PIN on this device. Whether that is news.
    pub fn begin(&mut self, now_ms: u64) -> bool {
        let begins = self.since_ms.is_none();
        self.since_ms.get_or_insert(now_ms);
        begins
    }

    /// There is another PIN, or the same one was set anew.
    pub fn begin_anew(&mut self, now_ms: u64) {
        *self = Practice { off: self.off, since_ms: Some(now_ms), ..Practice::default() };
    }

    /// They knew it.
    pub fn note_right(&mut self, now_ms: u64) {
        let right = self.right.saturating_add(1);
        *self = Practice { off: self.off, right, since_ms: Some(now_ms), later_ms: None };
    }

    /// They do not want to be asked now.
    pub fn ask_later(&mut self, now_ms: u64) {
        self.later_ms = Some(now_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: u64 = 1_800_000_000_000;

    fn day(day: u64) -> u64 {
        START + day * DAY_MS
    }

    #[test]
    fn who_answers_each_time_is_asked_after_1_3_7_14_and_30_days_and_monthly_then() {
        let mut practice = Practice::default();
        assert!(!practice.is_due(START), "there is no PIN yet");
        assert!(practice.begin(START) && !practice.begin(day(1)), "it begins once");
        let mut asked = Vec::new();
        for now in 0..=120 {
            if practice.is_due(day(now)) {
                asked.push(now);
                practice.note_right(day(now));
            }
        }
        assert_eq!(asked, [1, 3, 7, 14, 30, 60, 90, 120]);
        practice.begin_anew(day(120));
        assert!(!practice.is_due(day(121) - 1) && practice.is_due(day(121)), "another PIN begins anew");
    }

    #[test]
    fn who_does_not_want_to_be_asked_is_asked_a_day_later_or_never() {
        let mut practice = Practice::default();
        practice.begin(START);
        practice.ask_later(day(1));
        assert!(!practice.is_due(day(2) - 1) && practice.is_due(day(2)));
        practice.set_on(false);
        assert!(!practice.is_on() && !practice.is_due(day(1_000)));
        practice.begin_anew(day(1_000));
        assert!(!practice.is_due(day(2_000)), "another PIN does not turn it on");
        practice.set_on(true);
        assert!(practice.is_due(day(2_000)));
    }

    /// What can happen.
    #[derive(Clone, Copy, Debug)]
    enum PracticeEvent {
        Right,
        Later,
        NewPin,
        On(bool),
    }

    /// Numbers that follow from a seed.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, bound: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % bound
        }

        fn event(&mut self) -> PracticeEvent {
            match self.below(8) {
                0..=3 => PracticeEvent::Right,
                4 | 5 => PracticeEvent::Later,
                6 => PracticeEvent::NewPin,
                _ => PracticeEvent::On(self.below(2) == 0),
            }
        }
    }

    /// Whatever has happened: nobody is asked who has turned it off, or within a day of an answer; and nobody
    /// is forgotten, for more than a month or, after "later", a day more.
    #[test]
    fn nobody_is_asked_twice_a_day_or_forgotten_for_more_than_a_month() {
        for seed in 0..2_000 {
            let mut dice = Dice(seed);
            let (mut practice, mut now) = (Practice::default(), START);
            practice.begin(now);
            for _ in 0..dice.below(30) {
                now += dice.below(60 * 24) * DAY_MS / 24;
                let event = dice.event();
                let answers = match event {
                    PracticeEvent::Right => {
                        practice.note_right(now);
                        true
                    }
                    PracticeEvent::Later => {
                        practice.ask_later(now);
                        true
                    }
                    PracticeEvent::NewPin => {
                        practice.begin_anew(now);
                        true
                    }
                    PracticeEvent::On(on) => {
                        practice.set_on(on);
                        false
                    }
                };
                assert!(!answers || !practice.is_due(now + DAY_MS - 1), "seed {seed}: {event:?}");
                assert_eq!(practice.is_due(now + (MONTH + LATER) * DAY_MS), practice.is_on(), "seed {seed}");
                // Once it is time it stays so until something happens.
                let due: Vec<bool> = (0..40).map(|days| practice.is_due(now + days * DAY_MS)).collect();
                assert!(due.windows(2).all(|pair| pair[1] || !pair[0]), "seed {seed}: {due:?}");
                let kept = serde_json::from_str::<Practice>(&serde_json::to_string(&practice).unwrap());
                assert_eq!(kept.unwrap(), practice);
            }
        }
    }

    #[test]
    fn a_clock_that_was_ahead_and_is_set_right_puts_it_off_by_a_month_at_most() {
        for ahead in 0..400 {
            let mut practice = Practice::default();
            practice.begin(day(ahead));
            practice.note_right(day(ahead));
            assert!((0..=62).any(|days| practice.is_due(day(days))), "{ahead} days");
        }
    }
}
