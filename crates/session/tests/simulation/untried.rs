//! A wallet that comes from a storage which this device has not tried out.

use lifeboat_clouds::{
    Fault, Rule,
    nextcloud::{APP_PASSWORD, BASE, LOGIN, USER_ID},
};
use lifeboat_messages::{
    Answer, Assurances, BackupStatus, DriveChoice, Fields, FormField, Outcome, Phase, Problem, Request,
    ServiceKind,
};

use crate::{
    device::Device,
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
    let started = Request::StartBackup { lock: lock(PIN), drive: web_dav(), waiver: Default::default() };
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

/// What was found out before the wallet was taken over is what the next start continues with.
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

/// The user has given the folder a name that the careful way cannot bear, and no other way is known there, or
/// none is let in.
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

/// A wallet with a channel is brought to another device from a cloud whose answers take so long.
fn brought(seed: u64, late_ms: u64) -> (World, Device, Process) {
    let world = World::new(seed);
    let tab = world.open(&world.device("phone"));
    saved(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    done(&world, &tab, Request::BackUpNow);
    drop(tab);
    world.around.clouds_late_ms.set(late_ms);
    let device = world.device("laptop");
    let laptop = world.open(&device);
    world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
    let restored = restore(&world, &laptop, &world.drive(0), Assurances::default());
    assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{restored:?}");
    world.see(&laptop, "a wallet that runs", |view| view.phase == Phase::Ready);
    (world, device, laptop)
}

/// The requests of trials so far.
fn asked(world: &World) -> usize {
    let log = world.around.clouds[0].log();
    log.iter().filter(|asked| asked.path.contains("Lifeboat%20connection%20test")).count()
}

/// The files that trials have left.
fn left(world: &World) -> usize {
    let is_of_trial = |path: &&Vec<String>| path.iter().any(|name| name.starts_with("Lifeboat connection"));
    world.around.clouds[0].with(|service, _| service.paths(USER_ID).filter(is_of_trial).count())
}

/// The user has locked it, or closed the tab: what the trial has left is gone after the next start, and it is
/// tried again another day.
#[test]
fn a_trial_that_is_cut_leaves_nothing_for_long() {
    let (world, device, laptop) = brought(6, 500);
    assert!(world.run_until(60_000, || left(&world) > 2), "it is tried out");
    done(&world, &laptop, Request::Lock);
    world.run(5_000);
    assert!(left(&world) > 0, "it was in the middle");
    done(&world, &laptop, Request::Unlock { unlocker: pin() });
    world.run(60_000);
    assert_eq!(left(&world), 0);
    let before = asked(&world);
    drop(laptop);

    let laptop = world.open(&device);
    laptop.life().set_clock_off(25 * 60 * 60 * 1000);
    world.see(&laptop, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &laptop, Request::Unlock { unlocker: pin() });
    world.run(60_000);
    assert!(asked(&world) > before + 50, "it was tried out again");
    assert_eq!(left(&world), 0);
}

/// What is paid does not wait for a trial, also where a storage takes only so many requests in a time.
#[test]
fn a_trial_waits_while_there_is_something_to_save() {
    let (world, _, laptop) = brought(7, 500);
    done(&world, &laptop, Request::AutoLock { minutes: None });
    world.around.clouds[0].fault(Rule::always(Fault::Held).on("PUT Channel%20state"));
    let invoice = world.around.network.invoice(25_000_000).unwrap();
    laptop.call(Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
    let saving =
        |status: &BackupStatus| matches!(status, BackupStatus::Saving | BackupStatus::Waiting { .. });
    world.see(&laptop, "a wallet that saves", |view| saving(&view.backup));
    world.run(2_000);
    let before = asked(&world);
    world.run(10_000);
    assert!(saving(&laptop.view().backup), "{:?}", laptop.view().backup);
    assert_eq!(asked(&world), before);
    // Longer than a trial may take: what it waits does not count. Nor does it look for the end of that.
    let looks = world.around.time.waits_of(500);
    world.run(240_000);
    assert_eq!(asked(&world), before);
    let looks = world.around.time.waits_of(500) - looks;
    // The journal's own attempts; with a look each half second it would be 480 more.
    assert!(looks < 60, "{looks}");
    world.around.clouds[0].mend();
    world.around.clouds[0].release_all();
    world.see(&laptop, "a saved payment", |view| {
        view.activities.first().is_some_and(|it| it.outcome == Outcome::Done && it.saved)
    });
    world.run(120_000);
    assert!(asked(&world) > before + 20, "it continues afterwards");
    assert_eq!(left(&world), 0);
}

#[test]
fn a_trial_that_takes_too_long_ends() {
    let (world, _, laptop) = brought(8, 500);
    done(&world, &laptop, Request::AutoLock { minutes: None });
    world.around.clouds_late_ms.set(12_000);
    world.run(600_000);
    let before = asked(&world);
    assert_eq!(left(&world), 0);
    world.run(120_000);
    assert_eq!((asked(&world), left(&world)), (before, 0));
    world.see(&laptop, "a wallet that runs", |view| view.phase == Phase::Ready);
}

/// What stands behind a colon would be sent as a part of the password.
#[test]
fn a_user_name_with_a_colon_is_named_and_never_sent() {
    let world = World::new(13);
    let tab = world.open(&world.device("phone"));
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    for choice in [web_dav(), world.drive(0)] {
        let DriveChoice::Form { service, fields } = choice else { panic!("no form") };
        let sent = tab.traffic().len();
        let drive = DriveChoice::Form { service, fields: fields.with(FormField::User, "sam:antha") };
        assert_eq!(world.ask(&tab, Request::FindBackups { drive }), Some(Err(Problem::ColonInName)));
        assert_eq!(tab.traffic().len(), sent, "{service:?}");
    }
}
