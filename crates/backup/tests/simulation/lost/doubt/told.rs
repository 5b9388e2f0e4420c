//! What is told of a loss that cannot be made good yet, and what a crash leaves of the doubt.

use std::{cell::RefCell, pin::Pin};

use lifeboat_backup::Status;
use lifeboat_cloud::memory::CallStage;

use super::*;

type Proof = Pin<Box<dyn Future<Output = Result<u64, AppendError>>>>;

/// The folder has another name, and there, too, one of the entries is damaged: as long as that file lies
/// there, nothing is saved, and the file is named.
#[test]
fn a_loss_that_cannot_be_made_good_is_not_called_saved() {
    let world = saved(52);
    let cloud = world.cloud.clone();
    let folder = world.folder.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.open().await?;
        crate::renamed::rename(&cloud.drive, &folder);
        let damaged = super::super::renamed().entry(2);
        let whole = cloud.drive.peek(&damaged).unwrap();
        cloud.drive.exchange(&damaged, b"junk");
        app.pay(&journal).await?;
        app.env.clock.sleep(400_000).await;
        let stuck = journal.status();
        app.pay(&journal).await?;
        let paid = journal.status();
        let before = cloud.drive.calls().len();
        app.env.clock.sleep(3_600_000).await;
        let asked = cloud.drive.calls().len() - before;
        cloud.drive.exchange(&damaged, &whole);
        app.env.clock.sleep(400_000).await;
        Ok::<_, Halt>((stuck, paid, asked, matches!(journal.status(), Status::Saved { .. })))
    });
    let End::Done(Ok((stuck, paid, asked, saved))) = end else { panic!("{end:?}") };
    for status in [stuck, paid] {
        let named = matches!(status, Status::Paused { why: Obstacle::Entry { position: 2, .. } });
        assert!(named, "{status:?}");
    }
    assert!(saved);
    assert!(asked < 60 * 60, "{asked} requests in an hour");
    assert_eq!(super::super::is_whole(&world, &super::super::renamed()), Ok(()));
}

/// What a restore begins with is lost while so much is written that a snapshot is due before anybody has a
/// quiet moment: it names nothing of what is lost, or is not called saved.
#[test]
fn a_snapshot_that_is_due_after_a_loss_does_not_name_what_is_lost() {
    for large in [false, true] {
        let world = saved(55);
        let cloud = world.cloud.clone();
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = lose(&app, &cloud, Loss::First, 0).await?;
            if large {
                let mut batch = Batch::new();
                batch.put("large", vec![9; LARGE]);
                journal.append(batch).await.map_err(|error| Halt::Other(format!("{error:?}")))?;
            } else {
                app.pay_times(&journal, 60).await?;
            }
            Ok::<_, Halt>(matches!(journal.status(), Status::Saved { .. }))
        });
        let End::Done(Ok(saved)) = end else { panic!("{large}: {end:?}") };
        assert!(saved || large, "not even the whole one is called saved");
        if saved {
            assert_eq!(super::super::is_whole(&world, &world.folder), Ok(()), "{large}");
        }
    }
}

/// Mileposts were just placed again, the store does not know that yet, and the same is lost once more: they are owed.
#[test]
fn mileposts_that_are_lost_again_are_owed_though_the_store_has_not_heard_of_the_last() {
    let world: World = saved(53);
    let (cloud, folder) = (world.cloud.clone(), world.folder.clone());
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.open().await?;
        cloud.drive.remove(&folder.path());
        app.pay(&journal).await?;
        // Somebody asks for a proof, and the folder goes again, while the drive answers that the first
        // milepost is placed.
        let asked: Rc<RefCell<Option<Proof>>> = Rc::default();
        let (ask, drive, gone) = (asked.clone(), cloud.drive.clone(), folder.clone());
        let once = Cell::new(true);
        cloud.drive.set_gate(Some(Rc::new(move |call, stage| {
            let placed = call.operation == Operation::Create && call.path == gone.entry(0);
            if placed && stage == CallStage::Answer && once.replace(false) {
                ask.replace(Some(Box::pin(journal.prove())));
                drive.remove(&gone.path());
            }
            Box::pin(async {})
        })));
        while asked.borrow().is_none() {
            app.env.clock.sleep(1).await;
        }
        let proof = asked.take().unwrap();
        proof.await.map_err(|error| Halt::Other(format!("{error:?}")))?;
        cloud.drive.set_gate(None);
        assert!(cloud.drive.peek(&folder.entry(0)).is_none(), "it dies before they are placed");
        Ok::<_, Halt>(())
    });
    assert_eq!(end, End::Done(Ok(())));
    let (end, _) = world.run(0, None, async |app: App| app.open().await.map(drop));
    assert_eq!(end, End::Done(Ok(())));
    assert!(world.cloud.drive.peek(&world.folder.entry(0)).is_some(), "the next start owes them");
}

/// The folder has another name, and the drive lets nobody into it for a while: that says nothing of whose it
/// is, and nothing is made whole under the old name.
#[test]
fn a_folder_that_cannot_be_read_for_a_while_is_followed_all_the_same() {
    for error in [DriveError::SignedOut, DriveError::ClockOff, DriveError::NotADrive] {
        let world = saved(54);
        let (cloud, folder) = (world.cloud.clone(), world.folder.clone());
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.open().await?;
            crate::renamed::rename(&cloud.drive, &folder);
            let inside = super::super::renamed().path();
            cloud.drive.on_call(move |call: &Call| {
                let asked = call.operation == Operation::Get && call.path.names().starts_with(inside.names());
                if asked { Fault::Refused(error.clone()) } else { Fault::default() }
            });
            app.pay(&journal).await?;
            app.env.clock.sleep(60_000).await;
            assert!(!matches!(journal.status(), Status::Saved { .. }), "{:?}", journal.status());
            cloud.drive.mend();
            app.env.clock.sleep(700_000).await;
            assert!(matches!(journal.status(), Status::Saved { .. }), "{:?}", journal.status());
            Ok::<_, Halt>(journal.folder())
        });
        assert_eq!(end, End::Done(Ok(Some(super::super::renamed()))));
        assert_eq!(super::super::is_whole(&world, &super::super::renamed()), Ok(()));
    }
}
