//! Installing the page as an app.

use js_sys::{Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use super::Session;
use crate::platform::Platform;

/// Where `boot.js` leaves the browser's offer, `BeforeInstallPromptEvent`.
const OFFER: &str = "lifeboatInstall";

/// Learns when the browser offers to install the page, and when it has.
pub fn follow(session: Session) {
    session.installable.set(offer().is_some());
    let offered = window_event_listener_untyped("lifeboat:install", move |_| session.installable.set(true));
    let done = window_event_listener_untyped("appinstalled", move |_| {
        session.installable.set(false);
        session.installed.set(Some(true));
    });
    // As long as the page.
    std::mem::forget((offered, done));
}

/// The browser asks the user. An offer can be used once.
pub fn ask(session: Session) {
    session.installable.set(false);
    let Some(offer) = offer() else { return };
    let prompt = Reflect::get(&offer, &"prompt".into()).ok().and_then(|it| it.dyn_into::<Function>().ok());
    if let Some(prompt) = prompt {
        let _ = prompt.call0(&offer);
    }
    let _ = Reflect::set(window().as_ref(), &OFFER.into(), &JsValue::NULL);
}

fn offer() -> Option<JsValue> {
    Reflect::get(window().as_ref(), &OFFER.into()).ok().filter(JsValue::is_object)
}

/// Whether the page runs as an installed app; `None` when the browser does not tell.
pub fn is_installed() -> Option<bool> {
    let query = window().match_media("(display-mode: standalone)").ok().flatten()?;
    Some(query.matches())
}

/// Whether the browser deletes what the page keeps when it is not opened for seven days.
pub fn forgets(session: Session) -> bool {
    platform().is_webkit() && session.installed.get_untracked() != Some(true)
}

/// Whether this is an installed app whose data lie apart from the browser's.
pub fn is_apart(session: Session) -> bool {
    platform().is_webkit() && session.installed.get_untracked() == Some(true)
}

/// What kind of browser this is.
pub fn platform() -> Platform {
    let navigator = window().navigator();
    Platform::of(&navigator.user_agent().unwrap_or_default(), navigator.max_touch_points())
}
