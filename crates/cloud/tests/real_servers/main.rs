//! Against real servers of other people, and our own: started here, on loopback. Here WebDAV; others in their files.
//!
//! A server that is not installed fails its tests, with the way to install it: a skipped test looks like a passed one.

#![allow(clippy::disallowed_methods, reason = "real servers run on the machine's clock")]
#![allow(clippy::unwrap_used, clippy::expect_used)] // clippy allows it in tests, but not in their helpers

use futures::join;
use lifeboat_cloud::{
    Create, Drive, DriveError, Path, conformance,
    http::native::Client,
    webdav::{Behaviour, Grade, Login, ProbeReport, Way, Weakness, WebDav},
};

mod counted;
mod documents;
mod late;
mod nginx;
mod page;
mod process;
mod races;
mod remote_storage;
mod s3;
mod server;
mod set_ups;
mod slow;
mod vss;

use server::{Server, apache, dufs, lighttpd, ours, rclone, sabre, wsgidav};
use slow::Slow;

async fn probe(server: &Server) -> ProbeReport {
    let drive = server.drive();
    let before = drive.list(&Path::root()).await.unwrap();
    let verdict = drive.probe(1).await.unwrap();
    println!("{}: {verdict:?}", server.name);
    assert_eq!(drive.list(&Path::root()).await.unwrap(), before, "the probe left something behind");
    verdict
}

async fn passes(server: &Server) -> ProbeReport {
    let verdict = probe(server).await;
    assert!(verdict.allows_channel_state(), "{verdict:?}");
    let failures = conformance::check(&server.drive().with_behaviour(verdict.behaviour), 2).await;
    assert!(failures.is_empty(), "{failures:#?}");
    refuses_a_wrong_password(server).await;
    overtaken_upload_replaces_nothing(server, verdict.behaviour).await;
    broken_off_upload_can_be_sent_again(server, verdict.behaviour).await;
    verdict
}

async fn refuses_a_wrong_password(server: &Server) {
    for drive in [server.drive_as(server::USER, "wrong"), server.drive_as("nobody", server::PASSWORD)] {
        let file = Path::root().join("file");
        assert_eq!(drive.account().await, Err(DriveError::SignedOut));
        assert_eq!(drive.list(&Path::root()).await, Err(DriveError::SignedOut));
        assert_eq!(drive.get(&file).await, Err(DriveError::SignedOut));
        assert_eq!(drive.create(&file, b"x").await, Err(DriveError::SignedOut));
        assert_eq!(drive.delete(&file).await, Err(DriveError::SignedOut));
        assert_eq!(drive.probe(3).await, Err(DriveError::SignedOut));
    }
}

/// One device uploads slowly; another takes over meanwhile and creates the same entry.
async fn overtaken(server: &Server, behaviour: Behaviour) -> (Result<Create, DriveError>, bool) {
    let slow = Slow::default();
    let (old, new) = (server.drive_over(slow.clone(), behaviour), server.drive_over(Client, behaviour));
    let file = Path::root().join("overtaken").join("entry");
    assert_eq!(new.create(&Path::root().join("overtaken").join("before"), b"0").await, Ok(Create::Created));
    let ours = vec![b'n'; 1000];
    let (late, quick) = join!(old.create(&file, &[b'o'; 100_000]), async {
        slow.half_sent.notified().await;
        let quick = new.create(&file, &ours).await;
        slow.go_on.notify_one();
        quick
    });
    let kept = new.get(&file).await == Ok(ours);
    new.delete(&Path::root().join("overtaken")).await.unwrap();
    assert!(matches!(quick, Ok(Create::Created | Create::Exists)), "{quick:?}");
    (late, (quick == Ok(Create::Created)) == kept)
}

async fn overtaken_upload_replaces_nothing(server: &Server, behaviour: Behaviour) {
    let (late, sound) = overtaken(server, behaviour).await;
    assert!(sound, "an acknowledged file was replaced by a slow upload ({late:?})");
    assert_eq!(late, Ok(Create::Exists));
}

