//! All guards are gone for good: a PIN alone takes the place of the one that they limited, where the user has
//! given up each of them and accepts that; in no other case.

use lifeboat_clouds::{Fault, Rule};

use super::replaced::{host, open, renamed_to, set, silent, waiver};
use super::*;
use crate::{device::Device, guard_doubles::SPARE};

const NAMED: [usize; GUARDS] = [0, 1, 2];
const OTHERS: [usize; GUARDS] = [SPARE, SPARE + 1, SPARE + 2];

fn replace(gone: &[usize], accepts_pin_alone: bool) -> Request {
    let waiver = lifeboat_messages::GuardWaiver { accepts_pin_alone, ..waiver(gone) };
    Request::ReplaceGuards { old: pin(), pin: OTHER_PIN.into(), waiver }
}

fn start(new: NewLock, gone: &[usize], accepts_pin_alone: bool, world: &World) -> Request {
    let waiver = lifeboat_messages::GuardWaiver { accepts_pin_alone, ..waiver(gone) };
    Request::StartBackup { lock: BackupLock::New(new), drive: world.drive(0), waiver }
}

fn is_question(answer: &Option<Result<Answer, Problem>>) -> bool {
    matches!(answer, Some(Err(Problem::GuardsGone { digits: 6, one_card_ms: 60_000.. })))
}

/// A wallet with a guarded PIN on a page that names no guards any more, with its backup or after that was turned off.
fn unnamed(world: &mut World, backed_up: bool) -> (Device, Process) {
    let phone = renamed_to(world, "\"formerGuards\"");
    let tab = open(world, &phone, PIN);
    if !backed_up {
        let off = world.ask(&tab, Request::Disconnect { delete_copy: true });
        assert!(matches!(off, Some(Ok(Answer::Disconnected { .. }))), "{off:?}");
    }
    (phone, tab)
}

/// Only the new PIN opens this device, and nobody limits it.
fn opens_by_the_new_pin_alone(world: &World, phone: &Device) -> Process {
    let tab = world.open(phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    assert_eq!(world.ask(&tab, Request::Unlock { unlocker: pin() }), Some(Err(Problem::WrongSecret)));
    done(world, &tab, Request::Unlock { unlocker: by(OTHER_PIN) });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready && view.guards.is_none());
    tab
}

#[test]
fn a_pin_alone_takes_the_place_of_one_whose_guards_are_all_gone_and_given_up() {
    for (mood, backed_up) in [
        (Mood::Dead, true),
        (Mood::Dead, false),
        (Mood::Mute, true),
        (Mood::Lies, true),
        (Mood::Evades, false),
        (Mood::Closed, false),
    ] {
        let mut world = World::new(50);
        let (phone, tab) = unnamed(&mut world, backed_up);
        let words = words(&world, &tab);
        world.around.guards.set_all(mood);
        let told = |number: usize| match mood {
            Mood::Closed => Some(Err(Problem::GuardRefuses { guard: host(number) })),
            _ => silent(number),
        };
        let first = world.ask(&tab, change(NewLock::Pin(OTHER_PIN.into())));
        assert_eq!(first, told(0), "{mood:?}");
        for given_up in 0..GUARDS {
            let refused = world.ask(&tab, replace(&NAMED[..given_up], true));
            assert_eq!(refused, told(given_up), "{mood:?}: that one was not given up");
        }
        let refused = world.ask(&tab, replace(&NAMED, false));
        assert!(is_question(&refused), "{mood:?}: nobody has accepted it: {refused:?}");
        assert!(tab.view().guards.is_some(), "{mood:?}");
        assert_eq!(world.ask(&tab, replace(&NAMED, true)), set(), "{mood:?}");
        drop(tab);
        let tab = opens_by_the_new_pin_alone(&world, &phone);
        if !backed_up {
            let started = world.ask(&tab, start(NewLock::Pin(OTHER_PIN.into()), &[], false, &world));
            assert!(matches!(started, Some(Ok(Answer::BackedUp(_)))), "{started:?}");
        }
        world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
        drop(tab);
        let nothing_new = Err(Problem::WrongSecret);
        assert_eq!(restored(&world, pin()), nothing_new, "{mood:?}: nothing that was written since");
        world.around.guards.set_all(Mood::Honest);
        assert_eq!(restored(&world, pin()), nothing_new, "{mood:?}: nor with the guards that have returned");
        let tab = opens_by_the_new_pin_alone(&world, &phone);
        world.run(120_000);
        assert_eq!(live(&world), [0; GUARDS], "{mood:?}: they are told to forget the PIN");
        drop(tab);
        world.around.guards.set_all(mood);
        assert_eq!(restored(&world, by(OTHER_PIN)), Ok(()), "{mood:?}");
        assert_eq!(restored(&world, Unlocker::Phrase(words)), Ok(()), "{mood:?}");
    }
}

