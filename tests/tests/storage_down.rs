//! The storage stops during a payment.

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::ids;
use lifeboat_e2e::steps::{activity, back_up, balance, create_wallet, number, prepare, receive, saved};
use lifeboat_e2e::world::{Keep, World};

#[tokio::test]
async fn a_payment_waits_for_the_storage_and_goes_on_by_itself() {
    let mut world = World::start(Keep::Apart).await;
    let device = Device::new("waiting", Browser::Chromium, &world.url()).await;
    create_wallet(&device).await;
    receive(&device, &world, 50_000, "the first").await;
    back_up(&device, &world).await;
    let position = saved(&device, &world, None).await;
    let before = balance(&device).await;

    let invoice = world.invoice(3_000_000, "while it is down").await;
    prepare(&device, &invoice, 3_000).await;
    world.stop_storage();
    device.click(ids::SEND_PAY).await;
    device.screen("send-result").await;
    device.until("a backup that waits", |root| root.backup == "waiting").await;
    assert_eq!(device.attr(ids::SEND_RESULT, "data-state").await, "pending");
    assert_ne!(world.payment(&invoice.hash).await, "succeeded", "it left before it was saved");
    device.click(ids::SEND_DONE).await;
    device.screen("home").await;
    device.shoot("home-waiting").await;
    device.click(ids::BACKUP_LINE).await;
    device.screen("problem").await;
    assert_eq!(device.attr(ids::PROBLEM_TITLE, "data-problem").await, "unreachable");
    for part in [ids::PROBLEM_TITLE, ids::PROBLEM_FUNDS, ids::PROBLEM_FIX, ids::PROBLEM_NEXT] {
        assert!(!device.text(part).await.is_empty(), "{part}");
    }
    device.click(ids::BACK).await;
    assert_ne!(world.payment(&invoice.hash).await, "succeeded", "it left before it was saved");

    world.start_storage().await;
    saved(&device, &world, Some(position)).await;
    let row = activity(&device, &invoice.hash).await;
    assert_eq!(row["outcome"], "done", "{row:?}");
    assert_eq!(balance(&device).await, before - 3_000_000 - number(&row, "feeMsat"));
    assert_eq!(world.payment(&invoice.hash).await, "succeeded");
    device.expect_clean_console().await;
}
