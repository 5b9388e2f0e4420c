//! What a guard knows of one PIN, and how that changes: a pure function of a record, a request and a clock.
//!
//! The server stores what a [`RecordStep`] says before it answers; the tests run the very same function.

mod stored;

use crate::derive::sha256;
use crate::oprf::Element;
use crate::wire::{Code, OwnerKey, Register, Request, TRIES, Tally};
use zeroize::Zeroizing;

/// Successors that the owner of a record may register without an invite.
const SUCCESSORS: u8 = 8;
/// Seconds to wait after each number of tries. Ten take eleven days.
const WAITS: [u64; TRIES as usize] = [0, 0, 0, 0, 60, 600, 3_600, DAY, 3 * DAY, 7 * DAY];
const DAY: u64 = 86_400;
/// The minimum number of tries assumed for a record that was reset.
const SET_BACK_TO: u8 = 7;
/// A statement of the owner that was recorded before a setting back must not be about a state after it: no record sees
/// this many resets.
const SET_BACK_RESETS: u32 = 1 << 16;

/// The key of a record follows from a nonce and the guard's key. Erasing the nonce erases the key.
pub type Nonce = Zeroizing<[u8; 32]>;

/// A record.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    state: State,
    /// Tries since the last reset.
    tries: u8,
    guesses: u32,
    resets: u32,
    set_back: u32,
    successors: u8,
    /// Seconds since 1970, by the guard's clock.
    next_at: u64,
    /// Seconds since 1970, by the guard's clock.
    last_guess: Option<u64>,
    /// The digest of the element that was counted last.
    last: Option<[u8; 32]>,
    /// The digest of the request that made it.
    registration: [u8; 32],
}

#[derive(Clone, PartialEq, Eq)]
enum State {
    Live {
        nonce: Nonce,
        owner: OwnerKey,
    },
    /// All tries are used up and the key is erased.
    Spent {
        owner: OwnerKey,
    },
    Revoked,
}

/// The outcome of a request, and what to answer.
#[derive(Clone, PartialEq, Eq)]
pub struct RecordOutcome {
    /// How it went.
    pub code: Code,
    /// The record's tally.
    pub standing: Tally,
    /// The request's element is evaluated for the answer with the key of this nonce.
    pub evaluate_with: Option<Nonce>,
}

/// What a request leads to.
#[derive(Clone, PartialEq, Eq)]
pub enum RecordStep {
    /// An answer, and nothing changes.
    Answer(RecordOutcome),
    /// The record changes. **Nothing is answered before it is durable**, and it must still be the one that was read.
    Write(Record, RecordOutcome),
    /// This name is not registered yet: the caller finds out whether it may be, then calls [`Record::registered`].
    Admit,
}

/// What a request leads to. `now` is in seconds since 1970.
pub fn step(record: Option<&Record>, request: &Request, now: u64) -> RecordStep {
    let Some(record) = record else {
        return match request {
            Request::Register(_) => RecordStep::Admit,
            Request::Guess { .. }
            | Request::Status { .. }
            | Request::Done { .. }
            | Request::Revoke { .. } => {
                let standing = Tally::default();
                RecordStep::Answer(RecordOutcome { code: Code::Unknown, standing, evaluate_with: None })
            }
        };
    };
    let settled = record.settled(now);
    let (after, code, evaluate) = match request {
        Request::Register(register) => settled.register_again(register),
        Request::Guess { element, .. } => settled.guess(element, now),
        Request::Status { .. } => {
            let code = settled.code(now);
            (settled, code, false)
        }
        Request::Done { guesses, resets, .. } => settled.done(request, *guesses, *resets),
        Request::Revoke { .. } => settled.revoke(request),
    };
    record.leading_to(after, code, evaluate, now)
}

impl Record {
    /// A new record, for a request that was admitted.
    pub fn registered(request: &Register, nonce: Nonce) -> Self {
        Self {
            state: State::Live { nonce, owner: request.owner.clone() },
            tries: 0,
            guesses: 0,
            resets: 0,
            set_back: 0,
            successors: 0,
            next_at: 0,
            last_guess: None,
            last: None,
            registration: request.digest(),
        }
    }

    /// How a record that was just made is answered for.
    pub fn first_outcome(&self, now: u64) -> RecordOutcome {
        self.outcome(Code::Ok, true, now)
    }

    /// Whether the owner of this record may register a successor with this request: if so, the record with
    /// that counted, to be durable before the successor is.
    pub fn with_successor(&self, request: &Register) -> Option<Self> {
        let State::Live { owner, .. } = &self.state else { return None };
        let allowed = request.is_asked_by(owner) && self.successors < SUCCESSORS;
        allowed.then(|| Self { successors: self.successors + 1, ..self.clone() })
    }

    /// After the guard was started with an older database: what was counted since is lost, so that most tries are taken
    /// away, with their wait.
    #[must_use]
    pub fn set_back(&self, now: u64) -> Self {
        let mut record = self.clone();
        record.set_back = record.set_back.saturating_add(1);
        if matches!(record.state, State::Live { .. }) {
            record.tries = record.tries.max(SET_BACK_TO);
            record.next_at = record.next_at.max(now.saturating_add(wait_after(record.tries)));
            record.resets = record.resets.saturating_add(SET_BACK_RESETS);
        }
        record
    }

