//! The drives over real HTTP: addresses and headers are what a server takes, not only what we mean by them.

#![allow(clippy::unwrap_used)]

use lifeboat_cloud::{
    Drive, conformance, dropbox,
    http::native::Client,
    nextcloud::{Nextcloud as Files, Server, user_id},
    one_drive,
    webdav::Login,
};
use lifeboat_clouds::{
    Core,
    dropbox::{APP_KEY, Dropbox, SCOPES},
    microsoft::{APP_FOLDER_SCOPE, CLIENT_ID, Microsoft},
    nextcloud::{APP_PASSWORD, BASE, LOGIN, Nextcloud},
    serve,
};

mod every_answer;

use every_answer::{ORIGIN, Tokens};

const REDIRECT: &str = "https://wallet.example/oauth.html";
const USER: &str = "samantha@example.com";

async fn keeps_every_promise(drive: &impl Drive) {
    let failures = conformance::check(drive, 1).await;
    assert!(failures.is_empty(), "{failures:#?}");
}

#[tokio::test]
async fn dropbox_over_a_socket() {
    let core = Core::new(Dropbox::new(REDIRECT));
    let running = serve(core.clone(), 0).await.unwrap();
    let base = running.base();
    let endpoints = dropbox::Endpoints { api: format!("{base}/api"), content: format!("{base}/content") };
    let issue = move || core.with(|service, now| service.oauth.issue(APP_KEY, USER, &SCOPES, now));
    keeps_every_promise(&dropbox::Dropbox::new(Client, endpoints, Tokens::new(1, issue), "Lifeboat")).await;
}

#[tokio::test]
async fn one_drive_over_a_socket() {
    let core = Core::new(Microsoft::new(REDIRECT));
    let running = serve(core.clone(), 0).await.unwrap();
    let endpoints = one_drive::Endpoints { graph: format!("{}/graph/v1.0", running.base()) };
    let issue =
        move || core.with(|service, now| service.oauth.issue(CLIENT_ID, USER, &[APP_FOLDER_SCOPE], now));
    keeps_every_promise(&one_drive::OneDrive::new(Client, endpoints, Tokens::new(1, issue), "Lifeboat"))
        .await;
}

#[tokio::test]
async fn nextcloud_over_a_socket() {
    let running = serve(Core::new(Nextcloud::new(&[ORIGIN])), 0).await.unwrap();
    let server = Server::parse(&format!("{}{BASE}", running.base())).unwrap();
    let login = Login::new(LOGIN, APP_PASSWORD);
    let id = user_id(&Client, &server, &login).await.unwrap();
    let drive = Files::new(Client, server, &id, login).unwrap();
    let verdict = drive.probe(1).await.unwrap();
    assert!(verdict.allows_channel_state(), "{verdict:?}");
    keeps_every_promise(&drive.with_behaviour(verdict.behaviour)).await;
}
