//! `recovery.html`, from a disk: a backup opens in a browser when there is no Lifeboat any more.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use lifeboat_e2e::browser::{Browser, Running};
use lifeboat_e2e::device::Device;
use lifeboat_e2e::steps::{PIN, WALLET, WRONG_PIN, make_used_wallet};
use lifeboat_e2e::world::{Keep, World, built};
use lifeboat_e2e::{PATIENCE, poll};
use thirtyfour::prelude::*;

/// A browser that has opened the page from a disk.
struct Page {
    browser: Running,
    disk: tempfile::TempDir,
}

impl Page {
    async fn open(browser: Browser) -> Page {
        let disk = tempfile::tempdir().unwrap();
        let page = disk.path().join("recovery.html");
        fs::copy(built().join("recovery.html"), &page).unwrap();
        let profile = disk.path().join("profile");
        fs::create_dir(&profile).unwrap();
        let browser = Running::start(browser, &profile, &disk.path().join("browser.log")).await;
        browser.driver.goto(format!("file://{}", page.display())).await.unwrap();
        Page { browser, disk }
    }

    async fn element(&self, id: &str) -> WebElement {
        self.browser.driver.find(By::Id(id)).await.unwrap()
    }

    async fn text(&self, id: &str) -> String {
        self.element(id).await.text().await.unwrap()
    }

    /// By its own policy: a server that listens, and lets anybody in, is not asked.
    async fn may_ask_no_network(&self) {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let script = "const done = arguments[1]; fetch(arguments[0], { mode: 'no-cors' })
            .then(() => done('answered'), (error) => done(error.name));";
        let asked = self.browser.driver.execute_async(script, vec![address.into()]).await.unwrap();
        assert_eq!(asked.json().as_str(), Some("TypeError"));
        let nobody = listener.accept().unwrap_err();
        assert_eq!(nobody.kind(), std::io::ErrorKind::WouldBlock, "somebody was asked");
    }

    async fn shown(&self, id: &str) {
        let shown = poll(PATIENCE, async || self.element(id).await.is_displayed().await.ok()?.then_some(()));
        shown.await.unwrap_or_else(|| panic!("{id} is not shown"));
    }

    async fn give(&self, files: &[PathBuf]) {
        let paths: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        self.element("files").await.send_keys(paths.join("\n")).await.unwrap();
        self.shown("opening").await;
    }

    async fn enter(&self, secret: &str) {
        let field = self.element("secret").await;
        field.clear().await.unwrap();
        field.send_keys(secret).await.unwrap();
        self.element("go").await.click().await.unwrap();
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

async fn gives_words_and_payments_without_a_network(browser: Browser) {
    let world = World::start(Keep::Together).await;
    let mut old = Device::new("recovery-old", browser, &world.url()).await;
    make_used_wallet(&old, &world).await;
    old.kill().await;
    let page = Page::open(browser).await;
    let backup = page.disk.path().join("backup");
    fs::create_dir(&backup).unwrap();
    for (number, file) in files(&world.storage().backup(WALLET)).into_iter().enumerate() {
        fs::copy(file, backup.join(format!("download ({number})"))).unwrap();
    }
    // Nothing that ran for the wallet runs any more.
    drop(world);

    page.give(&files(&backup)).await;
    page.enter(WRONG_PIN).await;
    page.shown("failed").await;
    let failed = poll(PATIENCE, async || Some(page.text("failed").await).filter(|text| !text.is_empty()));
    assert_eq!(failed.await.unwrap(), "That does not open this backup.");
    page.enter(PIN).await;
    page.shown("opened").await;
    assert!(!page.element("words").await.is_displayed().await.unwrap(), "the words are covered at first");
    page.element("show-phrase").await.click().await.unwrap();
    assert_eq!(page.text("words").await.split_whitespace().filter(|it| it.len() > 2).count(), 12);
    let payments = page.text("payments").await;
    assert!(payments.contains("the first") && payments.contains("the second"), "{payments}");
    assert!(payments.contains("+2,000 sat"), "{payments}");
    assert!(!page.text("peers").await.is_empty());
    page.browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_opens_from_a_disk_without_lifeboat_in_chromium() {
    gives_words_and_payments_without_a_network(Browser::Chromium).await;
}

/// The folder that the Python reader is tested with.
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_opens_from_a_disk_without_lifeboat_in_firefox() {
    let page = Page::open(Browser::Firefox).await;
    page.may_ask_no_network().await;
    page.give(&files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/recover/fixture"))).await;
    page.enter("482913").await;
    page.shown("opened").await;
    assert_eq!(page.text("words").await, "", "nothing is in the page before somebody asks for it");
    page.element("show-phrase").await.click().await.unwrap();
    assert!(page.text("words").await.ends_with("about"));
    assert!(!page.element("unread").await.is_displayed().await.unwrap(), "the state was read");
    page.browser.quit().await;
}
