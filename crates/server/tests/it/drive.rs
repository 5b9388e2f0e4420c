//! The wallet's own WebDAV client finds this server a drive that keeps every promise.

use lifeboat_cloud::http::native::Client;
use lifeboat_cloud::webdav::{Address, Behaviour, Grade, Login, WebDav};
use lifeboat_cloud::{Drive, conformance};

use crate::harness::{PASSWORD, Running, start};

fn drive(server: &Running) -> WebDav<Client> {
    let address = Address::parse(&server.url("/dav/")).unwrap();
    WebDav::new(Client, address, Login::new("lifeboat", PASSWORD), Behaviour::default())
}

#[tokio::test]
async fn the_probe_grades_it_safe_without_any_weakness() {
    let server = start(|_| {}).await;
    let verdict = drive(&server).probe(1).await.unwrap();
    assert_eq!(verdict.grade, Grade::Safe);
    assert_eq!(verdict.weaknesses, []);
    assert!(verdict.allows_channel_state());
    assert_eq!(std::fs::read_dir(server.files()).unwrap().count(), 0);
}

#[tokio::test]
async fn it_passes_the_suite_of_every_drive() {
    let server = start(|options| options.quota = Some(100 << 20)).await;
    let drive = drive(&server);
    let behaviour = drive.probe(1).await.unwrap().behaviour;
    let drive = drive.with_behaviour(behaviour);
    assert_eq!(conformance::check(&drive, 2).await, []);
    let quota = drive.quota().await.unwrap();
    assert_eq!((quota.used, quota.available), (Some(0), Some(100 << 20)));
}
