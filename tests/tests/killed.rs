//! The browser is killed at other moments of a payment; a new device goes on.

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::steps::{
    all_activity, ask, back_up, balance, create_wallet, number, prepare, receive, restore, saved, send,
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
