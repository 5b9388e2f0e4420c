//! What browsers take away from a wallet: it says so by its name, never shows an empty wallet in the place of
//! one, and nothing that was acknowledged is lost.

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::conditions::{Condition, Conditions};
use lifeboat_e2e::device::Device;
use lifeboat_e2e::steps::{
    WALLET, activity, balance, begin_wallet, create_wallet, number, prepare, receive, send,
};
use lifeboat_e2e::world::{Keep, World};
use lifeboat_e2e::{PATIENCE, ids};

/// A new user of a browser with this condition.
async fn newcomer(world: &World, conditions: &Conditions, condition: Condition, browser: Browser) -> Device {
    conditions.from_the_start(&[condition]);
    Device::new(&format!("{condition:?}").replace(['(', ')'], ""), browser, &world.url()).await
}

/// The page says this about the line under a field.
async fn is_refused(device: &Device, id: &str, problem: &str, words: &str) {
    device.attr_is(id, "data-problem", problem).await;
    let text = device.text(id).await;
    assert!(text.contains(words), "{words}: {text}");
}

#[tokio::test]
async fn a_browser_that_cannot_keep_a_wallet_says_why_before_there_is_one() {
    let (world, conditions) = World::with_conditions(Keep::Together).await;
    for browser in [Browser::Chromium, Browser::Firefox] {
        let device = newcomer(&world, &conditions, Condition::IdbRefused, browser).await;
        device.screen("problem").await;
        is_refused(&device, ids::PROBLEM_TITLE, "storageRefused", "normal window").await;
        // Somebody who has a wallet in another window must not take this for an empty one.
        device.click(ids::BACK).await;
        device.screen("problem").await;
        assert!(!device.has(ids::WELCOME_CREATE).await);
    }
    let device = newcomer(&world, &conditions, Condition::NoWasm, Browser::Chromium).await;
    let words = device.text("splash-no-wasm").await;
    assert!(words.contains("Lockdown Mode"), "{words}");
    assert_eq!(device.evaluate("return document.getElementById('splash-failed').hidden").await, true);
    for (condition, problem, words) in [
        (Condition::IdbCryptoKeyRefused, "storageRefused", "normal window"),
        (Condition::NoSubtle, "browserLacks", "Lockdown Mode"),
    ] {
        let device = newcomer(&world, &conditions, condition, Browser::Chromium).await;
        begin_wallet(&device).await;
        is_refused(&device, ids::CREATE_PROBLEM, problem, words).await;
        device.open("/").await;
        let nothing_was_made = format!("{condition:?}: a device without a wallet");
        device.until(&nothing_was_made, |root| root.phase == "empty" && root.screen == "welcome").await;
    }
}

async fn ask_in_vain(device: &Device) {
    device.click(ids::HOME_RECEIVE).await;
    device.screen("receive").await;
    device.fill(ids::RECEIVE_AMOUNT, "50000").await;
    device.click(ids::RECEIVE_CREATE).await;
}

#[tokio::test]
async fn a_wrong_clock_and_a_browser_that_promises_nothing_are_told() {
    let (world, conditions) = World::with_conditions(Keep::Together).await;

    // A day behind: an invoice would be out of date before it is paid.
    let device = newcomer(&world, &conditions, Condition::ClockOff(-24), Browser::Chromium).await;
    create_wallet(&device).await;
    ask_in_vain(&device).await;
    is_refused(&device, ids::RECEIVE_PROBLEM, "clockWrong", "clock is wrong").await;

    // A day and a half ahead: every invoice seems to be out of date, and so does every offer of a channel.
    let device = newcomer(&world, &conditions, Condition::ClockOff(36), Browser::Chromium).await;
    create_wallet(&device).await;
    let invoice = world.invoice(1_000_000, "just made").await;
    device.click(ids::HOME_SEND).await;
    device.screen("send").await;
    device.fill(ids::SEND_INPUT, &invoice.bolt11).await;
    device.click(ids::SEND_CHECK).await;
    is_refused(&device, ids::SEND_PROBLEM, "expired", "clock of this device").await;
    device.open("/").await;
    device.until("a line", |root| root.screen == "home" && root.link == "up").await;
    ask_in_vain(&device).await;
    is_refused(&device, ids::RECEIVE_PROBLEM, "offersOver", "date and time").await;

    for condition in [Condition::PersistDenied, Condition::NoStorageManager] {
        let device = newcomer(&world, &conditions, condition, Browser::Chromium).await;
        create_wallet(&device).await;
        device.open("/settings/security").await;
        device.screen("security").await;
        let told = if condition == Condition::PersistDenied { "missing" } else { "unknown" };
        device.attr_is(ids::CHECK_STORAGE, "data-state", told).await;
        // Asked for, and still not had.
        device.click(ids::STORAGE_ASK).await;
        let text = device.text(ids::CHECK_STORAGE).await;
        assert!(text.contains("seven days") && text.contains("your money would be gone"), "{text}");
        device.attr_is(ids::CHECK_STORAGE, "data-state", told).await;
    }
}

