//! How much memory the page takes with its node, and how that grows with payments:
//! `cargo run --package lifeboat-e2e --example memory`, against the release build.
//!
//! The page is operated by scripts alone: whatever a driver has looked for by name, it keeps.

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::ids;
use lifeboat_e2e::steps::{make_used_wallet, saved};
use lifeboat_e2e::world::{Invoice, Keep, World};

/// Payments before the first measurement, and before the second.
const MARKS: [u64; 2] = [50, 150];
/// Most MiB after the first mark; 120 is the aim. Most of it is the memory in which a PIN is stretched, which
/// wasm cannot give back.
const LIMIT_MIB: f64 = 400.0;
/// Most KiB that each payment after it may add: what the browser has not collected yet in the worker, which no driver
/// reaches.
const LIMIT_KIB_EACH: f64 = 500.0;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), String> {
    let world = World::start(Keep::Together).await;
    let mut device = Device::new("payer", Browser::Chromium, &world.url()).await;
    println!("first screen: {} KiB", device.page_memory_kib());
    make_used_wallet(&device, &world).await;
    // A page of its own: what the driver kept of the way here is gone.
    device.open("/").await;
    device.screen("lock").await;
    lifeboat_e2e::steps::unlock(&device).await;
    device.screen("home").await;
    println!("with a channel and a backup: {} KiB", rested_kib(&device).await);
    let mut paid = 0_u64;
    let mut measured = Vec::new();
    for mark in MARKS {
        while paid < mark {
            paid += 1;
            // Each of another amount: the wallet asks before it pays the same again.
            let invoice = world.invoice((20 + paid) * 1000, &format!("number {paid}")).await;
            pay(&device, &invoice).await;
        }
        saved(&device, &world, None).await;
        measured.push(rested_kib(&device).await as f64);
    }
    device.close().await;
    let mib = measured[0] / 1024.0;
    let each = (measured[1] - measured[0]) / (MARKS[1] - MARKS[0]) as f64;
    println!(
        "page with its node after {} payments: {mib:.0} MiB: {:.2}x of its limit ({LIMIT_MIB} MiB)",
        MARKS[0],
        mib / LIMIT_MIB
    );
    println!(
        "each of {} payments more: {each:.1} KiB: {:.2}x of its limit ({LIMIT_KIB_EACH} KiB)",
        MARKS[1] - MARKS[0],
        each / LIMIT_KIB_EACH
    );
    if mib <= LIMIT_MIB && each <= LIMIT_KIB_EACH { Ok(()) } else { Err("over a limit".to_owned()) }
}

/// What the page takes once the browser has given back what is no longer needed.
async fn rested_kib(device: &Device) -> u64 {
    device.collect_garbage().await;
    device.page_memory_kib()
}

async fn pay(device: &Device, invoice: &Invoice) {
    tap(device, ids::HOME_SEND).await;
    device.screen("send").await;
    let script = format!(
        "const field = document.getElementById({:?}); field.value = {:?};
         field.dispatchEvent(new Event('input', {{ bubbles: true }}))",
        ids::SEND_INPUT,
        invoice.bolt11
    );
    device.evaluate(&script).await;
    tap(device, ids::SEND_CHECK).await;
    device.screen("send-confirm").await;
    tap(device, ids::SEND_PAY).await;
    device.screen("send-result").await;
    let is_done = format!("return document.getElementById({:?})?.dataset.state === 'done'", ids::SEND_RESULT);
    let done = async || device.evaluate(&is_done).await.as_bool().filter(|done| *done);
    device.wait("the payment", lifeboat_e2e::PATIENCE, done).await;
    tap(device, ids::SEND_DONE).await;
    device.screen("home").await;
}

/// Taps as soon as it can be tapped.
async fn tap(device: &Device, id: &str) {
    let script = format!(
        "const it = document.getElementById({id:?}); if (!it || it.disabled) return false; it.click(); return true"
    );
    let tapped = async || device.evaluate(&script).await.as_bool().filter(|tapped| *tapped);
    device.wait(id, lifeboat_e2e::PATIENCE, tapped).await;
}
