//! Somebody else has tried PINs, as the guards have counted them.

use leptos::{html, prelude::*};
use lifeboat_messages::Request;

use crate::{
    components::{LinkButton, focus_heading, live, session},
    ids,
    route::Route,
    state::effect,
    text::args,
};

/// Until the user has said whether it was they; and if not, what to do now.
#[component]
pub fn ForeignTriesNote() -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let t = &texts.guards;
    let told = session.slice(|view| view.foreign_tries.clone());
    let not_mine = RwSignal::new(false);
    let claim = move |mine: bool| {
        // The note goes, and its buttons with it.
        focus_heading();
        session.ask(Request::ClaimTries { mine }, |_| {});
    };
    // Replaces the button that was pressed.
    let advice = NodeRef::<html::P>::new();
    effect(move || {
        if let Some(advice) = advice.get() {
            let _ = advice.focus();
        }
    });
    live(move || {
        let told = told.get().flatten()?;
        let tries = session.count(told.tries);
        let text = match told.last_ms {
            Some(at) => t.foreign(args::GuardsForeign { tries, time: &session.date(at) }),
            None => t.foreign_some_time(tries),
        };
        // The warning stays until there is another PIN, whose guards have counted nothing.
        let change = Callback::new(move |()| session.go(Route::ChangePin(String::new())));
        let buttons = if not_mine.get() {
            view! {
                <p id=ids::FOREIGN_ADVICE tabindex="-1" node_ref=advice>
                    {t.foreign_advice}
                </p>
                <LinkButton id=ids::FOREIGN_CHANGE label=texts.settings.change_pin on_press=change />
                <LinkButton
                    id=ids::FOREIGN_READ
                    label=texts.home.news_read
                    on_press=Callback::new(move |()| claim(false))
                />
            }
            .into_any()
        } else {
            view! {
                <LinkButton id=ids::FOREIGN_MINE label=t.foreign_mine on_press=Callback::new(move |()| claim(true)) />
                <LinkButton
                    id=ids::FOREIGN_NOT_MINE
                    label=t.foreign_not_mine
                    on_press=Callback::new(move |()| not_mine.set(true))
                />
            }
            .into_any()
        };
        Some(view! {
            <aside id=ids::FOREIGN_TRIES class="panel">
                <h2>{t.foreign_title}</h2>
                <p role="status">{text}</p>
                {buttons}
            </aside>
        })
    })
}
