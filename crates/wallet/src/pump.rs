//! One turn of the node.

use std::cell::Cell;

use crate::Wallet;

/// The node's turns.
pub(crate) struct PumpTimes {
    timers: Timers,
    is_under_way: Cell<bool>,
    /// How much has happened.
    revision: Cell<u64>,
}

impl PumpTimes {
    pub(crate) fn new(now_ms: u64) -> Self {
        Self { timers: Timers::new(now_ms), is_under_way: Cell::new(false), revision: Cell::new(1) }
    }
}

/// When each periodic task is due.
struct Timers {
    minute: Cell<u64>,
    ping: Cell<u64>,
    hour: Cell<u64>,
}

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 3_600_000;
const PING_MS: u64 = 10_000;
/// A turn that is not finished within this many rounds continues in the next one.
const ROUNDS: usize = 16;

impl Timers {
    fn new(now_ms: u64) -> Self {
        Self { minute: Cell::new(now_ms), ping: Cell::new(now_ms), hour: Cell::new(now_ms) }
    }

    /// A clock that was set back is no reason to wait for the time that it showed before.
    fn due(last: &Cell<u64>, now_ms: u64, every_ms: u64) -> bool {
        let due = now_ms < last.get() || now_ms >= last.get().saturating_add(every_ms);
        if due {
            last.set(now_ms);
        }
        due
    }
}

impl Wallet {
    /// Let the node do whatever it can do now. After every input, after [`cut_durable`](Self::cut_durable), and every
    /// second. Called from within itself it does nothing.
    pub fn pump(&self, now_ms: u64) {
        if self.turns.is_under_way.replace(true) {
            return;
        }
        self.tick(now_ms);
        for _ in 0..ROUNDS {
            self.wires.process();
            let mut moved = self.handle_events(now_ms);
            moved |= self.turn_openings(now_ms);
            // With an old height, nothing is sent and nothing that comes in is judged.
            moved |= !self.is_settling() && self.turn_starting(now_ms);
            moved |= self.knows_height() && self.channels.process_arrived();
            self.wires.process();
            if !moved {
                break;
            }
        }
        self.note_grace(now_ms);
        self.settle_unclaimed(now_ms);
        self.look_for_agreement();
        self.turns.is_under_way.set(false);
    }

    fn tick(&self, now_ms: u64) {
        self.openings.set_clock(now_ms);
        if Timers::due(&self.turns.timers.ping, now_ms, PING_MS) {
            self.wires.tick();
        }
        if Timers::due(&self.turns.timers.minute, now_ms, MINUTE_MS) {
            if self.wanted_claims.begin_round() {
                self.touch();
            }
            self.channels.tick();
            self.history.expire(now_ms);
            self.note_away(now_ms);
        }
        if Timers::due(&self.turns.timers.hour, now_ms, HOUR_MS) {
            self.forget_slowly(now_ms);
        }
    }

    /// A peer has shown that this state is older than what it knows. The wallet no longer connects and must
    /// broadcast nothing of its own; the host stops it, for good.
    pub fn is_stale(&self) -> bool {
        self.guard.is_stale()
    }

    /// Grows with everything that may change what the user sees.
    pub fn revision(&self) -> u64 {
        self.turns.revision.get()
    }

    pub(crate) fn touch(&self) {
        let revision = &self.turns.revision;
        revision.set(revision.get().wrapping_add(1));
    }

    /// The newest warnings of the node, for a test that fails.
    #[cfg(feature = "sim")]
    pub fn log_lines(&self) -> Vec<String> {
        self.log.lines()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_back_holds_nothing_up() {
        let (hour, last) = (3_600_000, Cell::new(10 * 3_600_000));
        assert!(!Timers::due(&last, 10 * hour + 1, MINUTE_MS));
        assert!(Timers::due(&last, 7 * hour, MINUTE_MS), "nothing for three hours");
        assert!(!Timers::due(&last, 7 * hour + 1, MINUTE_MS), "once, and then as always");
        assert!(Timers::due(&last, 7 * hour + MINUTE_MS, MINUTE_MS));
    }
}
