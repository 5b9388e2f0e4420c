//! The badge on the installed app, where the browser has one (Badging API).

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::spawn;

/// Shows that something needs the user, or no longer does. It outlives the page, so each start says how it is.
pub fn set(needs_user: bool) {
    let navigator = window().navigator();
    let method = if needs_user { "setAppBadge" } else { "clearAppBadge" };
    let method = Reflect::get(&navigator, &method.into()).ok().and_then(|it| it.dyn_into::<Function>().ok());
    let promise = method.and_then(|method| method.call0(&navigator).ok());
    if let Some(promise) = promise.and_then(|promise| promise.dyn_into::<Promise>().ok()) {
        // Refused where the page is not installed, and so has nothing that could carry it.
        spawn(async move { drop(JsFuture::from(promise).await) });
    }
}
