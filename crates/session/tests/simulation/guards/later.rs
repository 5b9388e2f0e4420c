//! What comes after a PIN with guards was set: guards that are silent or named no more, strangers who try,
//! and how it stands.

use lifeboat_backup::StoreFault;
use lifeboat_messages::{GuardStanding, GuardState};

use super::*;

/// A record has a limited number of successors: a user who tries again and again while a guard fails keeps
/// those at the others.
#[test]
fn failed_changes_use_up_no_successor() {
    let guard = || "guard-1.example".to_owned();
    for mood in [Mood::Dead, Mood::Mute, Mood::Evades, Mood::Lies, Mood::Closed] {
        let world = World::new(33);
        let tab = world.open(&world.device("phone"));
        guarded(&world, &tab);
        world.around.guards.set_mood(1, mood);
        let expected = match mood {
            Mood::Closed => Problem::GuardRefuses { guard: guard() },
            _ => Problem::GuardSilent { guard: guard() },
        };
        for _ in 0..9 {
            let failed = world.ask(&tab, change(NewLock::Pin(OTHER_PIN.into())));
            assert_eq!(failed, Some(Err(expected.clone())), "{mood:?}");
        }
        world.around.guards.set_all(Mood::Full);
        world.around.guards.set_mood(1, Mood::Honest);
        let changed = world.ask(&tab, change(NewLock::Pin(OTHER_PIN.into())));
        assert_eq!(changed, Some(Ok(Answer::LockChanged { in_cloud: true })), "{mood:?}");
    }
}

/// The user closes the page each time while it waits for the guard that never answers.
#[test]
fn changes_that_are_given_up_use_up_no_successor() {
    let world = World::new(43);
    let phone = world.device("phone");
    guarded(&world, &world.open(&phone));
    let open = || {
        let tab = world.open(&phone);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        done(&world, &tab, Request::Unlock { unlocker: pin() });
        world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
        tab
    };
    world.around.guards.set_mood(1, Mood::Evades);
    for _ in 0..9 {
        let tab = open();
        tab.call(change(NewLock::Pin(OTHER_PIN.into())));
        world.run(5_000);
    }
    world.around.guards.set_all(Mood::Full);
    world.around.guards.set_mood(1, Mood::Honest);
    let changed = world.ask(&open(), change(NewLock::Pin(OTHER_PIN.into())));
    assert_eq!(changed, Some(Ok(Answer::LockChanged { in_cloud: true })));
}

