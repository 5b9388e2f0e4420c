//! The clock of a page or a worker.

use std::rc::Rc;

use async_trait::async_trait;
use js_sys::{Function, Promise, Reflect};
use lifeboat_backup::Clock;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A browser keeps a timer's ms in 32 bits with a sign; more comes back at once.
const LONGEST_MS: u64 = i32::MAX as u64;

struct JsClock;

/// The clock.
pub fn clock() -> Rc<dyn Clock> {
    Rc::new(JsClock)
}

#[async_trait(?Send)]
impl Clock for JsClock {
    #[allow(clippy::disallowed_methods, reason = "this module is the shell for JavaScript")]
    fn now_ms(&self) -> u64 {
        // Positive and far below 2^53.
        js_sys::Date::now().max(0.0) as u64
    }

    async fn sleep(&self, ms: u64) {
        let mut left = ms;
        loop {
            let piece = left.min(LONGEST_MS);
            timeout(piece).await;
            left -= piece;
            if left == 0 {
                return;
            }
        }
    }
}

/// The same in a page and in a worker. An environment without timers waits for nothing.
async fn timeout(ms: u64) {
    let promise = Promise::new(&mut |resolve, _| {
        let timer = Reflect::get(&js_sys::global(), &"setTimeout".into());
        let timer = timer.and_then(|timer| timer.dyn_into::<Function>());
        let set = timer.and_then(|timer| {
            timer.call2(&js_sys::global(), resolve.as_ref(), &JsValue::from_f64(ms as f64))
        });
        if set.is_err() {
            let _ = resolve.call0(&JsValue::NULL);
        }
    });
    let _ = JsFuture::from(promise).await;
}
