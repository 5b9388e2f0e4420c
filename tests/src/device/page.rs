//! What a person does with the page and sees of it.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use thirtyfour::prelude::*;

use super::Device;
use crate::{PATIENCE, ids, poll};

/// What the page tells machines about its state.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Root {
    /// `starting` `empty` `locked` `checking` `ready` `readOnly`
    pub phase: String,
    /// Why it is read-only.
    pub why: String,
    /// `off` `saving` `saved` `waiting` `paused` `fenced`
    pub backup: String,
    /// Of the journal, when saved.
    pub position: String,
    /// Unix ms, when saved.
    pub saved_ms: String,
    /// The screen's name.
    pub screen: String,
    /// `off` `connecting` `up`
    pub link: String,
}

impl Root {
    /// The journal's position, when everything is saved.
    pub fn saved_position(&self) -> Option<u64> {
        (self.backup == "saved").then(|| self.position.parse().ok())?
    }
}

impl Device {
    async fn script(&self, script: &str, args: Vec<Value>) -> Option<Value> {
        self.driver().execute(script.to_owned(), args).await.ok().map(|answer| answer.json().clone())
    }

    /// What a script of the test returns; null when it cannot run.
    pub async fn evaluate(&self, script: &str) -> Value {
        self.script(script, Vec::new()).await.unwrap_or_default()
    }

    /// What the page says now.
    pub async fn root(&self) -> Root {
        let script = "const e = document.getElementById(arguments[0]); return e ? {...e.dataset} : {}";
        let data = self.script(script, vec![ids::ROOT.into()]).await.unwrap_or_default();
        serde_json::from_value(data).unwrap_or_default()
    }

    /// Waits until the page says so.
    pub async fn until(&self, what: &str, mut condition: impl FnMut(&Root) -> bool) -> Root {
        self.wait(what, PATIENCE, async || Some(self.root().await).filter(|root| condition(root))).await
    }

    /// Waits for this screen, and takes its picture when it is new.
    pub async fn screen(&self, name: &str) {
        self.until(&format!("screen {name}"), |root| root.screen == name).await;
        self.shoot(name).await;
    }

    /// Takes the picture of a screen that only lasts as long as the work it shows, if it is seen before `end`.
    pub async fn passing(&self, name: &str, end: &str) {
        let what = format!("screen {name} or {end}");
        let root = self.until(&what, |root| root.screen == name || root.screen == end).await;
        if root.screen == name {
            self.shoot(name).await;
        }
    }

    /// Waits for an answer; fails with all that can be said about the page.
    pub async fn wait<T>(&self, what: &str, limit: Duration, probe: impl AsyncFnMut() -> Option<T>) -> T {
        match poll(limit, probe).await {
            Some(answer) => answer,
            None => panic!("{}: waited for {what}\n{}", self.name, self.report().await),
        }
    }

    async fn report(&self) -> String {
        let text = self.script("return document.body.innerText", Vec::new()).await.unwrap_or_default();
        let url = self.driver().current_url().await.map(|url| url.to_string()).unwrap_or_default();
        let log = match self.browser {
            crate::browser::Browser::Chromium => {
                let entries = self.driver().browser_log().await.unwrap_or_default();
                entries.into_iter().map(|entry| format!("{} {}", entry.level, entry.message)).collect()
            }
            crate::browser::Browser::Firefox => Vec::new(),
        };
        let said = self.running().said();
        let console: Vec<&str> =
            said.lines().filter(|line| line.contains("CONSOLE") || line.contains("console.")).collect();
        let console = &console[console.len().saturating_sub(30)..];
        let picture = self.shoot_failure().await;
        format!(
            "at {url}\n{:#?}\ntext: {}\nlog: {log:#?}\nbrowser: {console:#?}\npicture: {}",
            self.root().await,
            text.as_str().unwrap_or_default(),
            picture.display()
        )
    }

    /// Whether the page has this element.
    pub async fn has(&self, id: &str) -> bool {
        let script = "return document.getElementById(arguments[0]) !== null";
        self.script(script, vec![id.into()]).await == Some(Value::Bool(true))
    }

