//! What the browser gives a worker: time, messages, locks, sockets, keys.

pub mod clock;
pub mod device_key;
pub mod device_store;
pub mod file;
pub mod host;
pub mod lock;
pub mod port;
pub mod socket;

use lifeboat_messages::Problem;
use wasm_bindgen::{JsCast, JsValue};

/// What the browser does not do for this page.
pub enum BrowserError {
    /// It does not have it: too old, Lockdown Mode, or an address without https.
    Lacks,
    /// It has it and refuses, as it does where it keeps no data.
    Refused,
}

impl BrowserError {
    /// The problem as the page explains it.
    pub fn problem(self) -> Problem {
        match self {
            BrowserError::Lacks => Problem::BrowserLacks,
            BrowserError::Refused => Problem::StorageRefused,
        }
    }
}

impl From<JsValue> for BrowserError {
    fn from(_: JsValue) -> BrowserError {
        BrowserError::Refused
    }
}

/// The worker's own global object.
///
/// # Errors
/// This is no dedicated worker.
pub fn scope() -> Result<web_sys::DedicatedWorkerGlobalScope, BrowserError> {
    js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>().map_err(|_| BrowserError::Lacks)
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
