//! Effects and tasks. Leptos and the browser's bindings compile theirs again for each closure; these are compiled
//! once.

use std::pin::Pin;

use leptos::prelude::Effect;

/// Runs this now, and again whenever a signal changes that it has read.
pub fn effect(run: impl FnMut() + 'static) {
    follow(Box::new(run));
}

/// An effect that is told what it gave the last time.
pub fn effect_after<T: 'static>(mut run: impl FnMut(Option<T>) -> T + 'static) {
    let mut before = None;
    effect(move || before = Some(run(before.take())));
}

fn follow(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_: Option<()>| run());
}

/// Runs a task to its end, beside everything else.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    let task: Pin<Box<dyn Future<Output = ()>>> = Box::pin(task);
    wasm_bindgen_futures::spawn_local(task);
}
