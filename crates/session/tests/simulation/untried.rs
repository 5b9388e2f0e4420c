//! A wallet that comes from a storage which this device has not tried out.

use lifeboat_clouds::{
    Fault, Rule,
    nextcloud::{APP_PASSWORD, BASE, LOGIN},
};
use lifeboat_messages::{
    Answer, Assurances, BackupStatus, DriveChoice, Fields, FormField, Phase, Problem, Request, ServiceKind,
};

use crate::{
    host::{Crash, Point, cloud_address},
    journey::{PIN, done, lock, pin, saved},
    world::{Process, World},
};

/// The first cloud as any WebDAV server.
fn web_dav() -> DriveChoice {
    let url = format!("{}{BASE}/remote.php/dav/files/Samantha%20Gr%C3%BCn/", cloud_address(0));
    let fields = Fields::default()
        .with(FormField::Url, url)
        .with(FormField::User, LOGIN)
        .with(FormField::Password, APP_PASSWORD);
    DriveChoice::Form { service: ServiceKind::WebDav, fields }
}

/// A lighttpd behind a proxy that lets no rename through: nothing there has ever needed one.
fn behind_a_proxy(seed: u64) -> World {
    let world = World::new(seed);
    world.around.are_lighttpd.set(true);
    world.around.clouds[0].fault(Rule::always(Fault::Status { status: 502 }).on("MOVE "));
    let tab = world.open(&world.device("phone"));
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(&world, &tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    let started = Request::StartBackup { lock: lock(PIN), drive: web_dav(), gone: vec![] };
    let started = world.ask(&tab, started);
    assert!(matches!(started, Some(Ok(Answer::BackedUp(_)))), "{started:?}");
    world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    world
}

fn restore(
    world: &World,
    process: &Process,
    drive: &DriveChoice,
    sure: Assurances,
) -> Option<Result<Answer, Problem>> {
    let found = world.ask(process, Request::FindBackups { drive: drive.clone() });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let (drive, backup) = (drive.clone(), backups[0].id.clone());
    world.ask(process, Request::Restore { drive, backup, unlocker: pin(), sure })
}

#[test]
fn a_wallet_comes_from_a_storage_where_no_rename_gets_through() {
    let world = behind_a_proxy(3);
    let laptop = world.open(&world.device("laptop"));
    world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
    let restored = restore(&world, &laptop, &web_dav(), Assurances::default());
    assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{restored:?}");
    world.see(&laptop, "everything saved", |view| {
        view.phase == Phase::Ready && matches!(view.backup, BackupStatus::Saved { .. })
    });
}

/// What was found out before the wallet was taken over is what the next start goes on with.
#[test]
fn a_device_that_dies_in_such_a_restore_goes_on_with_it() {
    let mut came = 0;
    for at in 0..1_000 {
        let world = behind_a_proxy(4);
        let device = world.device("laptop");
        let laptop = world.open(&device);
        world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
        let found = world.ask(&laptop, Request::FindBackups { drive: web_dav() });
        let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
        let before = laptop.life().points().len();
        laptop.life().crash_at(before + at, Crash::After);
        let (drive, backup) = (web_dav(), backups[0].id.clone());
        let request = Request::Restore { drive, backup, unlocker: pin(), sure: Assurances::default() };
        if world.ask(&laptop, request).is_some() {
            break;
        }
        if laptop.life().points().last() != Some(&Point::Write) {
            continue;
        }
        drop(laptop);
        let laptop = world.open(&device);
        let view = world.see(&laptop, "a device that has looked", |view| view.phase != Phase::Starting);
        if view.phase == Phase::Empty {
            continue;
        }
        came += 1;
        done(&world, &laptop, Request::Unlock { unlocker: pin() });
        world.see(&laptop, "everything saved", |view| {
            view.phase == Phase::Ready && matches!(view.backup, BackupStatus::Saved { .. })
        });
    }
    assert!(came > 0);
}

/// The user has given the folder a name that the careful way cannot bear, and no other way is known there, or none is let in.
#[test]
fn a_folder_that_takes_no_new_file_for_its_name_can_be_gone_on_with_after_a_question() {
    for fault in [None, Some(Fault::QuotaFull), Some(Fault::Status { status: 403 })] {
        let world = World::new(5);
        let tab = world.open(&world.device("phone"));
        saved(&world, &tab);
        drop(tab);
        let (_, folder, _) = world.kept().heads().find(|(cloud, _, _)| *cloud == 0).unwrap();
        world.kept().rename(0, &folder, "Wallet #1");
        for method in ["PUT ", "MKCOL ", "MOVE ", "DELETE "] {
            if let Some(fault) = &fault {
                world.around.clouds[0].fault(Rule::always(fault.clone()).on(method));
            }
        }
        let laptop = world.open(&world.device("laptop"));
        world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
        let refused = restore(&world, &laptop, &world.drive(0), Assurances::default());
        let Some(Err(asked @ Problem::ReadOnly { .. })) = refused else { panic!("{fault:?}: {refused:?}") };
        assert_eq!(laptop.view().phase, Phase::Empty, "nothing is begun before the user was asked");
        let restored = restore(&world, &laptop, &world.drive(0), Assurances::default().of(&asked));
        assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{fault:?}: {restored:?}");
        world.see(&laptop, "a wallet that runs", |view| view.phase == Phase::Ready);
    }
}
