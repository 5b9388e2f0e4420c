//! The doubles of the cloud services, and a person who signs in there.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::device::Device;
use crate::processes::{Process, program};
use crate::steps::{PIN, WALLET};
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
}

/// Dropbox.
pub const DROPBOX: Service =
    Service { key: "dropbox", double: "dropbox", row: ids::SERVICE_DROPBOX, name: "Dropbox" };
/// OneDrive.
pub const ONE_DRIVE: Service =
    Service { key: "oneDrive", double: "microsoft", row: ids::SERVICE_ONE_DRIVE, name: "OneDrive" };
/// Google Drive.
pub const GOOGLE: Service =
    Service { key: "googleDrive", double: "google", row: ids::SERVICE_GOOGLE_DRIVE, name: "Google Drive" };

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
    pub fn services(&self) -> Value {
        let mut services = json!({});
        for service in [DROPBOX, ONE_DRIVE, GOOGLE] {
            let double = &self.ready[service.double];
            if double.is_null() {
                continue;
            }
            let api = if double["graph"].is_string() { &double["graph"] } else { &double["api"] };
            let mut endpoints = json!({});
            let given = [
                ("authorize", &double["authorize"]),
                ("token", &double["token"]),
                ("revoke", &double["revoke"]),
                ("api", api),
                ("content", &double["content"]),
            ];
            for (name, value) in given.into_iter().filter(|(_, value)| value.is_string()) {
                endpoints[name] = value.clone();
            }
            let mut registered = json!({ "clientId": double["client_id"], "endpoints": endpoints });
            if double["app_folder"].is_string() {
                registered["appFolder"] = double["app_folder"].clone();
            }
            services[service.key] = registered;
        }
        services
    }

    /// What the double says of itself.
    pub fn described(&self, service: Service) -> &Value {
        &self.ready[service.double]
    }

    /// Tells the double something.
    pub async fn control(&self, service: Service, what: &str, body: Value) -> Value {
        let base = self.ready[service.double]["base"].as_str().expect("an address");
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
    device.shoot(&format!("{leave}-{}", service.key)).await;
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

/// Waits until home says that everything is saved, beyond this position. Gives the new one.
pub async fn saved(device: &Device, after: Option<u64>, service: Service) -> u64 {
    device.screen("home").await;
    let root = device
        .until("everything saved", |root| {
            root.saved_position().is_some_and(|position| after.is_none_or(|before| position > before))
        })
        .await;
    device
        .wait("the line on home", PATIENCE, async || {
            device.text(ids::BACKUP_LINE).await.contains(service.name).then_some(())
        })
        .await;
    root.saved_position().unwrap()
}

/// B1 to B8 over the service's own page; first the person says no there.
pub async fn back_up(device: &Device, service: Service) {
    device.screen("home").await;
    device.wait("the prompt", PATIENCE, async || device.has(ids::PROMPT_SHEET).await.then_some(())).await;
    device.click(ids::PROMPT_BACK_UP).await;
    device.screen("backup-intro").await;
    device.click(ids::BACKUP_INTRO_CONTINUE).await;
    device.screen("backup-pin").await;
    device.tap_pin(PIN).await;
    device.click(ids::PIN_CONTINUE).await;
    device.screen("backup-verify").await;
    device.type_pin(PIN).await;
    leave_for(device, service, "backup-service", "backup-leave", "deny").await;
    device.attr_is(ids::SERVICE_PROBLEM, "data-problem", "signInCancelled").await;
    device.shoot("backup-service-cancelled").await;
    // The PIN was not asked for again: it came back with the answer.
    leave_for(device, service, "backup-service", "backup-leave", "approve").await;
    device.passing("backup-saving", "backup-done").await;
    device.screen("backup-done").await;
    let file = device.text(ids::DONE_FILE).await;
    assert!(file.contains(&format!("BitcoinWalletBackup_{WALLET}")), "{file}");
    leaves_nothing_behind(device).await;
    device.click(ids::DONE_CONTINUE).await;
    device.screen("home").await;
}

/// R1 to R5 over the service's own page. Gives the balance that was shown, msat.
pub async fn restore(device: &Device, service: Service) -> u64 {
    device.screen("welcome").await;
    device.click(ids::WELCOME_RESTORE).await;
    device.screen("restore").await;
    device.click(ids::RESTORE_FROM_CLOUD).await;
    leave_for(device, service, "restore-service", "restore-leave", "approve").await;
    device.screen("restore-found").await;
    leaves_nothing_behind(device).await;
    device.click_by(&format!(".{}[data-name=\"{WALLET}\"]", ids::FOUND_ROW)).await;
    device.screen("restore-pin").await;
    device.tap_pin(PIN).await;
    device.click(ids::PIN_CONTINUE).await;
    device.passing("restore-steps", "restored").await;
    device.screen("restored").await;
    let balance = device.attr(ids::RESTORED_BALANCE, "data-msat").await.parse().unwrap();
    device.click(ids::RESTORED_CONTINUE).await;
    device.screen("home").await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
    balance
}
