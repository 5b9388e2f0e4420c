//! Which copies were seen while looking through services: kept until the tab is closed, because signing in on
//! a service's page leaves this one. No secret is in it.

use js_sys::{Array, JSON};
use lifeboat_messages::{FoundBackup, ServiceKind};
use wasm_bindgen::JsValue;

use super::kept::{number, object, parse, storage, text};
use crate::copies::{self, SeenBackup};

const KEY: &str = "lifeboat.seen";

/// What was seen so far.
pub fn load() -> Vec<SeenBackup> {
    let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    let kept = kept.and_then(|kept| parse(&kept)).map(|kept| Array::from(&kept)).unwrap_or_default();
    kept.iter().filter_map(|copy| read(&Array::from(&copy))).collect()
}

/// A pair of the service and the copy; more of them may have been stored.
fn read(pair: &Array) -> Option<SeenBackup> {
    let name = pair.get(0).as_string()?;
    let copy = pair.get(1);
    Some(SeenBackup {
        service: ServiceKind::ALL.into_iter().find(|kind| kind.row().name == name)?,
        id: text(&copy, "id")?,
        wallet: text(&copy, "wallet")?,
        head: number(&copy, "head")?,
    })
}

fn written(seen: &SeenBackup) -> JsValue {
    let copy = object(&[
        ("id", JsValue::from_str(&seen.id)),
        ("wallet", JsValue::from_str(&seen.wallet)),
        ("head", JsValue::from(seen.head as f64)),
    ]);
    Array::of2(&JsValue::from_str(seen.service.row().name), &copy).into()
}

/// Takes note of what a service holds.
pub fn note(service: ServiceKind, found: &[FoundBackup]) {
    let mut seen = load();
    copies::note(&mut seen, service, found);
    let all: Array = seen.iter().map(written).collect();
    // A browser that keeps nothing compares nothing.
    if let (Some(storage), Ok(text)) = (storage(), JSON::stringify(&all)) {
        let _ = storage.set_item(KEY, &String::from(text));
    }
}

/// The search is over.
pub fn forget() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(KEY);
    }
}
