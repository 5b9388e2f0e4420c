//! The doubles of the cloud services, and a person who signs in there.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::device::Device;
use crate::processes::{Process, program};
use crate::steps::PIN;
use crate::world::Google;
use crate::{PATIENCE, ids, poll};

/// All doubles, until the end of the test.
pub struct Clouds {
    _process: Process,
    ready: Value,
}

/// A service that one signs in to on its own page.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// In `config.json`.
    pub key: &'static str,
    /// What the doubles call it.
    pub double: &'static str,
    /// The row in the list.
    pub row: &'static str,
    /// As the page says it.
    pub name: &'static str,
    /// Whose the double takes us for.
    pub account: &'static str,
    /// What the link to the folder begins with.
    pub link: &'static str,
}

/// The button of the doubles' pages.
pub const APPROVE: &str = "approve";
/// The other one.
pub const DENY: &str = "deny";

/// Dropbox.
pub const DROPBOX: Service = Service {
    key: "dropbox",
    double: "dropbox",
    row: ids::SERVICE_DROPBOX,
    name: "Dropbox",
    account: "samantha@example.com",
    link: "https://www.dropbox.com/home/",
};
/// OneDrive.
pub const ONE_DRIVE: Service = Service {
    key: "oneDrive",
    double: "microsoft",
    row: ids::SERVICE_ONE_DRIVE,
    name: "OneDrive",
    account: "samantha@example.com",
    link: "https://",
};
/// Google Drive.
pub const GOOGLE: Service = Service {
    key: "googleDrive",
    double: "google",
    row: ids::SERVICE_GOOGLE_DRIVE,
    name: "Google Drive",
    account: "samantha@example.com",
    link: "https://drive.google.com/drive/folders/",
};

/// Apple iCloud.
pub const ICLOUD: Service = Service {
    key: "iCloud",
    double: "cloudkit",
    row: ids::SERVICE_ICLOUD,
    name: "Apple iCloud",
    account: "samantha@example.com",
    // Nothing to be seen, so nothing to link to.
    link: "",
};

impl Clouds {
    /// Starts them; the page's callback is registered with all.
    pub async fn start(page: &str, log: &Path) -> Clouds {
        let mut command = Command::new(program("lifeboat-clouds"));
        command.arg(format!("{page}/oauth/callback"));
        let mut process = Process::start(&mut command, log);
        let ready = poll(PATIENCE, async || {
            process.must_run();
            let said = process.said();
            let line = said.lines().find_map(|line| line.strip_prefix("ready "))?.to_owned();
            serde_json::from_str(&line).ok()
        })
        .await
        .expect("the doubles start");
        Clouds { _process: process, ready }
    }

    /// For `config.json`: everything is registered, at the doubles' addresses.
    pub fn services(&self, google: Google) -> Value {
        let mut services = lifeboat_clouds::all::services(&self.ready);
        if google == Google::Broker {
            services[GOOGLE.key]["brokerUrl"] = json!("/oauth/google/token");
        }
        services
    }

    /// What the double says of itself.
    pub fn described(&self, service: Service) -> &Value {
        self.said(service.double)
    }

    /// What the double of this name says of itself.
    pub fn said(&self, double: &str) -> &Value {
        &self.ready[double]
    }

    /// The latest requests that the double has seen.
    pub async fn log(&self, service: Service) -> Value {
        let base = self.ready[service.double]["base"].as_str().expect("an address");
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        http.get(format!("{base}/control/log")).send().await.unwrap().json().await.unwrap()
    }

    /// From here on the log begins anew.
    pub async fn forget_log(&self, service: Service) {
        let base = self.ready[service.double]["base"].as_str().expect("an address");
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        http.delete(format!("{base}/control/log")).send().await.unwrap();
    }

    /// Tells the double something.
    pub async fn control(&self, service: Service, what: &str, body: Value) -> Value {
        self.tell(service.double, what, body).await
    }

    /// Tells the double of this name something.
    pub async fn tell(&self, double: &str, what: &str, body: Value) -> Value {
        let base = self.ready[double]["base"].as_str().expect("an address");
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = http.post(format!("{base}/control/{what}")).json(&body).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{what}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }
}

/// B5 with the service's row, B6, and its own page; there, this button.
pub async fn leave_for(device: &Device, service: Service, list: &str, leave: &str, button: &str) {
    device.screen(list).await;
    device.click(service.row).await;
    device.screen(leave).await;
    device.click(ids::SIGN_IN_GO).await;
    decide(device, leave, button).await;
}

/// On the service's page. Some let whoever has consented before through at once.
pub async fn decide(device: &Device, leave: &str, button: &str) {
    let there = device
        .wait("the service's page", PATIENCE, async || {
            if device.has(button).await {
                return Some(true);
            }
            let screen = device.root().await.screen;
            (!screen.is_empty() && screen != leave && screen != "starting").then_some(false)
        })
        .await;
    if there {
        device.shoot("consent").await;
        device.click(button).await;
    }
}

/// Nothing of the sign-in stands where a person or another page could find it.
pub async fn leaves_nothing_behind(device: &Device) {
    let address = device.evaluate("return location.href").await;
    let address = address.as_str().unwrap_or_default();
    assert!(
        !address.contains("code=") && !address.contains("token=") && !address.contains("state="),
        "{address}"
    );
    let kept = device.evaluate("return JSON.stringify([{...sessionStorage}, {...localStorage}])").await;
    let kept = kept.as_str().unwrap_or_default();
    assert!(!kept.contains("code=") && !kept.contains("access_token") && !kept.contains(PIN), "{kept}");
}
