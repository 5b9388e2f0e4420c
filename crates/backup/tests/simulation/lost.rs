//! What the user does to the folder: gives it another name, deletes it, tidies it up; while the wallet runs,
//! or while it does not.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use lifeboat_backup::{
    Channels, Env, FolderNews, Journal, Keys, RestLook, RestoreOptions, StartError, Status, WalletFolder,
    find_wallets, phrase_file,
};
use lifeboat_cloud::{Drive, DriveError, Path};
use lifeboat_crypto::NewSlot;

use crate::{
    app::{App, Halt, ids},
    renamed::{NEW_NAME, rename},
    world::{End, World},
};

mod crashes;
mod doubt;
mod fences;
mod hiding;
mod lagging;
mod refused;
mod resting;
mod retried;
mod unmended;

/// A wallet with a snapshot and three entries.
fn saved(seed: u64) -> World {
    let world = World::new(seed);
    let (end, _) = world.run(0, None, async |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay_times(&journal, 3).await
    });
    assert_eq!(end, End::Done(Ok(())));
    world
}

/// Another device finds one whole wallet, which opens, and has everything; the first device is fenced.
fn is_whole(world: &World, folder: &WalletFolder) -> Result<(), String> {
    let (keys, folder) = (world.keys.borrow().clone(), folder.clone());
    let promised = world.model.borrow().all();
    let (end, _) = world.run(1, None, async move |app: App| {
        let found = find_wallets(&*app.drive).await.map_err(|error| format!("{error:?}"))?;
        let [wallet] = found.as_slice() else { return Err(format!("{} wallets", found.len())) };
        if (&wallet.folder, &wallet.channels, wallet.ended.is_some()) != (&folder, &Channels::Complete, false)
        {
            return Err(format!("{:?} {:?} {:?}", wallet.folder, wallet.channels, wallet.ended));
        }
        app.drive.get(&folder.read_me()).await.map_err(|error| format!("READ ME: {error:?}"))?;
        let phrase = app.drive.get(&folder.phrase(keys.keyring().seq())).await;
        let phrase = phrase.map_err(|error| format!("the phrase file: {error:?}"))?;
        phrase_file::words(keys.opened(), &phrase).map_err(|fault| format!("the phrase file: {fault:?}"))?;
        let restored = crate::leaving::restore(&app, folder, RestoreOptions::default()).await;
        let there = ids(&restored.map_err(|error| format!("{error:?}"))?.state());
        if promised.is_subset(&there) { Ok(()) } else { Err("an acknowledged entry is lost".to_owned()) }
    });
    match end {
        End::Done(Ok(())) => {}
        other => return Err(format!("the other device: {other:?}")),
    }
    let (end, _) = world.run(0, None, async |app: App| app.open().await.map(drop));
    if end != End::Done(Err(Halt::Fenced)) {
        return Err(format!("the first device: {end:?}"));
    }
    world.check()
}

fn renamed() -> WalletFolder {
    WalletFolder::from_folder_name(NEW_NAME).unwrap()
}

/// Pays, and lets the journal come to rest.
async fn pay_and_rest(app: &App, journal: &Journal) -> Result<(), Halt> {
    app.pay(journal).await?;
    app.env.clock.sleep(400_000).await;
    Ok(())
}

/// What became of the folder is told until it was read, also by the next process, and not again.
async fn is_told_once(app: &App, journal: Journal, news: FolderNews) -> Result<(), Halt> {
    assert_eq!(journal.news(), Some(news));
    journal.close(1_000).await;
    let journal = app.open().await?;
    assert_eq!(journal.news(), Some(news));
    let other = match news {
        FolderNews::Rebuilt => FolderNews::Followed,
        FolderNews::Followed => FolderNews::Rebuilt,
    };
    journal.news_is_read(other).await.unwrap();
    assert_eq!(journal.news(), Some(news), "what was not shown was not read");
    journal.news_is_read(news).await.unwrap();
    pay_and_rest(app, &journal).await?;
    assert_eq!(journal.news(), None);
    journal.close(1_000).await;
    assert_eq!(app.open().await?.news(), None);
    Ok(())
}

