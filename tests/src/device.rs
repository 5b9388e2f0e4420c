//! A device: a browser with a profile of its own, and the page in it.

mod browser_data;
mod page;
mod shots;

use std::path::PathBuf;

use tempfile::TempDir;
use thirtyfour::error::WebDriverErrorInner;

use crate::browser::{Browser, Running};
use crate::{PATIENCE, poll};
pub use page::Root;
use shots::Shots;

/// A person's phone, say.
pub struct Device {
    name: String,
    browser: Browser,
    url: String,
    dir: TempDir,
    running: Option<Running>,
    shots: Shots,
    /// Console errors that earlier sessions of this device had.
    errors: Vec<String>,
}

/// One of several tabs of a device.
pub struct Tab(thirtyfour::WindowHandle);

impl Device {
    /// A device with an empty profile, with the page open.
    pub async fn new(name: &str, browser: Browser, url: &str) -> Device {
        let dir = tempfile::tempdir().unwrap();
        let mut device = Device {
            name: name.to_owned(),
            browser,
            url: url.to_owned(),
            dir,
            running: None,
            shots: Shots::new(browser, name),
            errors: Vec::new(),
        };
        device.start().await;
        device
    }

    fn log(&self) -> PathBuf {
        self.dir.path().join("browser.log")
    }

    /// Starts the browser on its profile and opens the page.
    pub async fn start(&mut self) {
        assert!(self.running.is_none(), "{} runs already", self.name);
        let profile = self.dir.path().join("profile");
        std::fs::create_dir_all(&profile).unwrap();
        let running = Running::start(self.browser, &profile, &self.log()).await;
        self.running = Some(running);
        shots::set_width(self, shots::PHONE).await;
        self.open("/").await;
    }

    /// `kill -9`.
    pub async fn kill(&mut self) {
        if let Some(running) = self.running.take() {
            running.kill().await;
        }
    }

    /// Closes the browser in order.
    pub async fn close(&mut self) {
        let errors = self.console_errors().await;
        self.errors.extend(errors);
        if let Some(running) = self.running.take() {
            running.quit().await;
        }
    }

    /// Opens an address of the page. A page that loads itself anew in that very moment can leave the driver
    /// waiting for the end of a load that there is no more; it is asked again then, as a person would tap
    /// again.
    pub async fn open(&self, path: &str) {
        let url = format!("{}{path}", self.url);
        let opened = poll(PATIENCE, async || match self.driver().goto(&url).await {
            Ok(()) => Some(()),
            Err(error) if matches!(error.as_inner(), WebDriverErrorInner::WebDriverTimeout(_)) => None,
            Err(error) => panic!("{}: {url}: {error}", self.name),
        });
        opened.await.unwrap_or_else(|| panic!("{}: {url} does not load", self.name));
    }

    /// A second tab at the same address; it is in front then. Gives what [`Device::switch`] takes.
    pub async fn second_tab(&self) -> (Tab, Tab) {
        let first = Tab(self.driver().window().await.unwrap());
        let second = Tab(self.driver().new_tab().await.unwrap());
        self.switch(&second).await;
        self.open("/").await;
        (first, second)
    }

    /// Brings a tab to the front.
    pub async fn switch(&self, tab: &Tab) {
        self.driver().switch_to_window(tab.0.clone()).await.unwrap();
    }

    /// The memory of the process that draws the page, in KiB ([`Running::page_memory_kib`]).
    pub fn page_memory_kib(&self) -> u64 {
        self.running().page_memory_kib().unwrap_or_else(|| panic!("{} has no page", self.name))
    }

    fn running(&self) -> &Running {
        self.running.as_ref().unwrap_or_else(|| panic!("{} does not run", self.name))
    }

    fn driver(&self) -> &thirtyfour::WebDriver {
        &self.running().driver
    }

    /// Errors on the console since the last call, but for those that belong to what was done.
    async fn console_errors(&self) -> Vec<String> {
        if self.running.is_none() {
            return Vec::new();
        }
        match self.browser {
            Browser::Chromium => {
                let entries = self.driver().browser_log().await.unwrap_or_default();
                let errors = entries.into_iter().filter(|entry| entry.level == "SEVERE");
                errors.map(|entry| entry.message).filter(|message| !is_expected(message)).collect()
            }
            Browser::Firefox => {
                let said = self.running().said();
                let errors = said.lines().filter(|line| is_of_the_page(line));
                errors.map(str::to_owned).filter(|message| !is_expected(message)).collect()
            }
        }
    }

    /// Whether nothing went wrong on the console since the last look.
    pub async fn console_is_clean(&self) -> bool {
        self.console_errors().await.is_empty()
    }

    /// Fails if anything went wrong on the console.
    pub async fn expect_clean_console(&self) {
        let mut errors = self.errors.clone();
        errors.extend(self.console_errors().await);
        assert!(errors.is_empty(), "{}: the console has {errors:#?}", self.name);
    }
}

/// Firefox prints the console of its own interface as well, which names its modules, or nothing at all.
fn is_of_the_page(line: &str) -> bool {
    line.starts_with("JavaScript error: http")
        || (line.starts_with("console.error:") && !FIREFOX_ITSELF.iter().any(|part| line.contains(part)))
}

const FIREFOX_ITSELF: [&str; 3] = ["resource://", "RSLoader", "chrome://"];

/// Chromium reports every answer of 400 and above as an error: the storage's "not there" and "exists" are answers.
fn is_expected(message: &str) -> bool {
    message.contains("/dav/")
        && ["Failed to load resource", "net::ERR_CONNECTION_REFUSED", "net::ERR_FAILED", "CORS"]
            .iter()
            .any(|part| message.contains(part))
}
