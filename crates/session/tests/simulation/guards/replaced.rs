//! A guard that is gone for good: another takes its place, or the PIN does without it while enough are left.

use lifeboat_messages::{GuardState, GuardWaiver};

use super::*;
use crate::{device::Device, guard_doubles::SPARE};

const GONE: usize = 2;

pub fn host(number: usize) -> String {
    format!("guard-{number}.example")
}

pub fn silent(number: usize) -> Option<Result<Answer, Problem>> {
    Some(Err(Problem::GuardSilent { guard: host(number) }))
}

pub fn set() -> Option<Result<Answer, Problem>> {
    Some(Ok(Answer::LockChanged { in_cloud: true }))
}

fn replace(new: &str, gone: &[usize]) -> Request {
    replace_of(PIN, new, gone)
}

fn replace_of(old: &str, new: &str, gone: &[usize]) -> Request {
    Request::ReplaceGuards { old: by(old), pin: new.into(), waiver: waiver(gone) }
}

/// These are given up, and nothing else is accepted.
pub fn waiver(gone: &[usize]) -> GuardWaiver {
    GuardWaiver { gone: gone.iter().map(|number| host(*number)).collect(), ..GuardWaiver::default() }
}

/// A wallet with a guarded PIN, on a page that has come to name other guards, or none.
pub fn renamed_to(world: &mut World, guards: &str) -> Device {
    let phone = world.device("phone");
    guarded(world, &world.open(&phone));
    world.around.config = world.around.config.replace("\"guards\"", guards).into();
    phone
}

