//! The way to a service's own page and back. It leads out of this page: what has to outlive that is the worker's, but
//! for the name of the flow to go on with.
//!
//! `public/oauth/callback.js` is the other end: it takes the answer out of the address bar before anything else is
//! loaded, puts it under [`ANSWER`], and opens the flow named under [`FOR`].

use lifeboat_messages::{SignInAnswer, SignInEnd};
use web_sys::Storage;

const FOR: &str = "lifeboat-sign-in-for";
const ANSWER: &str = "lifeboat-sign-in";

fn storage() -> Option<Storage> {
    leptos::prelude::window().session_storage().ok().flatten()
}

/// The flow's name for the callback page, which knows these and no others.
fn name(end: SignInEnd) -> &'static str {
    match end {
        SignInEnd::Backup => "backup",
        SignInEnd::Restore => "restore",
        SignInEnd::Reconnect => "reconnect",
        SignInEnd::Another => "another",
    }
}

/// Leaves for the service's page. `false` when the browser does not let us.
pub fn leave(url: &str, end: SignInEnd) -> bool {
    let Some(storage) = storage() else { return false };
    let _ = storage.remove_item(ANSWER);
    storage.set_item(FOR, name(end)).is_ok() && leptos::prelude::window().location().assign(url).is_ok()
}

/// The answer that this flow was left for, once.
pub fn take_answer(end: SignInEnd) -> Option<SignInAnswer> {
    let storage = storage()?;
    if storage.get_item(FOR).ok().flatten()? != name(end) {
        return None;
    }
    let answer = storage.get_item(ANSWER).ok().flatten()?;
    let _ = storage.remove_item(ANSWER);
    let _ = storage.remove_item(FOR);
    serde_json::from_str(&answer).ok()
}
