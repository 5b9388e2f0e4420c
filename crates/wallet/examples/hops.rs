//! From the tap to "sent" through three hops, with a given delay for each write to the cloud: the provider, two routers
//! and a merchant of `lifeboat-regtest`, nodes that are not ours, in real time on this machine.
//! `cargo run --package lifeboat-wallet --example hops` (after `cargo build --package lifeboat-regtest`).
#![cfg_attr(target_arch = "wasm32", allow(unused))]
#![allow(clippy::unwrap_used, reason = "it measures a network of its own")]
#![allow(clippy::disallowed_methods, reason = "the nodes it meets run on the machine's clock")]

#[cfg(not(target_arch = "wasm32"))]
#[path = "../tests/it/support/regtest/mod.rs"]
#[allow(dead_code, reason = "tests use the rest")]
mod regtest;

#[cfg(target_arch = "wasm32")]
fn main() {}

/// What a write takes, ms; and how often each is measured.
#[cfg(not(target_arch = "wasm32"))]
const LATENCIES_MS: [u64; 3] = [0, 100, 300];
#[cfg(not(target_arch = "wasm32"))]
const TIMES: usize = 5;

#[cfg(not(target_arch = "wasm32"))]
#[tokio::main(worker_threads = 4)]
async fn main() {
    use std::time::{Duration, Instant};

    use regtest::host::{is_done, now_ms};
    use regtest::net::Net;
    use serde_json::json;

    let net = Net::start(&["--merchant"]);
    let mut host = net.host().await;
    let bought = host.buy(Some(100_000_000)).await.unwrap();
    let paid = net.pays(&mut host, &bought.invoice.bolt11, &bought.invoice.hash, None).await;
    assert_eq!(paid["state"], "succeeded", "{paid}");
    host.until("room to send", |wallet| wallet.sendable_msat() > 50_000_000).await;
    host.wallet.read_map(&net.map().await, now_ms()).unwrap();
    for latency in LATENCIES_MS {
        host.write_takes = Duration::from_millis(latency);
        let mut took = Vec::new();
        for _ in 0..TIMES {
            let made = net.post("invoice", json!({ "amountMsat": 1_000_000, "by": "merchant" })).await;
            let start = Instant::now();
            let sent = host.wallet.pay(made["invoice"].as_str().unwrap(), None, now_ms()).unwrap();
            host.until("the payment to the merchant", |wallet| is_done(wallet, &sent)).await;
            took.push(start.elapsed().as_millis());
            host.until("rest", |wallet| !wallet.is_unsaved()).await;
        }
        took.sort_unstable();
        println!(
            "tap to sent through three hops, writes of {latency} ms: {} ms (median of {TIMES}; {} to {})",
            took[TIMES / 2],
            took[0],
            took[TIMES - 1]
        );
    }
    println!("scores after {} payments: {} bytes", LATENCIES_MS.len() * TIMES, host.wallet.scores().len());
}
