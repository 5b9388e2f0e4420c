//! Versions of the app itself, as `public/updates.js` keeps them: it is told how this one fares, and says when there is a
//! newer one.

use leptos::prelude::*;
use lifeboat_messages::{Phase, ReadOnly, Request, View};

use super::Session;

/// Learns of a newer version that is kept whole beside this one.
pub fn follow(session: Session) {
    let ready = window_event_listener_untyped("lifeboat:update", move |_| session.new_version.set(true));
    // As long as the page.
    std::mem::forget(ready);
}

/// The worker has shown this: unless it could not start, this version runs.
pub fn tell_ran(view: &View) {
    let failed =
        matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Unsafe { .. } }) && view.network.is_none();
    if !failed {
        tell("lifeboat:ran");
    }
}

/// This version does not start: the one before it does, if it is still kept.
pub fn tell_failed() {
    tell("lifeboat:failed");
}

/// The newer version takes over, and the page loads anew with it, unless that would cut something short.
pub fn take(session: Session, refused: impl FnOnce() + 'static) {
    session.ask(Request::MayReload, move |answer| match answer {
        Ok(_) => tell("lifeboat:switch"),
        Err(_) => refused(),
    });
}

fn tell(what: &str) {
    if let Ok(event) = web_sys::Event::new(what) {
        let _ = window().dispatch_event(&event);
    }
}
