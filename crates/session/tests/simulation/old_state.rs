//! A device comes back with a state that is older than what its channel's peer knows.

mod asleep;
mod deleted;

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{
    Answer, Assurances, Link, Outcome, Phase, Problem, ReadOnly, Request, Unlocker, View,
};

use crate::{
    device::Device,
    journey::{PIN, done, pin, saved},
    world::{Process, World},
};

pub fn pay(world: &World, tab: &Process) {
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

/// A tab with a channel and a backup, which does not lock itself.
pub fn used(world: &World, phone: &Device) -> Process {
    let tab = world.open(phone);
    saved(world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    pay(world, &tab);
    done(world, &tab, Request::AutoLock { minutes: None });
    done(world, &tab, Request::BackUpNow);
    tab
}

fn paid(view: &View) -> usize {
    view.activities.iter().filter(|it| it.outcome == Outcome::Done).count()
}

/// Another device takes the wallet over and pays.
pub fn take_over(world: &World) -> Process {
    let other = world.open(&world.device("laptop"));
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    let found = world.ask(&other, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let (backup, unlocker) = (backups[0].id.clone(), Unlocker::Pin(PIN.into()));
    world.around.wires.cut(&world.around.network);
    let restore = Request::Restore { drive: world.drive(0), backup, unlocker, sure: Assurances::default() };
    assert!(matches!(world.ask(&other, restore), Some(Ok(Answer::Restored(_)))));
    let before = paid(&other.view());
    for more in 1..3 {
        let invoice = world.around.network.invoice(10_000_000).unwrap();
        done(world, &other, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: true });
        world.see(&other, "a payment", |view| paid(view) == before + more);
    }
    other
}

fn is_elsewhere(world: &World, tab: &Process) {
    world.see(tab, "that another device went on", |view| {
        matches!(&view.phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { by: Some(by) } } if by.device == "laptop")
    });
}

/// A device that slept for some seconds when it knew that nobody had gone on, and was about to dial: its peer shows
/// that its state is old. Gives the tab, asleep.
fn asleep_before_it_dials(world: &World, phone: &Device, at: Option<usize>) -> Process {
    drop(used(world, phone));
    let tab = world.open(phone);
    if let Some(at) = at {
        tab.life().fall_asleep_after(at);
    }
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    let unlock = tab.call(Request::Unlock { unlocker: pin() });
    world.run_until(5_000, || tab.life().spoken() > 0);
    assert!(at.is_some() || tab.page().answer(unlock).is_some());
    tab
}

/// The same, in a world of this seed.
pub fn about_to_be_shown(world: &World, phone: &Device, seed: u64) -> Process {
    let before = World::new(seed);
    let at = asleep_before_it_dials(&before, &before.device("phone"), None).life().before_dialling();
    asleep_before_it_dials(world, phone, at)
}

#[test]
fn a_state_that_is_old_because_another_device_went_on_is_called_that() {
    for is_down in [false, true] {
        let world = World::new(12);
        let tab = about_to_be_shown(&world, &world.device("phone"), 12);
        let slept_ms = world.around.time.now();
        take_over(&world);
        if is_down {
            world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
        }
        tab.life().wake();
        if is_down {
            world.see(&tab, "that the state is old", |view| {
                view.phase == Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Stale } }
            });
            world.run(120_000);
            world.around.clouds[0].mend();
        }
        is_elsewhere(&world, &tab);
        assert!(tab.life().spoken() > 0, "the peer had shown it: {}", world.around.time.now() - slept_ms);
    }
}
