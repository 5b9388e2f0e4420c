//! A wallet that nobody uses locks itself; something that is under way puts it off for ten minutes at most.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{Activity, Answer, Direction, Outcome, PaymentStage, Phase, Problem, Request};

use crate::{
    journey::{done, saved},
    world::{Process, World},
};

const MINUTE_MS: u64 = 60_000;

/// A wallet with a channel and a backup, and an invoice on the page.
fn asking(world: &World) -> (Process, String) {
    let tab = world.open(&world.device("phone"));
    saved(world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    done(world, &tab, Request::Active);
    let asked = world.ask(&tab, Request::Receive { amount_msat: Some(2_000_000), note: String::new() });
    let Some(Ok(Answer::Invoice(invoice))) = asked else { panic!("{asked:?}") };
    (tab, invoice.bolt11)
}

fn is_locked(tab: &Process) -> bool {
    tab.view().phase == Phase::Locked
}

#[test]
fn an_invoice_on_the_page_can_be_paid_for_ten_minutes_more() {
    let world = World::new(41);
    let (tab, bolt11) = asking(&world);
    world.run(13 * MINUTE_MS);
    assert!(!is_locked(&tab), "the payer needed some minutes");
    world.around.network.pay(&bolt11).unwrap();
    world.see(&tab, "the payment", |view| {
        view.activities.iter().any(|it| it.direction == Direction::In && it.outcome == Outcome::Done)
    });
    world.run(MINUTE_MS / 2);
    assert!(is_locked(&tab), "nothing is under way any more");
}

#[test]
fn an_invoice_on_the_page_keeps_no_wallet_open() {
    let world = World::new(42);
    let (tab, _) = asking(&world);
    world.run(16 * MINUTE_MS);
    assert!(is_locked(&tab));
}

/// Whatever the storage took before it was down: a payment that waits for it is not cut off while it may still arrive.
#[test]
fn a_payment_that_is_arriving_is_not_cut_off() {
    let arrives = |it: &Activity| {
        it.direction == Direction::In
            && matches!(&it.outcome, Outcome::Pending { stage } if !matches!(stage, PaymentStage::Asked { .. }))
    };
    let mut seen = 0;
    for taken in (9..30).step_by(3) {
        let world = World::new(43);
        let (tab, bolt11) = asking(&world);
        world.around.clouds[0].fault(Rule::always(Fault::RequestLost).after(taken));
        world.around.network.pay(&bolt11).unwrap();
        if !world.run_until(MINUTE_MS / 2, || tab.view().activities.iter().any(arrives)) {
            continue;
        }
        world.run(MINUTE_MS);
        if !tab.view().activities.iter().any(arrives) {
            // It came through.
            break;
        }
        world.run(5 * MINUTE_MS);
        seen += 1;
        assert!(!is_locked(&tab), "{taken} requests came through");
        world.run(10 * MINUTE_MS);
        assert!(is_locked(&tab), "{taken} requests came through");
    }
    assert!(seen > 0, "none was arriving");
}

/// A service that never answers holds the request that asks it, and not the lock.
#[test]
fn a_request_without_an_answer_keeps_no_wallet_open() {
    let world = World::new(44);
    let tab = world.open(&world.device("phone"));
    saved(&world, &tab);
    world.around.is_patient.set(true);
    world.around.clouds[1].fault(Rule::always(Fault::Held));
    let call = tab.call(Request::AddSecond { drive: world.drive(1) });
    world.run(13 * MINUTE_MS);
    assert!(!is_locked(&tab), "it is under way");
    world.run(3 * MINUTE_MS);
    assert!(is_locked(&tab));
    assert_eq!(tab.page().answer(call), Some(Err(Problem::Closed)));
}

/// No timer runs in a sleep: the first touch must not be taken for the use that keeps the wallet open.
#[test]
fn a_wallet_whose_device_slept_past_the_time_locks_at_the_first_touch() {
    let world = World::new(45);
    let (tab, bolt11) = asking(&world);
    tab.life().set_clock_off(8 * 60 * 60_000);
    let touched = tab.call(Request::Active);
    let asked = tab.call(Request::Check { text: bolt11 });
    assert!(world.run_until(MINUTE_MS / 2, || tab.page().answer(asked).is_some()));
    assert_eq!(tab.page().answer(touched), Some(Err(Problem::Closed)));
    assert!(matches!(tab.page().answer(asked), Some(Err(_))), "nobody has said who they are");
    assert!(is_locked(&tab));
}
