//! The line to the worker: the only place that knows how it is started and how messages travel.

#![cfg_attr(feature = "gallery", allow(dead_code))]

use lifeboat_messages::{Call, Message};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};
use zeroize::Zeroizing;

/// The script that Trunk writes for `crates/worker`: it imports the glue and starts the wasm file.
const SCRIPT: &str = "/lifeboat-worker_loader.js";

/// How long the page waits for the worker's first word before it says hello again. A module worker that is still
/// loading its wasm has no listener yet, and the browser drops what comes before.
const HELLO_AGAIN_MS: i32 = 200;

/// What the worker side tells the page.
#[allow(clippy::large_enum_variant)]
pub enum WorkerEvent {
    /// A message.
    Message(Message),
    /// The worker cannot run at all; English, for a support request.
    Broken(String),
}

/// Files of the user that travel beside a call.
pub type Files = Vec<web_sys::File>;

/// Sends a call, and the files that belong to it.
type Send = dyn Fn(&Call, &Files);

/// An open line. Dropping it stops the worker's listeners.
pub struct Line {
    send: Box<Send>,
}

impl Line {
    /// A line that sends with this function.
    pub fn new(send: impl Fn(&Call, &Files) + 'static) -> Self {
        Self { send: Box::new(send) }
    }

    /// Sends a call, and the files that belong to it. What cannot be written as JSON cannot be asked, and no call is like
    /// that.
    pub fn send(&self, call: &Call, files: &Files) {
        (self.send)(call, files);
    }
}

/// Starts the worker; `heard` gets everything it says.
pub fn spawn(heard: impl Fn(WorkerEvent) + Clone + 'static) -> Result<Line, String> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name("lifeboat");
    let worker = Worker::new_with_options(SCRIPT, &options).map_err(describe)?;

    let hear = heard.clone();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let Some(text) = event.data().as_string() else { return };
        match serde_json::from_str(&text) {
            Ok(message) => hear(WorkerEvent::Message(message)),
            Err(why) => hear(WorkerEvent::Broken(format!("unreadable message of the worker: {why}"))),
        }
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();

    let on_error = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        let text = js_sys::Reflect::get(&event, &"message".into()).ok().and_then(|m| m.as_string());
        heard(WorkerEvent::Broken(text.unwrap_or_else(|| "the worker could not be loaded".to_owned())));
    });
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    on_error.forget();

    Ok(Line::new(move |call, files| {
        // It may hold what opens the wallet.
        let Ok(text) = serde_json::to_string(call).map(Zeroizing::new) else { return };
        let text = JsValue::from_str(&text);
        // Fails only for values that cannot be cloned, and strings and files can. A file is not read by that.
        let _ = match files.is_empty() {
            true => worker.post_message(&text),
            false => {
                let parts: js_sys::Array =
                    std::iter::once(&text).chain(files.iter().map(AsRef::as_ref)).collect();
                worker.post_message(&parts)
            }
        };
    }))
}

/// Calls `again` until it returns false.
pub fn repeat_hello(again: impl Fn() -> bool + 'static) {
    super::intl::after(HELLO_AGAIN_MS, move || {
        if again() {
            repeat_hello(again);
        }
    });
}

fn describe(error: JsValue) -> String {
    error.dyn_into::<js_sys::Error>().map_or_else(|_| "no worker".to_owned(), |e| String::from(e.message()))
}
