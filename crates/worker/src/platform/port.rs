//! The line to the page: greetings as text, then messages as bytes; files of the user beside a call.

use async_trait::async_trait;
use js_sys::{Array, Promise, Uint8Array};
use lifeboat_messages::{Call, Greeting, Message};
use lifeboat_session::host::UserFile;
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::JsFuture;
use zeroize::Zeroizing;

use super::{BrowserError, property, scope};

/// Where the build's loader says which build this is.
const BUILD: &str = "lifeboatBuild";

/// Says which build this is, and waits until the page has said the same. To a page of another build this worker says no
/// more than that, and does nothing.
///
/// # Errors
/// This is no dedicated worker.
pub async fn meet() -> Result<(), BrowserError> {
    let scope = scope()?;
    let build = property(scope.as_ref(), BUILD).and_then(|build| build.as_string());
    let ours = Greeting::of(&build.unwrap_or_default());
    let word = JsValue::from_str(&ours.to_string());
    let met = Promise::new(&mut |met: js_sys::Function, _| {
        let ours = ours.clone();
        let hear = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            if event.data().as_string().is_some_and(|first| ours.meets(&first)) {
                let _ = met.call0(&JsValue::NULL);
            }
        });
        scope.set_onmessage(Some(hear.into_js_value().unchecked_ref()));
    });
    scope.post_message(&word)?;
    JsFuture::from(met).await?;
    Ok(())
}

/// Hands every call of the page to `handle`, from now on and for the worker's whole life.
pub fn listen(handle: impl Fn(Call, Vec<Box<dyn UserFile>>) + 'static) -> Result<(), BrowserError> {
    let closure = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        let Ok(parts) = event.data().dyn_into::<Array>() else { return };
        let Ok(bytes) = parts.get(0).dyn_into::<Uint8Array>() else { return };
        // It may hold what opens the wallet, and nothing else has it.
        let call = Call::from_bytes(&Zeroizing::new(bytes.to_vec()));
        bytes.fill(0, 0, bytes.length());
        if let Ok(call) = call {
            handle(call, parts.iter().filter_map(file).collect());
        }
    });
    scope()?.set_onmessage(Some(closure.as_ref().unchecked_ref()));
    closure.forget();
    Ok(())
}

fn file(part: JsValue) -> Option<Box<dyn UserFile>> {
    Some(Box::new(File(part.dyn_into().ok()?)))
}

/// A file of the browser's.
struct File(web_sys::File);

#[async_trait(?Send)]
impl UserFile for File {
    fn size(&self) -> u64 {
        // Whole, positive and far below 2^53.
        self.0.size().max(0.0) as u64
    }

    async fn read(&self) -> Option<Vec<u8>> {
        let bytes = JsFuture::from(self.0.array_buffer()).await.ok()?;
        Some(Uint8Array::new(&bytes).to_vec())
    }
}

/// Sends the page a message.
pub fn send(message: &Message) {
    if let (Ok(scope), Some(bytes)) = (scope(), message.to_bytes()) {
        let bytes = Uint8Array::from(bytes.as_slice());
        // It may hold the recovery phrase: the only copy goes.
        let _ = scope.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
    }
}
