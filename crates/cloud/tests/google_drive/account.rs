//! Tokens, scopes, accounts, room, limits.

use futures::executor::block_on;
use lifeboat_cloud::{Create, Drive, DriveError, Path, Quota, Retry};
use lifeboat_clouds::{
    Fault, Rule,
    google::{CLIENT, DRIVE_FILE, OTHER_CLIENT, SAMANTHA},
};
use serde_json::json;

use super::world::{Device, World, entry, journal, top};

fn world() -> (World, Device) {
    let world = World::new();
    let device = world.device();
    block_on(device.drive.create(&entry(0), b"0")).unwrap();
    (world, device)
}

#[test]
fn a_token_whose_time_is_over_is_renewed_once_and_then_only_the_user_can() {
    let (world, device) = world();
    assert_eq!(device.tokens.renewals.get(), 1);
    world.0.clock().advance(3_600_000);
    block_on(async {
        assert_eq!(device.drive.create(&entry(1), b"1").await, Ok(Create::Created));
        assert_eq!(device.tokens.renewals.get(), 2);
        world.0.fault(Rule::always(Fault::SignedOut));
        assert_eq!(device.drive.create(&entry(2), b"2").await, Err(DriveError::SignedOut));
        assert_eq!(device.tokens.renewals.get(), 3);
        world.0.mend();
        device.tokens.renewable.set(false);
        world.0.with(|google, _| google.oauth.expire_access());
        assert_eq!(device.drive.get(&entry(1)).await, Err(DriveError::SignedOut));
        assert_eq!(device.drive.list(&Path::root()).await, Err(DriveError::SignedOut));
    });
}

#[test]
fn an_unticked_scope_asks_for_another_sign_in_and_nothing_is_missing() {
    let (world, device) = world();
    let without = world.device_of(CLIENT, SAMANTHA, &["openid", "email"]);
    block_on(async {
        for drive in [&without.drive] {
            assert_eq!(drive.account().await, Err(DriveError::SignedOut));
            assert_eq!(drive.list(&Path::root()).await, Err(DriveError::SignedOut));
            assert_eq!(drive.get(&entry(0)).await, Err(DriveError::SignedOut));
            assert_eq!(drive.create(&entry(1), b"1").await, Err(DriveError::SignedOut));
        }
        world.act("narrow", &json!({ "scope": DRIVE_FILE }));
        assert_eq!(device.drive.get(&entry(0)).await, Err(DriveError::SignedOut));
    });
}

#[test]
fn after_a_disconnect_or_in_another_account_the_backup_is_gone_and_not_missing() {
    let (world, device) = world();
    let id = block_on(device.drive.account_id()).unwrap();
    let top_id = device.drive.top(&journal()).unwrap();
    block_on(async {
        for stranger in [
            world.device_of(CLIENT, "other@example.com", &[DRIVE_FILE]),
            world.device_of(OTHER_CLIENT, SAMANTHA, &[DRIVE_FILE]),
        ] {
            // If nothing is known, it cannot be told: Drive shows an app only its own files.
            assert_eq!(stranger.drive.list(&Path::root()).await, Ok(Vec::new()));
            let knowing = stranger.drive.with_top_folder(top_id.clone());
            assert_eq!(knowing.get(&entry(0)).await, Err(DriveError::Gone));
            assert_eq!(knowing.list(&Path::root()).await, Err(DriveError::Gone));
            assert_eq!(knowing.create(&entry(1), b"1").await, Err(DriveError::Gone));
        }
        let other =
            world.device_of(CLIENT, "other@example.com", &[DRIVE_FILE]).drive.with_account(id.clone());
        assert_eq!(other.get(&entry(0)).await, Err(DriveError::OtherAccount));
        assert_eq!(other.list(&Path::root()).await, Err(DriveError::OtherAccount));
        assert_eq!(other.create(&entry(0), b"0").await, Err(DriveError::OtherAccount));
        assert_eq!(world.device().drive.with_account(id).get(&entry(0)).await, Ok(b"0".to_vec()));

        world.act("disconnect", &json!({ "client": CLIENT, "account": SAMANTHA }));
        for _ in 0..2 {
            assert_eq!(device.drive.get(&entry(0)).await, Err(DriveError::Gone));
            assert_eq!(device.drive.list(&top()).await, Err(DriveError::Gone));
            let created = device.drive.create(&entry(1), b"1").await;
            assert!(matches!(created, Err(DriveError::Gone | DriveError::Unavailable { .. })), "{created:?}");
        }
    });
}

#[test]
fn limits_are_busy_and_no_room_is_full() {
    let (world, device) = world();
    block_on(async {
        for status in [403, 429] {
            world.0.fault(Rule::once(Fault::RateLimited { status, retry_after: Some(30), done: false }));
            let busy = device.drive.create(&entry(1), b"1").await.unwrap_err();
            // The pause that Google wishes for is not shown to pages.
            assert_eq!(
                (busy.clone(), busy.retry()),
                (DriveError::Busy { after_ms: None }, Retry::WithBackoff)
            );
        }
        world.act("room", &json!({ "bytes": 10 }));
        assert_eq!(device.drive.create(&entry(1), b"too much").await, Err(DriveError::QuotaFull));
        assert_eq!(device.drive.get(&entry(1)).await, Err(DriveError::NotFound));
        let quota = device.drive.quota().await.unwrap();
        assert_eq!(quota.available, Some(0));
        world.act("room", &json!({}));
        assert!(matches!(device.drive.quota().await, Ok(Quota { used: Some(_), available: None })));
        let large = device.drive.create(&entry(1), &vec![0; (5 << 20) + 1]).await;
        assert_eq!(large, Err(DriveError::TooLarge));
        world.0.fault(Rule::once(Fault::Redirect { to: "https://evil.example/".into() }));
        assert_eq!(device.drive.get(&entry(0)).await, Err(DriveError::RedirectedAway));
    });
}

#[test]
fn the_user_is_told_whose_and_where_it_is() {
    let (world, device) = world();
    block_on(async {
        assert_eq!(device.drive.account().await.unwrap().name, SAMANTHA);
        let place = device.drive.place(&journal());
        assert_eq!(place.words.last().map(String::as_str), Some("Channel state"));
        let link = format!("https://drive.google.com/drive/folders/{}", world.id("Channel state"));
        assert_eq!(place.link, Some(link));
        let unknown = world.device().drive.place(&journal());
        assert_eq!(unknown.link.as_deref(), Some("https://drive.google.com/drive/my-drive"));
    });
}
