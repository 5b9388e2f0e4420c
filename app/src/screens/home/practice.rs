//! It is time to practise the PIN.

use leptos::prelude::*;
use lifeboat_messages::{Practice, Request};

use crate::{
    components::{LinkButton, focus_heading, live, session},
    ids,
    route::Route,
};

/// Asks for it, and waits for nothing.
#[component]
pub fn PracticeNote() -> impl IntoView {
    let session = session();
    let t = &session.texts().practice;
    let practice = session.slice(|view| view.practice);
    let later = Callback::new(move |()| {
        // The note goes, and its buttons with it.
        focus_heading();
        session.ask(Request::PractiseLater, |_| {});
    });
    let go = Callback::new(move |()| session.go(Route::Practice));
    live(move || {
        (practice.get() == Some(Practice::Due)).then(|| {
            view! {
                <aside id=ids::PRACTICE class="panel">
                    <h2>{t.title}</h2>
                    <p role="status">{t.note}</p>
                    <LinkButton id=ids::PRACTICE_GO label=t.go on_press=go />
                    <LinkButton id=ids::PRACTICE_LATER label=t.later on_press=later />
                </aside>
            }
        })
    })
}
