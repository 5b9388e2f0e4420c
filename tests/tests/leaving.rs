//! Locking, and turning the backup off.

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::steps::{
    WALLET, back_up, balance, create_wallet, find_backups, open_found, receive, saved, unlock,
};
use lifeboat_e2e::world::{Keep, World};
use lifeboat_e2e::{PATIENCE, ids};

async fn with_backup(world: &World, name: &str) -> Device {
    let device = Device::new(name, Browser::Chromium, &world.url()).await;
    create_wallet(&device).await;
    receive(&device, world, 50_000, "the first").await;
    back_up(&device, world).await;
    device
}

async fn open_backup_settings(device: &Device) {
    device.click(ids::HOME_SETTINGS).await;
    device.screen("settings").await;
    device.click(ids::SETTINGS_BACKUP).await;
    device.screen("settings-backup").await;
}

/// The answer comes after the status.
async fn says(device: &Device, word: &str) -> Option<()> {
    let there = device.has(ids::DISCONNECT_STATE).await;
    (there && device.text(ids::DISCONNECT_STATE).await.contains(word)).then_some(())
}

async fn back_home(device: &Device) {
    device.click(ids::BACK).await;
    device.screen("settings").await;
    device.click(ids::BACK).await;
    device.screen("home").await;
}

/// R2 to R4 with the PIN, up to whatever comes of it.
async fn try_to_restore(device: &Device) {
    find_backups(device).await;
    open_found(device, WALLET).await;
}

#[tokio::test]
async fn a_backup_that_was_turned_off_leaves_a_wallet_that_works_and_a_copy_that_warns() {
    let world = World::start(Keep::Together).await;
    let mut device = with_backup(&world, "leaver").await;

    device.click(ids::HOME_SETTINGS).await;
    device.click(ids::SETTINGS_LOCK).await;
    device.screen("lock").await;
    assert!(device.text(ids::MAIN).await.contains(WALLET), "the lock screen knows the wallet's name");
    device.shoot("lock-named").await;
    unlock(&device).await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
    saved(&device, &world, None).await;

    open_backup_settings(&device).await;
    device.click(ids::DISCONNECT).await;
    device.shoot("disconnect-sheet").await;
    device.click(ids::DISCONNECT_KEEP).await;
    device.until("no backup", |root| root.backup == "off").await;
    device.wait("what became of it", PATIENCE, async || says(&device, "alone").await).await;
    device.shoot("disconnected").await;
    back_home(&device).await;
    assert!(!device.has(ids::PROMPT_SHEET).await, "who just left is not asked to come back");
    let before = balance(&device).await;
    receive(&device, &world, 10_000, "after leaving").await;
    let after = balance(&device).await;
    assert!(after > before);

    device.kill().await;
    device.start().await;
    unlock(&device).await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
    assert_eq!((balance(&device).await, device.root().await.backup.as_str()), (after, "off"));
    assert!(!device.has(ids::PROMPT_SHEET).await);

    let other = Device::new("too-late", Browser::Chromium, &world.url()).await;
    try_to_restore(&other).await;
    other.screen("restore-question").await;
    other.attr_is(ids::QUESTION, "data-problem", "ended").await;
    other.shoot("restore-ended").await;
    other.click(ids::QUESTION_WAIT).await;
    other.screen("restore-service").await;
    assert_eq!(other.root().await.phase, "empty", "nothing was restored");
    device.expect_clean_console().await;
}
