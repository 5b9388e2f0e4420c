//! What the user writes about a payment, for themselves.

use leptos::prelude::*;
use lifeboat_messages::{Activity, Problem, Request};

use crate::{
    components::{Field, Primary, ProblemNote, session},
    ids,
    state::effect_after,
};

/// The most characters that the worker takes.
const LONGEST: u32 = 255;

fn kept_note(payment: Memo<Option<Activity>>) -> Memo<String> {
    Memo::new(move |_| payment.with(|it| it.as_ref()?.own_note.clone()).unwrap_or_default())
}

/// The text of the field: the stored note, until the user types another one.
pub fn note_field(payment: Memo<Option<Activity>>) -> RwSignal<String> {
    let (typed, kept) = (RwSignal::new(String::new()), kept_note(payment));
    effect_after(move |before: Option<String>| {
        let kept = kept.get();
        if typed.with_untracked(|typed| *typed == before.unwrap_or_default()) {
            typed.set(kept.clone());
        }
        kept
    });
    typed
}

/// The field, with its button.
#[component]
pub fn OwnNote(
    /// The payment that the note belongs to.
    payment: Memo<Option<Activity>>,
    /// The contents of the field.
    typed: RwSignal<String>,
) -> impl IntoView {
    let session = session();
    let t = &session.texts().activity;
    let kept = kept_note(payment);
    let noted = move || kept.with(|kept| !kept.is_empty() && typed.with(|typed| typed.trim() == kept));
    let problem = RwSignal::new(None::<Problem>);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(id) = payment.with_untracked(|it| it.as_ref().map(|it| it.id.clone())) else { return };
        session.ask(Request::SetNote { id, note: typed.get_untracked() }, move |answer| {
            if answer.is_ok() {
                session.say(t.noted);
            }
            let _ = problem.try_set(answer.err());
        });
    };
    view! {
        <form class="form" on:submit=save novalidate>
            <Field
                id=ids::PAYMENT_NOTE
                label=t.own_note
                value=typed
                hint=t.own_note_hint
                most=LONGEST
            />
            <ProblemNote id=ids::PAYMENT_NOTE_PROBLEM problem=problem />
            <Primary
                id=ids::PAYMENT_SAVE_NOTE
                submit=true
                label=move || if noted() { t.noted } else { t.save_note }
            />
        </form>
    }
}