#[test]
fn a_backup_is_turned_on_with_a_pin_alone_where_all_guards_are_gone_and_given_up() {
    let mut world = World::new(51);
    let (phone, tab) = unnamed(&mut world, false);
    world.around.guards.set_all(Mood::Dead);
    let new = || NewLock::Pin(OTHER_PIN.into());
    let ask = |gone: &[usize], accepts| world.ask(&tab, start(new(), gone, accepts, &world));
    assert_eq!(ask(&[], true), silent(0));
    assert_eq!(ask(&NAMED[1..], true), silent(0));
    assert!(is_question(&ask(&NAMED, false)));
    assert_eq!(tab.view().backup, BackupStatus::Off);
    assert!(matches!(ask(&NAMED, true), Some(Ok(Answer::BackedUp(_)))));
    drop(tab);
    drop(opens_by_the_new_pin_alone(&world, &phone));
    assert_eq!(restored(&world, by(OTHER_PIN)), Ok(()));
    world.around.guards.set_all(Mood::Honest);
    assert_eq!(restored(&world, pin()), Err(Problem::WrongSecret));
}

/// It does as it should, whether it was given up or not: the PIN is as it was, and nothing is used up at a
/// guard that was not.
#[test]
fn no_pin_alone_is_set_while_one_guard_of_three_answers() {
    for answers in NAMED {
        let mut world = World::new(52);
        let (_, tab) = unnamed(&mut world, true);
        // All of them have failed once, as when the network went away.
        world.around.guards.set_all(Mood::Evades);
        assert_eq!(world.ask(&tab, replace(&[], true)), silent(0));
        world.around.guards.set_all(Mood::Honest);
        let dead: Vec<usize> = NAMED.into_iter().filter(|number| *number != answers).collect();
        dead.iter().for_each(|number| world.around.guards.set_mood(*number, Mood::Dead));
        for _ in 0..9 {
            let refused = world.ask(&tab, replace(&dead, true));
            assert_eq!(refused, silent(dead[1]), "{answers} answers");
        }
        assert_eq!(world.ask(&tab, replace(&NAMED, true)), silent(dead[1]), "{answers} answers");
        assert!(tab.view().guards.is_some());
        world.around.guards.set_all(Mood::Full);
        assert_eq!(world.ask(&tab, replace(&[], true)), set(), "the owner's record lets a successor in");
        world.run(60_000);
        assert_eq!(live(&world), [1; GUARDS]);
        drop(tab);
        assert_eq!(restored(&world, by(OTHER_PIN)), Ok(()));
        assert!(matches!(restored(&world, pin()), Err(Problem::WrongGuardedPin { .. })));
    }
}

/// One takes no new PIN, and opens the backup with the one before all the while: it is not gone, whatever the
/// others are.
#[test]
fn a_guard_that_takes_no_new_pin_is_not_gone_while_the_one_before_opens_the_backup_there() {
    for others in [Mood::Dead, Mood::Closed] {
        let mut world = World::new(58);
        let (_, tab) = unnamed(&mut world, true);
        world.around.guards.set_all(others);
        world.around.guards.set_mood(1, Mood::Closed);
        let first = if others == Mood::Closed { 0 } else { 1 };
        let refused = Some(Err(Problem::GuardRefuses { guard: host(first) }));
        for accepts_pin_alone in [false, true] {
            assert_eq!(world.ask(&tab, replace(&NAMED, accepts_pin_alone)), refused, "{others:?}");
        }
        assert!(tab.view().guards.is_some());
        drop(tab);
        world.around.guards.set_mood(0, Mood::Full);
        assert_eq!(
            restored(&world, pin()),
            Ok(()),
            "{others:?}: two of three do not take a new PIN, and open it"
        );
    }
}

