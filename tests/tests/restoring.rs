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
