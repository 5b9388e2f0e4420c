//! The simulation notices when a rule is broken: without these tests its silence would mean nothing.

use std::{cell::RefCell, rc::Rc};

use crate::{
    app::{App, Halt, ids},
    exhaustive::{Scenario, first_failure},
    faults::FaultRates,
    random::noticed,
    sabotage::Sabotage,
    world::{End, World},
};

#[test]
fn overwriting_in_place_is_noticed() {
    assert!(noticed(Sabotage::Overwrite));
}

#[test]
fn acknowledging_before_the_drive_does_is_noticed() {
    assert!(noticed(Sabotage::BelieveLostAnswers));
}

/// An upload is torn; the delete of the damage gets no answer, and arrives after the entry was written again.
fn late_repair(sabotage: Sabotage) -> Result<(), String> {
    let mut world = World::new(6);
    world.cloud.sabotage = sabotage;
    let (weather, late) = (world.cloud.weather.clone(), world.cloud.late.clone());
    let mut process = world.process(0, None);
    let paid: Rc<RefCell<Option<Result<(), Halt>>>> = Rc::default();
    let tear = weather.clone();
    process.start(
        async move |app: App| {
            let journal = app.create().await;
            app.turn_on(&journal).await.unwrap();
            tear.set(FaultRates { torn: 100, ..FaultRates::default() });
            app.pay(&journal).await
        },
        paid.clone(),
    );
    while paid.borrow().is_none() {
        process.turn();
        if !late.borrow().is_empty() {
            weather.set(FaultRates::default());
        } else if world.cloud.drive.peek(&world.folder.entry(1)).is_some() {
            weather.set(FaultRates { late: 100, ..FaultRates::default() });
        }
        world.cloud.time.advance();
    }
    assert_eq!(paid.take(), Some(Ok(())));
    assert_eq!(late.borrow().len(), 1);
    world.deliver_late();
    let (end, _) = world.run(1, None, async |app: App| app.restore(|| false).await.map(drop));
    assert_eq!(end, End::Done(Ok(())));
    world.check()
}

#[test]
fn a_repair_that_arrives_late_takes_nothing() {
    assert_eq!(late_repair(Sabotage::Nothing), Ok(()));
}

#[test]
fn repairing_by_name_alone_is_noticed() {
    assert!(late_repair(Sabotage::DeleteWhatever).is_err());
}

#[test]
fn sending_other_bytes_after_a_restart_is_noticed() {
    assert!(first_failure(Scenario::Appends, Sabotage::ForgetPending).is_some());
}

/// A device remembers entry 64 as its head; since then there were 200 more, two snapshots, and a pruning. Listings show
/// the past.
fn rolled_back_device(sabotage: Sabotage) -> Result<(), String> {
    let mut world = World::new(3);
    let copy = Rc::new(RefCell::new(None));
    let keep = copy.clone();
    let store = world.stores[0].clone();
    world.cloud.sabotage = sabotage;
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        while app.pay(&journal).await.is_ok() {
            // Let it be stored.
            app.env.clock.sleep(10).await;
            let head = *app.model.borrow().acked.last_key_value().unwrap().0;
            match head {
                64 => {
                    app.env.clock.sleep(60_000).await;
                    keep.replace(Some(store.contents()));
                }
                195..200 => {
                    journal.prove().await.unwrap();
                    app.env.clock.sleep(200_000).await;
                }
                200.. => return,
                _ => {}
            }
        }
    });
    assert_eq!(end, End::Done(()));
    world.stores[0].roll_back(copy.take().expect("it passed entry 64"));
    world.cloud.sabotage_lists.set(true);
    let (end, _) = world.run(0, None, async |app: App| {
        let journal = app.open().await?;
        app.pay(&journal).await
    });
    world.cloud.sabotage_lists.set(false);
    world.check()?;
    match end {
        End::Done(Err(Halt::Fenced)) => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

#[test]
fn a_rolled_back_store_is_fenced_by_a_milepost_even_when_listings_are_stale() {
    assert_eq!(rolled_back_device(Sabotage::Nothing), Ok(()));
}

#[test]
fn not_asking_for_mileposts_is_noticed() {
    assert!(rolled_back_device(Sabotage::HideMileposts).is_err());
}

#[test]
fn pruned_mileposts_are_noticed() {
    assert!(rolled_back_device(Sabotage::PruneMileposts).is_err());
}

/// A device falls asleep; another takes over, writes 200 entries and prunes; the first wakes and pays.
fn sleeper(sabotage: Sabotage) -> Result<(), String> {
    let mut world = World::new(4);
    world.cloud.sabotage = sabotage;
    let mut asleep = world.process(0, None);
    let journal = asleep.finish(async |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay_times(&journal, 3).await.unwrap();
        journal
    });
    let (end, _) = world.run(1, None, async |app: App| {
        let journal = app.restore(|| false).await.unwrap();
        loop {
            app.pay(&journal).await.unwrap();
            let head = *app.model.borrow().acked.last_key_value().unwrap().0;
            if head >= 130 {
                journal.prove().await.unwrap();
                app.env.clock.sleep(200_000).await;
            }
            if head >= 136 {
                return journal.state();
            }
        }
    });
    let End::Done(state) = end else { return Err(format!("{end:?}")) };
    let paid = asleep.finish(async move |app: App| app.pay(&journal).await);
    world.check()?;
    if !world.model.borrow().all().is_subset(&ids(&state)) {
        return Err("an acknowledged entry is lost".into());
    }
    match paid {
        Err(Halt::Fenced) => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

#[test]
fn a_device_that_sleeps_through_a_takeover_is_fenced_by_it() {
    assert_eq!(sleeper(Sabotage::Nothing), Ok(()));
}

#[test]
fn pruned_takeovers_are_noticed() {
    assert!(sleeper(Sabotage::PruneTakeovers).is_err());
}
