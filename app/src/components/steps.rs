//! The list of steps of saving and restoring.

use leptos::prelude::*;
use lifeboat_messages::Step;

use super::{Icon, Symbol, When, session};
use crate::{ids, state::effect};

/// Steps in their order; the one under way is the worker's, everything before it is done.
#[component]
pub fn Steps(
    /// Each step with its text.
    steps: Vec<(Step, &'static str)>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().backup;
    let now = session.step;
    let first = steps.first().map(|(step, _)| *step);
    let at = Memo::new(move |_| now.get().or(first));
    let name = move || at.get().map(|step| step.name());
    let known = steps.clone();
    effect(move || {
        if let Some((_, text)) = known.iter().find(|(step, _)| Some(*step) == at.get()) {
            session.say(*text);
        }
    });
    view! {
        <ol id=ids::STEPS class="steps" data-step=name>
            {steps
                .into_iter()
                .map(|(step, text)| {
                    let done = move || at.get().is_some_and(|now| step < now);
                    let current = move || at.get() == Some(step);
                    let state = move || {
                        if done() { texts.step_done } else if current() { texts.step_now } else { texts.step_open }
                    };
                    view! {
                        <li class:is-done=done class:is-now=current aria-current=move || current().then_some("step")>
                            <span class="step-mark" aria-hidden="true">
                                <When when=done>
                                    <Icon symbol=Symbol::Check />
                                </When>
                            </span>
                            <span>{text}</span>
                            <span class="visually-hidden">", "{state}</span>
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
}