#[test]
fn a_device_that_reaches_nobody_else_either_counts_no_guard_as_gone() {
    let mut world = World::new(59);
    let (_, tab) = unnamed(&mut world, true);
    let ask = || world.ask(&tab, replace(&NAMED, true));
    tab.life().set_offline(true);
    assert_eq!(ask(), Some(Err(Problem::Unreachable)), "the guards are all there");
    tab.life().set_offline(false);
    world.around.guards.set_all(Mood::Dead);
    world.around.network.chain.down.set(true);
    assert_eq!(ask(), Some(Err(Problem::NoChain)));
    world.around.network.chain.down.set(false);
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    assert_eq!(ask(), Some(Err(Problem::Unreachable)));
    world.around.clouds[0].mend();
    assert!(tab.view().guards.is_some());
    assert_eq!(ask(), set());
}

/// One is silent, one lies, and one never lets in a PIN.
#[test]
fn guards_that_are_gone_in_different_ways_are_gone() {
    let mut world = World::new(53);
    let (phone, tab) = unnamed(&mut world, true);
    world.around.guards.set_mood(0, Mood::Dead);
    world.around.guards.set_mood(1, Mood::Lies);
    world.around.guards.set_mood(2, Mood::Evades);
    assert_eq!(world.ask(&tab, replace(&[], true)), silent(0));
    assert_eq!(world.ask(&tab, replace(&NAMED, true)), set());
    drop(tab);
    drop(opens_by_the_new_pin_alone(&world, &phone));
}

/// The page has come to name three others.
fn renamed_to_others(world: &mut World) -> Process {
    let named = OTHERS.map(|number| format!("{{\"url\":\"https://{}\"}}", host(number))).join(",");
    let phone = renamed_to(world, &format!("\"guards\":[{named}],\"formerGuards\""));
    open(world, &phone, PIN)
}

#[test]
fn guards_that_the_page_names_are_asked_before_a_pin_goes_without_any() {
    let all = [NAMED, OTHERS].concat();
    let at = |world: &World| OTHERS.map(|number| world.around.guards.live(number));
    for works in [2, 3] {
        let mut world = World::new(54);
        let tab = renamed_to_others(&mut world);
        world.around.guards.set_all(Mood::Dead);
        OTHERS[..works].iter().for_each(|number| world.around.guards.set_mood(*number, Mood::Honest));
        assert_eq!(world.ask(&tab, replace(&all, true)), set(), "{works} of the new ones work");
        assert!(tab.view().guards.is_some_and(|limit| limit.hosts.len() == works));
        assert_eq!(at(&world).iter().sum::<usize>(), works);
    }

    let mut world = World::new(55);
    let tab = renamed_to_others(&mut world);
    world.around.guards.set_all(Mood::Dead);
    assert_eq!(world.ask(&tab, replace(&NAMED, true)), silent(OTHERS[0]), "they were not given up");
    assert_eq!(world.ask(&tab, replace(&OTHERS, true)), silent(0), "nor were those of the PIN before");
    assert_eq!(world.ask(&tab, replace(&all[..5], true)), silent(OTHERS[2]));
    assert!(is_question(&world.ask(&tab, replace(&all, false))));
    NAMED.iter().for_each(|number| world.around.guards.set_mood(*number, Mood::Honest));
    assert_eq!(world.ask(&tab, replace(&all, true)), set(), "those of the PIN before have returned");
    assert!(tab.view().guards.is_some_and(|limit| limit.hosts.len() == GUARDS));
    world.around.guards.set_all(Mood::Dead);
    let waiver = lifeboat_messages::GuardWaiver { accepts_pin_alone: true, ..waiver(&all) };
    let again = Request::ReplaceGuards { old: by(OTHER_PIN), pin: PIN.into(), waiver };
    assert_eq!(world.ask(&tab, again), set());
    assert_eq!(tab.view().guards, None);
    world.around.guards.set_all(Mood::Honest);
    let guarded = Request::ChangeLock { old: Some(pin()), new: NewLock::GuardedPin(OTHER_PIN.into()) };
    assert_eq!(world.ask(&tab, guarded), set(), "guards can be had again");
    assert_eq!(at(&world), [1; GUARDS]);
}

