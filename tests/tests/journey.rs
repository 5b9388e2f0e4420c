//! The journey the product stands for, from a new wallet to a lost phone and back.

#![allow(clippy::unwrap_used)]

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::steps::{
    WALLET, activity, all_activity, back_up, balance, create_wallet, look_around, number, prepare, receive,
    restore, saved, send, unlock,
};
use lifeboat_e2e::world::{Invoice, Keep, World};
use lifeboat_e2e::{PATIENCE, ids};

#[tokio::test]
async fn a_wallet_is_made_backed_up_lost_and_found_in_chromium() {
    journey(Browser::Chromium).await;
}

#[tokio::test]
async fn a_wallet_is_made_backed_up_lost_and_found_in_firefox() {
    journey(Browser::Firefox).await;
}

async fn journey(browser: Browser) {
    let world = World::start(Keep::Together).await;
    let mut old = Device::new("old", browser, &world.url()).await;

    create_wallet(&old).await;
    receive(&old, &world, 50_000, "the first").await;
    back_up(&old, &world).await;
    let sent = pay_and_receive_three_times(&old, &world).await;
    look_around(&old).await;
    old.expect_clean_console().await;

    let before = balance(&old).await;
    let under_way = kill_in_the_middle_of_a_payment(&mut old, &world).await;
    let new = Device::new("new", browser, &world.url()).await;
    restore_everything(&new, &world, &sent, before, &under_way).await;
    nothing_was_closed(&world).await;

    the_old_device_is_fenced(&mut old, &new).await;
    the_old_device_takes_over(&old, &new, &world).await;
    nothing_was_closed(&world).await;
    old.expect_clean_console().await;
    new.expect_clean_console().await;
}

async fn pay_and_receive_three_times(device: &Device, world: &World) -> Vec<Invoice> {
    let mut all = Vec::new();
    let mut position = saved(device, world, None).await;
    for round in 1..=3 {
        all.push(send(device, world, 1_000 * round, &format!("sent {round}")).await);
        position = saved(device, world, Some(position)).await;
        all.push(receive(device, world, 2_000 * round, &format!("received {round}")).await);
        position = saved(device, world, Some(position)).await;
    }
    all
}

/// `kill -9` as soon as the payment has begun.
async fn kill_in_the_middle_of_a_payment(device: &mut Device, world: &World) -> Invoice {
    let invoice = world.invoice(5_000_000, "under way").await;
    prepare(device, &invoice, 5_000).await;
    let position = device.root().await.saved_position();
    device.click(ids::SEND_PAY).await;
    let begun =
        async || Some(device.root().await).filter(|root| root.saved_position() != position).map(|_| ());
    device.wait("the payment's first write", PATIENCE, begun).await;
    device.kill().await;
    invoice
}

/// Everything is there, whether or not the payment that was under way came to its end; and it goes on.
async fn restore_everything(
    device: &Device,
    world: &World,
    all: &[Invoice],
    before: u64,
    under_way: &Invoice,
) {
    restore(device).await;
    for invoice in all {
        let row = activity(device, &invoice.hash).await;
        assert_eq!(row["outcome"], "done", "{row:?}");
    }
    // Not a row at all: it was killed before anything was written.
    let rows = all_activity(device, async |rows| !rows.is_empty()).await;
    let spent = match rows.iter().any(|row| row["hash"] == under_way.hash.as_str()) {
        true => {
            let row = activity(device, &under_way.hash).await;
            match row["outcome"].as_str() {
                Some("done") => number(&row, "msat") + number(&row, "feeMsat"),
                _ => 0,
            }
        }
        false => 0,
    };
    let at_the_peer = world.payment(&under_way.hash).await;
    assert_eq!(spent > 0, at_the_peer == "succeeded", "spent {spent}, at the peer {at_the_peer}");
    device
        .wait("the whole balance", PATIENCE, async || (balance(device).await == before - spent).then_some(()))
        .await;
    send(device, world, 700, "after the restore").await;
    receive(device, world, 900, "after the restore").await;
    saved(device, world, None).await;
}

/// The peer still has the one channel with the wallet that was opened for the first payment, and it can be used.
async fn nothing_was_closed(world: &World) {
    let info = world.info().await;
    let payer = &info["payer"]["nodeId"];
    let channels = info["channels"].as_array().unwrap();
    let ours: Vec<_> = channels.iter().filter(|channel| channel["nodeId"] != *payer).collect();
    assert_eq!(ours.len(), 1, "{info:#}");
    assert_eq!(ours[0]["isUsable"], true, "{info:#}");
}

async fn the_old_device_is_fenced(old: &mut Device, new: &Device) {
    old.start().await;
    unlock(old).await;
    old.screen("elsewhere").await;
    let root = old.until("read-only", |root| root.phase == "readOnly").await;
    assert_eq!(root.why, "elsewhere");
    assert!(!old.text(ids::ELSEWHERE_TEXT).await.is_empty());
    old.click(ids::ELSEWHERE_LOOK).await;
    old.screen("home").await;
    assert!(old.has(ids::READ_ONLY_BANNER).await);
    old.shoot("home-read-only").await;
    assert!(!old.can_click(ids::HOME_SEND).await && !old.can_click(ids::HOME_RECEIVE).await);
    // It wrote nothing, or else the other one would be fenced.
    new.until("the new device as it was", |root| root.phase == "ready" && root.backup == "saved").await;
}

async fn the_old_device_takes_over(old: &Device, new: &Device, world: &World) {
    let expected = balance(new).await;
    old.click_by(&format!("#{} button", ids::READ_ONLY_BANNER)).await;
    old.screen("elsewhere").await;
    old.click(ids::USE_HERE).await;
    old.passing("taking-over", "home").await;
    let root = old.until("a wallet that is ready", |root| root.phase == "ready").await;
    if root.screen == "restored" {
        old.click(ids::RESTORED_CONTINUE).await;
    }
    old.screen("home").await;
    assert_eq!(balance(old).await, expected);
    let root = new.until("the other device fenced", |root| root.phase == "readOnly").await;
    assert_eq!((root.why.as_str(), root.backup.as_str()), ("elsewhere", "fenced"));
    receive(old, world, 1_100, "back on the old device").await;
    send(old, world, 600, "back on the old device").await;
    let position = saved(old, world, None).await;
    assert_eq!(world.storage().head(WALLET), Some(position));
}
