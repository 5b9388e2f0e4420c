//! The address bar: the path as a signal, over the browser's own history.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// The path that is shown, and the way to another.
#[derive(Clone, Copy)]
pub struct AddressBar {
    path: RwSignal<String>,
}

impl AddressBar {
    /// Follows Back and Forward from now on, for as long as the page.
    pub fn follow() -> AddressBar {
        let path = RwSignal::new(path());
        let moved = window_event_listener_untyped("popstate", move |_| path.set(self::path()));
        std::mem::forget(moved);
        AddressBar { path }
    }

    /// The path.
    pub fn path(self) -> Signal<String> {
        self.path.into()
    }

    /// Goes to a path, or shows it in place of the present one; to its top, either way. A path that is shown
    /// already gets no second entry in the history: Back would seem to do nothing.
    pub fn go(self, to: &str, replace: bool) {
        self.path.set(to.to_owned());
        let Ok(history) = window().history() else { return };
        // Refused to pages that do it hundreds of times a minute; the screen follows all the same.
        let _ = match replace {
            true => history.replace_state_with_url(&JsValue::NULL, "", Some(to)),
            false if shown() == to => Ok(()),
            false => history.push_state_with_url(&JsValue::NULL, "", Some(to)),
        };
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }
}

fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// The path with query and fragment.
fn shown() -> String {
    let at = window().location();
    [at.pathname(), at.search(), at.hash()].into_iter().filter_map(Result::ok).collect()
}