#[test]
fn a_folder_that_is_renamed_while_the_wallet_runs_is_followed() {
    // So many that a whole snapshot is written under the old name.
    for payments in [1, 20, 80] {
        let world = saved(41);
        let cloud = world.cloud.clone();
        let folder = world.folder.clone();
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.open().await?;
            rename(&cloud.drive, &folder);
            for _ in 0..payments {
                app.pay(&journal).await?;
            }
            pay_and_rest(&app, &journal).await?;
            assert_eq!(journal.folder(), Some(renamed()));
            pay_and_rest(&app, &journal).await?;
            is_told_once(&app, journal, FolderNews::Followed).await
        });
        assert_eq!(end, End::Done(Ok(())));
        let under_the_old_name = world.cloud.drive.contents();
        let old = world.folder.path();
        assert!(
            !under_the_old_name.files().any(|(path, _)| path.names().starts_with(old.names())),
            "nothing stays under the old name"
        );
        assert_eq!(is_whole(&world, &renamed()), Ok(()));
    }
}

/// The service puts an older copy back under the running wallet: from the next write on everything is there again.
#[test]
fn a_drive_that_is_set_back_while_the_wallet_runs_is_made_whole_again() {
    for lost in 1..=6 {
        for prove in [false, true] {
            let world = saved(47);
            let cloud = world.cloud.clone();
            let (end, _) = world.run(0, None, async move |app: App| {
                let journal = app.open().await?;
                app.pay_times(&journal, 2).await?;
                app.env.clock.sleep(60_000).await;
                let older = cloud.drive.contents();
                app.pay_times(&journal, lost).await?;
                app.env.clock.sleep(60_000).await;
                cloud.drive.roll_back(older);
                if prove {
                    journal.prove().await.map_err(|error| Halt::Other(format!("{error:?}")))?;
                }
                pay_and_rest(&app, &journal).await
            });
            assert_eq!(end, End::Done(Ok(())), "{lost} lost");
            assert_eq!(is_whole(&world, &world.folder), Ok(()), "{lost} lost");
        }
    }
}

#[test]
fn a_folder_that_is_deleted_while_the_wallet_runs_is_made_whole_again() {
    let world = saved(42);
    let (cloud, folder) = (world.cloud.clone(), world.folder.clone());
    let told: Rc<RefCell<Vec<Status>>> = Rc::default();
    let seen = told.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let observer = Rc::new(move |status: &Status| seen.borrow_mut().push(status.clone()));
        let app = App { env: Env { observer, ..app.env.clone() }, ..app };
        let journal = app.open().await?;
        cloud.drive.remove(&folder.path());
        pay_and_rest(&app, &journal).await?;
        is_told_once(&app, journal, FolderNews::Rebuilt).await
    });
    assert_eq!(end, End::Done(Ok(())));
    let mut was_gone = told.borrow().clone().into_iter().skip_while(|status| *status != Status::Checking);
    let until_whole = was_gone.by_ref().find(|status| !matches!(status, Status::Checking));
    assert!(
        matches!(until_whole, Some(Status::Saved { .. })),
        "what is written anew is not there yet: {told:?}"
    );
    assert_eq!(is_whole(&world, &world.folder), Ok(()));
}

/// Found by a changed PIN, which puts what opens the backup there first: until the entries are there as well,
/// nothing is said to be saved.
#[test]
fn a_folder_that_was_deleted_is_not_called_saved_before_its_entries_are_there() {
    let world = saved(42);
    let (cloud, folder) = (world.cloud.clone(), world.folder.clone());
    let (end, _) = world.run(0, None, async move |mut app: App| {
        let untrue: Rc<Cell<bool>> = Rc::default();
        let (told, drive, there) = (untrue.clone(), cloud.drive.clone(), folder.clone());
        app.env.observer = Rc::new(move |status: &Status| {
            if let Status::Saved { position, .. } = status {
                told.set(told.get() || drive.peek(&there.entry(*position)).is_none());
            }
        });
        let journal = app.open().await?;
        app.pay(&journal).await?;
        cloud.drive.remove(&folder.path());
        let keys = journal.keys();
        let words = NewSlot::phrase(keys.phrase());
        let rotated = keys.opened().rotate(&[words], &mut app.line.cloud.dice.clone()).unwrap();
        let keys = Rc::new(Keys::new(rotated, keys.phrase()).unwrap());
        journal.change_keys(keys.clone()).await.unwrap();
        app.keys.replace(keys);
        app.env.clock.sleep(60_000).await;
        Ok::<_, Halt>((untrue.get(), matches!(journal.status(), Status::Saved { .. })))
    });
    assert_eq!(end, End::Done(Ok((false, true))));
    assert_eq!(is_whole(&world, &world.folder), Ok(()));
}