pub fn open(world: &World, phone: &Device, pin: &str) -> Process {
    let tab = world.open(phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(world, &tab, Request::Unlock { unlocker: by(pin) });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    tab
}

/// How each guard of the PIN stands, and how many of them limit it.
fn standings(world: &World, tab: &Process) -> (Vec<GuardState>, usize) {
    let looked = world.ask(tab, Request::LookAtGuards);
    let Some(Ok(Answer::Guards { standings })) = looked else { panic!("{looked:?}") };
    let limit = tab.view().guards.expect("guards");
    (standings.into_iter().map(|one| one.state).collect(), limit.hosts.len())
}

const WELL: GuardState = GuardState::Counted { tries: 0 };

#[test]
fn a_pin_does_without_a_guard_that_is_gone_and_takes_it_in_again_when_it_returns() {
    let mut world = World::new(38);
    let phone = renamed_to(&mut world, "\"formerGuards\"");
    let tab = open(&world, &phone, PIN);
    world.around.guards.set_mood(GONE, Mood::Dead);
    let change =
        |old: &str, new: &str| Request::ChangeLock { old: Some(by(old)), new: NewLock::Pin(new.into()) };
    assert_eq!(world.ask(&tab, change(PIN, OTHER_PIN)), silent(GONE), "the user has not given it up");
    assert_eq!(world.ask(&tab, replace(OTHER_PIN, &[GONE])), set());
    world.run(60_000);
    assert_eq!(live(&world), [1; GUARDS], "the former record is still at the one that is gone");
    assert_eq!(standings(&world, &tab), (vec![WELL, WELL, GuardState::LeftOut], 2));
    assert_eq!(world.ask(&tab, change(OTHER_PIN, PIN)), silent(GONE), "each PIN is decided on its own");
    assert_eq!(world.ask(&tab, replace_of(OTHER_PIN, PIN, &[GONE])), set());
    drop(tab);

    // It returns, with the record of the first PIN and with nobody new.
    world.around.guards.set_all(Mood::Full);
    let tab = open(&world, &phone, PIN);
    world.run(60_000);
    assert_eq!(live(&world), [1, 1, 0]);
    let refused = Some(Err(Problem::GuardRefuses { guard: host(GONE) }));
    assert_eq!(world.ask(&tab, change(PIN, OTHER_PIN)), refused, "the others have records there");
    assert_eq!(world.ask(&tab, replace(OTHER_PIN, &[GONE])), set());
    assert_eq!(standings(&world, &tab), (vec![WELL, WELL, GuardState::LeftOut], 2));
    world.around.guards.set_all(Mood::Honest);
    assert_eq!(world.ask(&tab, change(OTHER_PIN, PIN)), set());
    world.run(60_000);
    assert_eq!(live(&world), [1; GUARDS]);
    assert_eq!(standings(&world, &tab), (vec![WELL; GUARDS], GUARDS));
    drop(tab);
    world.around.guards.set_mood(0, Mood::Dead);
    assert_eq!(restored(&world, pin()), Ok(()), "any two of three again");
}

#[test]
fn a_guard_that_the_page_names_takes_the_place_of_the_one_that_is_gone() {
    let mut world = World::new(39);
    let named = [0, 1, SPARE].map(|number| format!("{{\"url\":\"https://{}\"}}", host(number)));
    let named = format!("\"guards\":[{}],\"formerGuards\"", named.join(","));
    let phone = renamed_to(&mut world, &named);
    let tab = open(&world, &phone, PIN);
    world.around.guards.set_mood(SPARE, Mood::Dead);
    assert_eq!(world.ask(&tab, change(NewLock::Pin(OTHER_PIN.into()))), set(), "by those of before");
    world.run(60_000);
    assert_eq!((live(&world), world.around.guards.live(SPARE)), ([1; GUARDS], 0));
    world.around.guards.set_mood(SPARE, Mood::Honest);
    world.around.guards.set_mood(GONE, Mood::Dead);
    let request = replace_of(OTHER_PIN, OTHER_PIN, &[GONE]);
    assert_eq!(world.ask(&tab, request), set(), "the same PIN is good enough");
    world.run(60_000);
    assert_eq!((live(&world), world.around.guards.live(SPARE)), ([1; GUARDS], 1));
    assert_eq!(standings(&world, &tab), (vec![WELL; GUARDS], GUARDS));
    drop(tab);
    world.around.guards.set_mood(0, Mood::Dead);
    assert_eq!(restored(&world, by(OTHER_PIN)), Ok(()), "the new one and another open it");
}

#[test]
fn what_is_given_up_is_left_out_only_where_it_has_to_be_and_never_too_many() {
    for (mood, left) in
        [(Mood::Honest, WELL), (Mood::Lies, GuardState::LeftOut), (Mood::Mute, GuardState::LeftOut)]
    {
        let mut world = World::new(40);
        let phone = renamed_to(&mut world, "\"formerGuards\"");
        let tab = open(&world, &phone, PIN);
        world.around.guards.set_mood(1, Mood::Dead);
        world.around.guards.set_mood(GONE, Mood::Dead);
        assert_eq!(world.ask(&tab, replace(OTHER_PIN, &[1, GONE])), silent(GONE), "two must be left");
        world.around.guards.set_mood(1, Mood::Honest);
        world.around.guards.set_mood(GONE, mood);
        assert_eq!(world.ask(&tab, replace(OTHER_PIN, &[GONE])), set(), "{mood:?}");
        assert_eq!(standings(&world, &tab).0, [WELL, WELL, left], "{mood:?}");
        drop(tab);
        assert_eq!(restored(&world, by(OTHER_PIN)), Ok(()), "{mood:?}");
    }
}

/// A guard that was left out once is silent again when the backup is turned on anew: that is told before it
/// is left out.
#[test]
fn a_new_backup_does_without_a_guard_only_if_the_user_says_so() {
    let mut world = World::new(45);
    let phone = renamed_to(&mut world, "\"formerGuards\"");
    let tab = open(&world, &phone, PIN);
    world.around.guards.set_mood(GONE, Mood::Dead);
    assert_eq!(world.ask(&tab, replace(OTHER_PIN, &[GONE])), set());
    let off = world.ask(&tab, Request::Disconnect { delete_copy: true });
    assert!(matches!(off, Some(Ok(Answer::Disconnected { .. }))), "{off:?}");
    let start = |gone: &[usize]| {
        let lock = BackupLock::New(NewLock::GuardedPin(PIN.into()));
        Request::StartBackup { lock, drive: world.drive(1), waiver: waiver(gone) }
    };
    assert_eq!(world.ask(&tab, start(&[])), silent(GONE));
    assert!(matches!(world.ask(&tab, start(&[GONE])), Some(Ok(Answer::BackedUp(_)))));
    assert_eq!(standings(&world, &tab).0, [WELL, WELL, GuardState::LeftOut]);
}

/// A guard is replaced while it is gone, and the process dies at a point of that, or not at all. Gives its
/// points, and the device.
fn replaced(world: &mut World, dies: Option<(usize, Crash)>) -> (Vec<Point>, Device) {
    let phone = renamed_to(world, "\"formerGuards\"");
    let tab = open(world, &phone, PIN);
    world.around.guards.set_mood(GONE, Mood::Dead);
    world.run(30_000);
    let before = tab.life().points().len();
    if let Some((at, crash)) = dies {
        tab.life().crash_at(before + at, crash);
    }
    let call = tab.call(replace(OTHER_PIN, &[GONE]));
    world.run_until(120_000, || tab.life().is_over() || tab.page().answer(call).is_some());
    if !tab.life().is_over() {
        assert_eq!(tab.page().answer(call), set(), "{dies:?}");
    }
    (tab.life().points().split_off(before), phone)
}

/// The guard returns after that: one of the two PINs opens device and backup, the other neither, and no
/// record is left over.
fn replaced_and_returned(dies: Option<(usize, Crash)>) -> Vec<Point> {
    let mut world = World::new(41);
    let (points, phone) = replaced(&mut world, dies);
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    world.around.guards.set_mood(GONE, Mood::Honest);
    let has_new = world.ask(&tab, Request::Unlock { unlocker: by(OTHER_PIN) }) == Some(Ok(Answer::Done));
    let (right, wrong) = if has_new { (OTHER_PIN, PIN) } else { (PIN, OTHER_PIN) };
    if !has_new {
        done(&world, &tab, Request::Unlock { unlocker: by(PIN) });
    }
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    world.run(120_000);
    assert_eq!(live(&world), [1, 1, usize::from(!has_new)], "{dies:?}");
    drop(tab);
    assert!(matches!(restored(&world, by(wrong)), Err(Problem::WrongGuardedPin { .. })), "{dies:?}");
    assert_eq!(restored(&world, by(right)), Ok(()), "{dies:?}");
    points
}

/// The device is lost with that process, and the guard stays gone.
fn replaced_and_lost(at: usize, crash: Crash) {
    let mut world = World::new(42);
    drop(replaced(&mut world, Some((at, crash))));
    let opens = [PIN, OTHER_PIN].map(|pin| restored(&world, by(pin)));
    assert!(opens.contains(&Ok(())), "{at} {crash:?}: {opens:?}");
}

#[test]
fn a_process_that_dies_while_a_guard_is_replaced_leaves_one_pin_that_opens_both() {
    let points = replaced_and_returned(None);
    at_each(&points, |at, crash| drop(replaced_and_returned(Some((at, crash)))));
}

#[test]
fn a_device_that_is_lost_while_a_guard_is_replaced_leaves_a_pin_that_opens() {
    let points = replaced(&mut World::new(42), None).0;
    at_each(&points, replaced_and_lost);
}
