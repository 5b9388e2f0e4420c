//! Versions of the app itself, as `public/updates.js` keeps them: it is told how this version is doing, and says when
//! there is a newer one.

use leptos::prelude::*;
use lifeboat_messages::{Request, View};

use super::Session;
use crate::health::Health;

/// Learns of a newer version that is kept whole beside this one.
pub fn follow(session: Session) {
    let ready = window_event_listener_untyped("lifeboat:update", move |_| session.new_version.set(true));
    // As long as the page.
    std::mem::forget(ready);
}

/// Says how this version fares, by what the worker shows.
pub fn tell_health(view: &View) {
    let health = Health::of(&view.phase, view.network);
    if health == Health::Failed {
        return tell_failed();
    }
    tell("lifeboat:spoken");
    if health == Health::Runs {
        tell("lifeboat:ran");
    }
}

/// This version does not start. It is tried once more; then the one before it serves, if it is still kept.
pub fn tell_failed() {
    tell("lifeboat:failed");
}

/// The page restarts, and the newer version takes over, unless that would cut something short.
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
