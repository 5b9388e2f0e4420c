//! How long a new visitor waits: `cargo run --package lifeboat-e2e --example first_screen`, against the release build.

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::world::{Keep, World};

/// Most ms until the first screen can be used (design budget for a phone; this is loopback).
const LIMIT_MS: f64 = 2_000.0;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let world = World::start(Keep::Together).await;
    let mut device = Device::new("visitor", Browser::Chromium, &world.url()).await;
    device.until("the first screen", |root| root.screen == "welcome").await;
    let number = async |script: &str| device.evaluate(script).await.as_f64().unwrap_or(f64::NAN);
    // Looked at every few ms from outside, so this is an upper bound.
    let usable = number("return performance.now()").await;
    let paint = number("return performance.getEntriesByName('first-contentful-paint')[0]?.startTime").await;
    println!(
        "first paint {paint:.0} ms, first screen within {usable:.0} ms: {:.2}x of the limit ({LIMIT_MS} ms)",
        usable / LIMIT_MS
    );
    device.close().await;
}