/// A snapshot is due while the wallet pays, or is asked for: from the moment at which the loss is seen,
/// nothing is called saved while what a restore begins with is not where the entries are.
#[test]
fn a_snapshot_after_a_loss_is_not_called_saved_before_what_a_restore_begins_with() {
    for (by_name, prove) in [(false, false), (false, true), (true, false), (true, true)] {
        let world = saved(59);
        let (cloud, folder) = (world.cloud.clone(), world.folder.clone());
        let (end, _) = world.run(0, None, async move |mut app: App| {
            let (untrue, handle): (Rc<Cell<u32>>, Rc<RefCell<Option<Journal>>>) = Default::default();
            let (told, drive, seen) = (untrue.clone(), cloud.drive.clone(), handle.clone());
            let name: Rc<Cell<Option<[u8; 8]>>> = Rc::default();
            let first = name.clone();
            app.env.observer = Rc::new(move |status: &Status| {
                let Some(journal) = seen.borrow().clone() else { return };
                let there = journal.folder().unwrap();
                let phrase = there.phrase(journal.keys().keyring().seq());
                let lacks = [there.read_me(), phrase].iter().any(|path| drive.peek(path).is_none());
                let known = first.get().is_some_and(|first| first != journal.writer());
                if known && lacks && matches!(status, Status::Saved { .. }) {
                    told.set(told.get() + 1);
                }
            });
            let journal = app.open().await?;
            app.env.clock.sleep(60_000).await;
            name.set(Some(journal.writer()));
            handle.replace(Some(journal.clone()));
            match by_name {
                true => rename(&cloud.drive, &folder),
                false => assert!(cloud.drive.remove(&folder.path())),
            }
            app.pay_times(&journal, if prove { 1 } else { 80 }).await?;
            if prove {
                journal.prove().await.map_err(|error| Halt::Other(format!("{error:?}")))?;
            }
            app.env.clock.sleep(60_000).await;
            handle.replace(None);
            let saved = matches!(journal.status(), Status::Saved { .. });
            Ok::<_, Halt>((untrue.get(), saved, journal.folder()))
        });
        let there = if by_name { renamed() } else { world.folder.clone() };
        assert_eq!(end, End::Done(Ok((0, true, Some(there.clone())))), "renamed {by_name}, proof {prove}");
        assert_eq!(is_whole(&world, &there), Ok(()), "renamed {by_name}, proof {prove}");
    }
}

/// The newest entries are gone, or any others, or one is cut: they are written again, byte for byte, and the
/// wallet does not trust its state before its peers have agreed.
#[test]
fn entries_that_the_drive_has_lost_are_written_again_byte_for_byte() {
    for gone in 1..15_u32 {
        for cut in [false, true] {
            let world = saved(43);
            let before = world.cloud.drive.contents();
            for position in (0..4).filter(|position| gone & (1 << position) != 0) {
                let path = world.folder.entry(position);
                let bytes = world.cloud.drive.peek(&path).unwrap();
                if cut {
                    world.cloud.drive.exchange(&path, &bytes[..bytes.len() / 2]);
                } else {
                    world.cloud.drive.remove(&path);
                }
            }
            let (end, _) = world.run(0, None, async |app: App| app.open().await.map(drop));
            assert_eq!(end, End::Done(Ok(())), "{gone:b} {cut}");
            if gone & 8 != 0 {
                for (path, bytes) in before.files() {
                    assert_eq!(world.cloud.drive.peek(path).as_deref(), Some(bytes), "{path:?}");
                }
            }
        }
    }
}

