//! One tab owns the wallet: a Web Lock, and a way for another tab to ask for it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{BrowserError, call, property, scope};

const NAME: &str = "lifeboat:wallet";
const PLEASE: &str = "please";

/// Holding it is the permission to run the node. Given back on drop, and by the browser when the tab dies.
pub struct TabLock {
    release: js_sys::Function,
}

impl Drop for TabLock {
    fn drop(&mut self) {
        let _ = self.release.call0(&JsValue::NULL);
    }
}

/// Takes the lock if no other tab has it.
pub async fn try_take() -> Result<Option<TabLock>, BrowserError> {
    take(true).await
}

/// Waits for it.
pub async fn wait() -> Result<Option<TabLock>, BrowserError> {
    take(false).await
}

async fn take(if_available: bool) -> Result<Option<TabLock>, BrowserError> {
    let locks = property(&scope()?.navigator(), "locks").ok_or(BrowserError::Lacks)?;
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &if_available.into())?;
    // The browser holds the lock as long as the promise that our callback returns is open.
    let release = Rc::new(RefCell::new(None));
    let granted = Promise::new(&mut |granted, refused| {
        let release = release.clone();
        let callback = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            if lock.is_null() || lock.is_undefined() {
                let _ = granted.call1(&JsValue::NULL, &JsValue::FALSE);
                return JsValue::UNDEFINED;
            }
            let held = Promise::new(&mut |done, _| *release.borrow_mut() = Some(done));
            let _ = granted.call1(&JsValue::NULL, &JsValue::TRUE);
            held.into()
        });
        if let Err(error) = call(&locks, "request", &[NAME.into(), options.clone().into(), callback]) {
            let _ = refused.call1(&JsValue::NULL, &error);
        }
    });
    let got = JsFuture::from(granted).await?.is_truthy();
    let release = release.borrow_mut().take();
    Ok(release.filter(|_| got).map(|release| TabLock { release }))
}

/// Asks the tab that holds the lock to give it back.
pub fn ask() {
    if let Ok(channel) = web_sys::BroadcastChannel::new(NAME) {
        let _ = channel.post_message(&PLEASE.into());
        channel.close();
    }
}

/// Calls back when another tab asks for the lock.
pub fn on_asked(handle: impl Fn() + 'static) -> Result<(), BrowserError> {
    let channel = web_sys::BroadcastChannel::new(NAME)?;
    let closure = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        if event.data().as_string().as_deref() == Some(PLEASE) {
            handle();
        }
    });
    channel.set_onmessage(Some(closure.as_ref().unchecked_ref()));
    closure.forget();
    // The channel lives as long as the worker.
    std::mem::forget(channel);
    Ok(())
}
