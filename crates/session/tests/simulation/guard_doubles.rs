//! Guards in memory: the real guard's step, admission and evaluation, and some bad habits.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use lifeboat_cloud::http::{Answer as HttpAnswer, HttpError, Request as HttpRequest};
use lifeboat_crypto::CryptoRng;
use lifeboat_guard::oprf::RecordKey;
use lifeboat_guard::record::{Record, RecordOutcome, RecordStep, step};
use lifeboat_guard::wire::{
    Admission, Answer, Code, GuardOp, MAX_REQUEST, RecordId, Register, Request, Tally,
};
use zeroize::Zeroizing;

/// How many are named: two of them have to answer.
pub const GUARDS: usize = 3;
/// The number of another one, which nobody names at first; two more come after it.
pub const SPARE: usize = 3;
const ALL: usize = SPARE + GUARDS;

/// Where the guard of this number is.
pub fn guard_address(number: usize) -> String {
    format!("https://guard-{number}.example")
}

/// How a guard behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// As it should.
    Honest,
    /// Nothing arrives.
    Dead,
    /// It answers, just before nobody waits any more.
    Slow,
    /// It takes the connection and never answers.
    Mute,
    /// It evaluates guesses with another key.
    Lies,
    /// It accepts nobody new.
    Full,
    /// It accepts nobody at all, not even the owner of a record that lives there.
    Closed,
    /// It does everything but answer a guess.
    Evades,
}

/// All of them, and the other ones.
pub struct Guards([Guard; ALL], Cell<usize>);

impl Default for Guards {
    fn default() -> Guards {
        Guards(
            [1, 2, 3, 4, 5, 6].map(|number| Guard {
                key: [number; 32],
                records: RefCell::default(),
                mood: Cell::new(Mood::Honest),
            }),
            Cell::new(0),
        )
    }
}

struct Guard {
    key: [u8; 32],
    records: RefCell<HashMap<RecordId, Record>>,
    mood: Cell<Mood>,
}

impl Guards {
    /// How one of them behaves from here on.
    pub fn set_mood(&self, number: usize, mood: Mood) {
        self.0[number].mood.set(mood);
    }

    /// How all of them do.
    pub fn set_all(&self, mood: Mood) {
        (0..ALL).for_each(|number| self.set_mood(number, mood));
    }

    /// How often any of them was asked.
    pub fn asked(&self) -> usize {
        self.1.get()
    }

    /// How many records live at one of them.
    pub fn live(&self, number: usize) -> usize {
        self.0[number].records.borrow().values().filter(|record| record.is_live()).count()
    }

    /// How the live records stand in all: tries since the last reset, and guesses ever.
    pub fn tries(&self, now_ms: u64) -> (u32, u32) {
        let mut sums = (0, 0);
        for guard in &self.0 {
            for record in guard.records.borrow().values().filter(|record| record.is_live()) {
                let standing = record.standing(now_ms / 1_000);
                sums = (sums.0 + u32::from(standing.tries), sums.1 + standing.guesses);
            }
        }
        sums
    }

    /// How long nothing is heard of a request, ms.
    pub fn delay_ms(&self, request: &HttpRequest) -> u64 {
        match self.guard_of(request).map(|(guard, _)| guard.mood.get()) {
            Some(Mood::Slow) => u64::from(request.timeout_ms) - 1,
            Some(Mood::Mute) => u64::from(request.timeout_ms),
            Some(Mood::Evades) if request.url.ends_with(GuardOp::Guess.name()) => {
                u64::from(request.timeout_ms)
            }
            Some(Mood::Honest | Mood::Dead | Mood::Lies | Mood::Full | Mood::Closed | Mood::Evades)
            | None => 0,
        }
    }

    fn guard_of<'a>(&self, request: &'a HttpRequest) -> Option<(&Guard, &'a str)> {
        (0..ALL).find_map(|number| Some((&self.0[number], request.url.strip_prefix(&guard_address(number))?)))
    }

    /// What is answered to a request; `None`: it is for none of them.
    pub fn hear(
        &self,
        request: &HttpRequest,
        now_ms: u64,
        rng: &mut dyn CryptoRng,
    ) -> Option<Result<HttpAnswer, HttpError>> {
        let (guard, path) = self.guard_of(request)?;
        self.1.set(self.1.get() + 1);
        if matches!(guard.mood.get(), Mood::Dead | Mood::Mute) {
            return Some(Err(HttpError::NoAnswer));
        }
        if guard.mood.get() == Mood::Evades && path.ends_with(GuardOp::Guess.name()) {
            return Some(Err(HttpError::NoAnswer));
        }
        let answer = |status, body| Ok(HttpAnswer { status, headers: Vec::new(), body });
        let Some(op) = path.strip_prefix("/guard/1/").and_then(GuardOp::of_name) else {
            return Some(answer(404, Vec::new()));
        };
        if request.body.len() > MAX_REQUEST {
            return Some(answer(413, Vec::new()));
        }
        Some(match Request::decode(op, &request.body) {
            Ok(decoded) => answer(200, guard.answer(&decoded, now_ms / 1_000, rng).encode().to_vec()),
            Err(_) => answer(400, Vec::new()),
        })
    }
}

impl Guard {
    fn answer(&self, request: &Request, now: u64, rng: &mut dyn CryptoRng) -> Answer {
        let id = request.record();
        let read = self.records.borrow().get(&id).cloned();
        let outcome = match step(read.as_ref(), request, now) {
            RecordStep::Answer(outcome) => outcome,
            RecordStep::Write(record, outcome) => {
                self.records.borrow_mut().insert(id, record);
                outcome
            }
            RecordStep::Admit => match request {
                Request::Register(register) => match self.admit(register, now, rng) {
                    Ok(outcome) => outcome,
                    Err(code) => return Answer::plain(code, Tally::default()),
                },
                Request::Guess { .. }
                | Request::Status { .. }
                | Request::Done { .. }
                | Request::Revoke { .. } => panic!("not a registration"),
            },
        };
        let evaluation = outcome.evaluate_with.map(|nonce| {
            let lies = self.mood.get() == Mood::Lies && request.op() == GuardOp::Guess;
            let key = if lies { [99; 32] } else { self.key };
            let element = match request {
                Request::Register(register) => &register.element,
                Request::Guess { element, .. } => element,
                Request::Status { .. } | Request::Done { .. } | Request::Revoke { .. } => {
                    panic!("nothing to evaluate")
                }
            };
            RecordKey::derive(&key, &nonce).unwrap().evaluate(element, rng).unwrap()
        });
        Answer { code: outcome.code, standing: outcome.standing, evaluation }
    }

    fn admit(&self, register: &Register, now: u64, rng: &mut dyn CryptoRng) -> Result<RecordOutcome, Code> {
        let mut records = self.records.borrow_mut();
        match &register.admission {
            _ if self.mood.get() == Mood::Closed => return Err(Code::Full),
            Admission::Open if self.mood.get() == Mood::Full => return Err(Code::Full),
            Admission::Open => {}
            Admission::Invite(_) => return Err(Code::NotAllowed),
            Admission::Successor { of, .. } => {
                let counted = records.get(of).and_then(|record| record.with_successor(register));
                records.insert(*of, counted.ok_or(Code::NotAllowed)?);
            }
        }
        let mut nonce = Zeroizing::new([0; 32]);
        rng.fill_bytes(nonce.as_mut_slice());
        let record = Record::registered(register, nonce);
        let outcome = record.first_outcome(now);
        records.insert(register.record, record);
        Ok(outcome)
    }
}
