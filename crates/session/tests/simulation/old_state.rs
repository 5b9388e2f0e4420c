//! A device comes back with a state that is older than what its channel's peer knows.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{Answer, Assurances, Link, Outcome, Phase, Problem, ReadOnly, Request, Unlocker};

use crate::{
    journey::{PIN, done, saved},
    world::{Process, World},
};

fn pay(world: &World, tab: &Process) {
    let invoice = world.around.network.invoice(10_000_000).unwrap();
    let before = tab.view().activities.len();
    done(world, tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: true });
    world.see(tab, "a payment", |view| {
        view.activities.len() > before && view.activities.iter().all(|it| it.outcome == Outcome::Done)
    });
    world.run(60_000);
}

/// Nothing of such a state is used, but the chain is watched: a commitment that the peer has revoked is punished.
#[test]
fn an_old_state_is_not_used_and_its_channels_are_watched() {
    let world = World::new(11);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(&world, &tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    pay(&world, &tab);
    let revoked = world.around.network.peer.commitment().unwrap();
    pay(&world, &tab);
    let old = phone.store.contents();
    for _ in 0..3 {
        pay(&world, &tab);
    }
    drop(tab);
    phone.store.roll_back(old);

    let stale = |phase: &Phase| {
        matches!(phase, Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Stale } })
    };
    let tab = world.open(&phone);
    let seen = world.see(&tab, "that the state is old", |view| stale(&view.phase));
    assert_eq!(seen.link, Link::Off);
    world.run(120_000);
    assert!(world.around.network.connected().is_empty(), "it speaks to a peer");
    assert!(world.around.network.broadcasts.borrow().is_empty(), "it has sent something");

    let txid = revoked.compute_txid();
    world.around.network.broadcasts.borrow_mut().push(revoked);
    let writes = phone.store.writes();
    world.mine(1);
    world.run(120_000);
    let sent = world.around.network.broadcasts.borrow();
    let punishes = sent.iter().any(|tx| tx.input.iter().any(|input| input.previous_output.txid == txid));
    assert!(punishes, "nobody looked at the chain");
    assert!(stale(&tab.view().phase));
    assert_eq!(phone.store.writes(), writes, "an old state is written on");
}

/// A device with a channel sleeps, and another one takes its wallet over and pays. Gives the sleeping tab, and when the
/// storage was asked last.
fn taken_over_in_its_sleep(world: &World) -> (Process, u64) {
    let (phone, laptop) = (world.device("phone"), world.device("laptop"));
    let tab = world.open(&phone);
    saved(world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    pay(world, &tab);
    let other = world.open(&laptop);
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    let found = world.ask(&other, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let backup = backups[0].id.clone();
    let unlocker = Unlocker::Pin(PIN.into());

    // It asks the drive half a minute after its last entry; what follows takes less.
    let from_ms = world.around.time.now();
    done(world, &tab, Request::BackUpNow);
    tab.life().fall_asleep();
    world.around.wires.cut(&world.around.network);
    let restore = Request::Restore { drive: world.drive(0), backup, unlocker, sure: Assurances::default() };
    assert!(matches!(world.ask(&other, restore), Some(Ok(Answer::Restored(_)))));
    for paid in 2..4 {
        let invoice = world.around.network.invoice(10_000_000).unwrap();
        done(world, &other, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: true });
        world.see(&other, "a payment", |view| {
            view.activities.iter().filter(|it| it.outcome == Outcome::Done).count() == paid
        });
    }
    (tab, from_ms)
}

fn is_elsewhere(world: &World, tab: &Process) {
    world.see(tab, "that another device went on", |view| {
        matches!(&view.phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { device, .. } } if device == "laptop")
    });
}

/// A device that slept while another one took over: the peer shows that its state is old before it has asked the drive.
#[test]
fn a_state_that_is_old_because_another_device_went_on_is_called_that() {
    let world = World::new(12);
    let (tab, from_ms) = taken_over_in_its_sleep(&world);
    tab.life().wake();
    is_elsewhere(&world, &tab);
    let seen_ms = world.around.time.now();
    assert!(seen_ms - from_ms < 30_000, "the peer had not shown anything: {}", seen_ms - from_ms);
    let said = tab
        .page()
        .views()
        .into_iter()
        .any(|(_, view)| matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Unsafe { .. } }));
    assert!(!said, "it was called old");
}

/// The storage cannot be reached in the minutes in which the peer shows it.
#[test]
fn who_went_on_with_a_state_that_is_old_is_told_when_the_storage_answers() {
    let world = World::new(13);
    let (tab, _) = taken_over_in_its_sleep(&world);
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    tab.life().wake();
    world.see(&tab, "that the state is old", |view| {
        view.phase == Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Stale } }
    });
    world.run(120_000);
    world.around.clouds[0].mend();
    is_elsewhere(&world, &tab);
}

/// It is asked two questions, and answers again between the one and the other, or anywhere else.
#[test]
fn who_went_on_is_told_whenever_the_storage_begins_to_answer() {
    for lost in 1..10 {
        let world = World::new(13);
        let (tab, _) = taken_over_in_its_sleep(&world);
        world.around.clouds[0].fault(Rule::once(Fault::RequestLost).on("GET").times(lost));
        tab.life().wake();
        is_elsewhere(&world, &tab);
    }
}
