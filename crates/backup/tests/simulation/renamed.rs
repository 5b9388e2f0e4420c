//! A wallet's folder whose user gave it another name: found by what is in it, and never written under the old name.

use futures::{FutureExt, executor::block_on};
use lifeboat_backup::{Channels, RestoreError, RestoreOptions, WalletFolder, find_wallets};
use lifeboat_cloud::{
    Create, Drive, DriveError, Path,
    memory::{Fault, MemoryDrive, Operation},
};

use crate::{
    app::{App, ids},
    world::{End, World},
};

pub const NEW_NAME: &str = "my old phone";

fn plant(world: &World, path: &Path, bytes: &[u8]) {
    assert_eq!(block_on(world.cloud.drive.create(path, bytes)), Ok(Create::Created));
}

/// The same files under another name of the folder.
pub fn rename(drive: &MemoryDrive, folder: &WalletFolder) {
    rename_to(drive, folder, &WalletFolder::from_folder_name(NEW_NAME).unwrap());
}

fn rename_to(drive: &MemoryDrive, folder: &WalletFolder, renamed: &WalletFolder) {
    let ours = folder.path();
    for (path, bytes) in drive.contents().files() {
        let Some(below) = path.names().strip_prefix(ours.names()) else { continue };
        let path = below.iter().fold(renamed.path(), |path, name| path.join(name.clone()));
        drive.exchange(&path, bytes);
        let _ = drive.create(&path.parent().unwrap().join("new"), b"").now_or_never();
        drive.remove(&path.parent().unwrap().join("new"));
    }
    drive.remove(&ours);
}

#[test]
fn a_renamed_folder_is_found_and_goes_on_under_its_new_name() {
    let world = World::new(31);
    let (end, _) = world.run(0, None, async |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay_times(&journal, 3).await
    });
    assert_eq!(end, End::Done(Ok(())));
    rename(&world.cloud.drive, &world.folder);
    let (end, _) = world.run(0, None, async |app: App| app.open().await.map(|journal| journal.folder()));
    assert_eq!(end, End::Done(Ok(WalletFolder::from_folder_name(NEW_NAME))));
    let old = world.folder.path();
    let contents = world.cloud.drive.contents();
    assert!(
        !contents.files().any(|(path, _)| path.names().starts_with(old.names())),
        "nothing is written where the folder was"
    );

    let promised = world.model.borrow().all();
    let (end, _) = world.run(1, None, async move |app: App| {
        let found = find_wallets(&*app.drive).await.unwrap();
        let [wallet] = found.as_slice() else { panic!("one wallet") };
        assert_eq!((wallet.name.as_str(), &wallet.channels), (NEW_NAME, &Channels::Complete));
        let journal =
            crate::leaving::restore(&app, wallet.folder.clone(), RestoreOptions::default()).await.unwrap();
        assert_eq!(ids(&journal.state()), promised);
        app.pay_times(&journal, 2).await
    });
    assert_eq!(end, End::Done(Ok(())));
    let promised = world.model.borrow().all();
    let (end, _) = world.run(1, None, async |app: App| app.open().await.map(|open| ids(&open.state())));
    assert_eq!(end, End::Done(Ok(promised)));
    world.check().unwrap();
}

/// The wallet deletes nothing under the old name that would be the backup when its user gives the folder that
/// name back. Where it cannot delete exactly what it wrote there, nobody restores from that unawares.
#[test]
fn a_late_delete_under_an_old_name_takes_nothing_when_the_folder_has_that_name_again() {
    for exact in [true, false] {
        let world = World::new(33);
        world.cloud.drive.set_exact_deletes(exact);
        let (drive, old) = (world.cloud.drive.clone(), world.folder.clone());
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.create().await;
            app.turn_on(&journal).await.unwrap();
            app.pay_times(&journal, 3).await?;
            rename(&drive, &old);
            let under = old.path();
            drive.on_call(move |call| match call.operation {
                Operation::Delete if call.path.names().starts_with(under.names()) => Fault::Late,
                _ => Fault::None,
            });
            // So many that a restore from what lies under the old name would be possible.
            app.pay_times(&journal, 80).await?;
            app.env.clock.sleep(400_000).await;
            let renamed = WalletFolder::from_folder_name(NEW_NAME).unwrap();
            assert_eq!(journal.folder().as_ref(), Some(&renamed));
            let unawares = crate::leaving::restore(&app, old.clone(), RestoreOptions::default()).await;
            let expected = if exact { RestoreError::NoChannelState } else { RestoreError::SecondCopy };
            assert_eq!(unawares.err().map(|error| format!("{error:?}")), Some(format!("{expected:?}")));
            drive.mend();
            drive.remove(&old.path());
            rename_to(&drive, &renamed, &old);
            app.pay(&journal).await?;
            app.env.clock.sleep(400_000).await;
            assert_eq!(journal.folder(), Some(old));
            drive.release_all();
            Ok::<_, crate::app::Halt>(())
        });
        assert_eq!(end, End::Done(Ok(())), "exact {exact}");
        let promised = world.model.borrow().all();
        let folder = world.folder.clone();
        let (end, _) = world.run(1, None, async move |app: App| {
            let restored = crate::leaving::restore(&app, folder, RestoreOptions::default()).await;
            restored.map(|journal| ids(&journal.state())).map_err(|error| format!("{error:?}"))
        });
        assert_eq!(end, End::Done(Ok(promised)), "exact {exact}");
    }
}

