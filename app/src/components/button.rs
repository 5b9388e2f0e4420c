//! Buttons.

use leptos::{prelude::*, text_prop::TextProp};

/// The one orange button of a screen.
#[component]
pub fn Primary(
    /// From `ids`.
    id: &'static str,
    /// What it does.
    #[prop(into)]
    label: TextProp,
    /// Cannot be used yet.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Works; the label then says so.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Submits the form around it instead of calling `on_press`.
    #[prop(optional)]
    submit: bool,
    /// When pressed.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
) -> impl IntoView {
    button(Look { id, class: "primary", submit }, label, disabled, busy, on_press)
}

/// A quieter button of the same size, for the rare screen with two equal choices.
#[component]
pub fn Secondary(
    /// From `ids`.
    id: &'static str,
    /// What it does.
    #[prop(into)]
    label: TextProp,
    /// Cannot be used yet.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// When pressed.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    let look = Look { id, class: "secondary", submit: false };
    button(look, label, disabled, Signal::default(), Some(on_press))
}

/// A secondary action: looks like a link, is a button.
#[component]
pub fn LinkButton(
    /// From `ids`.
    id: &'static str,
    /// What it does.
    #[prop(into)]
    label: TextProp,
    /// Cannot be used yet.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// When pressed.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    button(Look { id, class: "link", submit: false }, label, disabled, Signal::default(), Some(on_press))
}

struct Look {
    id: &'static str,
    class: &'static str,
    submit: bool,
}

fn button(
    look: Look,
    label: TextProp,
    disabled: Signal<bool>,
    busy: Signal<bool>,
    on_press: Option<Callback<()>>,
) -> impl IntoView {
    view! {
        <button
            id=look.id
            class=look.class
            class:is-busy=move || busy.get()
            type=if look.submit { "submit" } else { "button" }
            disabled=move || disabled.get() || busy.get()
            aria-busy=move || busy.get().then_some("true")
            on:click=move |_| {
                if let Some(press) = on_press {
                    press.run(());
                }
            }
        >
            {move || label.get()}
        </button>
    }
}
