//! Every screen with sample data (`app/src/gallery.rs`), in a browser.

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::{Browser, Running};
use crate::processes::{Process, folder, program, reserved_port};
use crate::{PATIENCE, poll};

/// How a screen looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// A browser, the width of a phone, in front of a server of the gallery.
pub struct Gallery {
    browser: Running,
    url: String,
    _server: Process,
    _folder: TempDir,
}

fn built() -> PathBuf {
    folder("LIFEBOAT_GALLERY", "target/gallery")
}

impl Gallery {
    /// Starts both.
    pub async fn open() -> Gallery {
        assert!(built().join("index.html").exists(), "{} is not built", built().display());
        let folder = tempfile::tempdir().unwrap();
        let port = reserved_port();
        let mut server = Process::start(
            Command::new(program("lifeboat-server"))
                .args(["--dev", "--listen", &format!("127.0.0.1:{port}"), "--dist"])
                .arg(built())
                .arg("--data")
                .arg(folder.path().join("data")),
            &folder.path().join("server.log"),
        );
        let listens = poll(PATIENCE, async || {
            server.must_run();
            tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok()
        });
        listens.await.expect("the server starts");
        let profile = folder.path().join("profile");
        std::fs::create_dir(&profile).unwrap();
        let browser = Running::start(Browser::Chromium, &profile, &folder.path().join("browser.log")).await;
        let gallery = Gallery {
            browser,
            url: format!("http://127.0.0.1:{port}/gallery/"),
            _server: server,
            _folder: folder,
        };
        let phone = json!({ "width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": false });
        gallery.browser.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", phone).await.unwrap();
        gallery
    }

    /// The names of all screens, from the gallery's own list.
    pub async fn names(&self) -> Vec<String> {
        self.goto("").await;
        let names =
            "return [...document.querySelectorAll('a[href^=\"/gallery/\"]')].map(it => it.textContent)";
        let names = self.run(names, Vec::new()).await;
        names.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    }

    /// Shows the next screens so.
    pub async fn look(&self, language: &str, theme: Theme) {
        let scheme = match theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.browser.driver.cdp().send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
        self.goto("").await;
        let choose = "localStorage.setItem('lifeboat.display.language', arguments[0])";
        self.run(choose, vec![language.into()]).await;
    }

    /// Shows the screen of this name. Some ask the worker first, and come when its scripted answer does.
    pub async fn show(&self, name: &str) {
        self.goto(name).await;
        poll(PATIENCE, async || {
            let there = "return document.querySelector('#root main') !== null";
            (self.run(there, Vec::new()).await == true).then_some(())
        })
        .await
        .unwrap_or_else(|| panic!("{name} is not shown"));
    }

    async fn goto(&self, name: &str) {
        self.browser.driver.goto(format!("{}{name}", self.url)).await.unwrap();
        poll(PATIENCE, async || {
            let there = "return document.getElementById('root') !== null";
            (self.run(there, Vec::new()).await == true).then_some(())
        })
        .await
        .unwrap_or_else(|| panic!("nothing is shown at {name}: {}", self.browser.said()));
    }

    /// What a script gives back at once.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.browser.driver.execute(script, arguments).await.unwrap().json().clone()
    }

    /// What a script gives to its last argument, a function.
    pub async fn wait(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.browser.driver.execute_async(script, arguments).await.unwrap().json().clone()
    }

    /// Closes the browser.
    pub async fn close(self) {
        self.browser.quit().await;
    }
}
