//! The main journey over services with a form of the wallet's own, and over servers of other people.

#![allow(clippy::unwrap_used)]

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::clouds::{DROPBOX, GOOGLE};
use lifeboat_e2e::device::Device;
use lifeboat_e2e::forms::Form;
use lifeboat_e2e::ids;
use lifeboat_e2e::others::{Moto, RemoteStorage};
use lifeboat_e2e::providers::{Provider, backed_up, choose_pin, lost_and_found, saved, turn_on};
use lifeboat_e2e::steps::{create_wallet, receive};
use lifeboat_e2e::world::{Keep, World};
use serde_json::json;

/// At first its administrator lets no page in: the wallet shows what he has to do.
#[tokio::test]
async fn a_wallet_in_nextcloud_is_lost_and_found() {
    let world = World::with_clouds().await;
    let form = Form::nextcloud(world.clouds());
    let old = Device::new("nextCloud-old", Browser::Chromium, &world.url()).await;
    create_wallet(&old).await;
    receive(&old, &world, 50_000, "the first").await;
    choose_pin(&old).await;
    world.clouds().tell("nextcloud", "do/webapppassword", json!({})).await;
    form.connect(&old, "backup").await;
    old.attr_is(ids::DRIVE_PROBLEM, "data-problem", "corsBlocked").await;
    let page = old.evaluate("return document.body.innerText").await;
    let command = format!("webapppassword.origins 0 --value '{}'", world.url());
    assert!(page.as_str().unwrap().contains(&command), "{page}");
    old.shoot("backup-sign-in-nextCloud-blocked").await;
    world.clouds().tell("nextcloud", "do/webapppassword", json!({ "origins": [world.url()] })).await;
    old.click(ids::BACK).await;
    turn_on(&old, &form).await;
    let position = saved(&old, None, &form).await;
    lost_and_found(&world, old, position, &form, Browser::Firefox).await;
}

#[tokio::test]
async fn a_wallet_on_a_lightning_wallet_server_is_lost_and_found() {
    let world = World::with_clouds().await;
    journey(&world, Form::vss(world.clouds())).await;
}

/// This copy is not registered anywhere: services that need it say what its operator has to do.
#[tokio::test]
async fn a_wallet_in_a_bucket_is_lost_and_found() {
    let world = World::start(Keep::Together).await;
    let moto = Moto::start().await;
    let form = Form::s3(&moto);
    let old = Device::new("s3-old", Browser::Chromium, &world.url()).await;
    create_wallet(&old).await;
    receive(&old, &world, 50_000, "the first").await;
    choose_pin(&old).await;
    for service in [GOOGLE, DROPBOX] {
        old.click(service.row).await;
        old.screen("backup-operator").await;
        old.shoot(&format!("backup-operator-{}", service.key)).await;
        let words = old.text(ids::OPERATOR).await;
        assert!(words.contains(&format!("services.{}", service.key)), "{words}");
        assert!(words.contains(&format!("{}/oauth/callback", world.url())), "{words}");
        old.click(ids::BACK).await;
        old.screen("backup-service").await;
    }
    turn_on(&old, &form).await;
    let position = saved(&old, None, &form).await;
    lost_and_found(&world, old, position, &form, Browser::Chromium).await;
}

#[tokio::test]
async fn a_wallet_in_a_remote_storage_is_lost_and_found() {
    let world = World::start(Keep::Together).await;
    let server = RemoteStorage::start().await;
    journey(&world, &server).await;
}

async fn journey(world: &World, provider: impl Provider) {
    let (old, position) = backed_up(world, &provider).await;
    lost_and_found(world, old, position, &provider, Browser::Chromium).await;
}
