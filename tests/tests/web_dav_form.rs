//! Any WebDAV address: what is no drive or not safe is refused by name on the form, what is safe is taken.

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::fault_proxy::FaultProxy;
use lifeboat_e2e::forms::Form;
use lifeboat_e2e::ids;
use lifeboat_e2e::others::{SAMANTHAS_PASSWORD, WebDav};
use lifeboat_e2e::providers::{choose_pin, saved};
use lifeboat_e2e::steps::{create_wallet, receive, send};
use lifeboat_e2e::world::{Keep, World};

#[tokio::test]
async fn a_web_dav_server_is_taken_only_if_it_keeps_a_wallet_safe() {
    let world = World::start(Keep::Together).await;
    let (wsgidav, dufs, rclone) = (WebDav::wsgidav().await, WebDav::dufs().await, WebDav::rclone().await);
    let safe = FaultProxy::letting_in(wsgidav.port()).await;
    let replacing = FaultProxy::letting_in(dufs.port()).await;
    let replacing_too = FaultProxy::letting_in(rclone.port()).await;

    let device = Device::new("web-dav", Browser::Chromium, &world.url()).await;
    create_wallet(&device).await;
    receive(&device, &world, 50_000, "the first").await;
    choose_pin(&device).await;
    let form = Form::web_dav(&safe.root());
    form.fill(&device, "backup").await;
    for (name, address, password, problem) in [
        ("no-address", "ftp://cloud.example.org/".to_owned(), SAMANTHAS_PASSWORD, "badAddress"),
        ("page", format!("{}/", world.url()), SAMANTHAS_PASSWORD, "notADrive"),
        ("dufs", replacing.root(), SAMANTHAS_PASSWORD, "notSafeForChannels"),
        ("rclone", replacing_too.root(), SAMANTHAS_PASSWORD, "notSafeForChannels"),
        ("wrong-password", safe.root(), "not the password", "signedOut"),
    ] {
        device.fill(ids::DRIVE_URL, &address).await;
        device.fill(ids::DRIVE_PASSWORD, password).await;
        device.click(ids::DRIVE_SUBMIT).await;
        device.attr_is(ids::DRIVE_PROBLEM, "data-problem", problem).await;
        device.shoot(&format!("backup-sign-in-{name}")).await;
        let root = device.root().await;
        assert_eq!((root.screen.as_str(), root.backup.as_str()), ("backup-sign-in", "off"), "{name}");
    }
    device.fill(ids::DRIVE_PASSWORD, SAMANTHAS_PASSWORD).await;
    device.click(ids::DRIVE_SUBMIT).await;
    device.until("a backup", |root| root.screen == "backup-done").await;
    device.click(ids::DONE_CONTINUE).await;
    let position = saved(&device, None, &form).await;
    send(&device, &world, 1_000, "sent").await;
    saved(&device, Some(position), &form).await;
}