async fn broken_off_upload_can_be_sent_again(server: &Server, behaviour: Behaviour) {
    let slow = Slow::default();
    let (dying, alive) = (server.drive_over(slow.clone(), behaviour), server.drive_over(Client, behaviour));
    let file = Path::root().join("broken").join("entry");
    let bytes = vec![b'b'; 50_000];
    alive.create(&Path::root().join("broken").join("before"), b"0").await.unwrap();
    slow.broken_off.set(true);
    slow.go_on.notify_one();
    assert_eq!(dying.create(&file, &bytes).await, Err(DriveError::Unknown));
    assert_eq!(alive.get(&file).await, Err(DriveError::NotFound), "half a file bears the real name");
    assert_eq!(alive.create(&file, &bytes).await, Ok(Create::Created));
    assert_eq!(alive.get(&file).await, Ok(bytes));
    let listed = alive.list(&Path::root().join("broken")).await.unwrap();
    assert_eq!(listed.len(), 2, "{listed:?}");
    alive.delete(&Path::root().join("broken")).await.unwrap();
}

#[tokio::test]
async fn our_own_server_passes_and_is_safe() {
    let verdict = passes(&ours().await).await;
    assert_eq!(verdict.grade, Grade::Safe, "{verdict:?}");
    assert!(verdict.behaviour.exact_delete, "{verdict:?}");
}

#[tokio::test]
async fn wsgidav_passes_and_needs_to_be_read_back() {
    let verdict = passes(&wsgidav().await).await;
    assert_eq!(verdict.grade, Grade::SafeWithReadBack, "{verdict:?}");
}

#[tokio::test]
async fn apache_passes_and_needs_to_be_read_back() {
    let verdict = passes(&apache().await).await;
    assert_eq!(verdict.grade, Grade::SafeWithReadBack, "{verdict:?}");
}

#[tokio::test]
async fn lighttpd_is_known_and_safe() {
    let verdict = probe(&lighttpd().await).await;
    assert_eq!((verdict.grade, verdict.behaviour.way), (Grade::Safe, Way::Put), "{verdict:?}");
}

#[tokio::test]
async fn sabre_is_never_given_a_plain_put() {
    let verdict = probe(&sabre().await).await;
    assert_eq!((verdict.grade, verdict.behaviour.way), (Grade::SafeWithReadBack, Way::Aside), "{verdict:?}");
}

/// Why `Way::Aside` exists.
#[tokio::test]
async fn apache_would_let_a_slow_upload_replace_an_acknowledged_file() {
    let server = apache().await;
    let behaviour = Behaviour { way: Way::Put, created: 201, exact_delete: false };
    let (_, sound) = overtaken(&server, behaviour).await;
    assert!(!sound, "Apache has become better: the probe may trust it more");
}

async fn is_refused(server: &Server, reason: Weakness) {
    let verdict = probe(server).await;
    assert_eq!(verdict.grade, Grade::PhraseOnly { reason }, "{verdict:?}");
    assert!(!verdict.allows_channel_state());
}

#[tokio::test]
async fn dufs_is_refused_because_it_replaces_files() {
    is_refused(&dufs().await, Weakness::Replaces).await;
}

#[tokio::test]
async fn rclone_is_refused_because_it_replaces_files() {
    is_refused(&rclone().await, Weakness::Replaces).await;
}

#[tokio::test]
async fn a_server_that_is_down_is_unreachable_and_never_empty() {
    let server = apache().await;
    let (address, file) = (server.address.clone(), Path::root().join("file"));
    drop(server);
    let drive = WebDav::new(Client, address, Login::new("a", "b"), Behaviour::default());
    assert_eq!(drive.list(&Path::root()).await, Err(DriveError::Unreachable));
    assert_eq!(drive.get(&file).await, Err(DriveError::Unreachable));
    assert_eq!(drive.create(&file, b"x").await, Err(DriveError::Unreachable));
    assert_eq!(drive.delete(&file).await, Err(DriveError::Unreachable));
    assert_eq!(drive.probe(1).await, Err(DriveError::Unreachable));
}

#[tokio::test]
async fn an_address_beside_the_drive_is_not_an_empty_drive() {
    let server = ours().await;
    let beside =
        lifeboat_cloud::webdav::Address::parse(&format!("{}/davv/", server.address.origin())).unwrap();
    let drive = WebDav::new(Client, beside, Login::new(server::USER, server::PASSWORD), Behaviour::default());
    for error in [
        drive.list(&Path::root()).await.map(|_| ()),
        drive.list(&Path::root().join("x")).await.map(|_| ()),
        drive.get(&Path::root().join("x")).await.map(|_| ()),
        drive.create(&Path::root().join("x"), b"x").await.map(|_| ()),
        drive.delete(&Path::root().join("x")).await,
        drive.account().await.map(|_| ()),
    ] {
        assert!(matches!(error, Err(DriveError::NotADrive | DriveError::Denied)), "{error:?}");
    }
}
