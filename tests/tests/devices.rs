//! The devices of the journeys are what they say: they die at once, and keep what they had.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::ids;

const PAGE: &str = r#"<!doctype html><title>t</title><div id="root" data-screen="home" data-phase="starting"></div>
<div id="pin-boxes" data-entered="0"></div><input id="name-input"><button id="home-send">ok</button>
<script>
const root = document.getElementById('root'), boxes = document.getElementById('pin-boxes');
addEventListener('keydown', e => { if (/^[0-9]$/.test(e.key)) boxes.dataset.entered = +boxes.dataset.entered + 1; });
document.getElementById('home-send').onclick = () => { root.dataset.screen = 'clicked'; };
const open = indexedDB.open('d', 1);
open.onupgradeneeded = () => open.result.createObjectStore('s');
open.onsuccess = () => {
  const get = open.result.transaction('s').objectStore('s').get('n');
  get.onsuccess = () => {
    const n = (get.result ?? 0) + 1;
    const tx = open.result.transaction('s', 'readwrite', { durability: 'strict' });
    tx.objectStore('s').put(n, 'n');
    tx.oncomplete = () => { root.dataset.position = n; root.dataset.phase = 'ready'; };
  };
};
if (location.pathname === '/broken') console.error('broken on purpose');
</script>"#;

fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut reader = BufReader::new(&stream);
                let mut line = String::new();
                while reader.read_line(&mut line).is_ok_and(|n| n > 2) {
                    line.clear();
                }
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    PAGE.len()
                );
                let _ =
                    (&stream).write_all(head.as_bytes()).and_then(|()| (&stream).write_all(PAGE.as_bytes()));
            });
        }
    });
    url
}

async fn check(browser: Browser) {
    let url = serve();
    let mut device = Device::new("self-check", browser, &url).await;
    let visits = async |device: &Device| device.until("ready", |root| root.phase == "ready").await.position;
    assert_eq!(visits(&device).await, "1");
    device.type_pin("123").await;
    device.attr_is(ids::PIN_BOXES, "data-entered", "3").await;
    device.fill(ids::NAME_INPUT, "Samantha").await;
    device.click(ids::HOME_SEND).await;
    device.screen("clicked").await;
    device.expect_clean_console().await;
    device.kill().await;
    device.start().await;
    assert_eq!(visits(&device).await, "2");
    device.close().await;
    device.start().await;
    assert_eq!(visits(&device).await, "3");
    let other = Device::new("self-check-2", browser, &url).await;
    assert_eq!(visits(&other).await, "1");
    other.open("/broken").await;
    other.until("ready", |root| root.phase == "ready").await;
    assert!(!other.console_is_clean().await, "an error on the console goes unnoticed");
}

#[tokio::test]
async fn chromium_keeps_its_profile_through_a_kill() {
    check(Browser::Chromium).await;
}

#[tokio::test]
async fn firefox_keeps_its_profile_through_a_kill() {
    check(Browser::Firefox).await;
}
