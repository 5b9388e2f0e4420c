//! What a person who restores must never be told.

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::steps::find_backups;
use lifeboat_e2e::world::{Keep, World};
use lifeboat_e2e::{PATIENCE, ids};

#[tokio::test]
async fn an_empty_storage_is_said_to_be_empty_only_after_it_was_read() {
    let world = World::start(Keep::Together).await;
    let device = Device::new("empty", Browser::Chromium, &world.url()).await;
    find_backups(&device).await;
    device.wait("nothing found", PATIENCE, async || device.has(ids::FOUND_NOTHING).await.then_some(())).await;
    device.shoot("restore-nothing").await;
    assert!(!device.has(ids::WELCOME_CREATE).await, "nobody is led to make a new wallet here");
    device.expect_clean_console().await;
}

#[tokio::test]
async fn a_storage_that_does_not_answer_is_not_an_empty_one() {
    let mut world = World::start(Keep::Apart).await;
    world.stop_storage();
    let device = Device::new("down", Browser::Chromium, &world.url()).await;
    device.screen("welcome").await;
    device.click(ids::WELCOME_RESTORE).await;
    device.click(ids::RESTORE_FROM_CLOUD).await;
    device.click(ids::SERVICE_THIS_SERVER).await;
    device.fill(ids::DRIVE_PASSWORD, "whatever it is").await;
    device.click(ids::DRIVE_SUBMIT).await;
    device.attr_is(ids::DRIVE_PROBLEM, "data-problem", "unreachable").await;
    device.shoot("restore-unreachable").await;
    assert!(!device.has(ids::FOUND_NOTHING).await);
}
