//! The main journey over services that one signs in to on their own pages, and what ends such a sign-in.

#![allow(clippy::unwrap_used)]

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::clouds::{
    APPROVE, DENY, DROPBOX, GOOGLE, ICLOUD, ONE_DRIVE, Service, decide, leave_for, leaves_nothing_behind,
};
use lifeboat_e2e::device::{Device, Root};
use lifeboat_e2e::forms::methods;
use lifeboat_e2e::providers::{
    backed_up, choose_pin, disconnect, lost_and_found, restore, saved, settings_tell, turn_on,
};
use lifeboat_e2e::steps::{activity, balance, create_wallet, prepare, receive, send, unlock};
use lifeboat_e2e::world::World;
use lifeboat_e2e::{PATIENCE, ids};
use serde_json::json;

const HOUR_MS: u64 = 3_600_000;

/// Whoever says no is asked again, without the PIN. Who disconnects is signed out there.
#[tokio::test]
async fn a_wallet_in_dropbox_is_lost_and_found() {
    let service = DROPBOX;
    let world = World::with_clouds().await;
    let old = Device::new("dropbox-old", Browser::Chromium, &world.url()).await;
    create_wallet(&old).await;
    receive(&old, &world, 50_000, "the first").await;
    choose_pin(&old).await;
    leave_for(&old, service, "backup-service", "backup-leave", DENY).await;
    old.attr_is(ids::SERVICE_PROBLEM, "data-problem", "signInCancelled").await;
    old.shoot("backup-service-cancelled").await;
    // The PIN is not asked for again: it came back with the answer.
    turn_on(&old, service).await;
    let position = saved(&old, None, service).await;
    let new = lost_and_found(&world, old, position, service, Browser::Firefox).await;
    disconnect(&new).await;
    told(&world, &new, service).await;
}

/// A day is over: payments wait, one button, and everything goes on. Somebody else's account is not taken for ours.
#[tokio::test]
async fn a_wallet_in_one_drive_is_lost_and_found() {
    let service = ONE_DRIVE;
    let world = World::with_clouds().await;
    let (old, position) = backed_up(&world, service).await;
    later(&world, service, 25).await;
    // A reload, as on the next day: the wallet is locked, and comes up read-only.
    old.open("/").await;
    unlock(&old).await;
    to_reconnect(&old).await;
    world.clouds().control(service, "do/sign_out", json!({})).await;
    old.click(ids::SIGN_IN_GO).await;
    old.wait("Microsoft's page", PATIENCE, async || old.has(APPROVE).await.then_some(())).await;
    old.evaluate("document.getElementById('account').value = 'bob@example.com'").await;
    old.click(APPROVE).await;
    old.attr_is(ids::DRIVE_PROBLEM, "data-problem", "wrongAccount").await;
    old.shoot("reconnect-wrong-account").await;
    sign_in_again(&old).await;
    old.screen("home").await;
    old.until("a wallet that is ready", |root| root.phase == "ready" && root.link == "up").await;
    lost_and_found(&world, old, position, service, Browser::Firefox).await;
}

/// A token that changes with each answer, a page that takes no state along; the session ends, one button, and on.
#[tokio::test]
async fn a_wallet_in_icloud_is_lost_and_found() {
    let service = ICLOUD;
    let world = World::with_clouds().await;
    let (old, position) = backed_up(&world, service).await;
    world.clouds().control(service, "do/disconnect", json!({ "account": service.account })).await;
    old.open("/").await;
    unlock(&old).await;
    agree_again(&old).await;
    // Apple's answer has nothing that shows to which sign-in it belongs.
    unlock(&old).await;
    ready_again(&old).await;
    lost_and_found(&world, old, position, service, Browser::Chromium).await;
}

/// Without a broker: the hour is over, one button, and everything goes on. Before that nothing costs a sign-in.
#[tokio::test]
async fn a_wallet_in_google_drive_is_lost_and_found() {
    let service = GOOGLE;
    let world = World::with_clouds().await;
    let old = Device::new("googleDrive-old", Browser::Chromium, &world.url()).await;
    create_wallet(&old).await;
    receive(&old, &world, 50_000, "the first").await;
    choose_pin(&old).await;
    // The box on Google's page is unticked: the wallet says what is missing.
    old.click(service.row).await;
    old.screen("backup-leave").await;
    old.click(ids::SIGN_IN_GO).await;
    old.wait("Google's page", PATIENCE, async || old.has(APPROVE).await.then_some(())).await;
    let scope = world.clouds().text("google", "scope");
    old.click_by(&format!("[id='scope-{scope}']")).await;
    old.click(APPROVE).await;
    old.screen("backup-service").await;
    old.attr_is(ids::SERVICE_PROBLEM, "data-problem", "scopeMissing").await;
    old.shoot("backup-service-scope-missing").await;
    turn_on(&old, service).await;
    let position = saved(&old, None, service).await;

    // Within the hour neither a lock nor a reload costs a sign-in.
    old.click(ids::HOME_SETTINGS).await;
    old.click(ids::SETTINGS_LOCK).await;
    unlock(&old).await;
    old.until("a wallet that is ready", |root| root.phase == "ready" && root.link == "up").await;
    old.open("/").await;
    unlock(&old).await;
    old.screen("home").await;
    old.until("a wallet that is ready", |root| root.phase == "ready" && root.link == "up").await;

    // A payment is the first to notice that the hour is over. It is kept here, and waits for the backup.
    let invoice = world.invoice(400_000, "after the hour").await;
    prepare(&old, &invoice, 400).await;
    later(&world, service, 1).await;
    old.click(ids::SEND_PAY).await;
    old.screen("send-result").await;
    old.attr_is(ids::SEND_RESULT, "data-state", "pending").await;
    old.until("a backup that waits for the sign-in", |root| root.backup == "paused").await;
    assert_ne!(world.payment(&invoice.hash).await, "succeeded");
    world.clouds().forget_log(service).await;
    old.open("/").await;
    unlock(&old).await;
    reconnect(&old).await;
    assert_eq!(activity(&old, &invoice.hash).await["outcome"], "done");
    assert_eq!(world.payment(&invoice.hash).await, "succeeded");
    let position = saved(&old, Some(position), service).await;
    // The folder was found again by its id: nothing was searched for at the top.
    let log = world.clouds().log(service).await.to_string();
    assert!(log.contains("lbParent") && !log.contains("value%3D%27root%27"), "{log}");
    lost_and_found(&world, old, position, service, Browser::Firefox).await;
}

