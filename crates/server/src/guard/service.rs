//! What a guard does on a request: what it leads to is made durable, and answered then.

use lifeboat_guard::oprf::{Element, RecordKey};
use lifeboat_guard::record::{Record, RecordOutcome, RecordStep, step};
use lifeboat_guard::wire::{Admission, Answer, Code, Register, Request, Tally};
use rand_core::UnwrapErr;
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use super::clock::GuardClock;
use super::options::{GuardOptions, Invite};
use super::store::{Records, RedbStore};
use super::tables::{Put, StoreFailed, Ticket};

/// How often a request begins again because others changed the same record meanwhile.
const ROUNDS: usize = 16;
const DAY: u64 = 86_400;

/// Busy: the client may retry after this many seconds. It is not known whether something was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Busy {
    pub(crate) retry_after: u32,
}

impl From<StoreFailed> for Busy {
    fn from(_: StoreFailed) -> Self {
        Self { retry_after: 5 }
    }
}

/// What a guard needs besides its records.
pub(crate) struct Service<R> {
    records: R,
    key: Zeroizing<[u8; 32]>,
    clock: GuardClock,
    open_per_day: Option<u32>,
    registers: Mutex<RegisterBucket>,
}

impl Service<RedbStore> {
    pub(super) fn new(store: RedbStore, options: GuardOptions) -> Self {
        let key = store.guard_key().clone();
        Self::over(store, key, options)
    }
}

impl<R: Records> Service<R> {
    pub(super) fn over(records: R, key: Zeroizing<[u8; 32]>, options: GuardOptions) -> Self {
        let (most, each_second) = options.registers;
        let bucket = RegisterBucket { left: most, most, each_second, at: options.clock.now() };
        let (clock, open_per_day) = (options.clock, options.open_per_day);
        Self { records, key, clock, open_per_day, registers: Mutex::new(bucket) }
    }

    /// Answers a request.
    ///
    /// # Errors
    /// [`Busy`]: too many at once, or the store failed. What it had counted stays counted.
    pub(crate) async fn answer(&self, request: &Request) -> Result<Answer, Busy> {
        if matches!(request, Request::Register(_)) {
            self.registers.lock().await.take(self.clock.now())?;
        }
        let key = request.record().stored_under();
        for _ in 0..ROUNDS {
            let found = self.records.get(key).await?;
            let (record, version) = found.unzip();
            let now = self.clock.now();
            let (after, outcome) = match step(record.as_ref(), request, now) {
                RecordStep::Answer(outcome) => return self.answered(request, outcome),
                RecordStep::Write(after, outcome) => (after, outcome),
                RecordStep::Admit => match self.admitted(request, now).await? {
                    Ok(new) => {
                        let outcome = new.first_outcome(now);
                        (new, outcome)
                    }
                    Err(code) => return Ok(Answer::plain(code, Tally::default())),
                },
            };
            match self.records.put(key, after, version).await? {
                Put::Done => return self.answered(request, outcome),
                Put::Conflict => {}
            }
        }
        Err(Busy { retry_after: 1 })
    }

    /// Erases the keys of records that were used up a day ago. What fails is tried again with the next request for it.
    pub(crate) async fn erase_what_is_over(&self) {
        let now = self.clock.now();
        for (key, record, version) in self.records.unsettled(now).await.unwrap_or_default() {
            self.records.put(key, record.settled(now), Some(version)).await.ok();
        }
    }

    /// A record for a new name, if it may be made.
    async fn admitted(&self, request: &Request, now: u64) -> Result<Result<Record, Code>, Busy> {
        let Request::Register(register) = request else { return Ok(Err(Code::Unknown)) };
        let refused = match &register.admission {
            Admission::Open => match self.open_per_day {
                Some(most) => {
                    let day = u32::try_from(now / DAY).unwrap_or(u32::MAX);
                    let ticket = Ticket::Day { day, most };
                    (!self.records.take(ticket).await?).then_some(Code::Full)
                }
                None => Some(Code::NotAllowed),
            },
            Admission::Invite(invite) => {
                let ticket = Ticket::Invite(Invite::from_bytes(*invite).stored_under());
                (!self.records.take(ticket).await?).then_some(Code::NotAllowed)
            }
            Admission::Successor { .. } => {
                (!self.count_successor(register).await?).then_some(Code::NotAllowed)
            }
        };
        if let Some(code) = refused {
            return Ok(Err(code));
        }
        let mut nonce = Zeroizing::new([0; 32]);
        getrandom::fill(nonce.as_mut_slice()).map_err(|_| Busy { retry_after: 60 })?;
        Ok(Ok(Record::registered(register, nonce)))
    }

    async fn count_successor(&self, register: &Register) -> Result<bool, Busy> {
        let Admission::Successor { of, .. } = &register.admission else { return Ok(false) };
        let key = of.stored_under();
        for _ in 0..ROUNDS {
            let Some((record, version)) = self.records.get(key).await? else { return Ok(false) };
            let Some(counted) = record.with_successor(register) else { return Ok(false) };
            if self.records.put(key, counted, Some(version)).await? == Put::Done {
                return Ok(true);
            }
        }
        Err(Busy { retry_after: 1 })
    }

    /// What is durable by now is answered, and evaluated where it is a try.
    fn answered(&self, request: &Request, outcome: RecordOutcome) -> Result<Answer, Busy> {
        let evaluation = match (outcome.evaluate_with, element(request)) {
            (Some(nonce), Some(element)) => {
                let rng = &mut UnwrapErr(getrandom::SysRng);
                let key = RecordKey::derive(&self.key, &nonce);
                let evaluation = key.and_then(|key| key.evaluate(element, rng));
                Some(evaluation.ok_or(Busy { retry_after: 60 })?)
            }
            _ => None,
        };
        Ok(Answer { code: outcome.code, standing: outcome.standing, evaluation })
    }
}

fn element(request: &Request) -> Option<&Element> {
    match request {
        Request::Register(register) => Some(&register.element),
        Request::Guess { element, .. } => Some(element),
        Request::Status { .. } | Request::Done { .. } | Request::Revoke { .. } => None,
    }
}

/// Requests for new records that may still come, all clients together.
struct RegisterBucket {
    left: u32,
    most: u32,
    each_second: u32,
    /// Seconds since 1970: up to when it was refilled.
    at: u64,
}

impl RegisterBucket {
    fn take(&mut self, now: u64) -> Result<(), Busy> {
        let passed = u32::try_from(now.saturating_sub(self.at)).unwrap_or(u32::MAX);
        self.left = self.left.saturating_add(passed.saturating_mul(self.each_second)).min(self.most);
        self.at = self.at.max(now);
        self.left = self.left.checked_sub(1).ok_or(Busy { retry_after: 1 })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
