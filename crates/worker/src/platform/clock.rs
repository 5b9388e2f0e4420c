//! The browser's clock.

use async_trait::async_trait;
use js_sys::Promise;
use lifeboat_backup::Clock;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{call, property, scope};
use crate::timer::pieces;

/// It, for this device's store.
pub struct BrowserClock;

#[async_trait(?Send)]
impl Clock for BrowserClock {
    fn now_ms(&self) -> u64 {
        now_ms()
    }

    async fn sleep(&self, ms: u64) {
        sleep(ms).await;
    }
}

/// Unix ms.
pub fn now_ms() -> u64 {
    // Positive and far below 2^53.
    js_sys::Date::now().max(0.0) as u64
}

/// Milliseconds since this worker began, by a monotonic clock, for intervals. Stands still while the device
/// sleeps.
pub fn instant_ms() -> u64 {
    let since = scope()
        .ok()
        .and_then(|scope| property(scope.as_ref(), "performance"))
        .and_then(|performance| call(&performance, "now", &[]).ok().and_then(|now| now.as_f64()));
    // Every browser with workers has it.
    since.map_or_else(now_ms, |since| since.max(0.0) as u64)
}

/// Comes back after this many ms, or later when the page is hidden.
pub async fn sleep(ms: u64) {
    for piece in pieces(ms) {
        timeout(piece).await;
    }
}

async fn timeout(ms: u32) {
    let promise = Promise::new(&mut |resolve, _| {
        if let Ok(scope) = scope() {
            let _ = call(&scope, "setTimeout", &[resolve.into(), JsValue::from_f64(ms.into())]);
        }
    });
    let _ = JsFuture::from(promise).await;
}
