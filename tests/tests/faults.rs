//! A storage fails in every way it can while payments are made: each is said by its own name, none costs anything.

use std::time::Duration;

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::fault_proxy::Fault;
use lifeboat_e2e::ids;
use lifeboat_e2e::steps::{activity, back_up, balance, create_wallet, number, prepare, receive, saved};
use lifeboat_e2e::world::{Keep, World};

#[tokio::test]
async fn every_fault_of_the_storage_is_named_and_a_payment_outlives_it() {
    let world = World::start(Keep::BehindFaults).await;
    let device = Device::new("faults", Browser::Chromium, &world.url()).await;
    create_wallet(&device).await;
    receive(&device, &world, 50_000, "the first").await;
    back_up(&device, &world).await;
    let mut position = saved(&device, &world, None).await;
    for (name, fault, problem) in [
        ("full", Fault::Status(507), "quotaFull"),
        ("failing", Fault::Status(503), "unavailable"),
        ("locked", Fault::Status(423), "busy"),
        ("signed-out", Fault::Status(401), "signedOut"),
        ("forbidden", Fault::Status(403), "denied"),
        ("html", Fault::Html, "notADrive"),
        ("dropped", Fault::Dropped, "unreachable"),
        ("answer-lost", Fault::AnswerLost, "unreachable"),
    ] {
        position = outlive(&device, &world, position, name, fault, problem).await;
    }
    // Late is not wrong: nothing is said, and the payment only takes longer.
    world.faults().set(Fault::Slow(Duration::from_secs(2)));
    // Never the same amount twice, which would be asked about.
    let sats = 1_000 + position;
    let invoice = world.invoice(sats * 1000, "slow").await;
    prepare(&device, &invoice, sats).await;
    device.click(ids::SEND_PAY).await;
    device.attr_is(ids::SEND_RESULT, "data-state", "done").await;
    device.click(ids::SEND_DONE).await;
    world.faults().set(Fault::None);
    saved(&device, &world, Some(position)).await;
}

/// One payment with this fault under way. Gives the position at which everything is saved afterwards.
async fn outlive(
    device: &Device,
    world: &World,
    position: u64,
    name: &str,
    fault: Fault,
    problem: &str,
) -> u64 {
    let before = balance(device).await;
    let sats = 1_000 + position;
    let invoice = world.invoice(sats * 1000, name).await;
    prepare(device, &invoice, sats).await;
    world.faults().set(fault);
    device.click(ids::SEND_PAY).await;
    device.until("the result", |root| root.screen == "send-result").await;
    let root = device
        .until(&format!("{name}: a backup that stands still"), |root| {
            matches!(root.backup.as_str(), "waiting" | "paused")
        })
        .await;
    assert_eq!(device.attr(ids::SEND_RESULT, "data-state").await, "pending", "{name}");
    device.click(ids::SEND_DONE).await;
    device.until("home", |root| root.screen == "home").await;
    device.shoot(&format!("home-{name}")).await;
    let line = device.text(ids::BACKUP_LINE).await;
    assert!(!line.contains("Saved to"), "{name}: {line}");
    device.click(ids::BACKUP_LINE).await;
    device.attr_is(ids::PROBLEM_TITLE, "data-problem", problem).await;
    device.shoot(&format!("problem-{name}")).await;
    assert_ne!(world.payment(&invoice.hash).await, "succeeded", "{name}: it left before it was saved");
    world.faults().set(Fault::None);
    if root.backup == "paused" {
        device.click(ids::PROBLEM_AGAIN).await;
    }
    device.until(&format!("{name}: everything saved"), |root| root.saved_position() > Some(position)).await;
    device.click(ids::BACK).await;
    let position = saved(device, world, Some(position)).await;
    let row = activity(device, &invoice.hash).await;
    assert_eq!(row["outcome"], "done", "{name}: {row:?}");
    assert_eq!(world.payment(&invoice.hash).await, "succeeded", "{name}");
    assert_eq!(balance(device).await, before - sats * 1000 - number(&row, "feeMsat"), "{name}");
    position
}
