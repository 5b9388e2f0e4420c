//! A refusal as an `Error` of JavaScript.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use super::plain;
use crate::error::ModuleError;

impl From<ModuleError> for JsValue {
    fn from(error: ModuleError) -> JsValue {
        let made = js_sys::Error::new(&error.message);
        made.set_name(&error.name);
        let set = |name: &str, value: JsValue| {
            let _ = Reflect::set(&made, &name.into(), &value);
        };
        set("remedy", error.remedy.name().into());
        if let Some(reason) = &error.reason {
            set("reason", reason.as_str().into());
        }
        if let Some(by) = &error.by {
            set("by", plain::author(by));
        }
        if let Some(position) = error.position {
            set("position", position.into());
        }
        made.into()
    }
}
