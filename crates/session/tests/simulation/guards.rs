//! A PIN that guards limit: set, changed, used on its own device and elsewhere; with guards that are gone,
//! and that lie; and with a process that dies at any point.

mod all_gone;
mod another;
mod later;
mod replaced;

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{
    Answer, Assurances, BackupLock, BackupStatus, NewLock, Phase, Problem, Request, SecondStatus, Secret,
    Unlocker,
};

use crate::{
    guard_doubles::{GUARDS, Mood},
    host::{Crash, Point},
    journey::{PIN, done, pin, saved},
    world::{Process, World},
};

const OTHER_PIN: &str = "738264";
const WRONG_PIN: &str = "518306";

/// A wallet is made, and its backup turned on with guards.
fn guarded(world: &World, tab: &Process) {
    world.see(tab, "an empty device", |view| view.phase == Phase::Empty);
    done(world, tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(tab, "a wallet", |view| view.phase == Phase::Ready);
    assert!(matches!(turn_on(world, tab), Some(Ok(Answer::BackedUp(_)))));
    world.see(tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
}

fn turn_on(world: &World, tab: &Process) -> Option<Result<Answer, Problem>> {
    let lock = BackupLock::New(NewLock::GuardedPin(PIN.into()));
    world.ask(tab, Request::StartBackup { lock, drive: world.drive(0), waiver: Default::default() })
}

fn words(world: &World, tab: &Process) -> Secret {
    let shown = world.ask(tab, Request::ShowPhrase { unlocker: Some(pin()) });
    let Some(Ok(Answer::Phrase { words })) = shown else { panic!("no words") };
    words
}

fn change(new: NewLock) -> Request {
    Request::ChangeLock { old: Some(pin()), new }
}

/// On a device that has nothing.
fn restored(world: &World, unlocker: Unlocker) -> Result<(), Problem> {
    let laptop = world.device("laptop");
    let tab = world.open(&laptop);
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    restore(world, &tab, unlocker)
}

fn restore(world: &World, tab: &Process, unlocker: Unlocker) -> Result<(), Problem> {
    restore_named(world, tab, "Samantha", unlocker)
}

fn restore_named(world: &World, tab: &Process, name: &str, unlocker: Unlocker) -> Result<(), Problem> {
    let found = world.ask(tab, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    // A number follows where a backup of that name was before.
    let named = backups.iter().find(|it| it.name.starts_with(name));
    let backup = named.unwrap_or_else(|| panic!("no backup of this name: {backups:?}")).id.clone();
    let sure = Assurances { although_another_goes: true, ..Assurances::default() };
    let request = Request::Restore { drive: world.drive(0), backup, unlocker, sure };
    match world.ask(tab, request) {
        Some(Ok(Answer::Restored(_))) => Ok(()),
        Some(Err(why)) => Err(why),
        other => panic!("{other:?}"),
    }
}

fn by(pin: &str) -> Unlocker {
    Unlocker::Pin(pin.into())
}

fn tries(world: &World) -> (u32, u32) {
    world.around.guards.tries(world.around.time.now())
}

fn live(world: &World) -> [usize; GUARDS] {
    [0, 1, 2].map(|number| world.around.guards.live(number))
}

#[test]
fn a_pin_with_guards_opens_its_own_device_without_asking_anybody() {
    let world = World::new(21);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    guarded(&world, &tab);
    assert_eq!(tries(&world), (0, 3), "each was asked once, and knows that it was the owner");
    drop(tab);
    world.around.guards.set_all(Mood::Dead);
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    let wrong = world.ask(&tab, Request::Unlock { unlocker: by(WRONG_PIN) });
    assert_eq!(wrong, Some(Err(Problem::WrongSecret)));
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    assert!(matches!(
        world.ask(&tab, Request::ShowPhrase { unlocker: Some(pin()) }),
        Some(Ok(Answer::Phrase { .. }))
    ));
    world.around.guards.set_all(Mood::Honest);
    assert_eq!(tries(&world), (0, 3), "a typing error on the own device is no try");
}

#[test]
fn a_backup_opens_elsewhere_by_its_guards_and_each_wrong_pin_is_counted_once() {
    let world = World::new(22);
    let (phone, laptop) = (world.device("phone"), world.device("laptop"));
    let tab = world.open(&phone);
    guarded(&world, &tab);
    let words = words(&world, &tab);
    drop(tab);

    let other = world.open(&laptop);
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    assert_eq!(restore(&world, &other, by(WRONG_PIN)), Err(Problem::WrongGuardedPin { left: 14 }));
    assert_eq!(tries(&world), (2, 5));
    assert_eq!(restore(&world, &other, by(WRONG_PIN)), Err(Problem::WrongSecret));
    assert_eq!(tries(&world), (2, 5), "it is not sent again");
    assert_eq!(restore(&world, &other, pin()), Ok(()));
    assert_eq!(tries(&world).0, 0, "all of them were the owner's");
    assert_eq!(other.view().foreign_tries, None);
    world.see(&other, "a wallet that runs", |view| view.phase == Phase::Ready);
    drop(other);

    world.around.guards.set_all(Mood::Dead);
    let other = world.open(&laptop);
    world.see(&other, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &other, Request::Unlock { unlocker: pin() });
    drop(other);
    assert_eq!(restored(&world, Unlocker::Phrase(words)), Ok(()), "the words always open it");
}

#[test]
fn one_guard_of_three_may_be_gone_or_lie_and_more_is_told_without_a_try() {
    let world = World::new(23);
    let tab = world.open(&world.device("phone"));
    guarded(&world, &tab);
    drop(tab);
    for mood in [Mood::Dead, Mood::Lies, Mood::Slow, Mood::Mute] {
        for number in 0..GUARDS {
            world.around.guards.set_mood(number, mood);
            assert_eq!(restored(&world, pin()), Ok(()), "{mood:?} {number}");
            world.around.guards.set_mood(number, Mood::Honest);
        }
    }
    let before = tries(&world);
    world.around.guards.set_mood(0, Mood::Dead);
    world.around.guards.set_mood(1, Mood::Dead);
    let too_few = Err(Problem::GuardsTooFew { answering: 1, needed: 2 });
    assert_eq!(restored(&world, pin()), too_few);
    assert_eq!(tries(&world), before);
}

#[test]
fn a_stranger_who_tries_stays_counted_and_ends_in_waits() {
    let world = World::new(24);
    let tab = world.open(&world.device("phone"));
    guarded(&world, &tab);
    let words = words(&world, &tab);
    drop(tab);
    let mut seen = Vec::new();
    for guess in 0..9_u32 {
        seen.push(restored(&world, by(&format!("51830{guess}"))).unwrap_err());
    }
    assert!(matches!(seen.last(), Some(Problem::GuardsWait { .. })), "{seen:?}");
    let Some(Problem::GuardsWait { wait_ms }) = seen.last() else { return };
    assert_eq!(restored(&world, Unlocker::Phrase(words)), Ok(()), "the words wait for nobody");
    world.run(*wait_ms);
    assert_eq!(restored(&world, pin()), Ok(()));
    assert!(tries(&world).0 > 0, "nobody has said that it was the owner");
}

#[test]
fn tries_of_others_are_told_and_taken_back_only_by_the_owner() {
    for mine in [true, false] {
        let world = World::new(28);
        let tab = world.open(&world.device("phone"));
        guarded(&world, &tab);
        drop(tab);
        for wrong in ["518300", "518301"] {
            assert!(matches!(restored(&world, by(wrong)), Err(Problem::WrongGuardedPin { .. })));
        }
        let tab = world.open(&world.device("tablet"));
        world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
        assert_eq!(restore(&world, &tab, by(WRONG_PIN)), Err(Problem::WrongGuardedPin { left: 12 }));
        assert_eq!(restore(&world, &tab, pin()), Ok(()));
        let told = tab.view().foreign_tries.expect("what others have tried");
        assert!((1..=3).contains(&told.tries), "{told:?}");
        let at_ms = told.last_ms.expect("when");
        assert!(world.around.time.now() - at_ms < 600_000, "{told:?}");
        assert!(tries(&world).0 > 0, "nobody has said yet whose they were");
        done(&world, &tab, Request::ClaimTries { mine });
        assert_eq!(tab.view().foreign_tries, None);
        assert_eq!(tries(&world).0 == 0, mine);
    }
}

#[test]
fn a_pin_is_not_set_where_a_guard_is_missing_lies_or_accepts_nobody() {
    for mood in [Mood::Dead, Mood::Lies, Mood::Full] {
        let world = World::new(25);
        let phone = world.device("phone");
        let tab = world.open(&phone);
        world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
        done(&world, &tab, Request::CreateWallet { name: "Samantha".into() });
        world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
        world.around.guards.set_mood(1, mood);
        let guard = "guard-1.example".to_owned();
        let expected =
            if mood == Mood::Full { Problem::GuardRefuses { guard } } else { Problem::GuardSilent { guard } };
        assert_eq!(turn_on(&world, &tab), Some(Err(expected)), "{mood:?}");
        assert_eq!(tab.view().backup, BackupStatus::Off);
        world.around.guards.set_mood(1, Mood::Honest);
        drop(tab);
        let tab = world.open(&phone);
        world.see(&tab, "a wallet without a PIN", |view| view.phase == Phase::Ready);
        world.run(60_000);
        assert_eq!(live(&world), [0; GUARDS], "{mood:?}: what was registered for nothing was ended");
        assert!(matches!(turn_on(&world, &tab), Some(Ok(Answer::BackedUp(_)))));
        assert_eq!(live(&world), [1; GUARDS]);
    }
}

#[test]
fn a_backup_of_before_gets_guards_with_a_new_pin_and_keeps_them_with_the_next() {
    let world = World::new(26);
    let tab = world.open(&world.device("phone"));
    saved(&world, &tab);
    assert_eq!(live(&world), [0; GUARDS]);
    let upgraded = world.ask(&tab, change(NewLock::GuardedPin(OTHER_PIN.into())));
    assert_eq!(upgraded, Some(Ok(Answer::LockChanged { in_cloud: true })));
    assert_eq!(live(&world), [1; GUARDS]);
    // Nobody new is accepted: the owner's live records let in their successors.
    world.around.guards.set_all(Mood::Full);
    let next = Request::ChangeLock { old: Some(by(OTHER_PIN)), new: NewLock::Pin(PIN.into()) };
    assert_eq!(world.ask(&tab, next), Some(Ok(Answer::LockChanged { in_cloud: true })));
    world.run(60_000);
    assert_eq!(live(&world), [1; GUARDS], "the records of the PIN before are ended");
    drop(tab);
    assert!(matches!(restored(&world, by(OTHER_PIN)), Err(Problem::WrongGuardedPin { .. })));
    assert_eq!(restored(&world, pin()), Ok(()));
}

#[test]
fn the_records_of_the_pin_before_live_until_the_second_copy_opens_with_the_new_one() {
    let world = World::new(30);
    let tab = world.open(&world.device("phone"));
    guarded(&world, &tab);
    done(&world, &tab, Request::AddSecond { drive: world.drive(1) });
    let is_in_step = |status: &SecondStatus| matches!(status, SecondStatus::InStep { .. });
    world.see(&tab, "a second copy", |view| view.second.as_ref().is_some_and(|it| is_in_step(&it.status)));
    world.around.clouds[1].fault(Rule::always(Fault::RequestLost));
    let changed = world.ask(&tab, change(NewLock::GuardedPin(OTHER_PIN.into())));
    assert_eq!(changed, Some(Ok(Answer::LockChanged { in_cloud: true })));
    world.run(120_000);
    assert_eq!(live(&world), [2; GUARDS], "the second copy opens with the PIN before alone");
    world.around.clouds[1].mend();
    world.run(180_000);
    assert_eq!(live(&world), [1; GUARDS]);
}

/// Until then another device may take the backup over with what the PIN before opens, and the wallet here
/// would end in vain.
#[test]
fn the_records_of_the_pin_before_live_until_an_entry_with_the_new_key_is_in_the_backup() {
    let world = World::new(31);
    let tab = world.open(&world.device("phone"));
    guarded(&world, &tab);
    world.run(30_000);
    // The phrase file is taken, and nothing after it.
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost).on("PUT").after(1));
    let changed = world.ask(&tab, change(NewLock::GuardedPin(OTHER_PIN.into())));
    assert_eq!(changed, Some(Ok(Answer::LockChanged { in_cloud: true })));
    world.run(120_000);
    assert_eq!(live(&world), [2; GUARDS]);
    world.around.clouds[0].mend();
    world.run(180_000);
    assert_eq!(live(&world), [1; GUARDS]);
}

/// The PIN is changed on a device, and the process dies at a point of that, or not at all. Gives its points. Afterwards
/// one of the two PINs opens the device and, as soon as that has started, the backup; the other opens neither.
fn changed(dies: Option<(usize, Crash)>) -> Vec<Point> {
    let world = World::new(27);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    guarded(&world, &tab);
    world.run(30_000);
    let before = tab.life().points().len();
    if let Some((at, crash)) = dies {
        tab.life().crash_at(before + at, crash);
    }
    let call = tab.call(change(NewLock::GuardedPin(OTHER_PIN.into())));
    world.run_until(120_000, || tab.life().is_over() || tab.page().answer(call).is_some());
    if !tab.life().is_over() {
        assert_eq!(tab.page().answer(call), Some(Ok(Answer::LockChanged { in_cloud: true })), "{dies:?}");
    }
    let points = tab.life().points().split_off(before);
    drop(tab);

    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    let opens: Vec<&str> = [PIN, OTHER_PIN]
        .into_iter()
        .filter(|pin| {
            let opened = world.ask(&tab, Request::Unlock { unlocker: by(pin) });
            let opens = opened == Some(Ok(Answer::Done));
            if opens {
                world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
                world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
                world.run(120_000);
                done(&world, &tab, Request::Lock);
            }
            opens
        })
        .collect();
    assert_eq!(opens.len(), 1, "{dies:?}: {opens:?}");
    assert_eq!(live(&world), [1; GUARDS], "{dies:?}: one record is in use at each guard");
    drop(tab);
    let other = if opens[0] == PIN { OTHER_PIN } else { PIN };
    assert!(matches!(restored(&world, by(other)), Err(Problem::WrongGuardedPin { .. })), "{dies:?}");
    assert_eq!(restored(&world, by(opens[0])), Ok(()), "{dies:?}");
    points
}

#[test]
fn a_process_that_dies_while_the_pin_is_changed_leaves_one_pin_that_opens_both() {
    let points = changed(None);
    at_each(&points, |at, crash| drop(changed(Some((at, crash)))));
}

/// At each point that leaves something behind, before it and after it.
fn at_each(points: &[Point], dies: impl Fn(usize, Crash)) {
    let leaves = |point: &Point| match point {
        Point::Send | Point::Write => true,
        Point::Read | Point::Sleep | Point::Device => false,
    };
    let numbers: Vec<usize> =
        points.iter().enumerate().filter(|(_, point)| leaves(point)).map(|(number, _)| number).collect();
    assert!(numbers.len() >= 20, "{points:?}");
    for at in numbers {
        dies(at, Crash::Before);
        dies(at, Crash::After);
    }
}

/// A backup with guards is turned on, and the process dies at a point of that, or not at all. Gives its
/// points. Afterwards the PIN opens both the device and the backup, or there is no PIN, no backup, and
/// nothing is left at the guards.
fn turned_on(dies: Option<(usize, Crash)>) -> Vec<Point> {
    let world = World::new(29);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(&world, &tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    world.run(30_000);
    let before = tab.life().points().len();
    if let Some((at, crash)) = dies {
        tab.life().crash_at(before + at, crash);
    }
    let lock = BackupLock::New(NewLock::GuardedPin(PIN.into()));
    let call = tab.call(Request::StartBackup { lock, drive: world.drive(0), waiver: Default::default() });
    world.run_until(120_000, || tab.life().is_over() || tab.page().answer(call).is_some());
    let points = tab.life().points().split_off(before);
    drop(tab);

    let tab = world.open(&phone);
    world.see(&tab, "a wallet", |view| matches!(view.phase, Phase::Locked | Phase::Ready));
    let is_on = tab.view().phase == Phase::Locked;
    if is_on {
        done(&world, &tab, Request::Unlock { unlocker: pin() });
        world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    }
    world.run(120_000);
    let expected = if is_on { [1; GUARDS] } else { [0; GUARDS] };
    assert_eq!(live(&world), expected, "{dies:?}");
    if !is_on {
        assert!(matches!(turn_on(&world, &tab), Some(Ok(Answer::BackedUp(_)))), "{dies:?}");
    }
    drop(tab);
    assert_eq!(restored(&world, pin()), Ok(()), "{dies:?}");
    points
}

#[test]
fn a_process_that_dies_while_guards_are_turned_on_leaves_a_pin_that_opens_or_none_at_all() {
    let points = turned_on(None);
    at_each(&points, |at, crash| drop(turned_on(Some((at, crash)))));
}
