//! Starting a browser on a profile, and killing it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use thirtyfour::common::capabilities::desiredcapabilities::Capabilities;
use thirtyfour::prelude::*;

use crate::processes::{Process, reserved_port};
use crate::{PATIENCE, poll};

/// How long a driver may wait for one load of a page before it is asked again.
const LOAD: Duration = Duration::from_secs(30);

/// Which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// With chromedriver.
    Chromium,
    /// With geckodriver.
    Firefox,
}

impl Browser {
    /// For folders.
    pub fn name(self) -> &'static str {
        match self {
            Browser::Chromium => "chromium",
            Browser::Firefox => "firefox",
        }
    }

    fn driver(self) -> PathBuf {
        let name = match self {
            Browser::Chromium => "chromedriver",
            Browser::Firefox => "geckodriver",
        };
        let ours = lifeboat_clouds::tools().join("bin").join(name);
        if ours.exists() { ours } else { name.into() }
    }

    fn capabilities(self, profile: &Path) -> Value {
        let profile = profile.display();
        match self {
            Browser::Chromium => json!({
                "browserName": "chrome",
                "goog:loggingPrefs": { "browser": "ALL" },
                "goog:chromeOptions": {
                    "binary": which("chromium"),
                    "args": [
                        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                        "--disable-background-networking", "--disable-component-update", "--disable-sync",
                        "--disable-quic", "--no-first-run", "--lang=en-US", "--window-size=375,812",
                        "--enable-logging=stderr", "--log-level=0",
                        format!("--user-data-dir={profile}"),
                    ],
                },
            }),
            Browser::Firefox => json!({
                "browserName": "firefox",
                "moz:firefoxOptions": {
                    "binary": which("firefox-esr"),
                    "args": ["-headless", "-profile", profile.to_string()],
                    "prefs": {
                        "devtools.console.stdout.content": true,
                        "browser.dom.window.dump.enabled": true,
                        "intl.accept_languages": "en-US",
                        "network.captive-portal-service.enabled": false,
                        "network.connectivity-service.enabled": false,
                        "browser.sessionstore.resume_from_crash": false,
                        "toolkit.startup.max_resumed_crashes": -1,
                    },
                },
            }),
        }
    }
}

fn is_renderer(pid: i32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/cmdline")).is_ok_and(|line| line.contains("--type=renderer"))
}

/// Whether a process was started by this one, or by one that it has started.
fn is_below(mut pid: i32, ancestor: i32) -> bool {
    while pid > 1 {
        if pid == ancestor {
            return true;
        }
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // After the name, which may hold anything: the state, and the parent.
        let parent = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1)?.parse().ok());
        pid = parent.unwrap_or(0);
    }
    false
}

fn proportional_kib(pid: i32) -> Option<u64> {
    let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    rollup.lines().find_map(|line| line.strip_prefix("Pss:")?.split_whitespace().next()?.parse().ok())
}

fn which(name: &str) -> String {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&paths).map(|path| path.join(name)).find(|path| path.exists());
    found.unwrap_or_else(|| panic!("{name} is not installed")).display().to_string()
}

/// A browser that runs.
pub struct Running {
    /// Its session.
    pub driver: WebDriver,
    pid: Pid,
    process: Option<Process>,
    profile: PathBuf,
}

impl Running {
    /// Starts a driver, and with it a browser on this profile.
    pub async fn start(browser: Browser, profile: &Path, log: &Path) -> Running {
        let port = reserved_port();
        let mut command = Command::new(browser.driver());
        command.arg(format!("--port={port}"));
        if browser == Browser::Firefox {
            command.arg(format!("--websocket-port={}", reserved_port()));
        }
        let mut process = Process::start(&mut command, log);
        let capabilities: Capabilities = match browser.capabilities(profile) {
            Value::Object(map) => map.into(),
            _ => unreachable!("capabilities are an object"),
        };
        let url = format!("http://127.0.0.1:{port}");
        // The driver does not say when it listens.
        let driver = poll(PATIENCE, async || {
            process.must_run();
            tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok()?;
            let builder = WebDriver::builder(url.as_str(), capabilities.clone());
            match builder.request_timeout(Duration::from_secs(300)).connect().await {
                Ok(driver) => Some(driver),
                Err(error) => panic!("{browser:?} does not start: {error}\n{}", process.said()),
            }
        })
        .await
        .expect("the driver starts");
        driver.set_page_load_timeout(LOAD).await.expect("a driver that takes a limit");
        let told = driver.capabilities();
        let pid = ["goog:processID", "moz:processID"].iter().find_map(|name| told.get(name)?.as_i64());
        let pid =
            pid.and_then(|pid| Pid::from_raw(i32::try_from(pid).ok()?)).expect("the browser's process id");
        Running { driver, pid, process: Some(process), profile: profile.to_owned() }
    }

    /// Everything driver and browser said.
    pub fn said(&self) -> String {
        self.process.as_ref().map(Process::said).unwrap_or_default()
    }

    /// The memory of the process that draws the page and runs its workers, in KiB, with its part of what it shares with
    /// other processes (Linux's PSS). Chromium keeps spare processes for pages to come; the page's is the largest.
    pub fn page_memory_kib(&self) -> Option<u64> {
        let entries = std::fs::read_dir("/proc").ok()?;
        let pids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
        let renderers = pids.filter(|pid| is_renderer(*pid) && is_below(*pid, self.pid.as_raw_pid()));
        renderers.filter_map(proportional_kib).max()
    }

    /// SIGKILL, to the browser first. It gets no chance to finish or to write anything.
    pub async fn kill(mut self) {
        self.kill_now();
        let stat = format!("/proc/{}/stat", self.pid.as_raw_pid());
        let gone = poll(PATIENCE, async || match std::fs::read_to_string(&stat) {
            Ok(stat) => stat.rsplit(')').next().filter(|rest| rest.trim_start().starts_with('Z')).map(|_| ()),
            Err(_) => Some(()),
        });
        gone.await.expect("the browser ends");
        // What says "in use" names a process that is gone.
        for name in ["SingletonLock", "SingletonSocket", "SingletonCookie", "lock", ".parentlock"] {
            std::fs::remove_file(self.profile.join(name)).ok();
        }
    }

    fn kill_now(&mut self) {
        if let Some(driver) = self.process.take() {
            kill_process(self.pid, Signal::KILL).ok();
            drop(driver);
            // Nobody is left who could end the session in order.
            self.driver.clone().leak().ok();
        }
    }

    /// Closes it as a person would.
    pub async fn quit(mut self) {
        self.driver.clone().quit().await.ok();
        self.process = None;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill_now();
    }
}
