//! The backup is turned on and off, written anew, and signed in to.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{
    Answer, BackupLock, BackupStatus, DriveChoice, LeftCopy, NewLock, Phase, Problem, ReadOnly, Request,
    ServiceKind, SignInPurpose,
};

use super::{
    Course, ONE_DRIVE, PLAIN, Stage, backed_up, folder, is_in, is_not_deleted, old_copy_goes, with_second,
};
use crate::{
    journey::{PIN, lock, pin},
    signing_in::{agree, page_of},
    thrown_away::with_channel,
    world::{Process, World},
};

pub const TURN_ON: Course = Course {
    name: "turn on",
    begin: |world| {
        let phone = world.device("phone");
        let tab = with_channel(world, &phone, false);
        let (lock, drive) = (lock(PIN), world.drive(0));
        Stage::alone(phone, tab, Request::StartBackup { lock, drive, waiver: Default::default() })
    },
    pays: true,
    is_so: |world, answer| matches!(answer, Answer::BackedUp(there) if folder(world, 0) == there.file),
    ..PLAIN
};

pub const TURN_ON_GUARDED: Course = Course {
    name: "turn on with a PIN that guards limit",
    begin: |world| {
        let phone = world.device("phone");
        let tab = with_channel(world, &phone, false);
        let (lock, drive) = (BackupLock::New(NewLock::GuardedPin(PIN.into())), world.drive(0));
        Stage::alone(phone, tab, Request::StartBackup { lock, drive, waiver: Default::default() })
    },
    pays: true,
    is_so: |world, answer| matches!(answer, Answer::BackedUp(there) if folder(world, 0) == there.file),
    at_last: |_, tab, was_answered| !was_answered || tab.view().guards.is_some(),
    ..PLAIN
};

pub const TURN_ON_AGAIN: Course = Course {
    name: "turn on again after it was off",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        let off = world.ask(&tab, Request::Disconnect { delete_copy: false });
        assert!(matches!(off, Some(Ok(Answer::Disconnected { .. }))), "{off:?}");
        let (lock, drive) = (lock(PIN), world.drive(0));
        Stage::alone(phone, tab, Request::StartBackup { lock, drive, waiver: Default::default() })
    },
    pays: true,
    is_so: |_, answer| matches!(answer, Answer::BackedUp(_)),
    ..PLAIN
};

pub const TURN_OFF: Course = Course {
    name: "turn off and delete",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        Stage::alone(phone, tab, Request::Disconnect { delete_copy: true })
    },
    pays: true,
    is_so: |world, answer| match answer {
        Answer::Disconnected { copy: LeftCopy::Deleted } => !is_in(world, 0),
        _ => false,
    },
    may_be_put_off: is_not_deleted,
    at_last: old_copy_goes,
    ..PLAIN
};

pub const TURN_OFF_AND_LEAVE: Course = Course {
    name: "turn off and leave",
    begin: |world| {
        let (phone, tab) = with_second(world);
        Stage::alone(phone, tab, Request::Disconnect { delete_copy: false })
    },
    is_so: |_, answer| matches!(answer, Answer::Disconnected { .. }),
    ..PLAIN
};

pub const WRITE_ANEW: Course = Course {
    name: "write anew what was deleted",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        world.run(60_000);
        drop(tab);
        world.kept().delete_backups(0);
        let tab = world.open(&phone);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        tab.call(Request::Unlock { unlocker: pin() });
        let gone = Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::BackupGone } };
        world.see(&tab, "that it is gone", |view| view.phase == gone);
        Stage::alone(phone, tab, Request::WriteAnew)
    },
    lacks_backup: true,
    is_so: |world, answer| *answer == Answer::Done && is_in(world, 0),
    ..PLAIN
};

pub const RECONNECT: Course = Course {
    name: "sign in again where a sign-in has ended",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        world.around.clouds[0].fault(Rule::always(Fault::SignedOut));
        tab.call(Request::BackUpNow);
        world.see(&tab, "that the sign-in has ended", |view| {
            matches!(view.backup, BackupStatus::Paused { .. })
        });
        world.around.clouds[0].mend();
        Stage::alone(phone, tab, Request::Reconnect { drive: world.drive(0) })
    },
    pays: true,
    ..PLAIN
};

pub const SIGN_IN_AND_TURN_ON: Course = Course {
    name: "come back from a service's page, and turn the backup on there",
    begin: |world| {
        let phone = world.device("phone");
        let tab = with_channel(world, &phone, false);
        let request = signs_in(world, &tab, SignInPurpose::Backup { lock: lock(PIN) });
        Stage::alone(phone, tab, Request::Active).led_back(world, request)
    },
    then: |_, answer| {
        let drive = signed_in(answer)?;
        Some(Request::StartBackup { lock: BackupLock::OfSignIn, drive, waiver: Default::default() })
    },
    anew: |world, tab, _| signs_in(world, tab, SignInPurpose::Backup { lock: lock(PIN) }),
    is_so: |world, answer| match answer {
        Answer::BackedUp(there) => folder(world, ONE_DRIVE) == there.file,
        _ => false,
    },
    ..PLAIN
};

/// The user agrees on the service's page, which leads back.
pub fn signs_in(world: &World, tab: &Process, purpose: SignInPurpose) -> Request {
    let answer = agree(world, &page_of(world, tab, ServiceKind::OneDrive, purpose));
    Request::FinishSignIn { answer }
}

pub fn signed_in(answer: &Answer) -> Option<DriveChoice> {
    match answer {
        Answer::SignedIn(it) => Some(DriveChoice::SignedIn { service: it.service, id: it.id.clone() }),
        _ => None,
    }
}
