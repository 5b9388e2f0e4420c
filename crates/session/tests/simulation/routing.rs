//! The map of the network and what was learned by paying: on this device, and nothing but attempts hangs on them.

use lifeboat_messages::{Answer, Outcome, Phase, Problem, Quote, Request};
use lifeboat_wallet::{Network, sim::Map};

use crate::{
    host::Point,
    journey::{done, pin, saved},
    world::{Process, World},
};

const DAY_MS: u64 = 24 * 3_600_000;

fn serve_map(world: &World, channels: usize) {
    let made = u32::try_from(world.around.time.now() / 1000).unwrap();
    *world.around.map.borrow_mut() = Some(Map::of_size(channels, Network::Regtest, made).encode());
}

fn stranger(world: &World) -> String {
    lifeboat_wallet::sim::invoice_of_a_stranger(1_000_000, world.around.time.now()).unwrap()
}

fn quote(world: &World, tab: &Process, invoice: &str) -> Result<Quote, Problem> {
    let asked = Request::Quote { invoice: invoice.to_owned(), amount_msat: None };
    match world.ask(tab, asked) {
        Some(Ok(Answer::Quote(quote))) => Ok(quote),
        Some(Err(problem)) => Err(problem),
        other => panic!("{other:?}"),
    }
}

/// How often the map was asked for, by the requests of a process that leave nothing else to ask.
fn sends(tab: &Process) -> usize {
    tab.life().points().iter().filter(|point| **point == Point::Send).count()
}

#[test]
fn without_a_map_the_provider_is_paid_all_the_same_and_nobody_else() {
    let world = World::new(31);
    let tab = world.open(&world.device("phone"));
    saved(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    done(&world, &tab, Request::PrepareToPay);
    assert_eq!(quote(&world, &tab, &stranger(&world)), Err(Problem::NoMap));
    let invoice = world.around.network.invoice(25_000_000).unwrap();
    let quoted = quote(&world, &tab, &invoice).unwrap();
    assert_eq!(quoted.fee_msat, 0);
    let most_fee_msat = quoted.most_fee_msat;
    done(&world, &tab, Request::Pay { invoice, amount_msat: None, most_fee_msat, again: false });
    world.see(&tab, "a payment", |view| view.activities.iter().any(|it| it.outcome == Outcome::Done));
}

#[test]
fn a_map_is_fetched_once_a_day_and_kept_on_the_device() {
    let world = World::new(32);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    saved(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    serve_map(&world, 40);
    assert_eq!(
        quote(&world, &tab, &stranger(&world)),
        Err(Problem::NoRoute),
        "the map is there, and no way on it"
    );
    // The server has none any more: the one that was kept does.
    *world.around.map.borrow_mut() = None;
    drop(tab);
    let again = world.open(&phone);
    world.see(&again, "a locked wallet", |view| view.phase == Phase::Locked);
    let unlock = || {
        done(&world, &again, Request::Unlock { unlocker: pin() });
        world.see(&again, "a usable channel", |view| view.channels.iter().any(|channel| channel.usable));
    };
    unlock();
    assert_eq!(quote(&world, &again, &stranger(&world)), Err(Problem::NoRoute));
    // It is fetched when it is a day old, and whatever comes then takes nothing away.
    world.run(DAY_MS);
    unlock();
    *world.around.map.borrow_mut() =
        Some(b"<!doctype html><title>An error page of some length</title>".to_vec());
    done(&world, &again, Request::PrepareToPay);
    world.run(1_000);
    assert_eq!(quote(&world, &again, &stranger(&world)), Err(Problem::NoRoute));
}

#[test]
fn a_map_that_is_fresh_is_not_asked_for_again() {
    let world = World::new(33);
    let tab = world.open(&world.device("phone"));
    saved(&world, &tab);
    serve_map(&world, 40);
    let prepare = || {
        let before = sends(&tab);
        let call = tab.call(Request::PrepareToPay);
        world.settle();
        assert!(tab.page().answer(call).is_some());
        sends(&tab) - before
    };
    assert_eq!((prepare(), prepare(), prepare()), (1, 0, 0));
}