/// With the broker nobody notices the hour, nor a reload. Who disconnects is signed out there.
#[tokio::test]
async fn google_drive_with_the_broker_is_renewed_by_itself() {
    let service = GOOGLE;
    let world = World::with_broker().await;
    let (mut device, position) = backed_up(&world, service).await;
    later(&world, service, 2).await;
    send(&device, &world, 700, "after two hours").await;
    let position = saved(&device, Some(position), service).await;
    later(&world, service, 2).await;
    device.open("/").await;
    unlock(&device).await;
    device.until("a wallet that is ready", |root| root.phase == "ready" && root.link == "up").await;
    send(&device, &world, 600, "after a reload").await;
    saved(&device, Some(position), service).await;
    let before = balance(&device).await;
    device.kill().await;
    let device = Device::new("broker-new", Browser::Chromium, &world.url()).await;
    assert_eq!(restore(&device, service).await, before);
    later(&world, service, 2).await;
    send(&device, &world, 500, "on the new device").await;
    settings_tell(&device, service).await;
    disconnect(&device).await;
    told(&world, &device, service).await;
}

/// Nothing is backed up yet, and the way to a service and back is a reload.
#[tokio::test]
async fn a_wallet_without_a_backup_opens_by_itself_after_a_reload() {
    let world = World::with_clouds().await;
    let device = Device::new("reloaded", Browser::Chromium, &world.url()).await;
    create_wallet(&device).await;
    device.open("/").await;
    device.screen("home").await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
    receive(&device, &world, 50_000, "the first").await;
    device.open("/").await;
    device.screen("home").await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
}

/// So many hours pass at the service.
async fn later(world: &World, service: Service, hours: u64) {
    world.clouds().control(service, "clock", json!({ "advance_ms": hours * HOUR_MS })).await;
}

/// The sign-in is over: home says so, and one tap leads to the service's page, as the list of services promises.
async fn reconnect(device: &Device) {
    agree_again(device).await;
    ready_again(device).await;
}

async fn agree_again(device: &Device) {
    has_ended(device).await;
    device.screen("home").await;
    device.shoot("home-signed-out").await;
    device.click(ids::SIGN_IN_AGAIN).await;
    let asked = device
        .wait("the service's page, or the way back", PATIENCE, async || {
            if device.has(APPROVE).await {
                return Some(true);
            }
            // Some services let whoever has consented before through at once.
            (device.root().await.phase == "ready").then_some(false)
        })
        .await;
    if asked {
        device.click(APPROVE).await;
    }
}

async fn ready_again(device: &Device) {
    device.screen("home").await;
    device.until("a wallet that is ready", |root| root.phase == "ready" && root.link == "up").await;
    leaves_nothing_behind(device).await;
}

async fn has_ended(device: &Device) {
    let ended = |root: &Root| matches!(root.backup.as_str(), "paused" | "waiting");
    device.until("a sign-in that is over", ended).await;
}

/// The line on home leads to the screen that explains it.
async fn to_reconnect(device: &Device) {
    has_ended(device).await;
    device.click(ids::BACKUP_LINE).await;
    device.screen("reconnect").await;
}

async fn sign_in_again(device: &Device) {
    device.click(ids::SIGN_IN_GO).await;
    // The wallet was open when they left: nobody enters the PIN again.
    decide(device, "reconnect", APPROVE).await;
}

/// The service was told that the access ends.
async fn told(world: &World, device: &Device, service: Service) {
    let clouds = world.clouds();
    let address = clouds.text(service.double, "revoke");
    let path = address.strip_prefix(&clouds.text(service.double, "base")).unwrap();
    device
        .wait("the end of the access at the service", PATIENCE, async || {
            methods(&clouds.log(service).await, path).contains(&"POST").then_some(())
        })
        .await;
}
