//! Closing the page right after paying is normal, and on a phone nothing comes after.

use std::time::Duration;

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::steps::{WALLET, make_used_wallet};
use lifeboat_e2e::world::{Keep, World};
use lifeboat_e2e::{PATIENCE, ids};

/// Well before what is put off would be written by itself.
const AT_ONCE: Duration = Duration::from_secs(15);
/// So many looks in a row show the same.
const AT_REST: u32 = 30;

/// What the browser does before the page goes away.
async fn hide(device: &Device) {
    device.evaluate("window.dispatchEvent(new Event('pagehide'))").await;
}

#[tokio::test]
async fn what_was_put_off_is_written_when_the_page_goes_away() {
    let world = World::start(Keep::Together).await;
    let device = Device::new("hidden", Browser::Chromium, &world.url()).await;
    make_used_wallet(&device, &world).await;
    let storage = world.storage();
    hide(&device).await;
    let (mut head, mut looks) = (None, 0);
    device
        .wait("a wallet at rest", PATIENCE, async || {
            let now = storage.head(WALLET);
            looks = if now == head { looks + 1 } else { 0 };
            head = now;
            (looks > AT_REST).then_some(())
        })
        .await;
    world.mine(1).await;
    // A block alone is no reason to write for ten minutes; somebody who leaves is.
    device
        .wait("the block in the storage", AT_ONCE, async || {
            hide(&device).await;
            (storage.head(WALLET) > head).then_some(())
        })
        .await;
    assert!(device.has(ids::HOME_SEND).await, "and the wallet goes on");
}
