//! L1: the wallet is locked.

use leptos::prelude::*;
use lifeboat_messages::{Problem, Request};

use super::pin::EnterPin;
use crate::{components::session, text::fill};

/// The PIN opens the wallet of this device.
#[component]
pub fn Lock() -> impl IntoView {
    let session = session();
    let texts = &session.texts().pin;
    let problem = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let name = session.slice(|view| view.name.clone());
    let sentence = move || match name.get().filter(|name| !name.is_empty()) {
        Some(name) => fill(texts.unlock_sentence, &[("name", &name)]),
        None => texts.unlock_sentence_nameless.to_owned(),
    };
    let unlock = Callback::new(move |entry: crate::flow::entry::Entry| {
        busy.set(true);
        session.ask(Request::Unlock { pin: entry.digits() }, move |answer| {
            let _ = busy.try_set(false);
            if let Err(why) = answer {
                let _ = problem.try_set(Some(why));
            }
        });
    });
    view! {
        <EnterPin
            name="lock"
            heading=texts.unlock
            sentence=sentence
            button=move || if busy.get() { texts.unlocking } else { texts.unlock_button }
            problem=problem
            wrong=wrong
            busy=busy
            on_entered=unlock
        />
    }
}

/// Used by the settings too.
pub fn wrong(problem: &Problem) -> Option<&'static str> {
    (*problem == Problem::WrongSecret).then(|| session().texts().pin.wrong)
}
