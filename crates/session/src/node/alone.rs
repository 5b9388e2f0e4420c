//! Whether lines may be opened: no other device had taken over when that was last asked, a short time ago, and nothing
//! has happened since that could have let another device in.

use std::cell::Cell;

/// How long an answer counts, from the moment its question began. Where a peer is dialled before long, the
/// question is asked twice as often (`takeover.rs`); a hidden tab, whose ticks may come once a minute, still
/// has that of its last tick.
const FRESH_MS: u64 = 65_000;

/// What is known about being the only device.
#[derive(Default)]
pub(super) struct Alone {
    /// When the newest question that was answered "nobody else" began, on the monotonic clock.
    asked_ms: Cell<Option<u64>>,
    /// How many events have made earlier answers meaningless.
    doubts: Cell<u64>,
}

/// A question that is under way.
#[derive(Clone, Copy)]
pub(super) struct AloneQuestion {
    began_ms: u64,
    /// `None`: its answer says nothing.
    doubts: Option<u64>,
}

impl Alone {
    /// Begins a question.
    pub(super) fn ask(&self, now_ms: u64) -> AloneQuestion {
        AloneQuestion { began_ms: now_ms, doubts: Some(self.doubts.get()) }
    }

    /// Begins one of those at rest, which look at less: their answers carry on what is known, and begin nothing.
    pub(super) fn ask_at_rest(&self, now_ms: u64) -> AloneQuestion {
        let doubts = self.is_known(now_ms).then(|| self.doubts.get());
        AloneQuestion { began_ms: now_ms, doubts }
    }

    /// No other device had taken over. The answer is dropped if something has happened since its question began.
    pub(super) fn confirm(&self, question: AloneQuestion) {
        if question.doubts == Some(self.doubts.get()) {
            self.asked_ms.set(self.asked_ms.get().max(Some(question.began_ms)));
        }
    }

    /// Forgets what is known, and any answer still to come: another device may have taken over.
    pub(super) fn doubt(&self) {
        self.doubts.set(self.doubts.get() + 1);
        self.asked_ms.set(None);
    }

    /// Whether lines may be opened now.
    pub(super) fn is_known(&self, now_ms: u64) -> bool {
        self.asked_ms.get().is_some_and(|asked_ms| now_ms.saturating_sub(asked_ms) <= FRESH_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug)]
    enum Event {
        Ask,
        AskAtRest,
        /// The question that was asked first is answered.
        Nobody,
        /// Or a line ends, or the tab sleeps.
        NoAnswer,
        HalfOfIt,
    }

    const EVENTS: [Event; 5] =
        [Event::Ask, Event::AskAtRest, Event::Nobody, Event::NoAnswer, Event::HalfOfIt];
    const TURNS: u32 = 7;

    /// Every sequence of seven events: lines are opened only by an answer to a question that began a short
    /// time ago, after the last line ended and the last question failed; at rest, only where they might be
    /// opened anyway.
    #[test]
    fn only_a_fresh_answer_that_nothing_has_outdated_opens_lines() {
        let count = EVENTS.len().pow(TURNS);
        let mut opened = 0;
        for life in 0..count {
            let (alone, mut now, mut asked) = (Alone::default(), 5_u64, Vec::new());
            let (mut doubted_ms, mut answered): (u64, Vec<u64>) = (0, Vec::new());
            let events: Vec<Event> =
                (0..TURNS).map(|turn| EVENTS[life / EVENTS.len().pow(turn) % EVENTS.len()]).collect();
            for event in &events {
                now += 1;
                match event {
                    Event::Ask => asked.push((now, true, alone.ask(now))),
                    Event::AskAtRest => asked.push((now, alone.is_known(now), alone.ask_at_rest(now))),
                    Event::Nobody if asked.is_empty() => {}
                    Event::Nobody => {
                        let (began, counts, question) = asked.remove(0);
                        alone.confirm(question);
                        answered.extend(counts.then_some(began));
                    }
                    Event::NoAnswer => {
                        alone.doubt();
                        doubted_ms = now;
                    }
                    Event::HalfOfIt => now += FRESH_MS / 2,
                }
                let right = answered.iter().any(|began| *began > doubted_ms && now - began <= FRESH_MS);
                assert_eq!(alone.is_known(now), right, "{events:?}");
                opened += usize::from(right);
            }
        }
        assert!(opened > count / 10, "{opened} of {count}");
    }
}