    /// The record as time has left it: a day after the last try the key goes, and a clock that was ahead and
    /// was set right locks no user out for longer than the whole wait, from now.
    #[must_use]
    pub fn settled(&self, now: u64) -> Self {
        let mut record = self.clone();
        record.next_at = record.next_at.min(now.saturating_add(wait_after(record.tries)));
        record.last_guess = record.last_guess.map(|at| at.min(now));
        let spent_for = record.last_guess.map_or(0, |at| now - at);
        if record.tries >= TRIES && spent_for >= DAY {
            record.erase();
        }
        record
    }

    /// Whether its key exists.
    pub fn is_live(&self) -> bool {
        matches!(self.state, State::Live { .. })
    }

    /// The record's tally at this time.
    pub fn standing(&self, now: u64) -> Tally {
        let minutes = self.last_guess.map_or(0, |at| at / 60);
        Tally {
            tries: self.tries,
            wait: u32::try_from(self.next_at.saturating_sub(now)).unwrap_or(u32::MAX),
            guesses: self.guesses,
            resets: self.resets,
            last_guess: u32::try_from(minutes).unwrap_or(u32::MAX),
            set_back: self.set_back,
        }
    }

    fn guess(self, element: &Element, now: u64) -> (Self, Code, bool) {
        let digest = sha256(&[b"bwvault/v1/guard-element", element.as_bytes()]);
        if !self.is_live() {
            let code = self.code(now);
            return (self, code, false);
        }
        // The same point again: an answer that was lost costs nothing, and tells nothing new.
        if self.last == Some(digest) {
            return (self, Code::Ok, true);
        }
        let mut record = self;
        let guesses = record.guesses.checked_add(1).filter(|_| record.tries < TRIES);
        let Some(guesses) = guesses else {
            record.erase();
            return (record, Code::Spent, false);
        };
        if now < record.next_at {
            return (record, Code::Wait, false);
        }
        record.guesses = guesses;
        record.tries += 1;
        record.next_at = now.saturating_add(wait_after(record.tries));
        record.last_guess = Some(now);
        record.last = Some(digest);
        (record, Code::Ok, true)
    }

    fn done(self, request: &Request, guesses: u32, resets: u32) -> (Self, Code, bool) {
        let code = match &self.state {
            State::Revoked => Code::Revoked,
            State::Live { owner, .. } | State::Spent { owner } if !request.is_asked_by(owner) => {
                Code::NotAllowed
            }
            State::Spent { .. } => Code::Spent,
            State::Live { .. } if (guesses, resets) != (self.guesses, self.resets) => Code::Stale,
            State::Live { .. } => Code::Ok,
        };
        let mut record = self;
        if code == Code::Ok && record.tries > 0 {
            record.tries = 0;
            record.next_at = 0;
            record.resets = record.resets.saturating_add(1);
        }
        (record, code, false)
    }

    fn revoke(self, request: &Request) -> (Self, Code, bool) {
        match &self.state {
            State::Revoked => (self, Code::Revoked, false),
            State::Live { owner, .. } | State::Spent { owner } if request.is_asked_by(owner) => {
                (Self { state: State::Revoked, last: None, ..self }, Code::Ok, false)
            }
            State::Live { .. } | State::Spent { .. } => (self, Code::NotAllowed, false),
        }
    }

    fn register_again(self, register: &Register) -> (Self, Code, bool) {
        let code = match &self.state {
            _ if register.digest() != self.registration => Code::Exists,
            State::Live { .. } => Code::Ok,
            State::Spent { .. } => Code::Spent,
            State::Revoked => Code::Revoked,
        };
        (self, code, code == Code::Ok)
    }

    fn code(&self, now: u64) -> Code {
        match &self.state {
            State::Revoked => Code::Revoked,
            State::Spent { .. } => Code::Spent,
            State::Live { .. } if self.tries >= TRIES => Code::Spent,
            State::Live { .. } if now < self.next_at => Code::Wait,
            State::Live { .. } => Code::Ok,
        }
    }

    fn erase(&mut self) {
        if let State::Live { owner, .. } = &self.state {
            self.state = State::Spent { owner: owner.clone() };
            self.last = None;
        }
    }

    fn outcome(&self, code: Code, evaluate: bool, now: u64) -> RecordOutcome {
        let nonce = match &self.state {
            State::Live { nonce, .. } if evaluate => Some(nonce.clone()),
            State::Live { .. } | State::Spent { .. } | State::Revoked => None,
        };
        RecordOutcome { code, standing: self.standing(now), evaluate_with: nonce }
    }

    fn leading_to(&self, after: Self, code: Code, evaluate: bool, now: u64) -> RecordStep {
        let outcome = after.outcome(code, evaluate, now);
        if after == *self { RecordStep::Answer(outcome) } else { RecordStep::Write(after, outcome) }
    }
}

/// Seconds to wait after this many tries. After the last one there is no next.
fn wait_after(tries: u8) -> u64 {
    WAITS.get(usize::from(tries)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests;
