//! The user practises the PIN: asked after 1, 3, 7, 14 and 30 days, monthly then; through the guards, where
//! it has some.

use lifeboat_backup::StoreFault;
use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{Answer, BackupLock, BackupStatus, NewLock, Phase, Practice, Problem, Request, View};

use crate::{
    device::Device,
    guard_doubles::{GUARDS, Mood},
    journey::{PIN, done, pin, saved},
    thrown_away::{pay, with_channel},
    world::{Process, World},
};

const DAY_MS: u64 = 86_400_000;
const WRONG_PIN: &str = "518306";
const OTHER_PIN: &str = "738264";

fn practise(world: &World, tab: &Process, pin: &str) -> Result<Answer, Problem> {
    world.ask(tab, Request::Practise { pin: pin.into() }).expect("an answer")
}

fn right(failing: &[usize]) -> Result<Answer, Problem> {
    let failing = failing.iter().map(|number| format!("guard-{number}.example")).collect();
    Ok(Answer::Practised { failing, problem: None })
}

/// A wallet with a backup, of a PIN alone or with guards, that never locks itself.
fn backed_up(world: &World, tab: &Process, guarded: bool) {
    if guarded {
        world.see(tab, "an empty device", |view| view.phase == Phase::Empty);
        done(world, tab, Request::CreateWallet { name: "Samantha".into() });
        world.see(tab, "a wallet", |view| view.phase == Phase::Ready);
        let lock = BackupLock::New(NewLock::GuardedPin(PIN.into()));
        let start = Request::StartBackup { lock, drive: world.drive(0), waiver: Default::default() };
        assert!(matches!(world.ask(tab, start), Some(Ok(Answer::BackedUp(_)))));
        world.see(tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    } else {
        saved(world, tab);
    }
    done(world, tab, Request::AutoLock { minutes: None });
}

/// A tab is open each day, and its user looks at it.
fn looked_at(world: &World, tab: &Process) -> Practice {
    // Any change shows the present state.
    done(world, tab, Request::AutoLock { minutes: None });
    tab.view().practice
}

fn unlocked(world: &World, phone: &Device) -> Process {
    let tab = world.open(phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(world, &tab, Request::Unlock { unlocker: pin() });
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    tab
}

#[test]
fn ninety_days_of_practice_prove_the_way_back_each_time() {
    let world = World::new(61);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    backed_up(&world, &tab, true);
    drop(tab);
    let start = world.around.time.now();
    let (mut asked, mut guesses) = (Vec::new(), world.around.guards.tries(start).1);
    for day in 1..=92 {
        world.run(start + day * DAY_MS + 60_000 - world.around.time.now());
        let tab = unlocked(&world, &phone);
        done(&world, &tab, Request::AutoLock { minutes: None });
        if looked_at(&world, &tab) != Practice::Due {
            continue;
        }
        asked.push(day);
        // A typing error is found out here, and no guard hears of it.
        assert_eq!(practise(&world, &tab, WRONG_PIN), Err(Problem::WrongSecret));
        assert_eq!(looked_at(&world, &tab), Practice::Due);
        assert_eq!(world.around.guards.tries(world.around.time.now()), (0, guesses));
        assert_eq!(practise(&world, &tab, PIN), right(&[]));
        assert_eq!(looked_at(&world, &tab), Practice::On);
        // Each guard has evaluated it, and knows that it was the owner.
        guesses += u32::try_from(GUARDS).unwrap();
        assert_eq!(world.around.guards.tries(world.around.time.now()), (0, guesses));
        assert_eq!(tab.view().foreign_tries, None);
    }
    assert_eq!(asked, [1, 3, 7, 14, 30, 60, 90]);
}

/// A guard that lies is found out while there is time; too few of them are told, and it is tried again the next day.
#[test]
fn practice_finds_the_guards_that_would_fail() {
    let world = World::new(62);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    backed_up(&world, &tab, true);
    for mood in [Mood::Lies, Mood::Dead, Mood::Evades] {
        for number in 0..GUARDS {
            world.around.guards.set_mood(number, mood);
            assert_eq!(practise(&world, &tab, PIN), right(&[number]), "{mood:?} {number}");
            world.around.guards.set_mood(number, Mood::Honest);
        }
    }
    drop(tab);
    world.run(DAY_MS * 40);
    let tab = unlocked(&world, &phone);
    assert_eq!(looked_at(&world, &tab), Practice::Due);
    world.around.guards.set_mood(0, Mood::Dead);
    world.around.guards.set_mood(1, Mood::Dead);
    let few = Problem::GuardsTooFew { answering: 1, needed: 2 };
    let answer = Answer::Practised { failing: Vec::new(), problem: Some(few) };
    assert_eq!(practise(&world, &tab, PIN), Ok(answer));
    assert_eq!(looked_at(&world, &tab), Practice::On);
    world.run(DAY_MS);
    assert_eq!(looked_at(&world, &tab), Practice::Due, "it is not proved yet");
}

/// Wrong answers are slowed down, and nobody waits at the lock for them; another PIN begins anew.
#[test]
fn what_was_practised_wrongly_is_not_waited_for_at_the_lock_and_ends_in_a_new_pin() {
    for guarded in [false, true] {
        let world = World::new(63);
        let phone = world.device("phone");
        let tab = world.open(&phone);
        backed_up(&world, &tab, guarded);
        world.run(DAY_MS);
        assert_eq!(looked_at(&world, &tab), Practice::Due);
        for _ in 0..5 {
            assert_eq!(practise(&world, &tab, WRONG_PIN), Err(Problem::WrongSecret));
        }
        assert!(matches!(practise(&world, &tab, PIN), Err(Problem::TooManyTries { .. })));
        let change = Request::ChangeLock { old: Some(pin()), new: NewLock::Pin(OTHER_PIN.into()) };
        assert!(
            matches!(world.ask(&tab, change), Some(Ok(Answer::LockChanged { .. }))),
            "nothing is waited for"
        );
        assert_eq!(looked_at(&world, &tab), Practice::On);
        world.run(DAY_MS);
        assert_eq!(looked_at(&world, &tab), Practice::Due);
        assert_eq!(practise(&world, &tab, OTHER_PIN), right(&[]));
    }
}

/// A user who types a PIN without guards at the lock has shown that they know it. One that guards limit is
/// proved by them only.
#[test]
fn unlocking_by_a_pin_alone_is_practice_and_by_one_with_guards_is_not() {
    for (guarded, after) in [(false, Practice::On), (true, Practice::Due)] {
        let world = World::new(64);
        let phone = world.device("phone");
        let tab = world.open(&phone);
        backed_up(&world, &tab, guarded);
        world.run(DAY_MS);
        assert_eq!(looked_at(&world, &tab), Practice::Due);
        drop(tab);
        let tab = unlocked(&world, &phone);
        assert_eq!(looked_at(&world, &tab), after, "guarded: {guarded}");
        done(&world, &tab, Request::PractiseLater);
        assert_eq!(looked_at(&world, &tab), Practice::On);
        done(&world, &tab, Request::AskToPractise { on: false });
        drop(tab);
        world.run(100 * DAY_MS);
        let tab = unlocked(&world, &phone);
        assert_eq!(looked_at(&world, &tab), Practice::Off);
        assert!(practise(&world, &tab, PIN).is_ok(), "it can be tried all the same");
    }
}

/// What the practice notes at an unlock is noted later where nothing can be written: nobody is shut out of a
/// wallet that can be read.
#[test]
fn a_store_that_refuses_shuts_nobody_out_on_a_day_of_practice() {
    for (guarded, fault) in
        [(false, StoreFault::RefuseWrites), (true, StoreFault::RefuseWrites), (false, StoreFault::Full)]
    {
        let world = World::new(66);
        let phone = world.device("phone");
        let tab = world.open(&phone);
        backed_up(&world, &tab, guarded);
        world.run(DAY_MS);
        assert_eq!(looked_at(&world, &tab), Practice::Due);
        drop(tab);
        phone.store.set_fault(fault);
        let tab = world.open(&phone);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        done(&world, &tab, Request::Unlock { unlocker: pin() });
        let view = world.see(&tab, "the wallet", |view| view.phase != Phase::Locked);
        assert_eq!((view.name.as_str(), view.lockable), ("Samantha", true));
        // As soon as something can be written, it is.
        phone.store.set_fault(StoreFault::None);
        world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    }
}

/// Never during a payment: this one waits for its backup.
#[test]
fn nobody_is_asked_while_a_payment_is_under_way() {
    let world = World::new(65);
    let phone = world.device("phone");
    let tab = with_channel(&world, &phone, true);
    done(&world, &tab, Request::AutoLock { minutes: None });
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    pay(&world, &tab);
    let waits = |view: &View| matches!(view.backup, BackupStatus::Waiting { .. });
    world.see(&tab, "a payment that waits", waits);
    world.run(DAY_MS);
    assert_eq!(looked_at(&world, &tab), Practice::On);
    assert_eq!(practise(&world, &tab, PIN), Err(Problem::UnderWay));
    world.around.clouds[0].mend();
    world.see(&tab, "no payment under way", |view| view.practice == Practice::Due);
}