#[test]
fn a_wallet_whose_newest_entry_was_lost_goes_by_another_name() {
    let world = saved(44);
    let name = |world: &World| {
        let (end, _) = world.run(0, None, async |app: App| {
            let keys = app.keys.borrow().clone();
            let loaded = Journal::load(&app.env, keys).await.unwrap();
            match loaded.start(app.env.clone(), Some(app.drive.clone())).await {
                Ok(opened) => opened.writer,
                Err(not) => panic!("{:?}", not.why),
            }
        });
        let End::Done(name) = end else { panic!("crashed") };
        name
    };
    let first = name(&world);
    assert_eq!(name(&world), first);
    world.cloud.drive.remove(&world.folder.entry(3));
    assert_ne!(name(&world), first);
}

/// Another device went on, and its entries are there: nothing of ours comes back in their place.
#[test]
fn who_lost_entries_to_another_device_is_fenced_and_writes_nothing() {
    for gone in 1..4_u64 {
        let world = saved(45);
        let (end, _) = world.run(1, None, async |app: App| {
            let journal = app.restore(|| false).await?;
            app.pay(&journal).await
        });
        assert_eq!(end, End::Done(Ok(())));
        world.cloud.drive.remove(&world.folder.entry(gone));
        let before = world.cloud.drive.contents();
        let (end, _) = world.run(0, None, async |app: App| app.open().await.map(drop));
        assert_eq!(end, End::Done(Err(Halt::Fenced)));
        assert_eq!(world.cloud.drive.contents(), before);
    }
}

async fn start_anew(app: App) -> Result<(), Halt> {
    let keys = app.keys.borrow().clone();
    let loaded = Journal::load(&app.env, keys).await.map_err(|error| Halt::Other(format!("{error:?}")))?;
    let opened = loaded.start_anew(app.env.clone(), app.drive.clone()).await;
    let journal = app.take(opened.map_err(|not| Halt::Other(format!("{:?}", not.why)))?);
    app.pay(&journal).await
}

/// The folder is gone, or all of its journal: the device that has everything asks, and writes it anew.
#[test]
fn a_backup_that_is_gone_is_written_anew_when_the_user_says_so() {
    for all in [true, false] {
        let world = saved(46);
        let gone = if all { world.folder.path() } else { world.folder.channel_state() };
        world.cloud.drive.remove(&gone);
        let before = world.cloud.drive.contents();
        let (end, _) = world.run(0, None, async |app: App| {
            let keys = app.keys.borrow().clone();
            let loaded = Journal::load(&app.env, keys).await.unwrap();
            loaded.start(app.env.clone(), Some(app.drive.clone())).await.err().map(|not| not.why)
        });
        assert_eq!(end, End::Done(Some(StartError::FolderGone)));
        assert_eq!(world.cloud.drive.contents(), before, "nothing without being told to");
        let (end, _) = world.run(0, None, start_anew);
        assert_eq!(end, End::Done(Ok(())));
        assert_eq!(is_whole(&world, &world.folder), Ok(()));
    }
}

async fn open_and_pay(app: App) -> Result<(), Halt> {
    let journal = app.open().await?;
    app.pay(&journal).await
}

/// A folder that cannot be read is no answer: nobody concludes that the backup is gone.
#[test]
fn a_drive_that_does_not_say_is_not_asked_for_more() {
    let world = saved(48);
    rename(&world.cloud.drive, &world.folder);
    let drive: Rc<dyn Drive> = Rc::new(world.cloud.drive.clone());
    world.cloud.drive.on_call(|call| match call.operation {
        lifeboat_cloud::memory::Operation::List => {
            lifeboat_cloud::memory::Fault::Refused(lifeboat_cloud::DriveError::Unreachable)
        }
        _ => lifeboat_cloud::memory::Fault::None,
    });
    let (end, _) = world.run(0, None, async move |app: App| {
        let keys = app.keys.borrow().clone();
        let loaded = Journal::load(&app.env, keys).await.unwrap();
        loaded.start(app.env.clone(), Some(drive)).await.err().map(|not| not.why)
    });
    assert!(matches!(end, End::Done(Some(StartError::Unconfirmed(_)))), "{end:?}");
}
