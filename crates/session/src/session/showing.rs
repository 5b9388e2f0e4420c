//! What the page is shown.

use std::rc::Rc;

use lifeboat_messages::{Network, Phase, ReadOnly, View};

use super::Session;
use crate::pin;
use crate::stage::Stage;
use crate::view;

impl Session {
    /// Sends the view once after everything that happened in this turn.
    pub(super) fn show_soon(self: &Rc<Session>) {
        if self.showing.replace(true) {
            return;
        }
        let session = self.clone();
        self.env.spawn(async move {
            session.showing.set(false);
            let view = session.view();
            if session.shown.borrow().as_ref() != Some(&view) {
                session.env.show(view.clone());
                *session.shown.borrow_mut() = Some(view);
            }
        });
    }

    pub(super) fn view(&self) -> View {
        let config = self.env.config();
        let warning = config.network == Network::Mainnet && !self.warned.get();
        View { warning, support: config.support().cloned(), ..self.view_of_stage() }
    }

    fn view_of_stage(&self) -> View {
        let (phase, name) = match self.stage() {
            Stage::Open(open) => return open.view(),
            Stage::Starting => (Phase::Starting, String::new()),
            Stage::Empty => (Phase::Empty, String::new()),
            Stage::Locked(locked) => {
                let mut view =
                    view::bare(Phase::Locked, Some(self.env.config().network), locked.name.clone());
                view.pin = locked.digits.map(pin::strength);
                return view;
            }
            Stage::Closing(open) => (Phase::Closing, open.settings().name().to_owned()),
            Stage::OtherTab(name) => (Phase::ReadOnly { why: ReadOnly::OtherTab }, name),
            Stage::Broken(problem) => (Phase::ReadOnly { why: ReadOnly::Unsafe { problem } }, String::new()),
        };
        view::bare(phase, Some(self.env.config().network), name)
    }
}
