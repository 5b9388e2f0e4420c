//! Two tabs of one browser profile, of which one runs the wallet.

use lifeboat_messages::{Answer, BackupStatus, Phase, Problem, ReadOnly, Request};

use crate::{
    journey::{done, pin, saved},
    world::{Process, World},
};

fn is_in_another_tab(world: &World, tab: &Process) {
    world.see(tab, "that another tab has it", |view| {
        view.phase == Phase::ReadOnly { why: ReadOnly::OtherTab }
    });
}

fn unlocked(world: &World, tab: &Process) {
    world.see(tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(world, tab, Request::Unlock { unlocker: pin() });
    world.see(tab, "a wallet that runs", |view| view.phase == Phase::Ready);
}

#[test]
fn a_second_tab_gets_the_wallet_when_it_asks_and_the_first_has_put_it_away() {
    let world = World::new(5);
    let phone = world.device("phone");
    let first = world.open(&phone);
    saved(&world, &first);
    let second = world.open(&phone);
    is_in_another_tab(&world, &second);
    assert_eq!(world.ask(&second, Request::Unlock { unlocker: pin() }), Some(Ok(Answer::Done)));
    is_in_another_tab(&world, &second);

    done(&world, &second, Request::UseThisTab { by_force: false });
    is_in_another_tab(&world, &first);
    let closing = first.page().views().iter().any(|(_, view)| view.phase == Phase::Closing);
    assert!(closing, "what the first tab has is put away before the second gets it");
    unlocked(&world, &second);
    // And back again.
    done(&world, &first, Request::UseThisTab { by_force: false });
    is_in_another_tab(&world, &second);
    unlocked(&world, &first);
}

#[test]
fn a_tab_from_which_the_wallet_was_taken_changes_nothing_on_the_device_any_more() {
    let world = World::new(6);
    let phone = world.device("phone");
    let first = world.open(&phone);
    saved(&world, &first);
    let second = world.open(&phone);
    is_in_another_tab(&world, &second);
    done(&world, &second, Request::UseThisTab { by_force: true });
    is_in_another_tab(&world, &first);
    let before = phone.store.contents();
    assert_eq!(world.ask(&first, Request::Later), Some(Err(Problem::OtherTab)));
    world.run(60_000);
    assert_eq!(phone.store.contents(), before, "the robbed tab wrote");
    unlocked(&world, &second);
    world.see(&second, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    is_in_another_tab(&world, &first);
}

/// A browser puts tabs to sleep, and such a tab answers nothing.
#[test]
fn a_tab_that_sleeps_is_waited_for_a_quarter_of_a_minute_and_taken_from_by_force_then() {
    let world = World::new(8);
    let phone = world.device("phone");
    let first = world.open(&phone);
    saved(&world, &first);
    first.life().fall_asleep();
    let second = world.open(&phone);
    is_in_another_tab(&world, &second);
    let before_ms = world.around.time.now();
    let asked = world.ask(&second, Request::UseThisTab { by_force: false });
    assert_eq!(asked, Some(Err(Problem::OtherTabAsleep)));
    let waited_ms = world.around.time.now() - before_ms;
    assert!(waited_ms <= 16_000, "{waited_ms} ms");
    is_in_another_tab(&world, &second);
    done(&world, &second, Request::UseThisTab { by_force: true });
    unlocked(&world, &second);
    first.life().wake();
    is_in_another_tab(&world, &first);
}

/// A page that comes back from a sign-in finds its own former worker still ending. That is no other tab.
#[test]
fn a_process_that_is_still_ending_is_no_other_tab_for_long() {
    let world = World::new(12);
    let phone = world.device("phone");
    let first = world.open(&phone);
    saved(&world, &first);
    let second = world.open(&phone);
    is_in_another_tab(&world, &second);
    world.run(2_000);
    drop(first);
    unlocked(&world, &second);
}

/// A wallet that another tab runs is not waited for without an end.
#[test]
fn a_tab_that_dies_later_leaves_the_wallet_to_whom_the_user_says() {
    let world = World::new(13);
    let phone = world.device("phone");
    let first = world.open(&phone);
    saved(&world, &first);
    let second = world.open(&phone);
    is_in_another_tab(&world, &second);
    world.run(10_000);
    drop(first);
    world.run(60_000);
    is_in_another_tab(&world, &second);
    done(&world, &second, Request::UseThisTab { by_force: false });
    unlocked(&world, &second);
}

#[test]
fn a_tab_that_dies_leaves_the_wallet_to_the_next() {
    let world = World::new(7);
    let phone = world.device("phone");
    let first = world.open(&phone);
    saved(&world, &first);
    drop(first);
    unlocked(&world, &world.open(&phone));
}

/// The lock is lost before the tab has looked at what is on the device.
#[test]
fn a_tab_that_slept_while_it_was_opened_does_not_run_the_wallet() {
    let in_another = |phase: &Phase| *phase == Phase::ReadOnly { why: ReadOnly::OtherTab };
    let mut slept = 0;
    for at in 0..12 {
        let world = World::new(9);
        let phone = world.device("phone");
        let made = world.open(&phone);
        world.see(&made, "an empty device", |view| view.phase == Phase::Empty);
        done(&world, &made, Request::CreateWallet { name: "Samantha".into() });
        world.see(&made, "a wallet", |view| view.phase == Phase::Ready);
        drop(made);
        let first = world.open(&phone);
        first.life().fall_asleep_at(at);
        world.run(1);
        let second = world.open(&phone);
        world.run(1);
        if !second.page().view().is_some_and(|view| in_another(&view.phase)) {
            continue;
        }
        slept += 1;
        done(&world, &second, Request::UseThisTab { by_force: true });
        first.life().wake();
        world.see(&second, "a wallet that runs", |view| view.phase == Phase::Ready);
        world.run(60_000);
        assert!(in_another(&first.view().phase), "asleep at {at}: {:?}", first.view().phase);
        assert_eq!(second.view().phase, Phase::Ready, "asleep at {at}");
    }
    assert!(slept > 2, "{slept}");
}
