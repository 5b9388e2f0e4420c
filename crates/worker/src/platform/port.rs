//! The line to the page: JSON text both ways.

use lifeboat_messages::{Answer, Call, Message, Problem, Reply, Step, View};
use wasm_bindgen::prelude::*;

use super::scope;

/// Hands every call of the page to `handle`, from now on and for the worker's whole life.
pub fn listen(handle: impl Fn(Call) + 'static) -> Result<(), JsValue> {
    let closure = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        let call = event.data().as_string().and_then(|text| serde_json::from_str(&text).ok());
        if let Some(call) = call {
            handle(call);
        }
    });
    scope()?.set_onmessage(Some(closure.as_ref().unchecked_ref()));
    closure.forget();
    Ok(())
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
