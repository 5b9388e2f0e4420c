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
    view! {
        <button
            id=id
            class="primary"
            class:is-busy=move || busy.get()
            type=if submit { "submit" } else { "button" }
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
    view! {
        <button
            id=id
            class="secondary"
            type="button"
            disabled=move || disabled.get()
            on:click=move |_| on_press.run(())
        >
            {move || label.get()}
        </button>
    }
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
    view! {
        <button
            id=id
            class="link"
            type="button"
            disabled=move || disabled.get()
            on:click=move |_| on_press.run(())
        >
            {move || label.get()}
        </button>
    }
}
