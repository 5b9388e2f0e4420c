//! The backup has lost something, and what is to take its place cannot be written: this device may have the
//! only copy, and the next process knows it, under whatever name the journal has.

use lifeboat_backup::{BackupDoubt, Journal, RestoreOptions, StartError, Status};
use lifeboat_cloud::{
    DriveError,
    memory::{Fault, MemoryDrive, Operation},
};

use super::{is_whole, saved, start_anew};
use crate::{
    app::{App, Halt},
    renamed::rename,
    world::{End, World},
};

const PAUSE_MS: u64 = 1_200_000;

async fn doubt(app: &App) -> Option<BackupDoubt> {
    Journal::stored(&app.env).await.unwrap().unwrap().doubt
}

fn takes_nothing(drive: &MemoryDrive) {
    drive.on_call(|call| match call.operation {
        Operation::Create => Fault::Refused(DriveError::QuotaFull),
        _ => Fault::None,
    });
}

/// Under another name than before; then all is made good, which is known, too.
fn is_known_until_it_is_whole(world: &World, first: [u8; 8]) {
    let (end, _) = world.run(0, None, async |app: App| {
        let stored = Journal::stored(&app.env).await.unwrap().unwrap();
        (stored.doubt, stored.writer)
    });
    let End::Done((doubted, name)) = end else { panic!("it ends") };
    assert_eq!(doubted, Some(BackupDoubt::Gone));
    assert_ne!(name, first);
    world.cloud.drive.mend();
    let (end, _) = world.run(0, None, async |app: App| {
        match app.open().await {
            Ok(journal) => {
                app.env.clock.sleep(PAUSE_MS).await;
                journal.close(2_000).await;
            }
            Err(_) => start_anew(app.clone()).await.unwrap(),
        }
        app.env.clock.sleep(PAUSE_MS).await;
        doubt(&app).await
    });
    assert_eq!(end, End::Done(None));
    assert_eq!(is_whole(world, &world.folder), Ok(()));
}

fn name_of(world: &World) -> [u8; 8] {
    let (end, _) =
        world.run(0, None, async |app: App| Journal::stored(&app.env).await.unwrap().unwrap().writer);
    let End::Done(name) = end else { panic!("it ends") };
    name
}

#[test]
fn a_start_that_cannot_make_a_loss_good_leaves_it_to_the_next_one_to_know() {
    for all in [true, false] {
        let world = saved(61);
        let first = name_of(&world);
        let lost = if all { world.folder.path() } else { world.folder.entry(3) };
        world.cloud.drive.remove(&lost);
        takes_nothing(&world.cloud.drive);
        let (end, _) = world.run(0, None, async move |app: App| {
            let keys = app.keys.borrow().clone();
            let loaded = Journal::load(&app.env, keys).await.unwrap();
            let not = loaded.start(app.env.clone(), Some(app.drive.clone())).await.err().unwrap();
            if all {
                assert_eq!(doubt(&app).await, Some(BackupDoubt::Gone));
                not.loaded.start_anew(app.env.clone(), app.drive.clone()).await.err().unwrap();
            }
        });
        assert_eq!(end, End::Done(()));
        is_known_until_it_is_whole(&world, first);
    }
}

#[test]
fn a_process_that_cannot_make_a_loss_good_leaves_it_to_the_next_one_to_know() {
    for lowest in [true, false] {
        let world = saved(62);
        let first = name_of(&world);
        let drive = world.cloud.drive.clone();
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.open().await?;
            app.env.clock.sleep(PAUSE_MS).await;
            drive.remove(&app.folder.entry(if lowest { 0 } else { journal.position() }));
            takes_nothing(&drive);
            app.env.clock.sleep(PAUSE_MS).await;
            let _ = journal.prove().await;
            journal.close(2_000).await;
            Ok::<(), Halt>(())
        });
        assert_eq!(end, End::Done(Ok(())));
        is_known_until_it_is_whole(&world, first);
    }
}

/// With a snapshot far above the lowest entry, which a restore needs no longer.
fn saved_above(seed: u64) -> World {
    let world = saved(seed);
    let (end, _) = world.run(0, None, async |app: App| {
        let journal = app.open().await?;
        app.pay_times(&journal, 2).await?;
        let _ = journal.prove().await;
        app.env.clock.sleep(PAUSE_MS).await;
        journal.close(2_000).await;
        Ok::<(), Halt>(())
    });
    assert_eq!(end, End::Done(Ok(())));
    world
}

