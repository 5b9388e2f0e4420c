//! What opens the wallet, and whether it is open.

use lifeboat_messages::{Answer, BackupLock, GuardWaiver, NewLock, Request};

use super::{Course, NEW_PIN, PLAIN, Stage, backed_up, is_saved, with_second};
use crate::{
    guard_doubles::{Mood, guard_address},
    journey::{PIN, done, pin},
    thrown_away::with_channel,
};

pub const CHANGE_PIN: Course = Course {
    name: "change the PIN",
    begin: |world| {
        let (phone, tab) = with_second(world);
        let new = NewLock::Pin(NEW_PIN.into());
        Stage::alone(phone, tab, Request::ChangeLock { old: Some(pin()), new })
    },
    pays: true,
    pins: &[PIN, NEW_PIN],
    pin_after: NEW_PIN,
    is_so: |_, answer| *answer == Answer::LockChanged { in_cloud: true },
    may_be_put_off: |answer| *answer == Answer::LockChanged { in_cloud: false },
    ..PLAIN
};

pub const REPLACE_GUARDS: Course = Course {
    name: "another PIN that does without a guard that is gone",
    begin: |world| {
        let phone = world.device("phone");
        let tab = with_channel(world, &phone, false);
        let (lock, drive) = (BackupLock::New(NewLock::GuardedPin(PIN.into())), world.drive(0));
        let start = Request::StartBackup { lock, drive, waiver: Default::default() };
        assert!(matches!(world.ask(&tab, start), Some(Ok(Answer::BackedUp(_)))));
        world.see(&tab, "everything saved", is_saved);
        world.around.guards.set_mood(0, Mood::Dead);
        let gone = guard_address(0).replace("https://", "");
        let waiver = GuardWaiver { gone: vec![gone], ..GuardWaiver::default() };
        Stage::alone(phone, tab, Request::ReplaceGuards { old: pin(), pin: NEW_PIN.into(), waiver })
    },
    pays: true,
    pins: &[PIN, NEW_PIN],
    pin_after: NEW_PIN,
    is_so: |_, answer| *answer == Answer::LockChanged { in_cloud: true },
    may_be_put_off: |answer| *answer == Answer::LockChanged { in_cloud: false },
    ..PLAIN
};

pub const LOCK: Course = Course {
    name: "lock",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        Stage::alone(phone, tab, Request::Lock)
    },
    pays: true,
    ..PLAIN
};

pub const UNLOCK: Course = Course {
    name: "unlock",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        done(world, &tab, Request::Lock);
        Stage::alone(phone, tab, Request::Unlock { unlocker: pin() })
    },
    ..PLAIN
};

pub const PRACTISE: Course = Course {
    name: "practise the PIN",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        Stage::alone(phone, tab, Request::Practise { pin: PIN.into() })
    },
    pays: true,
    is_so: |_, answer| matches!(answer, Answer::Practised { problem: None, .. }),
    ..PLAIN
};
