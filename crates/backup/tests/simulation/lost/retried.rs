//! A start that the drive cuts off, and that is tried again with what came of it, as a wallet does that stays open.

use lifeboat_backup::{Batch, CloseOutcome, LoadedJournal, MemoryStore, StoreFault};
use lifeboat_cloud::memory::{Fault, MemoryDrive, Operation};

use super::*;

/// After so many creates, of which the last is carried out and not answered, the drive refuses everything.
fn refuses_after(drive: &MemoryDrive, creates: u32) {
    let mut left = creates;
    drive.on_call(move |call| match call.operation {
        _ if left == 0 => Fault::Refused(DriveError::SignedOut),
        Operation::Create => {
            left -= 1;
            if left == 0 { Fault::AnswerLost } else { Fault::None }
        }
        _ => Fault::None,
    });
}

async fn load(app: &App) -> LoadedJournal {
    let keys = app.keys.borrow().clone();
    Journal::load(&app.env, keys).await.unwrap()
}

/// The first try has found that the newest entry is lost, and has written it again: the second one finds it there.
#[test]
fn a_start_that_is_tried_again_after_a_loss_trusts_the_state_no_more_than_the_first() {
    let world = saved(57);
    let drive = world.cloud.drive.clone();
    drive.remove(&world.folder.entry(3));
    refuses_after(&drive, 1);
    let (end, _) = world.run(0, None, async move |app: App| {
        let loaded = load(&app).await;
        let name = loaded.writer();
        let Err(not) = loaded.start(app.env.clone(), Some(app.drive.clone())).await else {
            panic!("it starts")
        };
        assert_eq!(not.why, StartError::Unconfirmed(DriveError::SignedOut.into()));
        drive.mend();
        let again = not.loaded.start(app.env.clone(), Some(app.drive.clone())).await;
        let again = again.map(|opened| opened.writer).map_err(|not| not.why);
        let later = load(&app).await.writer();
        (again == Ok(later), later != name)
    });
    assert_eq!(end, End::Done((true, true)));
}

/// The first try has sent what a process that ended had left, and has not heard of it.
#[test]
fn a_start_that_is_tried_again_does_not_take_what_it_has_sent_for_anothers() {
    for creates in 1..=2 {
        let world = saved(58);
        let drive = world.cloud.drive.clone();
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.open().await?;
            app.env.clock.sleep(60_000).await;
            drive.set_offline(true);
            let mut left = Vec::new();
            for id in 100..102_u64 {
                let mut batch = Batch::new();
                batch.put(format!("b/{id:06}"), vec![1]);
                left.push(journal.append(batch));
                // The first is being sent when the second comes.
                app.env.clock.sleep(10).await;
            }
            assert_eq!(journal.close(2_000).await, CloseOutcome::Waiting);
            drop(left);
            drive.set_offline(false);
            refuses_after(&drive, creates);
            let loaded = load(&app).await;
            let Err(not) = loaded.start(app.env.clone(), Some(app.drive.clone())).await else {
                panic!("it starts")
            };
            assert_eq!(not.why, StartError::Unconfirmed(DriveError::SignedOut.into()));
            drive.mend();
            let again = not.loaded.start(app.env.clone(), Some(app.drive.clone())).await;
            let journal =
                again.map(|opened| app.take(opened)).map_err(|not| Halt::Other(format!("{:?}", not.why)))?;
            app.pay(&journal).await?;
            Ok::<_, Halt>(ids(&journal.state()).range(100..102).count())
        });
        assert_eq!(end, End::Done(Ok(2)), "{creates} creates");
        assert_eq!(is_whole(&world, &world.folder), Ok(()), "{creates} creates");
    }
}

/// After so many creates, of which the last is carried out and not answered, the drive refuses everything,
/// and this device's store fails.
fn fails_after(drive: &MemoryDrive, store: &MemoryStore, creates: u32, fault: StoreFault) {
    let (mut left, store) = (creates, store.clone());
    drive.on_call(move |call| match call.operation {
        _ if left == 0 => Fault::Refused(DriveError::SignedOut),
        Operation::Create => {
            left -= 1;
            if left > 0 {
                return Fault::None;
            }
            store.set_fault(fault);
            Fault::AnswerLost
        }
        _ => Fault::None,
    });
}

/// The first try has sent what a process that ended had left, then the drive answers no more, and this
/// device's store fails; the drive comes back first. One entry is sent as a rule, several where what was left
/// is too large for one.
#[test]
fn a_start_over_a_store_that_fails_does_not_take_what_it_has_sent_for_anothers() {
    let small = [StoreFault::RefuseWrites, StoreFault::Full].map(|fault| (fault, 1, 1..=2));
    let large = (StoreFault::Silent, 500_000, 1..=4);
    for (fault, size, creates) in small.into_iter().chain([large]) {
        for creates in creates {
            let what = format!("{fault:?}, {size} bytes, {creates} creates");
            let world = saved(58);
            let (drive, store) = (world.cloud.drive.clone(), world.stores[0].clone());
            let (end, _) = world.run(0, None, async move |app: App| {
                let journal = app.open().await?;
                app.env.clock.sleep(60_000).await;
                drive.set_offline(true);
                let mut left = Vec::new();
                for id in 100..103_u64 {
                    let mut batch = Batch::new();
                    batch.put(format!("b/{id:06}"), vec![1; size]);
                    left.push(journal.append(batch));
                    app.env.clock.sleep(10).await;
                }
                assert_eq!(journal.close(2_000).await, CloseOutcome::Waiting);
                drop(left);
                drive.set_offline(false);
                fails_after(&drive, &store, creates, fault);
                let mut started = load(&app).await.start(app.env.clone(), Some(app.drive.clone())).await;
                assert!(started.is_err(), "it starts");
                drive.mend();
                for _ in 0..2 {
                    if let Err(not) = started {
                        started = not.loaded.start(app.env.clone(), Some(app.drive.clone())).await;
                        store.set_fault(StoreFault::None);
                    }
                }
                let opened = started.map_err(|not| Halt::Other(format!("{:?}", not.why)))?;
                store.set_fault(StoreFault::None);
                let journal = app.take(opened);
                app.pay(&journal).await?;
                assert_eq!(journal.close(2_000).await, CloseOutcome::Saved);
                let after = app.open().await?;
                Ok::<_, Halt>(ids(&after.state()).range(100..103).count())
            });
            assert_eq!(end, End::Done(Ok(3)), "{what}");
            assert_eq!(is_whole(&world, &world.folder), Ok(()), "{what}");
        }
    }
}
