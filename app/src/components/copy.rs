//! Copying something to the clipboard.

use leptos::{prelude::*, text_prop::TextProp};

use super::{Icon, LinkButton, Symbol, When, session};
use crate::state::{intl, spawn};

/// A secondary action that hands a text over to another program, where the browser can.
#[component]
pub fn ShareButton(
    /// The id of the element, from `ids`.
    id: &'static str,
    /// The text that is handed over.
    text: String,
) -> impl IntoView {
    let label = session().texts().common.share;
    intl::can_share().then(move || {
        let share = Callback::new(move |()| intl::share(&text));
        view! { <LinkButton id=id label=label on_press=share /> }
    })
}

/// A button that copies and says whether it worked.
#[component]
pub fn CopyButton(
    /// The id of the element, from `ids`.
    id: &'static str,
    /// The text that is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What the button says.
    #[prop(into)]
    label: TextProp,
    /// Shown as the screen's primary button.
    #[prop(optional)]
    primary: bool,
) -> impl IntoView {
    let session = session();
    let common = &session.texts().common;
    let copied = RwSignal::new(None::<bool>);
    let copy = move |_| {
        spawn(async move {
            let worked = intl::copy(&text.get_untracked()).await;
            copied.try_set(Some(worked));
            session.say(if worked { common.copied } else { common.copy_failed });
        });
    };
    view! {
        <button id=id type="button" class=if primary { "primary" } else { "secondary" } on:click=copy>
            <Icon symbol=Signal::derive(move || {
                if copied.get() == Some(true) { Symbol::Check } else { Symbol::Copy }
            }) />
            {move || if copied.get() == Some(true) { common.copied.into() } else { label.get() }}
        </button>
        <When when=move || copied.get() == Some(false)>
            <p class="hint">{common.copy_failed}</p>
        </When>
    }
}
