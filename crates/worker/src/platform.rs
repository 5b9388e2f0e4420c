//! What the browser gives a worker: time, messages, locks, sockets, keys.

pub mod clock;
pub mod device_key;
pub mod fetch;
pub mod lock;
pub mod port;
pub mod socket;

use wasm_bindgen::{JsCast, JsValue};

/// The worker's own global object.
pub fn scope() -> Result<web_sys::DedicatedWorkerGlobalScope, JsValue> {
    js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>().map_err(JsValue::from)
}

/// A property, or `None` when it is missing or undefined.
pub fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    js_sys::Reflect::get(of, &JsValue::from_str(name))
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}

/// Calls a method that the bindings do not know.
pub fn call(of: &JsValue, method: &str, args: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: js_sys::Function = property(of, method).ok_or(JsValue::NULL)?.dyn_into()?;
    function.apply(of, &args.iter().collect())
}
