//! Waits that end by the clock of the device, which people set.

/// A wait from a moment on, for a given time. A clock that was set back does not tell how long it lasted, so the
/// wait is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wait {
    since_ms: u64,
    most_ms: u64,
}

impl Wait {
    /// A wait that began then, and how long it lasts at most; both in ms.
    pub(crate) fn new(since_ms: u64, most_ms: u64) -> Self {
        Self { since_ms, most_ms }
    }

    pub(crate) fn is_over(self, now_ms: u64) -> bool {
        now_ms < self.since_ms || now_ms - self.since_ms >= self.most_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_when_it_has_lasted_and_when_the_clock_is_set_back() {
        let hour = 3_600_000;
        let wait = Wait::new(10 * hour, hour);
        for (now, over) in [
            (10 * hour, false),
            (11 * hour - 1, false),
            (11 * hour, true),
            (10 * hour - 1, true),
            (0, true),
            (u64::MAX, true),
        ] {
            assert_eq!(wait.is_over(now), over, "{now}");
        }
    }
}
