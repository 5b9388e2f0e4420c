//! The main journey over services that one signs in to on their own pages.

#![allow(clippy::unwrap_used)]

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::clouds::{
    DROPBOX, GOOGLE, ONE_DRIVE, Service, back_up, decide, leaves_nothing_behind, restore, saved,
};
use lifeboat_e2e::device::Device;
use lifeboat_e2e::ids;
use lifeboat_e2e::steps::{balance, create_wallet, receive, send, unlock};
use lifeboat_e2e::world::World;

#[tokio::test]
async fn a_wallet_in_dropbox_is_lost_and_found() {
    journey(DROPBOX).await;
}

#[tokio::test]
async fn a_wallet_in_one_drive_is_lost_and_found() {
    journey(ONE_DRIVE).await;
}

#[tokio::test]
async fn a_wallet_in_google_drive_is_lost_and_found() {
    journey(GOOGLE).await;
}

async fn journey(service: Service) {
    let world = World::with_clouds().await;
    let mut old = Device::new(&format!("{}-old", service.key), Browser::Chromium, &world.url()).await;
    create_wallet(&old).await;
    receive(&old, &world, 50_000, "the first").await;
    back_up(&old, service).await;
    let position = saved(&old, None, service).await;
    send(&old, &world, 1_000, "sent").await;
    let position = saved(&old, Some(position), service).await;
    receive(&old, &world, 2_000, "received").await;
    saved(&old, Some(position), service).await;
    let before = balance(&old).await;
    old.kill().await;

    let new = Device::new(&format!("{}-new", service.key), Browser::Chromium, &world.url()).await;
    assert_eq!(restore(&new, service).await, before);
    send(&new, &world, 700, "after the restore").await;
    receive(&new, &world, 900, "after the restore").await;
    saved(&new, None, service).await;
}

/// The access ends (a password was changed, a day is over): payments wait, one button, and everything goes on.
#[tokio::test]
async fn an_ended_sign_in_is_renewed_by_one_button() {
    let service = ONE_DRIVE;
    let world = World::with_clouds().await;
    let device = Device::new("ended", Browser::Chromium, &world.url()).await;
    create_wallet(&device).await;
    receive(&device, &world, 50_000, "the first").await;
    back_up(&device, service).await;
    let position = saved(&device, None, service).await;

    world.clouds().control(service, "clock", serde_json::json!({ "advance_ms": 25 * 3_600_000_u64 })).await;
    // A reload, as on the next day: the wallet is locked, and comes up read-only.
    device.open("/").await;
    unlock(&device).await;
    device.click(ids::BACKUP_LINE).await;
    device.screen("problem").await;
    device.attr_is(ids::PROBLEM_TITLE, "data-problem", "signedOut").await;
    device.click(ids::PROBLEM_RECONNECT).await;
    device.screen("reconnect").await;
    device.shoot("reconnect-elsewhere").await;
    device.click(ids::SIGN_IN_GO).await;
    decide(&device, "reconnect", "approve").await;
    // The answer waits for the PIN.
    unlock(&device).await;
    device.screen("home").await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
    leaves_nothing_behind(&device).await;
    send(&device, &world, 700, "after the day").await;
    saved(&device, Some(position), service).await;
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
