//! Plain objects of JavaScript, to and fro.

use js_sys::{Array, Map, Object, Reflect, Uint8Array};
use lifeboat_backup::{Author, Batch, Channels, FoundWallet, Obstacle, State, Status};
use wasm_bindgen::{JsCast, JsValue};

use crate::error::{ModuleError, variant};

/// An object of these fields; what is `undefined` is left out.
fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let made = Object::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_undefined()) {
        // It is no frozen object, and no proxy.
        let _ = Reflect::set(&made, &(*name).into(), value);
    }
    made.into()
}

fn ms(ms: u64) -> JsValue {
    JsValue::from_f64(ms as f64)
}

/// Who wrote.
pub fn author(by: &Author) -> JsValue {
    object(&[("device", by.device.as_str().into()), ("atMs", ms(by.at_ms))])
}

/// The status.
pub fn status(status: &Status) -> JsValue {
    let waits = |kind: &str, since: JsValue, why: &Obstacle| {
        let told = ModuleError::from(why.clone());
        let why = told.reason.as_ref().unwrap_or(&told.name).as_str().into();
        object(&[
            ("kind", kind.into()),
            ("sinceMs", since),
            ("why", why),
            ("remedy", told.remedy.name().into()),
        ])
    };
    match status {
        Status::Off => object(&[("kind", "off".into())]),
        Status::Checking => object(&[("kind", "checking".into())]),
        Status::Saving => object(&[("kind", "saving".into())]),
        Status::Saved { at_ms, position } => {
            object(&[("kind", "saved".into()), ("atMs", ms(*at_ms)), ("position", (*position).into())])
        }
        Status::Waiting { since_ms, why } => waits("waiting", ms(*since_ms), why),
        Status::Paused { why } => waits("paused", JsValue::UNDEFINED, why),
        Status::Fenced { by } => {
            let by = author(by);
            object(&[("kind", "fenced".into()), ("by", by)])
        }
    }
}

/// A backup that was found.
pub fn found(wallet: &FoundWallet) -> JsValue {
    let (state, problem) = match &wallet.channels {
        Channels::Complete => ("complete", None),
        Channels::NoChannelState => ("noChannelState", None),
        Channels::Empty => ("empty", None),
        Channels::Unusable(fault) => ("unusable", Some(variant(fault))),
        Channels::Unread(error) => ("unread", Some(variant(error))),
    };
    object(&[
        ("folder", wallet.folder.folder_name().into()),
        ("name", wallet.name.as_str().into()),
        ("state", state.into()),
        ("problem", problem.map_or(JsValue::UNDEFINED, JsValue::from)),
        ("modifiedMs", wallet.modified_ms.map_or(JsValue::UNDEFINED, ms)),
        ("head", wallet.head.map_or(JsValue::UNDEFINED, JsValue::from)),
        ("ended", wallet.ended.is_some().into()),
        ("secondCopy", wallet.second_copy.into()),
    ])
}

/// A state, as a map from keys to bytes.
pub fn state(state: &State) -> JsValue {
    let map = Map::new();
    for (key, value) in state.iter() {
        map.set(&key.into(), &Uint8Array::from(value));
    }
    map.into()
}

/// Changes, in their order.
///
/// # Errors
/// `Change`: one of them is none.
pub fn batch(changes: &JsValue) -> Result<Batch, ModuleError> {
    let wrong = || ModuleError::of_caller("Change", "a change is a key and a Uint8Array, or null");
    let changes = changes.dyn_ref::<Array>().ok_or_else(wrong)?;
    let mut batch = Batch::new();
    for change in changes.iter() {
        let change: Array = change.dyn_into().map_err(|_| wrong())?;
        let key = change.get(0).as_string().ok_or_else(wrong)?;
        let value = change.get(1);
        match value.dyn_ref::<Uint8Array>() {
            Some(bytes) => batch.put(key, bytes.to_vec()),
            None if value.is_null() => batch.delete(key),
            None => return Err(wrong()),
        }
    }
    Ok(batch)
}
