//! The guard's clock: seconds since 1970.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// What time it is, seconds since 1970.
///
/// The system's clock is read once, at the start; from then on the time that passes is measured. So setting the clock
/// does not shorten a wait while the guard runs.
#[derive(Clone)]
pub struct GuardClock(Source);

#[derive(Clone)]
enum Source {
    System { at_start: u64, started: Instant },
    Told(Arc<AtomicU64>),
}

impl GuardClock {
    /// The machine's.
    pub fn system() -> Self {
        let at_start = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Self(Source::System { at_start, started: Instant::now() })
    }

    /// A clock for tests, which shows what it is told.
    pub fn told(seconds: Arc<AtomicU64>) -> Self {
        Self(Source::Told(seconds))
    }

    pub(crate) fn now(&self) -> u64 {
        match &self.0 {
            Source::System { at_start, started } => at_start.saturating_add(started.elapsed().as_secs()),
            Source::Told(seconds) => seconds.load(Ordering::SeqCst),
        }
    }
}
