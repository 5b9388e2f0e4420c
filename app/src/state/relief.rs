//! A worker whose wallet was locked is relieved by a fresh one: what LDK, the chain wallet and the browser
//! have left of the keys in its memory ends with it.
//!
//! The fresh one comes as another tab does, and asks for the wallet. So one of the two has it at any time,
//! and the one that was locked lets go only once it no longer touches the store or the drive. Meanwhile the
//! page shows what it showed, and keeps what it is asked. If no fresh one comes, the one that was locked ends
//! all the same, and the page asks to be loaded anew. [`crate::relief`] decides which is heard when.

#![cfg_attr(feature = "gallery", allow(dead_code))]

use std::cell::{Cell, RefCell};

use leptos::prelude::Set;
use lifeboat_messages::{BackupStatus, Call, Message, Phase, Problem, ReadOnly, Reply, Request, View};

use super::worker::WorkerEvent;
use super::{Files, Line, Session, WorkerFailure};
use crate::relief::{Action, Event, Turns, WorkerPhase};

/// The number of the calls that are made here. The page's own begin above it.
const CALL: u64 = 0;

/// Starts a worker, and returns the number by which it is heard.
type WorkerStart<S> = dyn Fn(S, u32) -> Result<Line, WorkerFailure>;

/// The worker that is heard, and the one that is to be; `S` hears them.
pub struct Relief<S> {
    open: Box<WorkerStart<S>>,
    /// The workers that were started.
    started: Cell<u32>,
    /// The one that is heard.
    elder: Cell<u32>,
    fresh: RefCell<Option<FreshWorker>>,
    turns: Cell<Turns>,
    /// Why the elder cannot be talked to.
    failure: RefCell<Option<WorkerFailure>>,
}

struct FreshWorker {
    number: u32,
    line: Line,
    /// What the worker shows.
    view: Option<View>,
}

impl<S> Relief<S> {
    pub fn new(open: impl Fn(S, u32) -> Result<Line, WorkerFailure> + 'static) -> Relief<S> {
        Relief {
            open: Box::new(open),
            started: Cell::new(0),
            elder: Cell::new(1),
            fresh: RefCell::new(None),
            turns: Cell::new(Turns::Alone { has_keys: false }),
            failure: RefCell::new(None),
        }
    }

    /// Starts a worker.
    pub fn start(&self, session: S) -> Result<Line, WorkerFailure> {
        self.started.set(self.started.get() + 1);
        (self.open)(session, self.started.get())
    }

    /// Whether what the page asks is kept.
    pub fn keeps_calls(&self) -> bool {
        self.turns.get().keeps_calls()
    }

    fn is_fresh(&self, number: u32) -> bool {
        self.fresh.borrow().as_ref().is_some_and(|fresh| fresh.number == number)
    }
}

fn shown(phase: &Phase) -> WorkerPhase {
    match phase {
        Phase::Starting => WorkerPhase::Starting,
        Phase::ReadOnly { why: ReadOnly::OtherTab } => WorkerPhase::OtherTab,
        Phase::Locked => WorkerPhase::Locked,
        Phase::Empty => WorkerPhase::Empty,
        Phase::Checking
        | Phase::Ready
        | Phase::Closing
        | Phase::ReadOnly {
            why: ReadOnly::Elsewhere { .. } | ReadOnly::Unconfirmed { .. } | ReadOnly::Unsafe { .. },
        } => WorkerPhase::Keys,
    }
}

fn take_wallet() -> Call {
    Call { id: CALL, request: Request::UseThisTab { by_force: false } }
}

impl Session {
    /// Takes what a worker says.
    pub fn heard(self, number: u32, event: WorkerEvent) {
        let relief = self.relief();
        if relief.is_fresh(number) {
            self.heard_fresh(event);
        } else if number == relief.elder.get() {
            self.heard_elder(event);
        }
    }

