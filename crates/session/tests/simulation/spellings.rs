//! One account on a lightning wallet server, whose address is typed in many ways.

use futures::executor::block_on;
use lifeboat_cloud::vss::{Account, Server, Vss};
use lifeboat_clouds::vss;
use lifeboat_messages::{
    Answer, BackupStatus, DriveChoice, Fields, FormField, Phase, Problem, Request, ServiceKind,
};

use crate::{
    host::ORIGIN,
    journey::{PIN, done, lock},
    storages::{PASSWORD, VSS},
    world::World,
};

/// An account of Samantha's at this address.
fn at(url: &str) -> DriveChoice {
    let fields = Fields::default()
        .with(FormField::Url, format!("{url}{}", vss::BASE))
        .with(FormField::User, "samantha")
        .with(FormField::Password, PASSWORD);
    DriveChoice::Form { service: ServiceKind::Vss, fields }
}

fn found_at(world: &World, url: &str) -> Result<usize, Problem> {
    let laptop = world.open(&world.device("laptop"));
    world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
    match world.ask(&laptop, Request::FindBackups { drive: at(url) }) {
        Some(Ok(Answer::Found { backups })) => Ok(backups.len()),
        Some(Err(problem)) => Err(problem),
        other => panic!("{other:?}"),
    }
}

fn saved_at(world: &World, url: &str) {
    let tab = world.open(&world.device("phone"));
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(world, &tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    let connected = world.ask(&tab, Request::Connect { drive: at(url) });
    assert!(matches!(connected, Some(Ok(Answer::Connected(_)))), "{connected:?}");
    let started = Request::StartBackup { lock: lock(PIN), drive: at(url), waiver: Default::default() };
    let started = world.ask(&tab, started);
    assert!(matches!(started, Some(Ok(Answer::BackedUp(_)))), "{started:?}");
    world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
}

/// Host and port are no part of the password.
#[test]
fn an_account_on_a_vss_is_found_however_its_address_is_typed() {
    let world = World::new(71);
    saved_at(&world, "https://VSS.example.:443");
    for same in [VSS, "https://vss.example:443", "vss.example", "https://vss.example."] {
        assert_eq!(found_at(&world, same), Ok(1), "{same}");
    }
}

/// Earlier versions made another account of each spelling: it stays that of who types what they typed then.
#[test]
fn an_account_on_a_vss_of_an_earlier_version_stays_found_by_what_was_typed_then() {
    let world = World::new(72);
    let typed = "https://vss.example:443";
    let server = || Server::parse(&format!("{typed}{}", vss::BASE)).unwrap();
    let account = Account::from_password(&server(), "samantha", PASSWORD).unwrap();
    let time = world.around.time.clone();
    let http = world.around.storages.vss.http(ORIGIN);
    let earlier = Vss::new(http, server(), account, move || time.now()).unwrap();
    assert!(block_on(earlier.enrol()).is_ok());
    saved_at(&world, typed);
    assert_eq!(found_at(&world, typed), Ok(1));
    assert_eq!(found_at(&world, VSS), Err(Problem::SignedOut), "another account, as it was then");
}
