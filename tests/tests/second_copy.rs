//! More than one copy: a second one follows, takes the place of a storage that is gone, and is the way to move.

#![allow(clippy::unwrap_used)]

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::clouds::{APPROVE, DROPBOX, leave_for, leaves_nothing_behind};
use lifeboat_e2e::device::Device;
use lifeboat_e2e::providers::{restore, saved};
use lifeboat_e2e::steps::{self, WALLET, back_up, balance, create_wallet, receive, send, unlock};
use lifeboat_e2e::world::World;
use lifeboat_e2e::{PATIENCE, ids};

async fn open_backup_settings(device: &Device) {
    device.screen("home").await;
    device.click(ids::HOME_SETTINGS).await;
    device.screen("settings").await;
    device.click(ids::SETTINGS_BACKUP).await;
    device.screen("settings-backup").await;
}

async fn back_home(device: &Device) {
    device.click(ids::BACK).await;
    device.screen("settings").await;
    device.click(ids::BACK).await;
    device.screen("home").await;
}

/// S1, B5, B6 and the service's own page. The wallet is open again, as it was left.
async fn add_dropbox(device: &Device) {
    open_backup_settings(device).await;
    device.shoot("second-copy-none").await;
    device.click(ids::SECOND_ADD).await;
    leave_for(device, DROPBOX, "second-service", "second-leave", APPROVE).await;
    device.screen("settings-backup").await;
    leaves_nothing_behind(device).await;
    in_step(device).await;
    device.shoot("second-copy-in-step").await;
}

/// The section says that the second copy has all that the backup has.
async fn in_step(device: &Device) {
    device
        .wait("the second copy in step", PATIENCE, async || {
            let saved = device.root().await.saved_position()?.to_string();
            let state = device.try_attr(ids::SECOND, "data-state").await?;
            let position = device.try_attr(ids::SECOND, "data-position").await?;
            (state == "inStep" && position == saved).then_some(())
        })
        .await;
}

async fn both(device: &Device) {
    device.click(ids::SECOND_BOTH).await;
    device
        .wait("both must confirm", PATIENCE, async || {
            let script = format!(
                "const box = document.getElementById('{}'); return box.checked && !box.disabled",
                ids::SECOND_BOTH
            );
            (device.evaluate(&script).await == true).then_some(())
        })
        .await;
}

#[tokio::test]
async fn a_storage_that_is_gone_for_good_is_replaced_by_the_second_copy() {
    let mut world = World::with_clouds_apart().await;
    let mut device = Device::new("promoter", Browser::Chromium, &world.url()).await;
    create_wallet(&device).await;
    receive(&device, &world, 50_000, "the first").await;
    back_up(&device, &world).await;
    add_dropbox(&device).await;
    back_home(&device).await;
    send(&device, &world, 1_000, "followed").await;
    open_backup_settings(&device).await;
    in_step(&device).await;
    both(&device).await;
    back_home(&device).await;
    // The next start begins only when the second copy is in step, and it is.
    device.open("/").await;
    unlock(&device).await;
    device.until("a wallet that is ready", |root| root.phase == "ready" && root.link == "up").await;
    send(&device, &world, 900, "confirmed by both").await;

    world.stop_storage();
    device.open("/").await;
    unlock(&device).await;
    device.until("a wallet that cannot ask its storage", |root| root.phase == "readOnly").await;
    device.click(ids::BACKUP_LINE).await;
    device.screen("problem").await;
    device.shoot("problem-with-second-copy").await;
    device.click(ids::PROMOTE).await;
    device.attr_is(ids::PROMOTE_BEHIND, "data-behind", "0").await;
    device.shoot("promote").await;
    device.click(ids::PROMOTE_YES).await;
    device.screen("home").await;
    device.until("a wallet that is ready", |root| root.phase == "ready" && root.link == "up").await;
    let position = saved(&device, None, DROPBOX).await;
    send(&device, &world, 800, "after the storage was lost").await;
    saved(&device, Some(position), DROPBOX).await;
    let before = balance(&device).await;
    open_backup_settings(&device).await;
    assert!(device.text(ids::OLD_COPY).await.contains("could not be reached"));
    device.shoot("old-copy-lost").await;

    // The storage is there again: the next start marks what is left on it.
    world.start_storage().await;
    device.open("/").await;
    unlock(&device).await;
    open_backup_settings(&device).await;
    device
        .wait("the old copy marked", PATIENCE, async || {
            device.text(ids::OLD_COPY).await.contains("marked as moved").then_some(())
        })
        .await;
    let late = Device::new("promoter-late", Browser::Chromium, &world.url()).await;
    steps::find_backups(&late).await;
    steps::open_found(&late, WALLET).await;
    late.screen("restore-question").await;
    late.attr_is(ids::QUESTION, "data-problem", "ended").await;
    assert!(late.text(ids::QUESTION).await.contains("Dropbox"), "it says where the wallet went");
    let left = world.storage().backup(WALLET);
    device.click(ids::OLD_COPY_DELETE).await;
    device.wait("the old copy deleted", PATIENCE, async || (!left.exists()).then_some(())).await;
    device.kill().await;

    let new = Device::new("promoter-new", Browser::Chromium, &world.url()).await;
    assert_eq!(restore(&new, DROPBOX).await, before);
}