#[tokio::test]
async fn a_database_that_dies_or_is_full_acknowledges_nothing_that_it_has_not_kept() {
    let (world, conditions) = World::with_conditions(Keep::Together).await;
    let mut device = Device::new("database", Browser::Chromium, &world.url()).await;
    create_wallet(&device).await;
    receive(&device, &world, 50_000, "the first").await;
    device.click(ids::PROMPT_LATER).await;

    // iOS ends the database's process while the page sleeps. Without a backup this device has all there is.
    for round in 1..=3 {
        conditions.begin(Condition::IdbConnectionLost, &device).await;
        receive(&device, &world, 1_000 + round, "over a dead connection").await;
        send(&device, &world, 400 + round, "over a connection that was opened anew").await;
    }
    let had = balance(&device).await;
    device.kill().await;
    device.start().await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
    assert_eq!(balance(&device).await, had, "what was acknowledged is what was kept");

    for (condition, problem, sats) in
        [(Condition::DiskFull, "storageFull", 1_500), (Condition::IdbQuota, "storageRefused", 1_700)]
    {
        outlive(&device, &world, &conditions, (condition, problem, sats)).await;
    }

    // And one that never gets it back: what the next start finds is what was kept.
    let before = balance(&device).await;
    let invoice = world.invoice(1_900_000, "never sent").await;
    prepare(&device, &invoice, 1_900).await;
    conditions.begin(Condition::DiskFull, &device).await;
    device.click(ids::SEND_PAY).await;
    device.until("a store that stands still", |root| root.backup == "paused").await;
    device.kill().await;
    device.start().await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
    assert_eq!(balance(&device).await, before);
    assert_ne!(world.payment(&invoice.hash).await, "succeeded");
    assert_eq!(device.text(ids::HEADING).await, WALLET);
    send(&device, &world, 700, "afterwards").await;
}

/// One payment into a database that takes nothing for a while.
async fn outlive(
    device: &Device,
    world: &World,
    conditions: &Conditions,
    (condition, problem, sats): (Condition, &str, u64),
) {
    let before = balance(device).await;
    let invoice = world.invoice(sats * 1000, problem).await;
    prepare(device, &invoice, sats).await;
    conditions.begin(condition, device).await;
    device.click(ids::SEND_PAY).await;
    device.until("a store that stands still", |root| root.backup == "paused").await;
    assert_eq!(device.attr(ids::SEND_RESULT, "data-state").await, "pending", "{condition:?}");
    assert_ne!(world.payment(&invoice.hash).await, "succeeded", "{condition:?}: it left before it was kept");
    device.click(ids::SEND_DONE).await;
    device.screen("home").await;
    device.shoot(&format!("home-{condition:?}")).await;
    // It has no backup that could have a problem.
    assert_eq!(device.text(ids::BACKUP_LINE).await, "Not backed up");
    assert!(device.text(ids::ALARM).await.starts_with("Problem on this device"));
    assert!(device.rows(ids::ACTIVITY_ROW).await.iter().all(|row| row["saved"] == "false"), "{condition:?}");
    device.click(ids::BACKUP_LINE).await;
    device.attr_is(ids::PROBLEM_TITLE, "data-problem", problem).await;
    device.shoot(&format!("problem-{condition:?}")).await;
    conditions.end(device).await;
    device.click(ids::PROBLEM_AGAIN).await;
    device.until("a store that works", |root| root.backup == "off").await;
    device.click(ids::BACK).await;
    let row = activity(device, &invoice.hash).await;
    assert_eq!(row["outcome"], "done", "{condition:?}: {row:?}");
    assert_eq!(world.payment(&invoice.hash).await, "succeeded", "{condition:?}");
    device
        .wait("the balance without it", PATIENCE, async || {
            let paid = sats * 1000 + number(&row, "feeMsat");
            (balance(device).await == before - paid).then_some(())
        })
        .await;
}
