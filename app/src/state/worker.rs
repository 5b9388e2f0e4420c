//! The line to the worker: the only place that knows how it is started and how messages travel.

#![cfg_attr(feature = "gallery", allow(dead_code))]

use std::{cell::Cell, iter};

use js_sys::{Array, Uint8Array};
use lifeboat_messages::{Call, Greeting, Message, Unreadable};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};
use zeroize::Zeroizing;

/// Where `index.html` says which build it is of, and with which script the worker of this build begins.
const BUILD: &str = "meta[name=lifeboat-build]";

/// What the worker side tells the page.
#[allow(clippy::large_enum_variant)]
pub enum WorkerEvent {
    /// A message of the worker.
    Message(Message),
    /// There is no worker that could be talked to.
    Broken(WorkerFailure),
}

/// Why there is no worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkerFailure {
    /// The worker cannot run at all; English, for a support request.
    Worker(String),
    /// The worker ran, until an error that nothing caught; English, for a support request. It was ended: what is left
    /// of it may be half changed.
    Stopped(String),
    /// The worker is of another build than the page, as when one of the two came out of a cache.
    OtherBuild,
    /// Its wallet was locked, and no other one came to take its place: it was ended, so that no keys stay in
    /// its memory.
    KeysRemoved,
}

/// The build of the page, and the address of its worker's script.
struct Build {
    greeting: Greeting,
    script: String,
}

impl Build {
    fn of_page() -> Option<Build> {
        let script = said_by_page()?.get_attribute("data-worker")?;
        Some(Build { greeting: Greeting::of(&build_of_page()?), script })
    }
}

fn said_by_page() -> Option<web_sys::Element> {
    web_sys::window()?.document()?.query_selector(BUILD).ok()?
}

/// What the build of the page calls itself; `None` for one that has no worker.
pub fn build_of_page() -> Option<String> {
    said_by_page()?.get_attribute("content")
}

/// Files of the user that travel beside a call.
pub type Files = Vec<web_sys::File>;

/// Sends a call, and the files that belong to it.
type CallSender = dyn Fn(&Call, &Files);

/// An open line. Dropping it ends the worker.
pub struct Line {
    send: Box<CallSender>,
}

impl Line {
    /// A line that sends with this function.
    pub fn new(send: impl Fn(&Call, &Files) + 'static) -> Self {
        Self { send: Box::new(send) }
    }

    /// Sends a call, and the files that belong to it. What cannot be written cannot be asked, and no call is like that.
    pub fn send(&self, call: &Call, files: &Files) {
        (self.send)(call, files);
    }
}

/// Starts the worker; `heard` gets everything it says once both have shown to be of the same build.
pub fn spawn(heard: impl Fn(WorkerEvent) + Clone + 'static) -> Result<Line, WorkerFailure> {
    let build = Build::of_page()
        .ok_or_else(|| WorkerFailure::Worker("the page does not say its build".to_owned()))?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name("lifeboat");
    let worker = Worker::new_with_options(&build.script, &options).map_err(describe)?;

    let ear = Ear::new(build.greeting);
    let (hear, answer) = (heard.clone(), worker.clone());
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        // A string can be cloned.
        ear.hear(&event.data(), |greeting| drop(answer.post_message(&JsValue::from_str(greeting))), &hear);
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();

    let on_error = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        let text = js_sys::Reflect::get(&event, &"message".into()).ok().and_then(|m| m.as_string());
        let text = text.unwrap_or_else(|| "the worker could not be loaded".to_owned());
        heard(WorkerEvent::Broken(WorkerFailure::Worker(text)));
    });
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    on_error.forget();

    let worker = EndedOnDrop(worker);
    Ok(Line::new(move |call, files| {
        let worker = &worker.0;
        let Some(bytes) = call.to_bytes() else { return };
        let bytes = Uint8Array::from(bytes.as_slice());
        // It may hold what opens the wallet: the only copy goes.
        let moved = Array::of1(&bytes.buffer());
        let parts: Array =
            iter::once::<&JsValue>(bytes.as_ref()).chain(files.iter().map(AsRef::as_ref)).collect();
        // Fails only for values that cannot be cloned, and bytes and files can. A file is not read by that.
        let _ = worker.post_message_with_transfer(&parts, &moved);
    }))
}

/// A worker that ends abruptly when this is dropped, as it would with its tab.
struct EndedOnDrop(Worker);

impl Drop for EndedOnDrop {
    fn drop(&mut self) {
        self.0.terminate();
    }
}

/// Makes out what the worker says. Of one of another build it understands nothing.
pub struct Ear {
    greeting: Greeting,
    build: Cell<BuildMatch>,
}

/// Whether the worker is of the same build as the page.
#[derive(Clone, Copy)]
enum BuildMatch {
    NotYet,
    Same,
    Other,
}

impl Ear {
    /// The ear of a page that greets this way.
    pub fn new(greeting: Greeting) -> Ear {
        Ear { greeting, build: Cell::new(BuildMatch::NotYet) }
    }

    /// Takes what the worker says. The first word is its greeting, and is answered with the page's when both
    /// are the same; messages come as bytes.
    pub fn hear(&self, said: &JsValue, greet: impl FnOnce(&str), hear: &impl Fn(WorkerEvent)) {
        match self.build.get() {
            BuildMatch::NotYet if said.as_string().is_some_and(|first| self.greeting.meets(&first)) => {
                self.build.set(BuildMatch::Same);
                greet(&self.greeting.to_string());
            }
            BuildMatch::NotYet => {
                self.build.set(BuildMatch::Other);
                hear(WorkerEvent::Broken(WorkerFailure::OtherBuild));
            }
            BuildMatch::Same => hear(understood(said)),
            BuildMatch::Other => {}
        }
    }
}

fn understood(said: &JsValue) -> WorkerEvent {
    let bytes = said.dyn_ref::<Uint8Array>().map(|bytes| Zeroizing::new(bytes.to_vec()));
    match bytes.map(|bytes| Message::from_bytes(&bytes)) {
        Some(Ok(message)) => {
            // For people who develop it: what travels cannot be read. No secret is in it.
            #[cfg(debug_assertions)]
            web_sys::console::debug_1(&format!("{message:?}").into());
            WorkerEvent::Message(message)
        }
        Some(Err(Unreadable)) | None => {
            WorkerEvent::Broken(WorkerFailure::Worker("unreadable message of the worker".to_owned()))
        }
    }
}

fn describe(error: JsValue) -> WorkerFailure {
    let error = error.dyn_into::<js_sys::Error>();
    WorkerFailure::Worker(error.map_or_else(|_| "no worker".to_owned(), |e| String::from(e.message())))
}
