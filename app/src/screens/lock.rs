//! L1: the wallet is locked.

use leptos::prelude::*;
use lifeboat_messages::{Problem, Request, Unlocker};

use super::{pin::EnterPin, restore::PhraseScreen, sign_in::Returning};
use crate::{
    components::{live, session},
    ids,
    route::Route,
    state::sign_in,
};

/// The PIN opens the wallet of this device; who has forgotten it, the recovery phrase, and then chooses another one;
/// or another backup takes its place.
#[component]
pub fn Lock() -> impl IntoView {
    let session = session();
    let texts = &session.texts().pin;
    let problem = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let forgot = RwSignal::new(false);
    // Users who come back from a service's page entered the PIN before they left.
    let answer = sign_in::waiting_answer();
    let returning = RwSignal::new(answer.is_some());
    if let Some(answer) = answer {
        session.ask(Request::ComeBack { answer }, move |_| {
            let _ = returning.try_set(false);
        });
    }
    let name = session.slice(|view| view.name.clone());
    // Only a backup tells the name of a locked wallet. Without one there is nothing to restore.
    let backed_up = move || name.with(|name| name.as_ref().is_some_and(|name| !name.is_empty()));
    let digits = session.peek(|view| view.pin.as_ref().map(|pin| pin.digits)).flatten();
    let sentence = move || match name.get().filter(|name| !name.is_empty()) {
        Some(name) => texts.unlock_sentence(&name),
        None => texts.unlock_sentence_nameless.to_owned(),
    };
    let unlock = move |unlocker: Unlocker| {
        busy.set(true);
        let words = match &unlocker {
            Unlocker::Pin(_) => None,
            Unlocker::Phrase(words) => Some(words.clone()),
        };
        session.ask(Request::Unlock { unlocker }, move |answer| {
            let _ = busy.try_set(false);
            match (answer, words) {
                (Ok(_), Some(words)) => {
                    session.forgotten.set_value(Some(words));
                    session.go(Route::ChangePin(String::new()));
                }
                (Ok(_), None) => {}
                (Err(why), _) => {
                    let _ = problem.try_set(Some(why));
                }
            }
        });
    };
    live(move || {
        if returning.get() {
            return view! { <Returning name="lock-returning" /> }.into_any();
        }
        if forgot.get() {
            let back = Callback::new(move |()| {
                problem.set(None);
                forgot.set(false);
            });
            let restore = Callback::new(move |()| session.go(Route::Restore(String::new())));
            return view! {
                <PhraseScreen
                    name="lock-forgot"
                    heading=texts.forgot
                    sentence=texts.forgot_sentence
                    note=texts.forgot_note
                    button=texts.unlock_button
                    busy=busy
                    problem=problem
                    on_entered=Callback::new(move |words| unlock(Unlocker::Phrase(words)))
                    on_pin=back
                    back=back
                    other=backed_up().then_some((ids::LOCK_RESTORE, texts.forgot_restore, restore))
                />
            }
            .into_any();
        }
        view! {
            <EnterPin
                name="lock"
                heading=texts.unlock
                sentence=sentence
                button=move || if busy.get() { texts.unlocking } else { texts.unlock_button }
                boxes=digits.unwrap_or(0)
                problem=problem
                wrong=wrong
                busy=busy
                on_entered=Callback::new(move |entry: crate::flow::entry::PinEntry| {
                    unlock(Unlocker::Pin(entry.digits()));
                })
                other=(ids::LOCK_FORGOT, texts.forgot, Callback::new(move |()| forgot.set(true)))
            />
        }
        .into_any()
    })
}

/// Used by the settings too.
pub fn wrong(problem: &Problem) -> Option<&'static str> {
    (*problem == Problem::WrongSecret).then(|| session().texts().pin.wrong)
}
