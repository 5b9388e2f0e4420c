//! The PIN: boxes, number pad, hardware keyboard. The digits never are in a form field, which browsers may keep.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::{Icon, Symbol, session};
use crate::{
    flow::entry::{Key, PinEntry},
    ids,
    text::args,
};

/// The boxes of a PIN, and the pad below them.
#[component]
pub fn PinPad(
    /// What is typed on the pad.
    entry: RwSignal<PinEntry>,
    /// How many digits are wanted; 0 for 4 to 12.
    #[prop(into)]
    length: Signal<u8>,
    /// How many boxes are shown if any length is accepted: the known length of the PIN.
    #[prop(optional)]
    boxes: u8,
    /// Whether nothing can be typed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Shakes the boxes while true.
    #[prop(optional, into)]
    wrong: Signal<bool>,
    /// After each change.
    #[prop(optional, into)]
    on_change: Option<Callback<()>>,
    /// Enter.
    #[prop(optional, into)]
    on_enter: Option<Callback<()>>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().pin;
    let entered = Memo::new(move |_| entry.with(PinEntry::len));

    let press = move |key: Key| {
        if disabled.get_untracked() {
            return;
        }
        let changed = entry.try_update(|entry| entry.press(key, length.get_untracked()));
        if changed == Some(true)
            && let Some(on_change) = on_change
        {
            on_change.run(());
        }
    };
    let keys = window_event_listener(ev::keydown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let tag = target.map(|element| element.tag_name()).unwrap_or_default();
        let typing = matches!(tag.as_str(), "INPUT" | "TEXTAREA" | "SELECT");
        if event.ctrl_key() || event.meta_key() || event.alt_key() || typing {
            return;
        }
        if let Some(key) = Key::of(&event.key(), &event.code()) {
            event.prevent_default();
            press(key);
        } else if event.key() == "Enter"
            && tag != "BUTTON"
            && let Some(on_enter) = on_enter
        {
            event.prevent_default();
            on_enter.run(());
        }
    });
    on_cleanup(move || keys.remove());

    let progress = move || {
        let entered = session.count(entered.get());
        match length.get() {
            0 => texts.progress_open(entered),
            length => texts.progress(args::PinProgress { entered, length: session.count(length) }),
        }
    };
    let boxes = move || {
        let shown = match length.get() {
            0 => entered.get().max(boxes).max(4),
            length => length,
        };
        (0..shown)
            .map(|place| {
                view! {
                    <span
                        class="pin-box"
                        class:is-filled=move || place < entered.get()
                        class:is-active=move || place == entered.get() && !disabled.get()
                    ></span>
                }
            })
            .collect_view()
    };
    let digit = move |digit: u8| {
        view! {
            <button
                id=ids::key(digit)
                class="key"
                type="button"
                disabled=move || disabled.get()
                on:click=move |_| press(Key::Digit(digit))
            >
                {digit}
            </button>
        }
    };
    view! {
        <div
            id=ids::PIN_BOXES
            class="pin-boxes"
            class:is-wrong=move || wrong.get()
            class:is-long=move || { length.get().max(entered.get()) > 8 }
            data-entered=move || entered.get().to_string()
            data-length=move || length.get().to_string()
            aria-hidden="true"
        >
            {boxes}
        </div>
        <p id=ids::PIN_STATUS class="visually-hidden" role="status">
            {progress}
        </p>
        <div id=ids::KEYPAD class="keypad" role="group" aria-label=texts.keypad>
            {(1..=9).map(digit).collect_view()}
            <span></span>
            {digit(0)}
            <button
                id=ids::KEY_DELETE
                class="key key-delete"
                type="button"
                aria-label=texts.delete
                disabled=move || disabled.get() || entered.get() == 0
                on:click=move |_| press(Key::Delete)
            >
                <Icon symbol=Symbol::Delete />
            </button>
        </div>
    }
}
