//! The clock of a device is wrong, or is set.

use lifeboat_messages::{Answer, Link, Outcome, Phase, Problem, ReadOnly, Request};

use crate::{
    journey::{done, pin},
    old_state::{take_over, used},
    world::World,
};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// What is done from time to time goes by the clock that nobody sets.
#[test]
fn a_clock_that_is_set_holds_nothing_up() {
    for days in [-1, 1] {
        let world = World::new(41);
        let tab = used(&world, &world.device("phone"));
        tab.life().set_clock_off(days * DAY_MS);
        world.see(&tab, "a line", |view| view.link == Link::Up);
        if days < 0 {
            // A day later every invoice would be out of date.
            let before = tab.view().activities.len();
            let invoice = world.around.network.invoice(10_000_000).unwrap();
            done(&world, &tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: true });
            let paid = world.run_until(60_000, || {
                let made = tab.view().activities;
                made.len() > before && made.iter().all(|it| it.outcome == Outcome::Done && it.saved)
            });
            assert!(paid, "{:?}", tab.view().activities);
        }
        take_over(&world);
        let found_out = world.run_until(120_000, || {
            matches!(tab.view().phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } })
        });
        assert!(found_out, "{days}: {:?}", tab.view().phase);
    }
}

/// An invoice would be out of date before it is paid: the clock is named, until it is right.
#[test]
fn nobody_asks_for_money_by_a_wrong_clock() {
    let world = World::new(42);
    let tab = used(&world, &world.device("phone"));
    let ask = || {
        world.run(60_000);
        world.see(&tab, "a line", |view| view.link == Link::Up);
        world.ask(&tab, Request::Receive { amount_msat: Some(1_000_000), note: String::new() })
    };
    tab.life().set_clock_off(-3 * HOUR_MS);
    assert_eq!(ask(), Some(Err(Problem::ClockWrong)));
    tab.life().set_clock_off(0);
    assert!(matches!(ask(), Some(Ok(Answer::Invoice(_)))));
}

/// It may be the clock that is wrong, and not the invoice; nobody would think of it.
#[test]
fn an_invoice_that_is_out_of_date_by_a_wrong_clock_is_told_by_the_clock() {
    let world = World::new(47);
    let phone = world.device("phone");
    let tab = used(&world, &phone);
    let invoice = world.around.network.invoice_for(10_000_000, "a coffee").unwrap();
    drop(tab);
    world.run(4 * HOUR_MS as u64);
    world.mine(1);
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    world.see(&tab, "a line", |view| view.link == Link::Up);
    world.run(60_000);
    let pay = || {
        let invoice = invoice.clone();
        world.ask(&tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: true })
    };
    tab.life().set_clock_off(-5 * HOUR_MS / 2);
    assert_eq!(pay(), Some(Err(Problem::ClockWrong)));
    tab.life().set_clock_off(0);
    assert_eq!(pay(), Some(Err(Problem::Expired)));
}
