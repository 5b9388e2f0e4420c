//! The package for other wallets, from its tarball, in browsers that have never seen it.

#![allow(clippy::unwrap_used)]

use lifeboat_e2e::browser::{Browser, Running};
use lifeboat_e2e::site::{Site, SiteStorage, USER};
use lifeboat_e2e::steps::WALLET;
use lifeboat_e2e::world::PASSWORD;
use lifeboat_e2e::{PATIENCE, poll};
use tempfile::TempDir;
use thirtyfour::prelude::*;

/// A browser of its own, with the example page.
struct Example {
    browser: Running,
    _dir: TempDir,
}

impl Example {
    async fn open(browser: Browser, site: &Site, storage: &SiteStorage) -> Example {
        let dir = tempfile::tempdir().unwrap();
        let profile = dir.path().join("profile");
        std::fs::create_dir(&profile).unwrap();
        let browser = Running::start(browser, &profile, &dir.path().join("browser.log")).await;
        let example = Example { browser, _dir: dir };
        example.load(site, storage).await;
        example
    }

    async fn load(&self, site: &Site, storage: &SiteStorage) {
        self.browser.driver.goto(format!("{}/example/", site.url())).await.unwrap();
        let fields = [("address", storage.url()), ("user", USER.into()), ("password", PASSWORD.into())];
        for (id, text) in fields.into_iter().chain([("name", WALLET.into())]) {
            let field = self.element(id).await;
            field.clear().await.unwrap();
            field.send_keys(text).await.unwrap();
        }
        let ready =
            poll(PATIENCE, async || self.element("create").await.is_enabled().await.ok()?.then_some(()));
        ready.await.unwrap_or_else(|| panic!("the module does not start: {}", self.browser.said()));
    }

    async fn element(&self, id: &str) -> WebElement {
        self.browser.driver.find(By::Id(id)).await.unwrap()
    }

    async fn text(&self, id: &str) -> String {
        self.element(id).await.text().await.unwrap()
    }

    /// Presses a button, and gives the lines that come of it, up to the one that begins so.
    async fn press(&self, id: &str, last: &str) -> Vec<String> {
        let before = self.lines().await.len();
        self.element(id).await.click().await.unwrap();
        let said = poll(PATIENCE, async || {
            let lines = self.lines().await.split_off(before);
            // Some presses end in a refusal, which has three parts.
            lines.last().filter(|line| line.starts_with(last) || line.contains("; "))?;
            Some(lines)
        });
        let lines = said.await.unwrap_or_else(|| panic!("{id}: nothing came"));
        assert!(lines.last().unwrap().starts_with(last), "{id}: {lines:?}");
        lines
    }

    async fn lines(&self) -> Vec<String> {
        self.text("log").await.lines().map(str::to_owned).collect()
    }

    async fn append(&self) -> u64 {
        let lines = self.press("append", "Durable at ").await;
        lines.last().unwrap().trim_start_matches("Durable at ").parse().unwrap()
    }

    async fn status_is(&self, wanted: &str) {
        let shown = poll(PATIENCE, async || (self.text("status").await == wanted).then_some(()));
        shown.await.unwrap_or_else(|| panic!("never {wanted}"));
    }
}

const STATE: &str = "State: monitor/0=channel state 0 monitor/1=channel state 1 monitor/2=channel state 2";

/// Appends are in the cloud when they come back, another browser has them, and the first one writes no more.
async fn keeps_a_wallet(first: Browser, second: Browser) {
    let site = Site::of_package().await;
    let storage = SiteStorage::letting_in(&site).await;
    let old = Example::open(first, &site, &storage).await;
    let begun = old.press("create", "Begun in ").await;
    assert_eq!(begun, ["State: empty".to_owned(), format!("Begun in BitcoinWalletBackup_{WALLET}")]);
    let mut last = 0;
    for _ in 0..3 {
        let position = old.append().await;
        assert!(position > last, "{position} after {last}");
        assert!(storage.files().has_entry(WALLET, position), "acknowledged and not there: {position}");
        last = position;
    }
    old.status_is("saved").await;
    for (path, bytes) in storage.files().files() {
        let shows = |text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
        assert!(!shows(b"channel state"), "in clear: {}", path.display());
    }

    // The same device, after a reload.
    assert_eq!(old.press("close", "Closed: ").await, ["Closed: saved"]);
    old.load(&site, &storage).await;
    assert_eq!(old.press("open", "Opened").await, [STATE, "Opened"]);

    // A browser that has nothing but the address, the password and the PIN.
    let new = Example::open(second, &site, &storage).await;
    let restored = new.press("restore", "Restored at ").await;
    assert_eq!(restored[..2], [format!("Found: {WALLET}"), STATE.to_owned()]);

    let refused = old.press("append", "Fenced: ").await;
    assert!(refused[0].ends_with("; restore"), "{refused:?}");
    old.status_is("fenced").await;
    let position = new.append().await;
    assert!(storage.files().has_entry(WALLET, position));
    old.browser.quit().await;
    new.browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_wallet_backs_up_from_the_packed_module_and_restores_in_a_fresh_browser() {
    keeps_a_wallet(Browser::Chromium, Browser::Chromium).await;
}
