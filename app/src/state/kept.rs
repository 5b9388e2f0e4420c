//! What is kept until the tab is closed, as JSON that the browser reads.

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::JsValue;

/// Where; `None` in a browser that keeps nothing.
pub fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// What was kept, if it is JSON.
pub fn parse(kept: &str) -> Option<JsValue> {
    JSON::parse(kept).ok()
}

/// A text in an object.
pub fn text(of: &JsValue, name: &str) -> Option<String> {
    Reflect::get(of, &JsValue::from_str(name)).ok()?.as_string()
}

/// A whole number in an object.
pub fn number(of: &JsValue, name: &str) -> Option<u64> {
    let number = Reflect::get(of, &JsValue::from_str(name)).ok()?.as_f64()?;
    // The cast cuts what is beyond, and no such number was written.
    Some(number as u64)
}

/// An object of these.
pub fn object(pairs: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        // Fails only for what is no object, or a frozen one.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}
