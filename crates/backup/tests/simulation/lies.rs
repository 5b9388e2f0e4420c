//! Drives that say what is not so: kept and not kept, there and not there, refused and done.

use std::collections::BTreeSet;

use lifeboat_backup::{AppendError, Batch, Obstacle, Status};
use lifeboat_cloud::{
    DriveError,
    memory::{Fault, Operation},
};

use crate::{
    app::{App, Halt, ids},
    faults::FaultRates,
    world::{End, World},
};

/// Acknowledged entries, and what another device finds in the end.
fn restored(world: &World) -> (BTreeSet<u64>, BTreeSet<u64>) {
    world.cloud.weather.set(FaultRates::default());
    let (end, _) = world.run(1, None, async |app: App| Ok::<_, Halt>(app.restore(|| false).await?.state()));
    let End::Done(Ok(state)) = end else { panic!("{end:?}") };
    world.check().unwrap();
    (world.model.borrow().all(), ids(&state))
}

#[test]
fn what_a_drive_pretended_to_keep_is_written_again_in_a_quiet_moment() {
    let world = World::new(11);
    let drive = world.cloud.drive.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay_times(&journal, 3).await?;
        app.env.clock.sleep(60_000).await;
        drive.script(Operation::Create, [Fault::Pretended]);
        app.pay_times(&journal, 3).await?;
        app.env.clock.sleep(60_000).await;
        Ok::<_, Halt>(())
    });
    assert_eq!(end, End::Done(Ok(())));
    let (acked, found) = restored(&world);
    assert_eq!(acked.difference(&found).count(), 0, "{acked:?} {found:?}");
}

/// A read that shows the past, beside answers that are lost: the same bytes are sent again, and never others.
#[test]
fn a_drive_that_does_not_find_what_it_has_makes_nobody_write_twice() {
    for seed in 0..20 {
        let world = World::new(seed);
        let cloud = world.cloud.clone();
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.create().await;
            app.turn_on(&journal).await.unwrap();
            cloud.weather.set(FaultRates { answer_lost: 40, stale_get: 40, ..FaultRates::default() });
            app.pay_times(&journal, 20).await?;
            cloud.weather.set(FaultRates::default());
            app.pay(&journal).await
        });
        assert_eq!(end, End::Done(Ok(())), "seed {seed}");
        let (acked, found) = restored(&world);
        assert_eq!(acked, found, "seed {seed}");
    }
}

/// 400 and 403 have been seen from services that kept the file all the same.
#[test]
fn what_was_refused_and_done_counts_once() {
    for seed in 0..20 {
        let world = World::new(seed);
        let cloud = world.cloud.clone();
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.create().await;
            app.turn_on(&journal).await.unwrap();
            cloud.weather.set(FaultRates { denied_done: 50, asked_to_wait: 20, ..FaultRates::default() });
            app.pay_times(&journal, 20).await
        });
        assert_eq!(end, End::Done(Ok(())), "seed {seed}");
        let (acked, found) = restored(&world);
        assert_eq!(acked, found, "seed {seed}");
    }
}

/// It says that it has replaced what was there, once: nothing is sent to it any more before its user says so,
/// and nothing that was handed in is lost.
#[test]
fn a_drive_that_has_overwritten_is_written_no_more_before_its_user_says_so() {
    for at in 0..6 {
        let world = World::new(12);
        let drive = world.cloud.drive.clone();
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.create().await;
            app.turn_on(&journal).await.unwrap();
            app.pay_times(&journal, 2).await?;
            app.env.clock.sleep(60_000).await;
            let faults = (0..at).map(|_| Fault::None).chain([Fault::Refused(DriveError::Overwrote)]);
            drive.script(Operation::Create, faults);
            let mut stopped = None;
            for id in 900..910_u64 {
                let mut batch = Batch::new();
                batch.put(format!("b/{id:06}"), vec![1]);
                match journal.append(batch).await {
                    Ok(_) if stopped.is_none() => {}
                    Err(AppendError::Paused(Obstacle::Drive(DriveError::Overwrote))) if stopped.is_none() => {
                        stopped = Some((id, drive.calls().len()));
                    }
                    Err(AppendError::Paused(Obstacle::Drive(DriveError::Overwrote))) => {}
                    other => return Err(Halt::Other(format!("{other:?}"))),
                }
            }
            app.env.clock.sleep(400_000).await;
            let (_, asked) = stopped.expect("it has stopped");
            let changes = drive.calls().split_off(asked).into_iter().filter(|call| call.operation.changes());
            let changes = changes.count();
            assert!(matches!(journal.status(), Status::Paused { .. }), "{:?}", journal.status());
            journal.resume().await.map_err(|error| Halt::Other(format!("{error:?}")))?;
            let all = (900..910).all(|id| ids(&journal.state()).contains(&id));
            Ok::<_, Halt>((changes, all))
        });
        assert_eq!(end, End::Done(Ok((0, true))), "at {at}");
    }
}

/// An answer is believed for a payment's entry, which is looked at again in a quiet moment. A Takeover and a
/// snapshot are read back before anything rests on them: a device that is told that its Takeover was kept is
/// the writer only if it was.
#[test]
fn what_a_drive_pretended_to_keep_makes_nobody_the_writer() {
    let world = saved();
    let drive = world.cloud.drive.clone();
    let (end, _) = world.run(1, None, async move |app: App| {
        drive.script(Operation::Create, [Fault::Pretended]);
        let before = drive.calls().len();
        let journal = app.restore(|| true).await?;
        let since = drive.calls().split_off(before);
        let created = since.iter().filter(|call| call.operation == Operation::Create).count();
        app.pay_times(&journal, 1).await?;
        Ok::<_, Halt>((created, drive.peek(&app.folder.entry(4)).is_some()))
    });
    // A restore that fails says why; this one creates its Takeover once more.
    let End::Done(Ok((created, kept))) = end else { panic!("{end:?}") };
    assert!(created >= 2, "{created}");
    assert!(kept, "it writes, and nothing in the cloud says so");
}

#[test]
fn a_snapshot_that_was_only_pretended_is_there_before_anything_rests_on_it() {
    let world = saved();
    let drive = world.cloud.drive.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.open().await?;
        drive.script(Operation::Create, [Fault::Pretended]);
        let proved = journal.prove().await;
        Ok::<_, Halt>((
            proved.map_err(|error| format!("{error:?}")),
            drive.peek(&app.folder.entry(4)).is_some(),
        ))
    });
    let End::Done(Ok((proved, kept))) = end else { panic!("{end:?}") };
    assert_eq!(proved, Ok(4));
    assert!(kept, "it is taken for a proved snapshot, and is not there");
}

/// A wallet that has its Takeover and three payments in the cloud.
fn saved() -> World {
    let world = World::new(51);
    let (end, _) = world.run(0, None, async |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay_times(&journal, 3).await
    });
    assert_eq!(end, End::Done(Ok(())));
    world
}