/// Nine new PINs are refused, and nobody has used anything up at the guards: a tenth is taken once `mend` has
/// been done.
fn nine_changes_use_up_nothing(world: &World, tab: &Process, why: &str, mend: impl FnOnce()) {
    for _ in 0..9 {
        let failed = world.ask(tab, change(NewLock::Pin(OTHER_PIN.into())));
        assert!(matches!(failed, Some(Err(_))), "{why}: {failed:?}");
    }
    mend();
    done(world, tab, Request::RetryNow);
    world.see(tab, "a backup that is on", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    world.around.guards.set_all(Mood::Full);
    let changed = world.ask(tab, change(NewLock::Pin(OTHER_PIN.into())));
    assert_eq!(changed, Some(Ok(Answer::LockChanged { in_cloud: true })), "{why}");
}

/// A new PIN would stand behind what waits for the storage or its user, and is not begun.
#[test]
fn changes_that_stand_behind_what_waits_use_up_no_successor() {
    for fault in [Fault::RequestLost, Fault::Status { status: 507 }, Fault::Status { status: 401 }] {
        let world = World::new(47);
        let tab = world.open(&world.device("phone"));
        guarded(&world, &tab);
        world.around.clouds[0].fault(Rule::always(fault.clone()));
        tab.call(Request::ChainAddress);
        world.run(120_000);
        nine_changes_use_up_nothing(&world, &tab, &format!("{fault:?}"), || world.around.clouds[0].mend());
    }
}

/// The new PIN could not be kept on this device.
#[test]
fn changes_that_the_store_refuses_use_up_no_successor() {
    for fault in [StoreFault::RefuseWrites, StoreFault::Full] {
        let world = World::new(48);
        let phone = world.device("phone");
        let tab = world.open(&phone);
        guarded(&world, &tab);
        phone.store.set_fault(fault);
        nine_changes_use_up_nothing(&world, &tab, &format!("{fault:?}"), || {
            phone.store.set_fault(StoreFault::None)
        });
    }
}

/// All of them have failed once, as when the network went away: the honest ones are not worn out by the one
/// that keeps failing.
#[test]
fn a_guard_that_fails_uses_up_no_successor_of_others_that_have_failed_once() {
    let world = World::new(45);
    let tab = world.open(&world.device("phone"));
    guarded(&world, &tab);
    let fails = || {
        let failed = world.ask(&tab, change(NewLock::Pin(OTHER_PIN.into())));
        assert!(matches!(failed, Some(Err(Problem::GuardSilent { .. }))), "{failed:?}");
    };
    world.around.guards.set_all(Mood::Evades);
    fails();
    world.around.guards.set_all(Mood::Honest);
    world.around.guards.set_mood(1, Mood::Evades);
    for _ in 0..9 {
        fails();
    }
    world.around.guards.set_all(Mood::Full);
    world.around.guards.set_mood(1, Mood::Honest);
    let changed = world.ask(&tab, change(NewLock::Pin(OTHER_PIN.into())));
    assert_eq!(changed, Some(Ok(Answer::LockChanged { in_cloud: true })));
}

/// Two guards that fail in turns do not wear out the third.
#[test]
fn guards_that_fail_in_turns_use_up_no_successor_of_another() {
    let world = World::new(44);
    let tab = world.open(&world.device("phone"));
    guarded(&world, &tab);
    for turn in 0..10 {
        world.around.guards.set_mood(turn % 2, Mood::Lies);
        world.around.guards.set_mood(1 - turn % 2, Mood::Honest);
        let failed = world.ask(&tab, change(NewLock::Pin(OTHER_PIN.into())));
        assert!(matches!(failed, Some(Err(Problem::GuardSilent { .. }))), "{failed:?}");
    }
    world.around.guards.set_all(Mood::Honest);
    world.around.guards.set_mood(2, Mood::Full);
    let changed = world.ask(&tab, change(NewLock::Pin(OTHER_PIN.into())));
    assert_eq!(changed, Some(Ok(Answer::LockChanged { in_cloud: true })));
}

/// The operator of the page no longer names any.
#[test]
fn a_guarded_pin_can_be_changed_where_no_guards_are_named() {
    let mut world = World::new(34);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    guarded(&world, &tab);
    drop(tab);
    world.around.config = world.around.config.replace("guards", "formerGuards").into();
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    assert!(tab.view().guards.is_some() && tab.view().guards_offered.is_none());
    let changed = world.ask(&tab, change(NewLock::Pin(OTHER_PIN.into())));
    assert_eq!(changed, Some(Ok(Answer::LockChanged { in_cloud: true })));
    world.run(60_000);
    assert_eq!(live(&world), [1; GUARDS]);
    drop(tab);
    assert_eq!(restored(&world, by(OTHER_PIN)), Ok(()));
}

/// Somebody tries PINs at a copy of the file while the owner does not look: a start tells them, a reload does
/// not forget it, and what was not theirs stays counted.
#[test]
fn a_start_tells_what_others_have_tried_until_the_owner_has_answered() {
    for mine in [true, false] {
        let world = World::new(35);
        let phone = world.device("phone");
        let tab = world.open(&phone);
        guarded(&world, &tab);
        drop(tab);
        let open = || {
            let tab = world.open(&phone);
            world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
            done(&world, &tab, Request::Unlock { unlocker: pin() });
            world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
            world.run(5_000);
            tab
        };
        assert_eq!(open().view().foreign_tries, None, "its own try at the registration is nobody else's");
        for wrong in ["518300", "518301"] {
            assert!(matches!(restored(&world, by(wrong)), Err(Problem::WrongGuardedPin { .. })));
        }
        assert_eq!(open().view().foreign_tries, None, "it looked a moment ago");
        world.run(2 * 86_400_000);
        let told = open().view().foreign_tries.expect("what others have tried");
        assert!((1..=2).contains(&told.tries), "{told:?}");
        // Without a guard that answers.
        world.around.guards.set_all(Mood::Dead);
        let tab = open();
        assert_eq!(tab.view().foreign_tries, Some(told), "a reload forgets nothing");
        world.around.guards.set_all(Mood::Honest);
        done(&world, &tab, Request::ClaimTries { mine });
        assert_eq!(tab.view().foreign_tries, None);
        assert_eq!(tries(&world).0 == 0, mine, "what was not theirs stays counted");
        drop(tab);
        world.run(2 * 86_400_000);
        assert_eq!(open().view().foreign_tries, None, "they were told");
    }
}

/// A tab may be open for weeks.
#[test]
fn a_wallet_that_stays_open_tells_what_others_have_tried() {
    let world = World::new(38);
    let tab = world.open(&world.device("phone"));
    guarded(&world, &tab);
    done(&world, &tab, Request::AutoLock { minutes: None });
    assert!(matches!(restored(&world, by(WRONG_PIN)), Err(Problem::WrongGuardedPin { .. })));
    assert_eq!(tab.view().foreign_tries, None);
    world.run(50 * 3_600_000);
    assert_eq!(tab.view().foreign_tries.map(|told| told.tries), Some(1));
    done(&world, &tab, Request::ClaimTries { mine: true });
    let asked = world.around.guards.asked();
    world.run(3 * 3_600_000);
    assert_eq!(
        (tab.view().foreign_tries, world.around.guards.asked()),
        (None, asked),
        "it was asked a moment ago"
    );
}

/// Of the guards that a start asks, the only ones that have counted anything may be silent.
#[test]
fn a_start_looks_again_while_a_guard_has_not_answered() {
    let world = World::new(37);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    guarded(&world, &tab);
    drop(tab);
    let open = || {
        let tab = world.open(&phone);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        done(&world, &tab, Request::Unlock { unlocker: pin() });
        world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
        world.run(5_000);
        tab.view().foreign_tries
    };
    world.around.guards.set_mood(2, Mood::Dead);
    assert!(matches!(restored(&world, by(WRONG_PIN)), Err(Problem::WrongGuardedPin { .. })));
    world.run(2 * 86_400_000);
    for number in 0..GUARDS {
        world.around.guards.set_mood(number, if number == 2 { Mood::Honest } else { Mood::Dead });
    }
    assert_eq!(open(), None, "the one that answers was not asked");
    let asked = world.around.guards.asked();
    assert_eq!(open(), None);
    assert_eq!(world.around.guards.asked(), asked, "not at each start");
    world.around.guards.set_all(Mood::Honest);
    world.run(3_600_000);
    assert_eq!(open().map(|told| told.tries), Some(1));
}

#[test]
fn the_settings_show_how_each_guard_stands() {
    let world = World::new(36);
    let tab = world.open(&world.device("phone"));
    guarded(&world, &tab);
    world.around.guards.set_mood(2, Mood::Dead);
    assert!(matches!(restored(&world, by(WRONG_PIN)), Err(Problem::WrongGuardedPin { .. })));
    let states = [GuardState::Counted { tries: 1 }, GuardState::Counted { tries: 1 }, GuardState::Silent];
    let hosts = (0..GUARDS).map(|number| format!("guard-{number}.example"));
    let standings: Vec<_> = hosts.zip(states).map(|(host, state)| GuardStanding { host, state }).collect();
    assert_eq!(world.ask(&tab, Request::LookAtGuards), Some(Ok(Answer::Guards { standings })));
}
