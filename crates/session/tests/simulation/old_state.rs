//! A device comes back with a state that is older than what its channel's peer knows.

use lifeboat_messages::{Link, Outcome, Phase, Problem, ReadOnly, Request};

use crate::{
    journey::done,
    world::{Process, World},
};

fn pay(world: &World, tab: &Process) {
    let invoice = world.around.network.invoice(10_000_000).unwrap();
    let before = tab.view().activities.len();
    done(world, tab, Request::Pay { invoice, amount_msat: None, again: true });
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
