//! Which copies were seen while looking through services: kept until the tab is closed, because signing in on a service's
//! page leaves this one. No secret is in it.

use lifeboat_messages::{FoundBackup, ServiceKind};

use crate::copies::{self, SeenBackup};

const KEY: &str = "lifeboat.seen";

/// What was seen so far.
pub fn load() -> Vec<SeenBackup> {
    let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Takes note of what a service holds.
pub fn note(service: ServiceKind, found: &[FoundBackup]) {
    let mut seen = load();
    copies::note(&mut seen, service, found);
    // A browser that keeps nothing compares nothing.
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&seen)) {
        let _ = storage.set_item(KEY, &text);
    }
}

/// The search is over.
pub fn forget() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(KEY);
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}