/// Right after a start the store has a new name, and knows why.
fn is_doubted_by_the_next_start(world: &World, first: [u8; 8]) {
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.open().await?;
        let stored = Journal::stored(&app.env).await.unwrap().unwrap();
        assert_eq!(stored.doubt, Some(BackupDoubt::Gone));
        assert_ne!(stored.writer, first, "it trusts the state");
        assert_eq!(journal.writer(), stored.writer);
        assert!(!matches!(journal.status(), Status::Saved { .. }), "{:?}", journal.status());
        journal.close(2_000).await;
        Ok::<(), Halt>(())
    });
    assert_eq!(end, End::Done(Ok(())));
    is_known_until_it_is_whole(world, first);
}

/// The first process sees the loss and ends before a new name says so. The next one finds all that a restore needs, and
/// nothing says that another device had not written what is lost with the rest.
#[test]
fn a_process_that_ends_before_it_doubts_the_state_leaves_that_to_the_next_one() {
    let world = saved_above(64);
    let first = name_of(&world);
    let whole = world.cloud.drive.contents();
    world.cloud.drive.remove(&world.folder.path());
    let (end, _) = world.run(0, None, async move |app: App| {
        let keys = app.keys.borrow().clone();
        let loaded = Journal::load(&app.env, keys).await.unwrap();
        let not = loaded.start(app.env.clone(), Some(app.drive.clone())).await.err().unwrap();
        assert_eq!(not.why, StartError::FolderGone);
        doubt(&app).await
    });
    assert_eq!(end, End::Done(Some(BackupDoubt::Gone)));
    assert_eq!(name_of(&world), first);
    world.cloud.drive.roll_back(whole);
    world.cloud.drive.remove(&world.folder.entry(0));
    takes_nothing(&world.cloud.drive);
    is_doubted_by_the_next_start(&world, first);
}

/// A folder that is found under another name is not whole for that.
#[test]
fn a_folder_that_lacks_something_under_its_new_name_is_doubted() {
    let world = saved_above(65);
    let first = name_of(&world);
    rename(&world.cloud.drive, &world.folder);
    world.cloud.drive.remove(&super::renamed().entry(0));
    takes_nothing(&world.cloud.drive);
    let world = World { folder: super::renamed(), ..world };
    is_doubted_by_the_next_start(&world, first);
}

/// Another device has continued from all that this one wrote: what was lost before is no loss any more, and
/// nothing is written into a folder that belongs to the other device by now.
#[test]
fn a_device_that_was_taken_over_owes_its_backup_nothing_any_more() {
    let world = saved(63);
    let drive = world.cloud.drive.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.open().await?;
        app.pay_times(&journal, 2).await?;
        let _ = journal.prove().await;
        app.env.clock.sleep(PAUSE_MS).await;
        drive.remove(&app.folder.entry(0));
        takes_nothing(&drive);
        app.env.clock.sleep(PAUSE_MS).await;
        let _ = journal.prove().await;
        journal.close(2_000).await;
        assert_eq!(doubt(&app).await, Some(BackupDoubt::Gone));
        Ok::<(), Halt>(())
    });
    assert_eq!(end, End::Done(Ok(())));
    world.cloud.drive.mend();
    let folder = world.folder.clone();
    let (end, _) = world.run(1, None, async move |app: App| {
        let journal = crate::leaving::restore(&app, folder, RestoreOptions::default()).await.unwrap();
        app.pay_times(&journal, 2).await?;
        journal.close(2_000).await;
        Ok::<(), Halt>(())
    });
    assert_eq!(end, End::Done(Ok(())));
    let before = world.cloud.drive.contents();
    let (end, _) = world.run(0, None, async move |app: App| {
        let keys = app.keys.borrow().clone();
        let loaded = Journal::load(&app.env, keys).await.unwrap();
        let not = loaded.start(app.env.clone(), Some(app.drive.clone())).await.err().unwrap();
        assert!(matches!(not.why, StartError::Fenced(_)), "{:?}", not.why);
        doubt(&app).await
    });
    assert_eq!(end, End::Done(None), "there is a newer backup than what was lost");
    assert!(
        world.cloud.drive.contents() == before,
        "it has written into a folder that is not its own any more"
    );
}
