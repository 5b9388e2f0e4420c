//! What the browser keeps for the page, and what becomes of it by the browser's own hand. Chromium only: it
//! is asked by its own protocol.

use serde_json::{Value, json};

use super::Device;
use crate::browser::Browser;

impl Device {
    /// Gives the page so much room, in bytes; `None`: as much as there is.
    pub async fn set_room(&self, bytes: Option<u64>) {
        let mut asked = json!({ "origin": self.url });
        if let Some(bytes) = bytes {
            asked["quotaSize"] = bytes.into();
        }
        self.ask_chromium("Storage.overrideQuotaForOrigin", asked).await;
    }

    /// Clears everything that the page has kept, as "delete cookies and site data" does, while it runs.
    pub async fn clear_data(&self) {
        let asked = json!({ "origin": self.url, "storageTypes": "all" });
        self.ask_chromium("Storage.clearDataForOrigin", asked).await;
    }

    /// Freezes the page with its worker, as a browser does with a tab that nobody looks at, or goes on with it.
    pub async fn set_frozen(&self, frozen: bool) {
        let state = if frozen { "frozen" } else { "active" };
        self.ask_chromium("Page.setWebLifecycleState", json!({ "state": state })).await;
    }

    /// Has the browser give back what the page no longer needs, as it does when memory is short.
    pub async fn collect_garbage(&self) {
        self.ask_chromium("HeapProfiler.collectGarbage", json!({})).await;
        self.ask_chromium("Memory.simulatePressureNotification", json!({ "level": "critical" })).await;
    }

    async fn ask_chromium(&self, command: &str, asked: Value) {
        assert_eq!(self.browser, Browser::Chromium, "{command} is Chromium's own");
        self.driver().cdp().send_raw(command, asked).await.unwrap();
    }
}
