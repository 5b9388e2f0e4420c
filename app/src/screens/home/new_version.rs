//! A newer version of the app is here.

use leptos::prelude::*;

use crate::{
    components::{LinkButton, When, session},
    ids,
    state::updates,
};

/// A new version, which takes over when the user wants it and nothing is under way; otherwise at the next start.
#[component]
pub fn NewVersion() -> impl IntoView {
    let session = session();
    let texts = &session.texts().home;
    let waits = RwSignal::new(false);
    let take = Callback::new(move |()| {
        updates::take(session, move || {
            let _ = waits.try_set(true);
        });
    });
    view! {
        <When when=move || session.new_version.get()>
            <div id=ids::NEW_VERSION class="banner" role="status">
                <span>{move || if waits.get() { texts.new_version_waits } else { texts.new_version }}</span>
                <LinkButton id=ids::NEW_VERSION_TAKE label=texts.new_version_take on_press=take />
            </div>
        </When>
    }
}
