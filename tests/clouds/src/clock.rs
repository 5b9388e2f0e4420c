//! The time of the doubles.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Instant, SystemTime, UNIX_EPOCH},
};

/// Unix time. Clones show the same.
#[derive(Clone, Debug)]
pub struct Clock {
    ms: Arc<AtomicU64>,
    running_since: Option<Instant>,
}

/// It stands at 1 March 2026.
impl Default for Clock {
    fn default() -> Self {
        Clock::standing(1_772_323_200_000)
    }
}

impl Clock {
    /// Moves only when told to.
    pub fn standing(at_ms: u64) -> Clock {
        Clock { ms: Arc::new(AtomicU64::new(at_ms)), running_since: None }
    }

    /// The real time, and ahead of it when told to.
    pub fn running() -> Clock {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let ms = u64::try_from(since.as_millis()).unwrap_or_default();
        Clock { ms: Arc::new(AtomicU64::new(ms)), running_since: Some(Instant::now()) }
    }

    /// Unix time in ms.
    pub fn now_ms(&self) -> u64 {
        let run = self.running_since.map_or(0, |since| since.elapsed().as_millis());
        self.ms.load(Ordering::SeqCst) + u64::try_from(run).unwrap_or_default()
    }

    /// So much later.
    pub fn advance(&self, ms: u64) {
        self.ms.fetch_add(ms, Ordering::SeqCst);
    }
}
