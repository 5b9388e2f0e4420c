//! Screenshots of every screen, on a phone and on a desk.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::path::PathBuf;

use serde_json::json;

use super::Device;
use crate::browser::Browser;
use crate::processes::root;

/// A small phone.
pub const PHONE: u32 = 375;
/// A laptop.
const DESK: u32 = 1280;
const HEIGHT: u32 = 812;

/// Where the screenshots of a device go, and which there are.
pub struct Shots {
    folder: PathBuf,
    device: String,
    next: Cell<u32>,
    taken: RefCell<HashSet<String>>,
}

impl Shots {
    pub(super) fn new(browser: Browser, device: &str) -> Shots {
        let folder = root().join("target/screens").join(browser.name());
        std::fs::create_dir_all(&folder).unwrap();
        Shots { folder, device: device.to_owned(), next: Cell::new(1), taken: RefCell::default() }
    }
}

/// Makes the page so wide. Firefox has a least width, and then gets that.
pub(super) async fn set_width(device: &Device, width: u32) {
    let driver = device.driver();
    match device.browser {
        Browser::Chromium => {
            let metrics =
                json!({ "width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": false });
            driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await.unwrap();
        }
        Browser::Firefox => {
            driver.set_window_rect(0, 0, width, HEIGHT + 85).await.unwrap();
        }
    }
}

impl Device {
    /// Keeps a picture of the screen at both widths, the first time it is seen under this name.
    pub async fn shoot(&self, name: &str) {
        if !self.shots.taken.borrow_mut().insert(name.to_owned()) {
            return;
        }
        let number = self.shots.next.replace(self.shots.next.get() + 1);
        for width in [DESK, PHONE] {
            set_width(self, width).await;
            let width = self.width().await.unwrap_or(width.into());
            let file = format!("{}-{number:02}-{name}-{width}.png", self.shots.device);
            self.driver().screenshot(&self.shots.folder.join(file)).await.unwrap();
        }
    }

    /// What the page really has.
    async fn width(&self) -> Option<u64> {
        self.driver().execute("return innerWidth", Vec::new()).await.ok()?.json().as_u64()
    }

    /// A picture for the report of a failure.
    pub(super) async fn shoot_failure(&self) -> PathBuf {
        let file = self.shots.folder.join(format!("{}-failure.png", self.shots.device));
        self.driver().screenshot(&file).await.ok();
        file
    }
}
