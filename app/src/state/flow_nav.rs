//! Keeps the step of a flow and the address together, so that the browser's Back is the flow's Back.

use leptos::prelude::*;

use super::{Session, effect, effect_after};
use crate::{
    flow::{
        FlowStep, Next,
        question::{Question, QuestionSlot},
    },
    route::Route,
};

/// A flow on the page.
#[derive(Clone, Copy)]
pub struct Flow<S: FlowStep + Send + Sync> {
    /// The step that is shown.
    pub step: RwSignal<S>,
    /// Something is being ordered: until that is answered nothing leads to another step, the browser's Back neither.
    pub ordering: RwSignal<bool>,
    question: RwSignal<QuestionSlot>,
    session: Session,
    leave: fn() -> Route,
}

impl<S: FlowStep + Send + Sync> Flow<S> {
    /// Starts at `first`, whatever the address says: a flow entered in its middle has none of its data.
    pub fn start(session: Session, first: S, route: fn(String) -> Route, leave: fn() -> Route) -> Self {
        let step = RwSignal::new(first);
        let flow =
            Self { step, ordering: RwSignal::new(false), question: RwSignal::default(), session, leave };

        // The step leads, and the address follows.
        effect_after(move |before: Option<S>| {
            let step = step.get();
            let address = session.route.get_untracked();
            if address.flow() == route(String::new()) && address.step() != step.slug() {
                let target = route(step.slug().to_owned());
                // The end of a flow, and the way back, leave nothing behind that Back could open.
                let forward = before.is_some_and(|before| step.may_go(before));
                if forward { session.go(target) } else { session.replace(target) }
            }
            step
        });

        // The browser's Back and Forward change the address first.
        effect(move || {
            let address = session.route.get();
            let now = step.get_untracked();
            if address.flow() != route(String::new()) || address.step() == now.slug() {
                return;
            }
            match S::from_slug(address.step()) {
                Some(wanted) if now.may_go(wanted) && !flow.ordering.get_untracked() => flow.show(wanted),
                _ => session.replace(route(now.slug().to_owned())),
            }
        });
        flow
    }

    /// Does what the machine says, unless something is being ordered.
    pub fn follow(self, next: Next<S>) {
        match next {
            _ if self.ordering.get_untracked() => {}
            Next::Show(step) => self.show(step),
            Next::Leave => self.session.replace((self.leave)()),
            Next::Stay => {}
        }
    }

    /// Answers to what the previous step asked are no longer followed.
    fn show(self, step: S) {
        self.give_up();
        self.step.set(step);
    }

    /// A question whose answer leads to the next screen. The answer is followed only if meanwhile nothing
    /// else was asked, and the user did not go elsewhere.
    pub fn ask(self) -> Option<Question> {
        self.question.try_update(QuestionSlot::ask)
    }

    /// Its answer is here: whether it is followed.
    #[must_use]
    pub fn follows(self, question: Question) -> bool {
        self.question.try_update(|slot| slot.take(question)) == Some(true)
    }

    /// Stops following the flow's question.
    pub fn give_up(self) {
        self.question.update(QuestionSlot::give_up);
    }

    /// Whether such an answer is waited for.
    pub fn waits(self) -> Signal<bool> {
        Signal::derive(move || self.question.with(QuestionSlot::is_waiting))
    }

    /// The step now, without following it.
    pub fn now(self) -> S {
        self.step.get_untracked()
    }
}
