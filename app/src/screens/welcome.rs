//! F1: no wallet on this device.

use leptos::prelude::*;

use crate::{
    components::{LinkButton, Primary, session},
    ids,
    route::Route,
};

/// The first screen of a new device.
#[component]
pub fn Welcome() -> impl IntoView {
    let session = session();
    let texts = &session.texts().welcome;
    let common = &session.texts().common;
    session.screen.set("welcome");
    document().set_title(common.app);
    view! {
        <main id=ids::MAIN class="screen welcome">
            <div class="welcome-logo">
                <img src="/icon.svg" alt="" width="88" height="88" />
                <h1 id=ids::HEADING tabindex="-1">
                    {common.app}
                </h1>
                <p class="sentence">{texts.promise}</p>
            </div>
            <div class="actions">
                <Primary
                    id=ids::WELCOME_CREATE
                    label=texts.create
                    on_press=Callback::new(move |()| session.go(Route::Create(String::new())))
                />
                <LinkButton
                    id=ids::WELCOME_RESTORE
                    label=texts.restore
                    on_press=Callback::new(move |()| session.go(Route::Restore(String::new())))
                />
            </div>
            <p class="footer">{texts.footer}</p>
        </main>
    }
}
