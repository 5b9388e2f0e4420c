//! A new wallet needs the newest block, and the chain is down.

use lifeboat_messages::{Answer, Assurances, Phase, Problem, ReadOnly, Request};

use crate::{
    journey::{PIN, done, lock, pin},
    world::{Process, World},
};

fn waits_for_the_chain(phase: &Phase) -> bool {
    *phase == Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem: Problem::NoChain } }
}

/// Made while nobody knows the newest block.
fn made_without_a_chain(world: &World) -> Process {
    world.around.network.chain.down.set(true);
    let tab = world.open(&world.device("phone"));
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(world, &tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(&tab, "what it waits for", |view| waits_for_the_chain(&view.phase));
    tab
}

#[test]
fn a_wallet_that_is_made_without_a_chain_says_so_and_runs_once_there_is_one() {
    let world = World::new(49);
    let tab = made_without_a_chain(&world);
    world.run(120_000);
    assert!(waits_for_the_chain(&tab.view().phase), "{:?}", tab.view().phase);
    world.around.network.chain.down.set(false);
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    world.open_channel(&tab, 1_000_000, 400_000_000);
}

/// It has come, and cannot run: nobody is told that they can pay again.
#[test]
fn nothing_is_said_to_be_restored_before_it_runs() {
    let world = World::new(50);
    let phone = made_without_a_chain(&world);
    let started = Request::StartBackup { lock: lock(PIN), drive: world.drive(0), waiver: Default::default() };
    let started = world.ask(&phone, started);
    assert!(matches!(started, Some(Ok(Answer::BackedUp(_)))), "{started:?}");
    done(&world, &phone, Request::AutoLock { minutes: None });

    let laptop = world.open(&world.device("laptop"));
    world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
    let found = world.ask(&laptop, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let (drive, backup) = (world.drive(0), backups[0].id.clone());
    let restore = Request::Restore { drive, backup, unlocker: pin(), sure: Assurances::default() };
    assert_eq!(world.ask(&laptop, restore), Some(Err(Problem::NoChain)));
    assert!(waits_for_the_chain(&laptop.view().phase), "{:?}", laptop.view().phase);
    world.around.network.chain.down.set(false);
    world.see(&laptop, "a wallet that runs", |view| view.phase == Phase::Ready);
    assert_eq!(laptop.view().name, "Samantha");
    world.see(&phone, "that another device went on", |view| {
        matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } })
    });
}

/// Over a slow line a page is used for many seconds before its process has arrived. What it has asked by then
/// is answered by what is on the device, and not by that nobody has looked yet.
#[test]
fn what_a_page_asks_before_its_process_has_looked_waits_for_that() {
    let world = World::new(51);
    let phone = world.device("phone");
    let tab = world.open_asking(&phone, vec![Request::CreateWallet { name: "Samantha".into() }]);
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    assert_eq!(tab.page().answer(0), Some(Ok(Answer::Done)));
    let started = Request::StartBackup { lock: lock(PIN), drive: world.drive(0), waiver: Default::default() };
    assert!(matches!(world.ask(&tab, started), Some(Ok(Answer::BackedUp(_)))));
    drop(tab);
    let tab = world.open_asking(&phone, vec![Request::Unlock { unlocker: pin() }]);
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    assert_eq!(tab.page().answer(0), Some(Ok(Answer::Done)));
}