    /// An attribute of an element, if both are there.
    pub async fn try_attr(&self, id: &str, name: &str) -> Option<String> {
        let script = "return document.getElementById(arguments[0])?.getAttribute(arguments[1]) ?? null";
        self.script(script, vec![id.into(), name.into()]).await?.as_str().map(str::to_owned)
    }

    /// Waits for an attribute.
    pub async fn attr(&self, id: &str, name: &str) -> String {
        let what = format!("{name} of {id}");
        self.wait(&what, PATIENCE, async || self.try_attr(id, name).await).await
    }

    /// Waits until an attribute has this value.
    pub async fn attr_is(&self, id: &str, name: &str, value: &str) {
        let what = format!("{name}={value} of {id}");
        self.wait(&what, PATIENCE, async || self.try_attr(id, name).await.filter(|now| now == value)).await;
    }

    /// The text of an element, once it has one.
    pub async fn text(&self, id: &str) -> String {
        let script = "return document.getElementById(arguments[0])?.innerText ?? ''";
        let what = format!("the text of {id}");
        self.wait(&what, PATIENCE, async || {
            let text = self.script(script, vec![id.into()]).await?.as_str()?.trim().to_owned();
            Some(text).filter(|text| !text.is_empty())
        })
        .await
    }

    /// The data attributes of every element of a class.
    pub async fn rows(&self, class: &str) -> Vec<serde_json::Map<String, Value>> {
        let script = "return [...document.getElementsByClassName(arguments[0])].map(e => ({...e.dataset}))";
        let rows = self.script(script, vec![class.into()]).await.unwrap_or_default();
        serde_json::from_value(rows).unwrap_or_default()
    }

    /// Waits until the first element of a class has this value of a data attribute.
    pub async fn attr_of(&self, class: &str, name: &str, value: &str) {
        self.wait(&format!("{name}={value} of the first {class}"), PATIENCE, async || {
            let first = self.rows(class).await.into_iter().next()?;
            (first.get(name)? == value).then_some(())
        })
        .await;
    }

    /// Clicks, as soon as that can be done.
    pub async fn click(&self, id: &str) {
        self.click_by(&format!("#{id}")).await;
    }

    /// Clicks what a selector names.
    pub async fn click_by(&self, selector: &str) {
        self.wait(&format!("a click on {selector}"), PATIENCE, async || {
            let element = self.driver().find(By::Css(selector)).await.ok()?;
            if !element.is_clickable().await.ok()? {
                return None;
            }
            element.click().await.ok()
        })
        .await;
    }

    /// Whether it can be clicked now.
    pub async fn can_click(&self, id: &str) -> bool {
        match self.driver().find(By::Css(format!("#{id}"))).await {
            Ok(element) => element.is_clickable().await.unwrap_or(false),
            Err(_) => false,
        }
    }

    /// Fills a field.
    pub async fn fill(&self, id: &str, text: &str) {
        self.wait(&format!("typing into {id}"), PATIENCE, async || {
            let element = self.driver().find(By::Css(format!("#{id}"))).await.ok()?;
            element.clear().await.ok()?;
            element.send_keys(text).await.ok()?;
            (element.prop("value").await.ok()?? == text).then_some(())
        })
        .await;
    }

    /// Gives files, or a folder, to the browser's own field for them.
    pub async fn give_files(&self, id: &str, paths: &[std::path::PathBuf]) {
        let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        let field = self.driver().find(By::Css(format!("#{id}"))).await.unwrap();
        field.send_keys(paths.join("\n")).await.unwrap();
    }

    /// Types on the keyboard, wherever the focus is.
    pub async fn type_keys(&self, keys: &str) {
        self.driver().action_chain().send_keys(keys).perform().await.unwrap();
    }

    /// Types a PIN with the page's own keys.
    pub async fn tap_pin(&self, pin: &str) {
        for (n, digit) in pin.bytes().enumerate() {
            self.click(ids::key(digit - b'0')).await;
            // The last digit may lead to the next screen at once.
            if n + 1 < pin.len() {
                self.attr_is(ids::PIN_BOXES, "data-entered", &(n + 1).to_string()).await;
            }
        }
    }

    /// Types a PIN on the keyboard.
    pub async fn type_pin(&self, pin: &str) {
        self.attr(ids::PIN_BOXES, "data-entered").await;
        self.type_keys(pin).await;
    }
}