#[tokio::test]
async fn a_backup_moves_to_another_service_and_its_second_copy_warned_until_then() {
    let world = World::with_clouds().await;
    let mut device = Device::new("mover", Browser::Chromium, &world.url()).await;
    create_wallet(&device).await;
    receive(&device, &world, 50_000, "the first").await;
    back_up(&device, &world).await;
    add_dropbox(&device).await;
    back_home(&device).await;

    // Somebody finds the second copy first.
    let finder = Device::new("finder", Browser::Chromium, &world.url()).await;
    finder.screen("welcome").await;
    finder.click(ids::WELCOME_RESTORE).await;
    finder.screen("restore").await;
    finder.click(ids::RESTORE_FROM_CLOUD).await;
    leave_for(&finder, DROPBOX, "restore-service", "restore-leave", APPROVE).await;
    finder.screen("restore-found").await;
    finder.shoot("restore-found-second-copy").await;
    // Beside the first copy, it is as new. Then it is chosen all the same.
    finder.click(ids::FOUND_OTHER_SERVICE).await;
    steps::look_at_this_server(&finder).await;
    finder.attr_of(ids::FOUND_ROW, "compared", "same").await;
    finder.shoot("restore-found-compared").await;
    finder.click(ids::FOUND_OTHER_SERVICE).await;
    leave_for(&finder, DROPBOX, "restore-service", "restore-leave", APPROVE).await;
    finder.attr_of(ids::FOUND_ROW, "compared", "same").await;
    steps::open_found(&finder, WALLET).await;
    finder.screen("restore-question").await;
    finder.attr_is(ids::QUESTION, "data-problem", "secondCopy").await;
    finder.shoot("restore-question-second-copy").await;
    // Nothing was taken over: the first device goes on.
    finder.open("/").await;
    send(&device, &world, 700, "before the move").await;
    let position = steps::saved(&device, &world, None).await;

    device.click(ids::HOME_SETTINGS).await;
    device.click(ids::SETTINGS_LOCK).await;
    unlock(&device).await;
    device.until("a wallet that is ready", |root| root.phase == "ready" && root.link == "up").await;
    open_backup_settings(&device).await;
    in_step(&device).await;
    device.click(ids::SECOND_MOVE).await;
    device.shoot("second-copy-move").await;
    device.click(ids::SECOND_MOVE_YES).await;
    device.wait("the move", PATIENCE, async || device.has(ids::OLD_COPY).await.then_some(())).await;
    device
        .wait("the new place", PATIENCE, async || {
            device.text(ids::BACKUP_SERVICE).await.contains(DROPBOX.name).then_some(())
        })
        .await;
    device.shoot("moved").await;
    let old = world.storage().backup(WALLET);
    assert!(old.exists(), "the old copy stays until it is deleted");
    device.click(ids::OLD_COPY_DELETE).await;
    device.wait("the old copy deleted", PATIENCE, async || (!old.exists()).then_some(())).await;
    back_home(&device).await;
    let position = saved(&device, Some(position), DROPBOX).await;
    // The next start begins at the new place.
    device.open("/").await;
    unlock(&device).await;
    device.until("a wallet that is ready", |root| root.phase == "ready" && root.link == "up").await;
    send(&device, &world, 600, "after the move").await;
    saved(&device, Some(position), DROPBOX).await;
    let before = balance(&device).await;
    device.kill().await;
    assert_eq!(restore(&finder, DROPBOX).await, before);
}
