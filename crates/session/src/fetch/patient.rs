//! The chain servers of one look, each of which is waited for only a limited time in all: one that answers
//! everything, but late, would delay what the other one knows with every request.

use std::cell::Cell;

use async_trait::async_trait;
use lifeboat_wallet::{Fetch, FetchAnswer, Servers, Unreachable};

use super::ChainServers;

/// How long an answer may take, ms; only time beyond this counts.
const SLOW_MS: u64 = 1_000;
/// A server that has delayed a look by this much in all is asked nothing more in that look, ms.
const MOST_LATE_MS: u64 = 90_000;

/// The chain servers of a look.
pub struct LookServers<'a> {
    first: PatientServer<'a>,
    second: Option<PatientServer<'a>>,
}

impl<'a> LookServers<'a> {
    /// The servers of a look that begins now; `clock` only goes forward, ms.
    pub fn of(servers: &'a ChainServers, clock: &'a dyn Fn() -> u64) -> LookServers<'a> {
        let patient = |server: &'a super::Esplora| PatientServer::new(server, clock);
        LookServers { first: patient(&servers.first), second: servers.second.as_ref().map(patient) }
    }
}

impl<'a> From<&'a LookServers<'_>> for Servers<'a> {
    fn from(servers: &'a LookServers<'_>) -> Self {
        match &servers.second {
            Some(second) => Servers::two(&servers.first, second),
            None => Servers::from(&servers.first),
        }
    }
}

/// A server that is no longer asked once it has used up its time.
struct PatientServer<'a> {
    server: &'a dyn Fetch,
    clock: &'a dyn Fn() -> u64,
    /// By how much its answers were late so far, ms.
    late_ms: Cell<u64>,
}

impl<'a> PatientServer<'a> {
    fn new(server: &'a dyn Fetch, clock: &'a dyn Fn() -> u64) -> Self {
        Self { server, clock, late_ms: Cell::new(0) }
    }
}

#[async_trait(?Send)]
impl Fetch for PatientServer<'_> {
    async fn get(&self, path: &str) -> Result<FetchAnswer, Unreachable> {
        if self.late_ms.get() >= MOST_LATE_MS {
            return Err(Unreachable);
        }
        let asked_ms = (self.clock)();
        let answer = self.server.get(path).await;
        let late_ms = (self.clock)().saturating_sub(asked_ms).saturating_sub(SLOW_MS);
        self.late_ms.set(self.late_ms.get().saturating_add(late_ms));
        answer
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;

    /// How long it takes for each answer, ms.
    struct SlowServer<'a> {
        clock: &'a Cell<u64>,
        takes_ms: u64,
    }

    #[async_trait(?Send)]
    impl Fetch for SlowServer<'_> {
        async fn get(&self, _: &str) -> Result<FetchAnswer, Unreachable> {
            self.clock.set(self.clock.get() + self.takes_ms);
            Ok(FetchAnswer { status: 200, body: Vec::new() })
        }
    }

    #[test]
    fn a_server_that_answers_late_is_soon_asked_for_nothing_more() {
        for (takes_ms, most_ms) in
            [(100, u64::MAX), (1_000, u64::MAX), (2_000, 180_000), (5_000, 115_000), (20_000, 100_000)]
        {
            let clock = Cell::new(0);
            let slow = SlowServer { clock: &clock, takes_ms };
            let now = || clock.get();
            let patient = PatientServer::new(&slow, &now);
            let answered = (0..1_000).filter(|_| block_on(patient.get("/")).is_ok()).count();
            assert!(clock.get() <= most_ms, "{takes_ms}: {} ms", clock.get());
            assert_eq!(answered < 1_000, takes_ms > SLOW_MS, "{takes_ms}");
        }
    }
}
