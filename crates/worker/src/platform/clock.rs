//! The browser's clock.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{call, scope};

/// Unix ms.
pub fn now_ms() -> u64 {
    // Positive and far below 2^53.
    js_sys::Date::now().max(0.0) as u64
}

/// Comes back after this many ms, or later when the page is hidden.
pub async fn sleep(ms: u64) {
    let promise = Promise::new(&mut |resolve, _| {
        if let Ok(scope) = scope() {
            let _ = call(&scope, "setTimeout", &[resolve.into(), JsValue::from_f64(ms as f64)]);
        }
    });
    let _ = JsFuture::from(promise).await;
}
