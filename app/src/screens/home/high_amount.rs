//! More is in the wallet than a phone's wallet is for.

use leptos::prelude::*;
use lifeboat_messages::Phase;

use crate::{
    checklist::{COMFORT_SAT, holds_savings},
    components::{LinkButton, live, session},
    ids,
    route::Route,
};

/// Offers the way out: sending it to where savings belong.
#[component]
pub fn HighAmount() -> impl IntoView {
    let session = session();
    let texts = &session.texts().home;
    let is_high = session.slice(|view| holds_savings(view) && view.phase == Phase::Ready);
    live(move || {
        // A balance that is covered is not told in other words either.
        if is_high.get() != Some(true) || session.hidden.get() {
            return None;
        }
        let go = Callback::new(move |()| session.go(Route::Send(String::new())));
        Some(view! {
            <aside id=ids::HOME_HIGH class="banner">
                <span>{texts.high(&session.amount(COMFORT_SAT * 1000))}</span>
                <LinkButton id=ids::HOME_HIGH_SEND label=texts.send on_press=go />
            </aside>
        })
    })
}
