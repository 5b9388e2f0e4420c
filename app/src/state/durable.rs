//! What the browser keeps, and what is saved before the page goes away.

use leptos::prelude::*;
use lifeboat_messages::Request;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::Session;

/// Tells the worker when the page is hidden: closing it right after paying is normal, and on a phone nothing comes after.
pub fn save_when_hidden(session: Session) {
    let hidden = move || session.ask(Request::PageHidden, |_| {});
    let seen = window_event_listener_untyped("visibilitychange", move |_| {
        if document().hidden() {
            hidden();
        }
    });
    let left = window_event_listener_untyped("pagehide", move |_| hidden());
    // As long as the page.
    std::mem::forget((seen, left));
}

/// How often the worker is told that somebody uses the page, ms.
const ACTIVE_MS: f64 = 15_000.0;

/// Tells the worker that somebody uses the page: a wallet that nobody uses locks itself.
pub fn tell_active(session: Session) {
    let told = StoredValue::new(0.0);
    let used = move || {
        let now = js_sys::Date::now();
        if (now - told.get_value()).abs() >= ACTIVE_MS {
            told.set_value(now);
            session.ask(Request::Active, |_| {});
        }
    };
    let pressed = window_event_listener_untyped("pointerdown", move |_| used());
    let typed = window_event_listener_untyped("keydown", move |_| used());
    // As long as the page.
    std::mem::forget((pressed, typed));
}

/// Whether the browser promised to keep what is stored; `None` when it does not tell.
pub fn look(session: Session) {
    ask_browser(session, "persisted");
    session.installed.set(is_installed());
}

/// Asks the browser to keep what is stored. Some ask the user; so only when there is something to keep.
pub fn ask_to_keep(session: Session) {
    ask_browser(session, "persist");
}

fn ask_browser(session: Session, method: &'static str) {
    spawn_local(async move {
        let storage = js_sys::Reflect::get(&window().navigator(), &"storage".into()).ok();
        let Some(storage) = storage.filter(|storage| storage.is_object()) else { return };
        let function = js_sys::Reflect::get(&storage, &method.into())
            .ok()
            .and_then(|function| function.dyn_into::<js_sys::Function>().ok());
        let promise = function
            .and_then(|function| function.call0(&storage).ok())
            .and_then(|promise| promise.dyn_into::<js_sys::Promise>().ok());
        let Some(promise) = promise else { return };
        if let Ok(answer) = JsFuture::from(promise).await {
            let _ = session.persisted.try_set(answer.as_bool());
        }
    });
}

fn is_installed() -> Option<bool> {
    let query = window().match_media("(display-mode: standalone)").ok().flatten()?;
    Some(query.matches())
}
