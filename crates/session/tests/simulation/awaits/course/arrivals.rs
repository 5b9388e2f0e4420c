//! A wallet comes to a device: from a backup, from files, from another device, or of its words.

use lifeboat_messages::{Answer, Assurances, Phase, ReadOnly, Request, ServiceKind, SignInPurpose};

use super::{
    Course, Holdings, ONE_DRIVE, PLAIN, Presence, Stage, backed_up, backup::signed_in, backup::signs_in,
    folder, is_saved, restore, with_second,
};
use crate::{
    journey::{PIN, lock, pin},
    on_chain::paid,
    signing_in::sign_in_at,
    thrown_away::with_channel,
};

pub const RESTORE: Course = Course {
    name: "restore",
    begin: |world| {
        let (_, phone) = backed_up(world);
        Stage::new_device(world, Some(phone), restore(world, 0, Assurances::default()))
    },
    is_so: |_, answer| matches!(answer, Answer::Restored(_)),
    ..PLAIN
};

pub const RESTORE_FROM_SECOND: Course = Course {
    name: "restore from the second copy, over the wallet that is here",
    begin: |world| {
        let (phone, tab) = with_second(world);
        let sure = Assurances { although_second_copy: true, ..Assurances::default() };
        let request = restore(world, 1, sure);
        Stage::alone(phone, tab, request)
    },
    is_so: |_, answer| matches!(answer, Answer::Restored(_)),
    ..PLAIN
};

pub const RESTORE_FROM_FILES: Course = Course {
    name: "restore from files",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        let backup = folder(world, 0);
        let (paths, files) = world.kept().download(0, &backup);
        // It has fallen into the water.
        drop((phone, tab));
        let sure = Assurances { although_files: true, ..Assurances::default() };
        let stage = Stage::new_device(
            world,
            None,
            Request::RestoreFiles { backup: String::new(), unlocker: pin(), sure },
        );
        let call = stage.tab.call_with(Request::OpenFiles { paths }, files);
        world.run_until(60_000, || stage.tab.page().answer(call).is_some());
        let Some(Ok(Answer::Files { backups, .. })) = stage.tab.page().answer(call) else {
            panic!("no files")
        };
        let request = Request::RestoreFiles { backup: backups[0].id.clone(), unlocker: pin(), sure };
        Stage { request, ..stage }
    },
    is_so: |_, answer| matches!(answer, Answer::Restored(_)),
    ..PLAIN
};

pub const TAKE_OVER: Course = Course {
    name: "take over",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        let request = restore(world, 0, Assurances::default());
        let laptop = Stage::new_device(world, None, request);
        let restored = world.ask(&laptop.tab, laptop.request);
        assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{restored:?}");
        world.see(&laptop.tab, "everything saved", is_saved);
        world.see(&tab, "that another device went on", |view| {
            matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } })
        });
        let request = Request::TakeOver { sure: Assurances::default() };
        Stage { other: Some(laptop.tab), ..Stage::alone(phone, tab, request) }
    },
    is_so: |_, answer| matches!(answer, Answer::Restored(_)),
    ..PLAIN
};

pub const SIGN_IN_AND_RESTORE: Course = Course {
    name: "come back from a service's page, and restore from there",
    begin: |world| {
        let phone = world.device("phone");
        let tab = with_channel(world, &phone, false);
        let purpose = SignInPurpose::Backup { lock: lock(PIN) };
        let drive = sign_in_at(world, &tab, ServiceKind::OneDrive, purpose).expect("a sign-in");
        let start = Request::StartBackup { lock: lock(PIN), drive, waiver: Default::default() };
        let started = world.ask(&tab, start);
        assert!(matches!(started, Some(Ok(Answer::BackedUp(_)))), "{started:?}");
        world.see(&tab, "everything saved", is_saved);
        let laptop = Stage::new_device(world, Some(tab), Request::Active);
        let request = signs_in(world, &laptop.tab, SignInPurpose::Restore);
        laptop.led_back(world, request)
    },
    then: |world, answer| {
        let (drive, backup) = (signed_in(answer)?, folder(world, ONE_DRIVE));
        Some(Request::Restore { drive, backup, unlocker: pin(), sure: Assurances::default() })
    },
    anew: |world, tab, _| signs_in(world, tab, SignInPurpose::Restore),
    is_so: |_, answer| matches!(answer, Answer::Restored(_)),
    ..PLAIN
};

pub const RESTORE_WORDS: Course = Course {
    name: "make a wallet of its words",
    begin: |world| {
        let tab = world.open(&world.device("phone"));
        paid(world, &tab);
        let shown = world.ask(&tab, Request::ShowPhrase { unlocker: Some(pin()) });
        let Some(Ok(Answer::Phrase { words })) = shown else { panic!("{shown:?}") };
        // It has fallen into the water.
        drop(tab);
        let request = Request::RestoreWords { name: "Samantha".into(), words };
        Stage { presence: Presence::IsMade, ..Stage::new_device(world, None, request) }
    },
    holds: Holdings::Coins,
    ..PLAIN
};