    fn heard_elder(self, event: WorkerEvent) {
        // What it said before it was ended may still arrive.
        if self.relief().turns.get() == Turns::Over {
            return;
        }
        match event {
            WorkerEvent::Message(Message::View(view)) => {
                let event = Event::ElderShows(shown(&view.phase));
                self.step(event, Some(view));
            }
            WorkerEvent::Message(message) => self.hear(message),
            // It would take along what nobody else has. The page says so already, and what can be done about it.
            WorkerEvent::Broken(_) if self.has_the_only_copy() => {}
            WorkerEvent::Broken(why) => {
                *self.relief().failure.borrow_mut() = self.not_told_yet(why);
                self.step(Event::ElderBroke, None);
            }
        }
    }

    /// Whether the wallet is in the memory of its worker alone.
    fn has_the_only_copy(self) -> bool {
        let lost = BackupStatus::Paused { problem: Problem::StorageLost };
        self.peek(|view| view.backup == lost && !view.has_backup()) == Some(true)
    }

    /// What the page does not say already: a worker that panics says so itself before it ends, and its end is
    /// an error as well.
    fn not_told_yet(self, why: WorkerFailure) -> Option<WorkerFailure> {
        // Only a view of a worker that has ended names no network.
        let told = self.peek(|view| {
            view.network.is_none() && matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Unsafe { .. } })
        });
        match (why, told) {
            (_, Some(true)) => None,
            (WorkerFailure::Worker(text), Some(false)) => Some(WorkerFailure::Stopped(text)),
            (why, _) => Some(why),
        }
    }

    fn heard_fresh(self, event: WorkerEvent) {
        let event = match event {
            WorkerEvent::Message(Message::View(view)) => {
                let event = Event::FreshShows(shown(&view.phase));
                if let Some(fresh) = &mut *self.relief().fresh.borrow_mut() {
                    fresh.view = Some(view);
                }
                event
            }
            WorkerEvent::Message(Message::Reply(Reply { result: Err(Problem::OtherTabAsleep), .. })) => {
                Event::FreshRefused
            }
            WorkerEvent::Message(Message::Reply(Reply { result: Err(_), .. })) | WorkerEvent::Broken(_) => {
                Event::FreshBroke
            }
            WorkerEvent::Message(Message::Reply(_) | Message::Progress { .. }) => return,
        };
        self.step(event, None);
    }

    /// The page has run for another second.
    pub(super) fn second_passed(self) {
        self.step(Event::Second, None);
    }

    /// `view`: what the elder shows by it.
    fn step(self, event: Event, mut view: Option<View>) {
        let relief = self.relief();
        let mut turns = relief.turns.get();
        let actions = turns.step(event);
        relief.turns.set(turns);
        for action in actions {
            match action {
                Action::Show => self.show(view.take()),
                Action::Start => self.start_fresh(),
                Action::AskFresh => {
                    if let Some(fresh) = &*relief.fresh.borrow() {
                        fresh.line.send(&take_wallet(), &Files::new());
                    }
                }
                Action::Promote => self.promote(),
                Action::EndFresh => drop(relief.fresh.take()),
                Action::EndElder => self.pending().close(),
                Action::Awake => drop(self.pending().awake()),
                Action::Report => {
                    self.pending().end();
                    if let Some(why) = relief.failure.take() {
                        self.has_broken(why);
                    }
                }
                Action::AskReload => {
                    self.pending().end();
                    // The version is not to blame.
                    self.broken.set(Some(WorkerFailure::KeysRemoved));
                }
            }
        }
    }

    fn show(self, view: Option<View>) {
        if let Some(view) = view {
            self.hear(Message::View(view));
        }
    }

    fn start_fresh(self) {
        let relief = self.relief();
        self.pending().hold();
        match relief.start(self) {
            Ok(line) => {
                *relief.fresh.borrow_mut() =
                    Some(FreshWorker { number: relief.started.get(), line, view: None });
            }
            Err(_) => self.step(Event::FreshBroke, None),
        }
    }

    fn promote(self) {
        let relief = self.relief();
        if let Some(FreshWorker { number, line, view }) = relief.fresh.take() {
            relief.elder.set(number);
            self.pending().relieve(line);
            self.show(view);
        }
    }
}
