//! The session begins: its worker is started, and it follows what happens to the page. What the worker says goes to all
//! who want to know.

use leptos::prelude::*;
use lifeboat_messages::Message;

use super::{Line, Session, WorkerFailure, durable, installing, intl, relief::Relief, updates};
use crate::{
    amount::Unit,
    route::Route,
    text::{Language, Texts},
};

/// Makes the session; `route` and `navigate` are the address's, and `open` starts a worker, heard by that number.
pub fn spawn_session(
    spoken: (Language, &'static Texts),
    route: Memo<Route>,
    navigate: impl Fn(&str, bool) + 'static,
    open: impl Fn(Session, u32) -> Result<Line, WorkerFailure> + 'static,
) -> Session {
    let session = Session::new(spoken, route, navigate, Relief::new(open));
    session.installed.set(installing::is_installed());
    if intl::stored("unit").as_deref() == Some("btc") {
        session.unit.set(Unit::Btc);
    }
    match session.relief().start(session) {
        Ok(line) => session.pending().open(line),
        Err(why) => session.has_broken(why),
    }
    intl::every_second(move |now| {
        session.now.set(now);
        session.second_passed();
    });
    installing::follow(session);
    updates::follow(session);
    durable::save_when_hidden(session);
    durable::tell_active(session);
    session
}

/// The real worker.
#[cfg(not(feature = "gallery"))]
pub fn open_worker(session: Session, number: u32) -> Result<Line, WorkerFailure> {
    super::worker::spawn(move |event| session.heard(number, event))
}

impl Session {
    /// There is no worker.
    pub(super) fn has_broken(self, why: WorkerFailure) {
        // A version that has run does start.
        if !matches!(why, WorkerFailure::Stopped(_)) {
            updates::tell_failed();
        }
        self.broken.set(Some(why));
    }

    /// Takes a message of the worker.
    pub fn hear(self, message: Message) {
        if !self.relief().keeps_calls() {
            self.pending().awake();
        }
        match message {
            Message::Reply(reply) => self.pending().answer(reply),
            Message::View(view) => {
                // "Saved 0 s ago" must not say "in 1 s" because the page's clock ticked before.
                self.now.set(intl::now_ms());
                self.with_view(|before| durable::note(self, before, &view));
                updates::tell_health(&view);
                self.set_view(view);
            }
            Message::Progress { id, step } => self.took_step(id, step),
        }
    }

    /// Whether there is no sign that this device ever had a wallet: then the first screen is shown at once.
    pub fn is_fresh(self) -> bool {
        self.installed.get_untracked() == Some(false) && !durable::had_wallet()
    }
}
