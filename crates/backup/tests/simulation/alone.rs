//! Going on without a storage that is gone for good: one write of the device's store, and a crash at every point of it.

use std::collections::BTreeSet;

use lifeboat_backup::{
    AloneError, Batch, EndCopyError, Journal, Obstacle, Status, StoreError, TakeoverSeen, end_copy,
};

use crate::{
    app::{App, Halt, ids},
    faults::FaultRates,
    world::{End, World},
};

const SEED: u64 = 61;
/// Acknowledged by the drive; on its way to it; waiting behind that.
const ALL: u64 = 6;

fn batch(id: u64) -> Batch {
    let mut batch = Batch::new();
    batch.put(format!("b/{id:06}"), vec![1]);
    batch
}

/// A device whose drive went away while it wrote: one entry is pending there, and what was handed in after it waits.
fn cut_off() -> World {
    let world = World::new(SEED);
    let weather = world.cloud.weather.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay_times(&journal, 3).await.unwrap();
        app.env.clock.sleep(60_000).await;
        weather.set(FaultRates { lost: 100, ..FaultRates::default() });
        let _pending = journal.append(batch(ALL - 2));
        app.env.clock.sleep(1_000).await;
        let _waiting = [ALL - 1, ALL].map(|id| journal.append(batch(id)));
        app.env.clock.sleep(10).await;
        let _ = journal.close(0).await;
    });
    assert_eq!(end, End::Done(()));
    world
}

fn everything(world: &World) -> BTreeSet<u64> {
    let acknowledged = world.model.borrow().all();
    acknowledged.into_iter().chain(ALL - 2..=ALL).collect()
}

async fn go_on(app: App) -> Result<(BTreeSet<u64>, bool), AloneError> {
    let keys = app.keys.borrow().clone();
    let loaded = Journal::load(&app.env, keys).await.unwrap();
    let before = loaded.writer();
    let opened = loaded.start_alone(app.env.clone()).await?;
    let is_another = opened.writer != before;
    let journal = app.take(opened);
    assert_eq!((journal.folder(), journal.status()), (None, Status::Off));
    Ok((ids(&journal.state()), is_another))
}

#[test]
fn it_has_everything_under_another_name_and_asks_the_drive_nothing() {
    let world = cut_off();
    let all = everything(&world);
    let before = world.cloud.drive.contents().files().count();
    let (end, _) = world.run(0, None, go_on);
    assert_eq!(end, End::Done(Ok((all.clone(), true))));
    assert_eq!(world.cloud.drive.contents().files().count(), before);
    // Another start, which is alone as well; and once is enough.
    let (end, _) = world.run(0, None, async |app: App| {
        let journal = app.open().await?;
        app.pay(&journal).await?;
        Ok::<_, Halt>((journal.folder(), ids(&journal.state())))
    });
    let End::Done(Ok((None, there))) = end else { panic!("{end:?}") };
    assert!(all.is_subset(&there), "{there:?}");
    let (end, _) = world.run(0, None, go_on);
    assert_eq!(end, End::Done(Err(AloneError::NotOn)));
}

#[test]
fn a_crash_leaves_it_where_it_was_or_alone_with_all_of_it() {
    let (end, points) = cut_off().run(0, None, go_on);
    assert!(matches!(end, End::Done(Ok(_))), "{end:?}");
    let mut seen = BTreeSet::new();
    for (at, kind) in (0..).zip(&points) {
        for crash in kind.crashes().iter().copied() {
            let world = cut_off();
            let all = everything(&world);
            let (end, _) = world.run(0, Some((at, crash)), go_on);
            assert_eq!(end, End::Crashed);
            world.cloud.weather.set(FaultRates::default());
            let (end, _) = world.run(0, None, async |app: App| {
                app.open().await.map(|journal| (journal.folder().is_some(), ids(&journal.state())))
            });
            let End::Done(Ok((on, there))) = end else { panic!("point {at}, {kind:?}, {crash:?}: {end:?}") };
            assert!(all.is_subset(&there), "point {at}, {kind:?}, {crash:?}: {there:?}");
            seen.insert(on);
        }
    }
    assert_eq!(seen.len(), 2, "both ends were tried");
}

/// The drive is there again. The place is ended, and nobody goes on there; not where another device has,
/// whatever had been under way.
#[test]
fn the_place_that_it_left_is_ended_unless_another_device_went_on_there() {
    for another in [false, true] {
        let world = cut_off();
        world.cloud.weather.set(FaultRates::default());
        if another {
            let (end, _) = world.run(1, None, async |app: App| app.restore(|| false).await.map(|_| ()));
            assert_eq!(end, End::Done(Ok(())));
        }
        let (end, _) = world.run(0, None, async |app: App| {
            let keys = app.keys.borrow().clone();
            let loaded = Journal::load(&app.env, keys.clone()).await.unwrap();
            let opened = loaded.start_alone(app.env.clone()).await.unwrap();
            let ours = app.take(opened).takeovers();
            end_copy(&app.env, &keys, app.drive.clone(), &app.folder, &ours, "").await
        });
        match end {
            End::Done(Ok(_)) => assert!(!another),
            End::Done(Err(EndCopyError::InUse(_))) => assert!(another),
            end => panic!("{another}: {end:?}"),
        }
        if another {
            let (end, _) = world.run(1, None, async |app: App| app.open().await.map(|_| ()));
            assert_eq!(end, End::Done(Ok(())), "it was stopped");
        }
    }
}

#[test]
fn a_state_that_a_peer_has_shown_to_be_old_does_not_go_on_alone() {
    let world = cut_off();
    let (end, _) = world.run(0, None, async |app: App| {
        Journal::note_stale(&app.env, true).await.unwrap();
        go_on(app.clone()).await
    });
    assert_eq!(end, End::Done(Err(AloneError::Stale)));
}

/// Also where the drive says nothing more of it. It ends once the drive confirms that nobody continued, or
/// the wallet was brought back.
#[test]
fn a_state_that_another_device_took_over_does_not_go_on_alone() {
    for brought_back in [false, true] {
        let world = cut_off();
        let (end, _) = world.run(0, None, async |app: App| {
            Journal::note_taken_over(&app.env, TakeoverSeen::Here).await.unwrap();
            go_on(app.clone()).await
        });
        assert_eq!(end, End::Done(Err(AloneError::TakenOver)));
        world.cloud.weather.set(FaultRates::default());
        let (end, _) = world.run(0, None, async move |app: App| {
            if brought_back {
                let journal = app.restore(|| false).await?;
                return app.pay(&journal).await;
            }
            app.open().await.map(|_| ())
        });
        assert_eq!(end, End::Done(Ok(())));
        let (end, _) = world.run(0, None, go_on);
        assert!(matches!(end, End::Done(Ok((_, true)))), "{brought_back}: {end:?}");
    }
}

#[test]
fn a_store_that_refuses_leaves_it_where_it_was() {
    let world = cut_off();
    world.stores[0].set_fault(lifeboat_backup::StoreFault::Full);
    let (end, _) = world.run(0, None, go_on);
    assert_eq!(end, End::Done(Err(AloneError::Paused(Obstacle::Store(StoreError::Full)))));
    world.stores[0].set_fault(lifeboat_backup::StoreFault::None);
    let all = everything(&world);
    let (end, _) = world.run(0, None, go_on);
    assert_eq!(end, End::Done(Ok((all, true))));
}
