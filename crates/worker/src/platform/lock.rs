//! One tab owns the wallet: a Web Lock, and a way for another tab to ask for it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Object, Promise, Reflect};
use lifeboat_session::host::{Manner, TabLock};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{BroadcastChannel, MessageEvent};

use super::{BrowserError, call, property, scope};

const NAME: &str = "lifeboat:wallet";
const PLEASE: &str = "please";
const KEPT: &str = "kept";

/// Holding it is the permission to run the node. Given back on drop, and by the browser when the tab dies.
pub struct WebLock {
    release: js_sys::Function,
}

impl TabLock for WebLock {}

impl Drop for WebLock {
    fn drop(&mut self) {
        let _ = self.release.call0(&JsValue::NULL);
    }
}

/// Takes the lock, or does not: `None`. `on_taken_away`: another tab took it by force.
pub async fn take(
    manner: Manner,
    on_taken_away: impl FnOnce() + 'static,
) -> Result<Option<WebLock>, BrowserError> {
    let locks = property(&scope()?.navigator(), "locks").ok_or(BrowserError::Lacks)?;
    let options = Object::new();
    match manner {
        Manner::IfFree => Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE)?,
        Manner::ByForce => Reflect::set(&options, &"steal".into(), &JsValue::TRUE)?,
        Manner::Within(ms) => {
            Reflect::set(&options, &"signal".into(), web_sys::AbortSignal::timeout_with_u32(ms).as_ref())?
        }
    };
    // The browser holds the lock as long as the promise that our callback returns is open.
    let release = Rc::new(RefCell::new(None));
    let request = Rc::new(RefCell::new(None));
    let granted = Promise::new(&mut |granted, refused| {
        let (release, waited_for) = (release.clone(), granted.clone());
        let callback = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            if lock.is_null() || lock.is_undefined() {
                let _ = granted.call1(&JsValue::NULL, &JsValue::FALSE);
                return JsValue::UNDEFINED;
            }
            let held = Promise::new(&mut |done, _| *release.borrow_mut() = Some(done));
            let _ = granted.call1(&JsValue::NULL, &JsValue::TRUE);
            held.into()
        });
        match call(&locks, "request", &[NAME.into(), options.clone().into(), callback]) {
            Ok(promise) => *request.borrow_mut() = Some((Promise::from(promise), waited_for)),
            Err(error) => {
                let _ = refused.call1(&JsValue::NULL, &error);
            }
        }
    });
    let asked = request.borrow_mut().take();
    if let Some((request, waited_for)) = asked {
        spawn_local(async move {
            if JsFuture::from(request).await.is_err() {
                // Before it was granted: waited for long enough. After it: taken away.
                let _ = waited_for.call1(&JsValue::NULL, &JsValue::FALSE);
                on_taken_away();
            }
        });
    }
    let got = JsFuture::from(granted).await?.is_truthy();
    let release = release.borrow_mut().take();
    Ok(release.filter(|_| got).map(|release| WebLock { release }))
}

thread_local! {
    /// Where tabs ask each other. A worker has one end of it alone: it does not hear what it says itself.
    static CHANNEL: Option<BroadcastChannel> = BroadcastChannel::new(NAME).ok();
    /// Told when the other tab keeps the lock.
    static ON_KEPT: RefCell<Option<Box<dyn Fn()>>> = RefCell::default();
}

/// Asks the tab that holds the lock to give it back. `on_kept`: that tab says that it does not.
pub fn ask(on_kept: Box<dyn Fn()>) {
    ON_KEPT.set(Some(on_kept));
    say(PLEASE);
}

/// Tells the tabs that have asked for the lock that this one keeps it.
pub fn keep() {
    say(KEPT);
}

fn say(word: &str) {
    CHANNEL.with(|channel| channel.as_ref().map(|channel| channel.post_message(&word.into())));
}

/// Calls back when another tab asks for the lock.
pub fn on_asked(handle: impl Fn() + 'static) -> Result<(), BrowserError> {
    let closure = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        match event.data().as_string().as_deref() {
            Some(PLEASE) => handle(),
            Some(KEPT) => {
                if let Some(on_kept) = ON_KEPT.take() {
                    on_kept();
                }
            }
            _ => {}
        }
    });
    CHANNEL.with(|channel| {
        let channel = channel.as_ref().ok_or(BrowserError::Lacks)?;
        channel.set_onmessage(Some(closure.as_ref().unchecked_ref()));
        Ok::<_, BrowserError>(())
    })?;
    closure.forget();
    Ok(())
}
