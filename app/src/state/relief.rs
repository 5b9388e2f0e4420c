//! A worker whose wallet was locked is relieved by a fresh one: what LDK, the chain wallet and the browser have left of the
//! keys in its memory ends with it.
//!
//! The fresh one comes as another tab does, and asks for the wallet. So one of the two has it at any time, and the one that
//! was locked lets go only once nothing of it touches store or drive any more. Meanwhile the page shows what it showed, and
//! keeps what it is asked. Where no fresh one comes, the one that was locked stays.

#![cfg_attr(feature = "gallery", allow(dead_code))]

use std::cell::{Cell, RefCell};

use lifeboat_messages::{Call, Message, Phase, ReadOnly, Reply, Request, View};

use super::worker::WorkerEvent;
use super::{Files, Line, Session, WorkerFailure, intl};

/// How long a fresh worker may take: it is loaded, and waits for the one that was locked.
const RELIEF_MS: i32 = 20_000;
/// The number of the call of a fresh worker. The page's own begin above it.
const CALL: u64 = 0;

/// Starts a worker, and tells by which number it is heard.
type Open = dyn Fn(Session, u32) -> Result<Line, WorkerFailure>;

/// Who is heard, and who is to be.
pub struct Relief {
    open: Box<Open>,
    /// The workers that were started.
    started: Cell<u32>,
    /// The one that is heard.
    present: Cell<u32>,
    /// It has had an open wallet.
    knows_keys: Cell<bool>,
    fresh: RefCell<Option<Fresh>>,
}

struct Fresh {
    number: u32,
    line: Line,
    has_asked: bool,
    /// What the other has shown since.
    withheld: Option<View>,
}

impl Relief {
    pub fn new(open: impl Fn(Session, u32) -> Result<Line, WorkerFailure> + 'static) -> Relief {
        Relief {
            open: Box::new(open),
            started: Cell::new(0),
            present: Cell::new(1),
            knows_keys: Cell::new(false),
            fresh: RefCell::new(None),
        }
    }

    /// Starts a worker.
    pub fn start(&self, session: Session) -> Result<Line, WorkerFailure> {
        self.started.set(self.started.get() + 1);
        (self.open)(session, self.started.get())
    }

    fn is_fresh(&self, number: u32) -> bool {
        self.fresh.borrow().as_ref().is_some_and(|fresh| fresh.number == number)
    }

    /// Whether the one that is heard has just been locked.
    fn was_locked(&self, phase: &Phase) -> bool {
        match phase {
            Phase::Checking | Phase::Ready | Phase::Closing => self.knows_keys.set(true),
            Phase::ReadOnly { why: ReadOnly::OtherTab } | Phase::Starting | Phase::Empty => {}
            Phase::ReadOnly { .. } => self.knows_keys.set(true),
            Phase::Locked => return self.knows_keys.take(),
        }
        false
    }
}

impl Session {
    /// Takes what a worker says.
    pub fn heard(self, number: u32, event: WorkerEvent) {
        let relief = self.relief();
        if relief.is_fresh(number) {
            return self.heard_fresh(event);
        }
        if number != relief.present.get() {
            return;
        }
        match event {
            WorkerEvent::Message(message) => self.hear(message),
            WorkerEvent::Broken(why) => self.has_broken(why),
        }
    }

    /// Takes what the worker shows that is heard, unless it is being relieved.
    pub(super) fn withhold(self, view: View) -> Option<View> {
        match &mut *self.relief().fresh.borrow_mut() {
            Some(fresh) => fresh.withheld.replace(view).and(None),
            None => Some(view),
        }
    }

    /// Whether the worker that is heard is being relieved.
    pub(super) fn is_relieved(self) -> bool {
        self.relief().fresh.borrow().is_some()
    }

    /// A worker that was locked is relieved.
    pub(super) fn relieve_if_locked(self, phase: &Phase) {
        let relief = self.relief();
        if !relief.was_locked(phase) {
            return;
        }
        // Without another one this one stays, which is locked.
        let Ok(line) = relief.start(self) else { return };
        let number = relief.started.get();
        *relief.fresh.borrow_mut() = Some(Fresh { number, line, has_asked: false, withheld: None });
        self.pending().hold();
        intl::after(RELIEF_MS, move || self.keep_locked(number));
    }

    fn heard_fresh(self, event: WorkerEvent) {
        let relief = self.relief();
        let number = relief.started.get();
        let view = match event {
            WorkerEvent::Message(Message::View(view)) => view,
            WorkerEvent::Message(Message::Reply(Reply { result: Err(_), .. })) | WorkerEvent::Broken(_) => {
                return self.keep_locked(number);
            }
            WorkerEvent::Message(Message::Reply(_) | Message::Progress { .. }) => return,
        };
        match view.phase {
            Phase::Starting => {}
            Phase::ReadOnly { why: ReadOnly::OtherTab } => {
                if let Some(fresh) = &mut *relief.fresh.borrow_mut()
                    && !std::mem::replace(&mut fresh.has_asked, true)
                {
                    let request = Request::UseThisTab { by_force: false };
                    fresh.line.send(&Call { id: CALL, request }, &Files::new());
                }
            }
            Phase::Locked => {
                if let Some(fresh) = relief.fresh.take() {
                    relief.present.set(fresh.number);
                    self.pending().relieve(fresh.line);
                    self.hear(Message::View(view));
                }
            }
            Phase::Empty
            | Phase::Closing
            | Phase::Checking
            | Phase::Ready
            | Phase::ReadOnly {
                why: ReadOnly::Elsewhere { .. } | ReadOnly::Unconfirmed { .. } | ReadOnly::Unsafe { .. },
            } => self.keep_locked(number),
        }
    }

    /// The fresh worker of this number does not come.
    fn keep_locked(self, number: u32) {
        let relief = self.relief();
        if !relief.is_fresh(number) {
            return;
        }
        // It ends, and with it whatever it has taken.
        let given_up = relief.fresh.take().map(|fresh| (fresh.has_asked, fresh.withheld));
        let (has_asked, withheld) = given_up.unwrap_or_default();
        if has_asked {
            self.pending().ask_first(Request::UseThisTab { by_force: false });
        }
        self.pending().awake();
        if let Some(view) = withheld {
            self.hear(Message::View(view));
        }
    }
}
