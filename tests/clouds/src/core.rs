//! A service with everything around it: faults, requests on their way, log, clock.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;
use tokio::sync::oneshot;

use crate::{Answered, Asked, Clock, Cors, Direct, Fault, Refusal, Rule, Service, fault::Rules};

const LOGGED: usize = 10_000;

/// One request that came, and what was said.
#[derive(Clone, Debug, Serialize)]
pub struct Logged {
    /// Counted from 0.
    pub number: u64,
    /// When, unix ms.
    pub at_ms: u64,
    /// `GET`, …
    pub method: String,
    /// Path.
    pub path: String,
    /// Query.
    pub query: String,
    /// Names of the headers, in lower case.
    pub headers: Vec<String>,
    /// Length of the body.
    pub bytes: usize,
    /// What went wrong.
    pub fault: Option<Fault>,
    /// The answer's status; `None`: none came, or none yet.
    pub status: Option<u16>,
}

/// A request that waits to be carried out, or its answer.
#[derive(Clone, Debug, Serialize)]
pub struct Waiting {
    /// The request's number.
    pub number: u64,
    /// `GET`, …
    pub method: String,
    /// Path.
    pub path: String,
    /// Whether its sender still waits.
    pub has_sender: bool,
}

/// What comes back over the wire.
#[derive(Debug)]
pub(crate) enum Outcome {
    Answer(Answered),
    /// The connection ends.
    Cut,
    /// The connection ends after so many bytes of the body.
    CutAfter(Answered, usize),
}

struct OnItsWay {
    asked: Asked,
    /// `None`: its sender has long gone.
    release: Option<oneshot::Sender<()>>,
}

struct State<S> {
    service: S,
    rules: Rules,
    waiting: BTreeMap<u64, OnItsWay>,
    log: VecDeque<Logged>,
    requests: u64,
}

/// A service with its faults, its log and its clock. Clones are the same.
pub struct Core<S> {
    state: Arc<Mutex<State<S>>>,
    clock: Clock,
}

impl<S> Clone for Core<S> {
    fn clone(&self) -> Self {
        Core { state: self.state.clone(), clock: self.clock.clone() }
    }
}

impl<S: Service> Core<S> {
    /// A service on which all goes well, whose time stands still.
    pub fn new(service: S) -> Core<S> {
        Core::with_clock(service, Clock::default())
    }

    /// A service with this time.
    pub fn with_clock(service: S, clock: Clock) -> Core<S> {
        let state = State {
            service,
            rules: Rules::default(),
            waiting: BTreeMap::new(),
            log: VecDeque::new(),
            requests: 0,
        };
        Core { state: Arc::new(Mutex::new(state)), clock }
    }

    fn state(&self) -> MutexGuard<'_, State<S>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A client of this service that behaves as `fetch` in a page of this origin, without sockets.
    pub fn http(&self, origin: &str) -> Direct<S> {
        Direct::new(self.clone(), origin)
    }

    /// Something done directly to the service's state.
    pub fn with<R>(&self, change: impl FnOnce(&mut S, u64) -> R) -> R {
        let now_ms = self.clock.now_ms();
        change(&mut self.state().service, now_ms)
    }

    /// Its time.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Lets something go wrong.
    pub fn fault(&self, rule: Rule) {
        self.state().rules.0.push(rule);
    }

    /// Ends all faults. What waits goes on waiting.
    pub fn mend(&self) {
        self.state().rules.0.clear();
    }

    /// How many requests came, preflights not counted.
    pub fn requests(&self) -> u64 {
        self.state().requests
    }

    /// The latest requests, oldest first.
    pub fn log(&self) -> Vec<Logged> {
        self.state().log.iter().cloned().collect()
    }

    /// Forgets the log.
    pub fn clear_log(&self) {
        self.state().log.clear();
    }

