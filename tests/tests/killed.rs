//! The browser is killed at other moments of a payment; a new device goes on, or the same one, which has kept
//! what it said.
#![expect(clippy::disallowed_methods, reason = "browsers run on the machine's clock")]

use std::time::Duration;

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::steps::{
    Row, all_activity, ask, back_up, balance, create_wallet, number, prepare, receive, restore, saved, send,
};
use lifeboat_e2e::world::{Keep, World};
use lifeboat_e2e::{PATIENCE, ids};

/// The first receive, without what its channel cost.
const FIRST_MSAT: u64 = 49_500_000;

async fn ready(name: &str) -> (World, Device) {
    let world = World::start(Keep::Together).await;
    let device = Device::new(name, Browser::Chromium, &world.url()).await;
    create_wallet(&device).await;
    receive(&device, &world, 50_000, "the first").await;
    back_up(&device, &world).await;
    saved(&device, &world, None).await;
    (world, device)
}

#[tokio::test]
async fn at_the_tap_on_send_the_payment_is_made_whole_or_not_at_all() {
    let (world, mut device) = ready("tapped").await;
    let invoice = world.invoice(5_000_000, "tapped").await;
    prepare(&device, &invoice, 5_000).await;
    device.click(ids::SEND_PAY).await;
    device.kill().await;

    let device = Device::new("tapped-new", Browser::Chromium, &world.url()).await;
    restore(&device).await;
    let rows = all_activity(&device, async |rows| rows.iter().all(|row| row["outcome"] != "pending")).await;
    let row = rows.iter().find(|row| row["hash"] == invoice.hash.as_str() && row["outcome"] == "done");
    let spent = row.map_or(0, |row| number(row, "msat") + number(row, "feeMsat"));
    assert_eq!(spent > 0, world.payment(&invoice.hash).await == "succeeded");
    assert_eq!(balance(&device).await, FIRST_MSAT - spent);
    send(&device, &world, 700, "afterwards").await;
}

#[tokio::test]
async fn in_the_middle_of_receiving_the_new_device_receives() {
    let (world, mut device) = ready("receiving").await;
    let position = saved(&device, &world, None).await;
    let invoice = ask(&device, 4_000, "arriving").await;
    let killed_and_restored = async {
        let moved = async || Some(device.root().await).filter(|root| root.saved_position() != Some(position));
        device.wait("the first write", PATIENCE, moved).await;
        device.kill().await;
        let new = Device::new("receiving-new", Browser::Chromium, &world.url()).await;
        restore(&new).await;
        let done =
            |row: &serde_json::Map<_, _>| row["hash"] == invoice.hash.as_str() && row["outcome"] == "done";
        all_activity(&new, async |rows| rows.iter().any(done)).await;
        // Row and balance count the payment from the same moment: when its proof is saved.
        assert_eq!(balance(&new).await, FIRST_MSAT + 4_000_000);
        new
    };
    let (new, paid) = tokio::join!(killed_and_restored, world.pay(&invoice.bolt11));
    assert_eq!(paid["state"].as_str().unwrap_or("succeeded"), "succeeded", "{paid}");
    send(&new, &world, 700, "afterwards").await;
}

/// How often each browser is killed; more by command: `LIFEBOAT_KILLS=500`.
fn kills() -> u64 {
    std::env::var("LIFEBOAT_KILLS").map_or(10, |kills| kills.parse().expect("a number"))
}

/// When the n-th kill comes, counted from the tap: from at once to when the payment has long ended.
fn moment(n: u64) -> Duration {
    Duration::from_millis(n * 61 % 500)
}

/// A wallet that this browser alone has: what it has shown as done is what it has kept, whenever it is killed.
async fn outlives_kills(browser: Browser) {
    let world = World::start(Keep::Together).await;
    let mut device = Device::new(&format!("kills-{}", browser.name()), browser, &world.url()).await;
    create_wallet(&device).await;
    receive(&device, &world, 90_000, "the first").await;
    device.click(ids::PROMPT_LATER).await;
    receive(&device, &world, 20_000, "so that there is room both ways").await;
    let mut had = balance(&device).await;
    for n in 0..kills() {
        // Never the same amount twice, which would be asked about.
        let sats = 300 + n;
        let (hash, acknowledged, paid) = if n % 2 == 0 {
            let invoice = world.invoice(sats * 1000, "out").await;
            prepare(&device, &invoice, sats).await;
            device.click(ids::SEND_PAY).await;
            tokio::time::sleep(moment(n)).await;
            let acknowledged =
                device.try_attr(ids::SEND_RESULT, "data-state").await == Some("done".to_owned());
            device.kill().await;
            device.start().await;
            (invoice.hash, acknowledged, None)
        } else {
            let invoice = ask(&device, sats, "in").await;
            let killed = async {
                tokio::time::sleep(moment(n)).await;
                let acknowledged = device.root().await.screen == "received";
                device.kill().await;
                device.start().await;
                acknowledged
            };
            let (acknowledged, paid) = tokio::join!(killed, world.pay(&invoice.bolt11));
            (invoice.hash, acknowledged, Some(paid["state"].as_str().unwrap_or("succeeded") == "succeeded"))
        };
        device.until("a wallet that is ready", |root| root.phase == "ready").await;
        // Who was gone too soon was not paid, and can still be.
        let ended =
            |row: &Row| row["outcome"] != "pending" && (row["outcome"] != "asked" || paid == Some(false));
        let rows = all_activity(&device, async |rows| {
            // What was not even kept is in no list.
            rows.iter().filter(|row| row["hash"] == hash.as_str()).all(ended)
        });
        let row = rows.await.into_iter().find(|row| row["hash"] == hash.as_str());
        let done = row.filter(|row| row["outcome"] == "done");
        assert!(done.is_some() || !acknowledged, "kill {n}: what was shown as done is not there");
        let is_done = done.is_some();
        match paid {
            Some(paid) => assert_eq!(is_done, paid, "kill {n}: the other side has it otherwise"),
            None => {
                // It may take its part a moment later.
                let agrees = async || (world.payment(&hash).await == "succeeded") == is_done;
                let what = format!("kill {n}: the other side to have it as we do");
                device.wait(&what, PATIENCE, async || agrees().await.then_some(())).await;
            }
        }
        had = match &done {
            None => had,
            Some(row) if row["direction"] == "in" => had + number(row, "msat"),
            Some(row) => had - number(row, "msat") - number(row, "feeMsat"),
        };
        assert_eq!(balance(&device).await, had, "kill {n}");
    }
    send(&device, &world, 700, "afterwards").await;
}

#[tokio::test]
async fn chromium_keeps_what_it_acknowledged_through_kills_at_any_moment() {
    outlives_kills(Browser::Chromium).await;
}

#[tokio::test]
async fn firefox_keeps_what_it_acknowledged_through_kills_at_any_moment() {
    outlives_kills(Browser::Firefox).await;
}
