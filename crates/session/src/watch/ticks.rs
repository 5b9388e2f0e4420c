//! A tab that slept: frozen by its browser, kept for "Back", or asleep with the device. The tab does not know
//! what happened meanwhile.

use std::cell::Cell;

/// Ticks come every second, and once a minute where a browser saves on hidden tabs. After a longer pause it
/// was no tick that was late.
const PAUSE_MS: u64 = 90_000;
/// Two clocks that moved so differently since the last tick: one of them stood still while the device slept,
/// or was set.
const APART_MS: u64 = 30_000;

/// Looks at both clocks.
#[derive(Default)]
pub(super) struct Ticks {
    /// At the last look: the monotonic clock, and that of the device, Unix ms.
    last: Cell<Option<(u64, u64)>>,
    sleeps: Cell<u64>,
}

impl Ticks {
    /// A look. Whether the tab slept since the last one.
    pub(super) fn tick(&self, instant_ms: u64, now_ms: u64) -> bool {
        let last = self.last.replace(Some((instant_ms, now_ms)));
        let Some((last_instant, last_now)) = last else { return false };
        let passed = instant_ms.saturating_sub(last_instant);
        let expected = last_now.saturating_add(passed);
        let slept = passed >= PAUSE_MS || now_ms.abs_diff(expected) >= APART_MS;
        if slept {
            self.sleeps.set(self.sleeps.get() + 1);
        }
        slept
    }

    /// How many sleeps were noticed.
    pub(super) fn sleeps(&self) -> u64 {
        self.sleeps.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON_MS: u64 = 1_780_000_000_000;

    #[test]
    fn a_sleep_is_noticed_by_whichever_clock_went_on() {
        for (what, passed, on_the_wall, slept) in [
            ("a tick", 1_000, 1_000, false),
            ("a hidden tab's tick", 60_000, 60_000, false),
            ("a late one", 89_999, 89_999, false),
            ("a frozen tab", 90_000, 90_000, true),
            ("a device that slept: one clock stood still", 1_000, 31_000, true),
            ("a clock that is set a little", 1_000, 30_999, false),
            ("a clock that is set back", 1_000, -3_600_000, true),
            ("a night", 8 * 3_600_000, 8 * 3_600_000, true),
        ] {
            let ticks = Ticks::default();
            assert!(!ticks.tick(5_000, NOON_MS), "the first tick");
            let now = NOON_MS.saturating_add_signed(on_the_wall);
            assert_eq!(ticks.tick(5_000 + passed, now), slept, "{what}");
            assert!(!ticks.tick(6_000 + passed, now + 1_000), "{what}, and once only");
        }
    }
}
