//! Buttons.

use leptos::{prelude::*, text_prop::TextProp};

use crate::state::intl;

/// The one orange button of a screen.
#[component]
pub fn Primary(
    /// The id of the element, from `ids`.
    id: &'static str,
    /// The text on it, which says what it does.
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
    /// What happens when it is pressed.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
) -> impl IntoView {
    button(ButtonLook { id, class: "primary", submit }, label, disabled, busy, on_press)
}

/// A quieter button of the same size, for the rare screen with two equal choices.
#[component]
pub fn Secondary(
    /// The id of the element, from `ids`.
    id: &'static str,
    /// The text on it, which says what it does.
    #[prop(into)]
    label: TextProp,
    /// Cannot be used yet.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What happens when it is pressed.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    let look = ButtonLook { id, class: "secondary", submit: false };
    button(look, label, disabled, Signal::default(), Some(on_press))
}

/// A secondary action: looks like a link, is a button.
#[component]
pub fn LinkButton(
    /// The id of the element, from `ids`.
    id: &'static str,
    /// The text on it, which says what it does.
    #[prop(into)]
    label: TextProp,
    /// Cannot be used yet.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What happens when it is pressed.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    button(
        ButtonLook { id, class: "link", submit: false },
        label,
        disabled,
        Signal::default(),
        Some(on_press),
    )
}

/// How long a button is held, ms.
const HOLD_MS: i32 = 2_000;
/// A screen reader's press has no duration, so this many presses count as a hold.
const PRESSES: u8 = 3;

/// A button for what must not happen by accident: it acts when it is held, by finger, mouse or key, or pressed three
/// times.
#[component]
pub fn HoldButton(
    /// The id of the element, from `ids`.
    id: &'static str,
    /// The text on it, which says what it does.
    label: &'static str,
    /// How long the button has to be held.
    hint: &'static str,
    /// When it was held long enough.
    on_held: Callback<()>,
) -> impl IntoView {
    // Which hold this is: one that has ended does nothing when its time is over.
    let (hold, presses) = (StoredValue::new(0u32), StoredValue::new(0u8));
    let held = RwSignal::new(false);
    let end = move || {
        hold.update_value(|hold| *hold = hold.wrapping_add(1));
        held.set(false);
    };
    let begin = move || {
        end();
        held.set(true);
        let mine = hold.get_value();
        intl::after(HOLD_MS, move || {
            if hold.try_get_value() == Some(mine) && held.try_get_untracked() == Some(true) {
                on_held.run(());
            }
        });
    };
    let press = move || {
        presses.update_value(|presses| *presses = presses.saturating_add(1));
        if presses.get_value() >= PRESSES {
            on_held.run(());
        }
    };
    let is_press = |event: &leptos::ev::KeyboardEvent| matches!(event.key().as_str(), "Enter" | " ");
    let hint_id = format!("{id}-hint");
    view! {
        <button
            id=id
            class="secondary hold"
            class:is-held=move || held.get()
            type="button"
            aria-describedby=hint_id.clone()
            on:pointerdown=move |_| begin()
            on:pointerup=move |_| end()
            on:pointerleave=move |_| end()
            on:pointercancel=move |_| end()
            on:blur=move |_| end()
            on:keydown=move |event| {
                if is_press(&event) {
                    // A key that is held repeats, and each time would be a press.
                    event.prevent_default();
                    if !event.repeat() {
                        begin();
                    }
                }
            }
            on:keyup=move |event| {
                if is_press(&event) {
                    event.prevent_default();
                    end();
                    press();
                }
            }
            on:click=move |_| press()
        >
            {label}
        </button>
        <p id=hint_id class="hint">{hint}</p>
    }
}

struct ButtonLook {
    id: &'static str,
    class: &'static str,
    submit: bool,
}

fn button(
    look: ButtonLook,
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
