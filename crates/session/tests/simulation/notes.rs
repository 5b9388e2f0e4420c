//! What the user writes about payments.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{
    Activity, Answer, Assurances, Outcome, PaymentStage, Phase, Problem, ReadOnly, Request, View,
};

use crate::{
    journey::{done, pin, saved},
    on_chain::address,
    world::{Process, World},
};

pub fn note(world: &World, tab: &Process, id: &str, note: &str) {
    done(world, tab, Request::SetNote { id: id.into(), note: note.into() });
}

fn is_elsewhere(view: &View) -> bool {
    matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } })
}

/// Waits until all payments are done and saved with these notes, the newest first.
fn see(world: &World, tab: &Process, notes: &[Option<&str>]) -> Vec<Activity> {
    let is_done = |activity: &Activity| activity.outcome == Outcome::Done && activity.saved;
    let seen = world.see(tab, "these notes, saved", |view| {
        let shown: Vec<Option<&str>> = view.activities.iter().map(|it| it.own_note.as_deref()).collect();
        view.phase == Phase::Ready && shown == notes && view.activities.iter().all(is_done)
    });
    seen.activities
}

/// A wallet that was paid on the chain, and has paid over Lightning.
pub fn used(world: &World, tab: &Process) -> (String, String) {
    saved(world, tab);
    world.around.network.give(&address(world, tab), 200_000).unwrap();
    world.run(120_000);
    world.open_channel(tab, 1_000_000, 400_000_000);
    pay(world, tab, 25_000_000);
    let ids: Vec<String> = see(world, tab, &[None, None]).into_iter().map(|activity| activity.id).collect();
    assert!(ids[0].starts_with("out/") && ids[1].starts_with("chain/"), "{ids:?}");
    (ids[0].clone(), ids[1].clone())
}

fn pay(world: &World, tab: &Process, msat: u64) {
    // Later than whatever was before.
    world.run(1_000);
    let invoice = world.around.network.invoice(msat).unwrap();
    done(world, tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
}

#[test]
fn a_note_survives_lock_restore_and_takeover_and_no_payment_waits_for_it() {
    let world = World::new(41);
    let (phone, laptop) = (world.device("phone"), world.device("laptop"));
    let tab = world.open(&phone);
    let (paid, came) = used(&world, &tab);
    note(&world, &tab, &paid, "  Dinner with\nMaria ");
    note(&world, &tab, &came, "From the exchange");
    see(&world, &tab, &[Some("Dinner with Maria"), Some("From the exchange")]);

    let refused = |id: &str, note: &str| {
        world.ask(&tab, Request::SetNote { id: id.into(), note: note.into() }).unwrap().unwrap_err()
    };
    assert_eq!(refused(&paid, &"x".repeat(256)), Problem::NoteTooLong);
    assert_eq!(refused("out/00", "mine"), Problem::UnknownPayment);

    // The cloud takes its time: what was done stays done, and what is paid meanwhile is paid.
    world.around.clouds[0].fault(Rule::always(Fault::Held).on("PUT"));
    note(&world, &tab, &paid, "Dinner");
    let view = world.see(&tab, "the note", |view| view.activities[0].own_note.as_deref() == Some("Dinner"));
    assert_eq!((view.activities[0].outcome.clone(), view.activities[0].saved), (Outcome::Done, false));
    pay(&world, &tab, 5_000_000);
    let view = world.see(&tab, "a payment", |view| view.activities.len() == 3);
    assert_eq!(view.activities[0].outcome, Outcome::Pending { stage: PaymentStage::Saving });
    world.around.clouds[0].mend();
    world.around.clouds[0].release_all();
    see(&world, &tab, &[None, Some("Dinner"), Some("From the exchange")]);

    // Locked at once.
    note(&world, &tab, &paid, "Supper");
    done(&world, &tab, Request::Lock);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    see(&world, &tab, &[None, Some("Supper"), Some("From the exchange")]);

    let other = world.open(&laptop);
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    let found = world.ask(&other, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let (backup, sure) = (backups[0].id.clone(), Assurances::default());
    let restore = Request::Restore { drive: world.drive(0), backup, unlocker: pin(), sure };
    assert!(matches!(world.ask(&other, restore), Some(Ok(Answer::Restored(_)))));
    see(&world, &other, &[None, Some("Supper"), Some("From the exchange")]);
    note(&world, &other, &came, "");
    see(&world, &other, &[None, Some("Supper"), None]);

    // Elsewhere it can be read, and not written; back here it can be.
    world.see(&tab, "that another device went on", is_elsewhere);
    let late = world.ask(&tab, Request::SetNote { id: paid.clone(), note: "Late".into() });
    assert!(matches!(late, Some(Err(_))), "{late:?}");
    let taken = world.ask(&tab, Request::TakeOver { sure });
    assert!(matches!(taken, Some(Ok(Answer::Restored(_)))), "{taken:?}");
    see(&world, &tab, &[None, Some("Supper"), None]);
}