/// All guards are gone, a PIN alone takes the place of theirs, and the process dies at a point of that, or
/// not at all. Gives its points, the device and the words.
fn replaced(world: &mut World, dies: Option<(usize, Crash)>) -> (Vec<Point>, Device, Secret) {
    let (phone, tab) = unnamed(world, true);
    let words = words(world, &tab);
    world.around.guards.set_all(Mood::Dead);
    world.run(30_000);
    let before = tab.life().points().len();
    if let Some((at, crash)) = dies {
        tab.life().crash_at(before + at, crash);
    }
    let call = tab.call(replace(&NAMED, true));
    world.run_until(120_000, || tab.life().is_over() || tab.page().answer(call).is_some());
    if !tab.life().is_over() {
        assert_eq!(tab.page().answer(call), set(), "{dies:?}");
    }
    (tab.life().points().split_off(before), phone, words)
}

/// One of the two PINs opens the device while the guards are gone, and the backup once they are back; the
/// other opens neither.
fn replaced_and_returned(dies: Option<(usize, Crash)>) -> Vec<Point> {
    let mut world = World::new(56);
    let (points, phone, _) = replaced(&mut world, dies);
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    let is_alone = world.ask(&tab, Request::Unlock { unlocker: by(OTHER_PIN) }) == Some(Ok(Answer::Done));
    if !is_alone {
        done(&world, &tab, Request::Unlock { unlocker: pin() });
    }
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    assert_eq!(tab.view().guards.is_none(), is_alone, "{dies:?}");
    world.around.guards.set_all(Mood::Honest);
    drop(tab);
    let tab = open(&world, &phone, if is_alone { OTHER_PIN } else { PIN });
    world.run(120_000);
    assert_eq!(live(&world), [usize::from(!is_alone); GUARDS], "{dies:?}");
    drop(tab);
    let (right, wrong) = if is_alone { (OTHER_PIN, PIN) } else { (PIN, OTHER_PIN) };
    let refused = restored(&world, by(wrong)).expect_err("one PIN opens it");
    let expected = matches!(refused, Problem::WrongSecret | Problem::WrongGuardedPin { .. });
    assert!(expected, "{dies:?}: {refused:?}");
    // The new one needs no guard.
    world.around.guards.set_all(if is_alone { Mood::Dead } else { Mood::Honest });
    assert_eq!(restored(&world, by(right)), Ok(()), "{dies:?}");
    points
}

/// The device is lost with that process.
fn replaced_and_lost(at: usize, crash: Crash) {
    let mut world = World::new(57);
    let (_, _, words) = replaced(&mut world, Some((at, crash)));
    assert_eq!(restored(&world, Unlocker::Phrase(words)), Ok(()), "{at} {crash:?}");
    world.around.guards.set_all(Mood::Honest);
    let opens = [PIN, OTHER_PIN].map(|pin| restored(&world, by(pin)));
    assert!(opens.contains(&Ok(())), "{at} {crash:?}: {opens:?}");
}

#[test]
fn a_process_that_dies_while_all_guards_are_given_up_leaves_one_pin_that_opens_both() {
    let points = replaced_and_returned(None);
    at_each(&points, |at, crash| drop(replaced_and_returned(Some((at, crash)))));
}

#[test]
fn a_device_that_is_lost_while_all_guards_are_given_up_leaves_a_pin_that_opens() {
    let points = replaced(&mut World::new(57), None).0;
    at_each(&points, replaced_and_lost);
}