    /// What waits, oldest first.
    pub fn waiting(&self) -> Vec<Waiting> {
        let waiting = |(number, on_its_way): (&u64, &OnItsWay)| Waiting {
            number: *number,
            method: on_its_way.asked.method.clone(),
            path: on_its_way.asked.path.clone(),
            has_sender: on_its_way.release.is_some(),
        };
        self.state().waiting.iter().map(waiting).collect()
    }

    /// Lets one that waits go on; one without a sender is carried out now. False when it does not wait.
    pub fn release(&self, number: u64) -> bool {
        let mut state = self.state();
        let Some(on_its_way) = state.waiting.remove(&number) else { return false };
        match on_its_way.release {
            Some(release) => release.send(()).is_ok(),
            None => {
                state.service.answer(&on_its_way.asked, self.clock.now_ms());
                true
            }
        }
    }

    /// Lets all that wait go on; how many.
    pub fn release_all(&self) -> usize {
        let numbers: Vec<u64> = self.state().waiting.keys().copied().collect();
        numbers.into_iter().filter(|number| self.release(*number)).count()
    }

    /// One that waits never arrives. False when it does not wait.
    pub fn lose(&self, number: u64) -> bool {
        self.state().waiting.remove(&number).is_some()
    }

    /// The answer to an `OPTIONS` before a request of a page.
    pub(crate) fn preflight(&self, asked: &Asked) -> Answered {
        let mut about = asked.clone();
        if let Some(method) = asked.header("access-control-request-method") {
            about.method = method.to_owned();
        }
        let state = self.state();
        let blocked = state.rules.0.iter().any(|rule| rule.fault == Fault::NoCors && rule.times != Some(0));
        match blocked {
            true => Answered::bare(200),
            false => state.service.cors(&about).preflight(asked),
        }
    }

    /// What a page may do and see at this address.
    pub(crate) fn cors(&self, asked: &Asked) -> Cors {
        self.state().service.cors(asked)
    }

    /// One request, whatever becomes of it.
    pub(crate) async fn handle(&self, asked: Asked) -> Outcome {
        let (number, fault) = self.arrive(&asked);
        let outcome = self.suffer(asked, number, fault).await;
        let mut state = self.state();
        if let Some(line) = state.log.iter_mut().rev().find(|line| line.number == number) {
            line.status = match &outcome {
                Outcome::Answer(answer) | Outcome::CutAfter(answer, _) => Some(answer.status),
                Outcome::Cut => None,
            };
        }
        outcome
    }

    fn arrive(&self, asked: &Asked) -> (u64, Option<Fault>) {
        let mut state = self.state();
        let number = state.requests;
        state.requests += 1;
        let fault = state.rules.draw(asked);
        state.log.push_back(Logged {
            number,
            at_ms: self.clock.now_ms(),
            method: asked.method.clone(),
            path: asked.path.clone(),
            query: asked.query.clone(),
            headers: asked.headers.iter().map(|(name, _)| name.clone()).collect(),
            bytes: asked.body.len(),
            fault: fault.clone(),
            status: None,
        });
        if state.log.len() > LOGGED {
            state.log.pop_front();
        }
        (number, fault)
    }