/// The note that marks what stays under the old name arrives when the folder has that name again, or is dragged along.
#[test]
fn a_note_that_comes_late_marks_no_backup_that_is_in_use() {
    for running in [true, false] {
        let world = World::new(34);
        world.cloud.drive.set_exact_deletes(false);
        let (drive, old) = (world.cloud.drive.clone(), world.folder.clone());
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.create().await;
            app.turn_on(&journal).await.unwrap();
            app.pay_times(&journal, 3).await?;
            rename(&drive, &old);
            let note = old.second_copy();
            drive.on_call(move |call| match call.operation {
                Operation::Create if call.path == note => Fault::Late,
                _ => Fault::None,
            });
            app.pay_times(&journal, 5).await?;
            app.env.clock.sleep(400_000).await;
            let renamed = WalletFolder::from_folder_name(NEW_NAME).unwrap();
            assert_eq!(journal.folder().as_ref(), Some(&renamed));
            drive.mend();
            drive.remove(&old.path());
            rename_to(&drive, &renamed, &old);
            app.pay(&journal).await?;
            app.env.clock.sleep(400_000).await;
            assert_eq!(journal.folder().as_ref(), Some(&old));
            drive.release_all();
            assert!(drive.peek(&old.second_copy()).is_some());
            if running {
                app.pay(&journal).await?;
                app.env.clock.sleep(400_000).await;
            } else {
                journal.close(1_000).await;
                app.open().await?;
                app.env.clock.sleep(400_000).await;
            }
            Ok::<_, crate::app::Halt>(())
        });
        assert_eq!(end, End::Done(Ok(())), "{running}");
        let folder = world.folder.clone();
        let (end, _) = world.run(1, None, async move |app: App| {
            let restored = crate::leaving::restore(&app, folder, RestoreOptions::default()).await;
            restored.map(drop).map_err(|error| format!("{error:?}"))
        });
        assert_eq!(end, End::Done(Ok(())), "{running}");
    }
}

/// The listings of one wallet's folder lag behind the folder itself: it is not left out, whatever else is found.
#[test]
fn a_wallet_whose_folder_is_listed_as_empty_is_not_hidden() {
    for alone in [true, false] {
        let world = World::new(35);
        let (drive, folder) = (world.cloud.drive.clone(), world.folder.clone());
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.create().await;
            app.turn_on(&journal).await.unwrap();
            if !alone {
                let other = WalletFolder::from_folder_name("other").unwrap();
                rename_to(&drive, &folder, &other);
                for (path, bytes) in drive.contents().files() {
                    let Some(below) = path.names().strip_prefix(other.path().names()) else { continue };
                    let copy = below.iter().fold(folder.path(), |path, name| path.join(name.clone()));
                    assert_eq!(drive.create(&copy, bytes).await, Ok(Create::Created));
                }
            }
            let under = folder.path();
            drive.on_call(move |call| match call.operation {
                Operation::List if call.path.names().starts_with(under.names()) => {
                    Fault::Refused(DriveError::NotFound)
                }
                _ => Fault::None,
            });
            let found = find_wallets(&*app.drive).await;
            found.map(|found| found.into_iter().map(|it| (it.name, it.channels)).collect::<Vec<_>>())
        });
        let again = DriveError::Unavailable { after_ms: None };
        let shown = match alone {
            true => Err(again.into()),
            false => Ok(vec![
                ("Samantha".to_owned(), Channels::Unread(again)),
                ("other".to_owned(), Channels::Complete),
            ]),
        };
        assert_eq!(end, End::Done(shown), "{alone}");
    }
}

#[test]
fn folders_of_others_beside_the_wallets_are_left_alone() {
    let world = World::new(32);
    for name in ["holiday", "BitcoinWalletBackup_empty"] {
        let folder = WalletFolder::from_folder_name(name).unwrap();
        plant(&world, &folder.path().join("photo.jpg"), b"\xff\xd8");
    }
    let (end, _) = world.run(0, None, async |app: App| {
        let found = find_wallets(&*app.drive).await.unwrap();
        found.into_iter().map(|wallet| (wallet.name, wallet.channels)).collect::<Vec<_>>()
    });
    assert_eq!(end, End::Done(vec![("empty".to_owned(), Channels::Empty)]));
}
