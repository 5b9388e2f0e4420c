//! The line to the page: JSON text both ways; files of the user beside it.

use lifeboat_messages::{Answer, Call, Message, Problem, Reply, Step, View};
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::File;

use super::{BrowserError, scope};

/// Hands every call of the page to `handle`, from now on and for the worker's whole life.
pub fn listen(handle: impl Fn(Call, Vec<File>) + 'static) -> Result<(), BrowserError> {
    let closure = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        let (text, files) = parts(&event.data());
        let call = text.and_then(|text| serde_json::from_str(&text).ok());
        if let Some(call) = call {
            handle(call, files);
        }
    });
    scope()?.set_onmessage(Some(closure.as_ref().unchecked_ref()));
    closure.forget();
    Ok(())
}

/// The call alone, or an array of it and the files that belong to it.
fn parts(data: &JsValue) -> (Option<String>, Vec<File>) {
    match data.dyn_ref::<js_sys::Array>() {
        None => (data.as_string(), Vec::new()),
        Some(parts) => (parts.get(0).as_string(), parts.iter().filter_map(|it| it.dyn_into().ok()).collect()),
    }
}

/// Answers a call.
pub fn reply(id: u64, result: Result<Answer, Problem>) {
    send(&Message::Reply(Reply { id, result }));
}

/// Tells how far a call is.
pub fn progress(id: u64, step: Step) {
    send(&Message::Progress { id, step });
}

/// Shows the page the new state.
pub fn show(view: &View) {
    send(&Message::View(view.clone()));
}

fn send(message: &Message) {
    if let (Ok(scope), Ok(text)) = (scope(), serde_json::to_string(message)) {
        let _ = scope.post_message(&JsValue::from_str(&text));
    }
}