    async fn suffer(&self, mut asked: Asked, number: u64, fault: Option<Fault>) -> Outcome {
        match fault {
            None => self.well(&asked),
            Some(Fault::RequestLost) => Outcome::Cut,
            Some(Fault::AnswerLost) => {
                self.carry_out(&asked);
                Outcome::Cut
            }
            Some(Fault::Duplicate) => {
                self.carry_out(&asked);
                self.well(&asked)
            }
            Some(Fault::DuplicateFirst) => {
                let first = self.well(&asked);
                self.carry_out(&asked);
                first
            }
            Some(Fault::Later) => {
                self.state().waiting.insert(number, OnItsWay { asked, release: None });
                Outcome::Cut
            }
            Some(Fault::Held) => match self.wait(&asked, number).await {
                true => self.well(&asked),
                false => Outcome::Cut,
            },
            Some(Fault::AnswerHeld) => {
                let answer = self.well(&asked);
                match self.wait(&asked, number).await {
                    true => answer,
                    false => Outcome::Cut,
                }
            }
            Some(Fault::Torn { keep, status }) => {
                asked.twist.torn = Some(keep);
                let answer = self.carry_out(&asked);
                match status {
                    Some(status) => self.refused(&Refusal::Status(status), &asked),
                    None => self.seen(&asked, answer),
                }
            }
            Some(Fault::CutAnswer { keep }) => match self.well(&asked) {
                Outcome::Answer(answer) => Outcome::CutAfter(answer, keep),
                other => other,
            },
            Some(Fault::ShortAnswer { keep }) => {
                let mut answer = self.carry_out(&asked);
                answer.body.truncate(keep);
                self.seen(&asked, answer)
            }
            Some(Fault::LongAnswer) => {
                let mut answer = self.carry_out(&asked);
                answer.body.extend_from_slice(b"<!-- and more -->");
                self.seen(&asked, answer)
            }
            Some(Fault::Page) => self.portal(),
            Some(Fault::PageYetDone) => {
                self.carry_out(&asked);
                self.portal()
            }
            Some(Fault::Stale { changes }) => {
                asked.twist.stale = Some(changes);
                self.well(&asked)
            }
            Some(Fault::OtherObject) => {
                asked.twist.other = true;
                self.well(&asked)
            }
            Some(Fault::Status { status }) => self.refused(&Refusal::Status(status), &asked),
            Some(Fault::StatusYetDone { status }) => {
                self.carry_out(&asked);
                self.refused(&Refusal::Status(status), &asked)
            }
            Some(Fault::RateLimited { status, retry_after, done }) => {
                if done {
                    self.carry_out(&asked);
                }
                self.refused(&Refusal::RateLimited { status, retry_after }, &asked)
            }
            Some(Fault::QuotaFull) => self.refused(&Refusal::QuotaFull, &asked),
            Some(Fault::SignedOut) => self.refused(&Refusal::SignedOut, &asked),
            Some(Fault::ScopeMissing) => self.refused(&Refusal::ScopeMissing, &asked),
            Some(Fault::Redirect { to }) => self.seen(&asked, Answered::redirect(&to)),
            Some(Fault::NoCors) => Outcome::Answer(self.carry_out(&asked)),
            Some(Fault::Instead { status, kind, body, done }) => {
                if done {
                    self.carry_out(&asked);
                }
                let answer = match kind.is_empty() {
                    true => Answered { body: body.into_bytes(), ..Answered::bare(status) },
                    false => Answered::bytes(status, &kind, body),
                };
                self.seen(&asked, answer)
            }
        }
    }

    async fn wait(&self, asked: &Asked, number: u64) -> bool {
        let (release, released) = oneshot::channel();
        let on_its_way = OnItsWay { asked: asked.clone(), release: Some(release) };
        self.state().waiting.insert(number, on_its_way);
        released.await.is_ok()
    }

    fn carry_out(&self, asked: &Asked) -> Answered {
        self.state().service.answer(asked, self.clock.now_ms())
    }

    fn well(&self, asked: &Asked) -> Outcome {
        let answer = self.carry_out(asked);
        self.seen(asked, answer)
    }

    fn refused(&self, refusal: &Refusal, asked: &Asked) -> Outcome {
        let answer = self.state().service.refuse(refusal, asked);
        self.seen(asked, answer)
    }

    /// With the headers for pages of other origins.
    fn seen(&self, asked: &Asked, answer: Answered) -> Outcome {
        let cors = self.state().service.cors(asked);
        Outcome::Answer(cors.mark(asked.header("origin"), answer))
    }

    /// What stands between the user and the service; most allow every origin, so that a page can see it.
    fn portal(&self) -> Outcome {
        let page = Answered::page(200, "Welcome", "<h1>Welcome to our network</h1><form>Sign in</form>");
        Outcome::Answer(page.with("access-control-allow-origin", "*"))
    }
}
