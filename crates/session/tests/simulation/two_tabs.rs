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
    done(world, tab, Request::Unlock { secret: pin() });
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
    assert_eq!(world.ask(&second, Request::Unlock { secret: pin() }), Some(Ok(Answer::Done)));
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

#[test]
fn a_tab_that_dies_leaves_the_wallet_to_the_next() {
    let world = World::new(7);
    let phone = world.device("phone");
    let first = world.open(&phone);
    saved(&world, &first);
    drop(first);
    unlocked(&world, &world.open(&phone));
}
