//! The app without a network, and from one version to the next.

use std::time::Duration;

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::steps::create_wallet;
use lifeboat_e2e::versions::{Fault, LOSE_PAGE};
use lifeboat_e2e::world::{Keep, World};
use lifeboat_e2e::{PATIENCE, ids, poll};

/// How long a page that was asked to take the newer version is left alone before it is asked again.
const HAND_OVER: Duration = Duration::from_secs(15);
const SHELLS: &str =
    "return caches.keys().then((all) => all.filter((name) => name.includes('shell')).join(' '))";
/// Looks for another version, and says what becomes of it.
const LOOK: &str = "return navigator.serviceWorker.ready.then(async (it) => {
    await it.update();
    const found = it.installing ?? it.waiting;
    while (found?.state === 'installing') {
        await new Promise((done) => found.addEventListener('statechange', done, { once: true }));
    }
    return found?.state ?? 'none';
})";

async fn says(device: &Device, script: &str) -> String {
    device.evaluate(script).await.as_str().unwrap_or_default().to_owned()
}

async fn build_of_page(device: &Device) -> String {
    says(device, "return document.querySelector('meta[name=lifeboat-build]')?.content").await
}

async fn is_ready(device: &Device, build: &str) -> bool {
    device.root().await.phase == "ready" && build_of_page(device).await == build
}

async fn ready(device: &Device, build: &str) {
    let what = format!("a wallet that is ready with {build}");
    device.wait(&what, PATIENCE, async || is_ready(device, build).await.then_some(())).await;
}

/// That no other build is kept.
async fn only(device: &Device, build: &str) {
    let wanted = format!("lifeboat-shell-{build}");
    device
        .wait(&format!("{wanted} alone"), PATIENCE, async || {
            (says(device, SHELLS).await == wanted).then_some(())
        })
        .await;
}

#[tokio::test]
async fn it_starts_offline_and_lives_through_good_and_bad_versions() {
    let (mut world, mut versions) = World::with_versions(Keep::Together).await;
    let first = versions.build().to_owned();
    let mut device = Device::new("versions", Browser::Chromium, &world.url()).await;
    create_wallet(&device).await;
    only(&device, &first).await;

    // The page's server cannot be reached.
    device.close().await;
    world.stop_page();
    device.start().await;
    ready(&device, &first).await;
    world.start_page().await;

    // An upload that broke off changes nothing; the whole one is kept beside the version that runs, and offered.
    let rest = versions.deploy_half(None);
    assert_eq!(says(&device, LOOK).await, "redundant");
    only(&device, &first).await;
    versions.complete(rest);
    let second = versions.build().to_owned();
    assert_eq!(says(&device, LOOK).await, "installed");
    device
        .wait("the new version", 3 * PATIENCE, async || {
            // A browser that is slow to hand over makes the offer once more. It hands over to nobody while
            // the page is loaded anew all the time: whoever has tapped waits.
            if device.can_click(ids::NEW_VERSION_TAKE).await {
                device.click(ids::NEW_VERSION_TAKE).await;
            }
            poll(HAND_OVER, async || is_ready(&device, &second).await.then_some(())).await
        })
        .await;
    only(&device, &second).await;

    // One whose worker stops at once is given up by itself; one that says nothing, after three starts.
    for fault in [Fault::Worker, Fault::Page] {
        let rest = versions.deploy_half(Some(fault));
        versions.complete(rest);
        let bad = versions.build();
        assert_eq!(says(&device, LOOK).await, "installed");
        let given_up =
            format!("return caches.match('/given-up', {{ cacheName: 'lifeboat-shell-{bad}' }}).then(String)");
        device
            .wait(&format!("the end of {fault:?}"), PATIENCE, async || {
                let is_silent = fault == Fault::Page && build_of_page(&device).await == bad;
                if is_silent || is_ready(&device, &second).await {
                    device.open("/").await;
                }
                (says(&device, &given_up).await == "[object Response]").then_some(())
            })
            .await;
        ready(&device, &second).await;
    }
}

/// The page can take no touch while it waits for the new one, so it must not wait for ever.
#[tokio::test]
async fn a_page_whose_request_was_lost_is_asked_for_again() {
    let (world, mut versions) = World::with_versions(Keep::Together).await;
    versions.lose_pages();
    let first = versions.build().to_owned();
    let device = Device::new("lost-page", Browser::Chromium, &world.url()).await;
    create_wallet(&device).await;
    only(&device, &first).await;
    device.open("/").await;
    ready(&device, &first).await;

    let rest = versions.deploy_half(None);
    versions.complete(rest);
    let second = versions.build().to_owned();
    assert_eq!(says(&device, LOOK).await, "installed");
    assert_eq!(says(&device, LOSE_PAGE).await, "lost");
    device.click(ids::NEW_VERSION_TAKE).await;
    ready(&device, &second).await;
}
