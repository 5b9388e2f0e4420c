//! What becomes of a page that runs: its data are cleared, or it is frozen, in the middle of paying.
#![expect(clippy::disallowed_methods, reason = "browsers run on the machine's clock")]

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::ids;
use lifeboat_e2e::steps::{WALLET, ask, balance, create_wallet, prepare, receive, say_later, send};
use lifeboat_e2e::world::{Keep, World};

#[tokio::test]
async fn data_that_are_cleared_under_a_wallet_without_a_backup_are_kept_again_before_anything_counts() {
    let world = World::start(Keep::Together).await;
    let mut device = Device::new("cleared", Browser::Chromium, &world.url()).await;
    create_wallet(&device).await;
    receive(&device, &world, 50_000, "the first").await;
    say_later(&device).await;

    device.clear_data().await;
    receive(&device, &world, 3_000, "the first after it").await;
    let had = balance(&device).await;
    device.kill().await;
    device.start().await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
    assert_eq!(device.text(ids::HEADING).await, WALLET);
    assert_eq!(balance(&device).await, had, "what was acknowledged is what was kept");

    // Between the tap and the end of a payment.
    let invoice = world.invoice(1_300_000, "cleared meanwhile").await;
    prepare(&device, &invoice, 1_300).await;
    device.click(ids::SEND_PAY).await;
    device.clear_data().await;
    device.attr_is(ids::SEND_RESULT, "data-state", "done").await;
    device.click(ids::SEND_DONE).await;
    let had = balance(&device).await;
    send(&device, &world, 800, "afterwards").await;
    let after = balance(&device).await;
    assert!(after < had);
    device.kill().await;
    device.start().await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
    assert_eq!(balance(&device).await, after);
}

#[tokio::test]
async fn a_page_that_is_frozen_while_it_is_paid_is_paid_when_it_thaws() {
    let world = World::start(Keep::Together).await;
    let mut device = Device::new("frozen", Browser::Chromium, &world.url()).await;
    create_wallet(&device).await;
    receive(&device, &world, 50_000, "the first").await;
    say_later(&device).await;
    for round in 1..=3 {
        let before = balance(&device).await;
        let sats = 2_000 + round;
        let invoice = ask(&device, sats, "while it is frozen").await;
        let frozen = async {
            device.set_frozen(true).await;
            // Long enough that the other side notices.
            tokio::time::sleep(std::time::Duration::from_secs(2 * round)).await;
            device.set_frozen(false).await;
            device.screen("received").await;
            device.click(ids::RECEIVED_DONE).await;
        };
        let ((), paid) = tokio::join!(frozen, world.pay(&invoice.bolt11));
        assert_eq!(paid["state"].as_str().unwrap_or("succeeded"), "succeeded", "{paid}");
        assert_eq!(balance(&device).await, before + sats * 1000);
    }
    send(&device, &world, 900, "afterwards").await;
    let had = balance(&device).await;
    device.kill().await;
    device.start().await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
    assert_eq!(balance(&device).await, had);
}
