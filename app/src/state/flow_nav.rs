//! Keeps the step of a flow and the address together, so that the browser's Back is the flow's Back.

use leptos::prelude::*;

use super::Session;
use crate::{
    flow::{FlowStep, Next},
    route::Route,
};

/// A flow on the page.
#[derive(Clone, Copy)]
pub struct Flow<S: FlowStep + Send + Sync> {
    /// The step that is shown.
    pub step: RwSignal<S>,
    session: Session,
    leave: fn() -> Route,
}

impl<S: FlowStep + Send + Sync> Flow<S> {
    /// Starts at `first`, whatever the address says: a flow entered in its middle has none of its data.
    pub fn start(session: Session, first: S, route: fn(String) -> Route, leave: fn() -> Route) -> Self {
        let step = RwSignal::new(first);
        let flow = Self { step, session, leave };

        // The step leads, and the address follows.
        Effect::new(move |before: Option<S>| {
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
        Effect::new(move |_: Option<()>| {
            let address = session.route.get();
            let now = step.get_untracked();
            if address.flow() != route(String::new()) || address.step() == now.slug() {
                return;
            }
            match S::from_slug(address.step()) {
                Some(wanted) if now.may_go(wanted) => step.set(wanted),
                _ => session.replace(route(now.slug().to_owned())),
            }
        });
        flow
    }

    /// Does what the machine says.
    pub fn follow(self, next: Next<S>) {
        match next {
            Next::Show(step) => self.step.set(step),
            Next::Leave => self.session.replace((self.leave)()),
            Next::Stay => {}
        }
    }

    /// The step now, without following it.
    pub fn now(self) -> S {
        self.step.get_untracked()
    }
}
