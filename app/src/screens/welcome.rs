//! F1: no wallet on this device.

use leptos::prelude::*;

use crate::{
    components::{LinkButton, Primary, session},
    ids,
    route::Route,
    state::{durable, installing},
};

/// The first screen of a new device.
#[component]
pub fn Welcome() -> impl IntoView {
    let session = session();
    let texts = &session.texts().welcome;
    let common = &session.texts().common;
    session.screen.set("welcome");
    document().set_title(common.app);
    let create = Callback::new(move |()| session.go(Route::Create(String::new())));
    let restore = Callback::new(move |()| session.go(Route::Restore(String::new())));
    // A wallet that the browser has thrown away, or left behind in a tab, comes back; no user begins anew by
    // mistake.
    let again = if durable::had_wallet() {
        Some(texts.deleted)
    } else {
        installing::is_apart(session).then_some(texts.installed)
    };
    view! {
        <main id=ids::MAIN class="screen welcome">
            <div class="welcome-logo">
                <img src="/icon.svg" alt="" width="88" height="88" />
                <h1 id=ids::HEADING tabindex="-1">
                    {common.app}
                </h1>
                <p class="sentence">{texts.promise}</p>
            </div>
            {again.map(|again| view! { <p id=ids::WELCOME_AGAIN>{again}</p> })}
            <div class="actions">
                {if again.is_some() {
                    view! {
                        <Primary id=ids::WELCOME_RESTORE label=texts.restore on_press=restore />
                        <LinkButton id=ids::WELCOME_CREATE label=texts.create on_press=create />
                    }
                        .into_any()
                } else {
                    view! {
                        <Primary id=ids::WELCOME_CREATE label=texts.create on_press=create />
                        <LinkButton id=ids::WELCOME_RESTORE label=texts.restore on_press=restore />
                    }
                        .into_any()
                }}
            </div>
            <p class="footer">{texts.footer}</p>
        </main>
    }
}
