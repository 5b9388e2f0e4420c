//! What the browser keeps, and what is saved before the page goes away.

use leptos::prelude::*;
use lifeboat_messages::{Phase, Request, View};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::{Session, intl, spawn};

/// Tells the worker when the page is hidden: closing it right after paying is normal, and on a phone nothing
/// comes after.
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

/// How often the worker is told that the page is in use, ms.
const ACTIVE_MS: f64 = 15_000.0;

/// Tells the worker that the page is in use: an unused wallet locks itself.
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
    // A wallet whose time has passed meanwhile locks now, and not when it is touched.
    let seen = window_event_listener_untyped("visibilitychange", move |_| {
        if !document().hidden() {
            used();
        }
    });
    // As long as the page.
    std::mem::forget((pressed, typed, seen));
}

/// Whether the browser promised to keep what is stored; `None` when it does not tell.
pub fn look(session: Session) {
    ask_browser(session, "persisted");
}

/// What is noted of a wallet outside of what the wallet keeps, for when that is gone or cannot be confirmed:
/// that there was one, and when it last ran.
const WALLET: &str = "wallet";
const RAN_MS: &str = "ran-ms";
/// That the browser was asked on this device to keep a wallet with money.
const ASKED_TO_KEEP: &str = "asked-to-keep";
/// How exactly it is noted, ms.
const NOTED_EACH_MS: u64 = 30_000;

/// Takes note of what the worker shows, and asks the browser to keep it as soon as there is money, however that came.
pub fn note(session: Session, before: Option<&View>, view: &View) {
    if !matches!(view.phase, Phase::Starting | Phase::Empty)
        && !view.name.is_empty()
        && intl::stored(WALLET).is_none()
    {
        intl::store(WALLET, Some("1"));
    }
    if view.phase == Phase::Ready {
        let now = intl::now_ms();
        if ran_ms().is_none_or(|ran| now.abs_diff(ran) >= NOTED_EACH_MS) {
            intl::store(RAN_MS, Some(&now.to_string()));
        }
        let came_now = before.is_some_and(|before| before.phase == Phase::Ready && !has_money(before));
        // It may have come unseen, or with a restored wallet. A browser that asks its user, and was refused,
        // is not asked at every start.
        if has_money(view) && (came_now || intl::stored(ASKED_TO_KEEP).is_none()) {
            ask_to_keep(session);
        }
    }
}

/// Whether there is anything to lose.
pub fn has_money(view: &View) -> bool {
    let balance = &view.balance;
    balance.lightning_msat > 0 || balance.onchain_sat > 0 || balance.closing_sat > 0
}

/// Whether this browser has ever had a wallet here, as far as is noted.
pub fn had_wallet() -> bool {
    intl::stored(WALLET).is_some()
}

/// The user has deleted the wallet from this device, so it is not missing.
pub fn forget() {
    for noted in [WALLET, RAN_MS, ASKED_TO_KEEP] {
        intl::store(noted, None);
    }
}

/// When a wallet last ran here, Unix ms.
pub fn ran_ms() -> Option<u64> {
    intl::stored(RAN_MS)?.parse().ok()
}

/// Asks the browser to keep what is stored. Some ask the user; so only when there is something to keep.
pub fn ask_to_keep(session: Session) {
    intl::store(ASKED_TO_KEEP, Some("1"));
    ask_browser(session, "persist");
}

fn ask_browser(session: Session, method: &'static str) {
    spawn(async move {
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
