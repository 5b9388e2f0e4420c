//! Turning off and closing: one crash at every point, with every outcome.

use std::{collections::BTreeMap, rc::Rc};

use lifeboat_backup::{
    CloseOutcome, EndReason, Journal, Keys, LeftCopy, RestoreError, RestoreOptions, Status, TurnOffError,
    TurnOffPlan, WalletFolder, find_wallets,
};
use lifeboat_cloud::{Drive, memory::Contents};

use crate::{
    app::{App, Halt, ids},
    faults::{Crash, FaultRates},
    time::SimRng,
    world::{End, World, first_keys},
};

const SEED: u64 = 11;

struct Base {
    contents: Contents,
    store: BTreeMap<String, Vec<u8>>,
    keys: Rc<Keys>,
    /// For turning on again.
    other_keys: Rc<Keys>,
}

impl Base {
    fn new() -> Base {
        let world = World::new(SEED);
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.create().await;
            app.turn_on(&journal).await.unwrap();
            app.pay_times(&journal, 3).await.unwrap();
            app.env.clock.sleep(60_000).await;
        });
        assert_eq!(end, End::Done(()));
        Base {
            contents: world.cloud.drive.contents(),
            store: world.stores[0].contents(),
            keys: world.keys.borrow().clone(),
            other_keys: Rc::new(first_keys(&mut SimRng::new(99))),
        }
    }

    fn world(&self) -> World {
        let world = World::with_keys(SEED, self.keys.clone());
        world.cloud.drive.roll_back(self.contents.clone());
        world.stores[0].roll_back(self.store.clone());
        let mut model = world.model.borrow_mut();
        model.next = 3;
        for id in 1..=3 {
            model.acked.entry(id).or_default().insert(id);
        }
        drop(model);
        world
    }
}

async fn leave(app: App, delete_copy: bool) -> Result<(), Halt> {
    let journal = app.open().await?;
    app.pay(&journal).await?;
    match journal.turn_off(TurnOffPlan { delete_copy }).await {
        Ok(off) => assert!(!matches!(off.copy, LeftCopy::NotDeleted(_)), "{off:?}"),
        Err(TurnOffError::NotOn) => {}
        Err(error) => return Err(Halt::Other(format!("turn off: {error:?}"))),
    }
    if journal.folder().is_some() || journal.status() != Status::Off {
        return Err(Halt::Other("still on".into()));
    }
    app.pay(&journal).await?;
    app.pay(&journal).await
}

pub async fn restore(
    app: &App,
    folder: WalletFolder,
    options: RestoreOptions,
) -> Result<Journal, RestoreError> {
    let (env, keys) = (app.env.clone(), app.keys.borrow().clone());
    let opened = Journal::restore(
        env,
        keys,
        app.drive.clone(),
        folder,
        options,
        Rc::new(|_| {}),
        Rc::new(|_| Box::pin(async { Ok(()) })),
    )
    .await?;
    Ok(app.take(opened))
}

fn one(base: &Base, delete_copy: bool, at: u64, crash: Crash, late_first: bool) -> Result<(), String> {
    let world = base.world();
    let (end, _) = world.run(0, Some((at, crash)), async move |app| leave(app, delete_copy).await);
    assert_eq!(end, End::Crashed);
    if late_first {
        world.deliver_late();
    }
    let promised = world.model.borrow().all();
    let (end, _) = world.run(0, None, async |app: App| {
        let journal = app.open().await?;
        // On or off, never half: what the device thinks is what everybody sees.
        app.env.clock.sleep(60_000).await;
        Ok::<_, Halt>((journal.folder(), journal.state()))
    });
    let End::Done(Ok((folder, state))) = end else { return Err(format!("the restart: {end:?}")) };
    if !promised.is_subset(&ids(&state)) {
        return Err("an acknowledged entry is lost".into());
    }
    world.deliver_late();
    match folder {
        Some(folder) => still_on(&world, folder),
        None => is_off(base, world, delete_copy),
    }
}

fn still_on(world: &World, folder: WalletFolder) -> Result<(), String> {
    let (end, _) = world.run(1, None, async move |app: App| {
        let journal = restore(&app, folder, RestoreOptions::default()).await;
        journal.map(|journal| journal.state()).map_err(|error| format!("on, and {error:?}"))
    });
    let End::Done(restored) = end else { return Err("crashed".into()) };
    if !world.model.borrow().all().is_subset(&ids(&restored?)) {
        return Err("an acknowledged entry is not on the drive".into());
    }
    let (end, _) = world.run(0, None, async |app: App| app.open().await.err());
    if end != End::Done(Some(Halt::Fenced)) {
        return Err("the old device goes on".into());
    }
    world.check()
}

fn is_off(base: &Base, world: World, delete_copy: bool) -> Result<(), String> {
    let before = world.model.borrow().acked.range(..5).flat_map(|(_, ids)| ids.clone()).collect();
    let (end, _) = world.run(1, None, async |app: App| {
        let found = find_wallets(&*app.drive).await.unwrap();
        let folder = app.folder.clone();
        let unawares = restore(&app, folder.clone(), RestoreOptions::default()).await.err();
        let options = RestoreOptions { although_ended: true, ..RestoreOptions::default() };
        let state = match found.is_empty() {
            true => None,
            false => restore(&app, folder, options).await.map(|journal| journal.state()).ok(),
        };
        (found.first().and_then(|found| found.ended).map(|end| end.ending), unawares, state)
    });
    let End::Done((seen, unawares, state)) = end else { return Err("crashed".into()) };
    match (seen, &unawares, state) {
        (None, Some(RestoreError::FolderGone), None) if delete_copy => {}
        (Some(EndReason::Disconnected), Some(RestoreError::Ended(ended)), Some(state))
            if ended.by.device == "device 0" && ended.by.at_ms > 0 =>
        {
            let before: std::collections::BTreeSet<u64> = before;
            if !before.is_subset(&ids(&state)) {
                return Err("the copy is not complete up to its end".into());
            }
        }
        other => return Err(format!("off, and {other:?}")),
    }
    // Turned on again: a new folder, which a late delete of the old one does not touch.
    world.model.borrow_mut().acked.clear();
    let again = base.other_keys.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.open().await?;
        app.keys.replace(again);
        let folder = app.turn_on(&journal).await.map_err(|error| Halt::Other(format!("{error:?}")))?;
        app.pay_times(&journal, 2).await?;
        Ok::<_, Halt>((folder, journal.state()))
    });
    let End::Done(Ok((folder, state))) = end else { return Err(format!("on again: {end:?}")) };
    if folder == world.folder && delete_copy {
        return Err("the name of a deleted folder is used again".into());
    }
    world.deliver_late();
    let (end, _) = world.run(2, None, async move |app: App| {
        restore(&app, folder, RestoreOptions::default()).await.map(|journal| journal.state())
    });
    if end != End::Done(Ok(state)) {
        return Err(format!("the new backup: {end:?}"));
    }
    world.check()
}

fn every_crash(delete_copy: bool) {
    let base = Base::new();
    let (end, points) = base.world().run(0, None, async move |app| leave(app, delete_copy).await);
    assert_eq!(end, End::Done(Ok(())), "without a crash");
    let mut runs = 0;
    for (at, kind) in (0..).zip(&points) {
        for crash in kind.crashes().iter().copied() {
            for late_first in [true, false] {
                if let Err(why) = one(&base, delete_copy, at, crash, late_first) {
                    panic!("point {at}, {kind:?}, {crash:?}, late first {late_first}: {why}");
                }
                runs += 1;
            }
        }
    }
    println!("{} points, {runs} runs", points.len());
}

#[test]
fn no_crash_in_turning_off_leaves_it_half_off() {
    every_crash(false);
}

#[test]
fn no_crash_in_turning_off_with_deletion_leaves_it_half_off() {
    every_crash(true);
}

#[test]
fn a_device_that_was_overtaken_cannot_turn_off() {
    let base = Base::new();
    let world = base.world();
    let mut old = world.process(0, None);
    let journal = old.finish(async |app: App| app.open().await.unwrap());
    let (end, _) = world.run(1, None, async |app: App| app.restore(|| false).await.map(|_| ()));
    assert_eq!(end, End::Done(Ok(())));
    let off = old.finish(async move |_| journal.turn_off(TurnOffPlan { delete_copy: true }).await);
    assert!(matches!(off, Err(TurnOffError::Fenced(by)) if by.device == "device 1"));
    let (end, _) = world.run(1, None, async |app: App| app.open().await.map(|_| ()));
    assert_eq!(end, End::Done(Ok(())), "the other device's backup is untouched");
}

#[test]
fn turning_off_while_the_drive_is_away_leaves_it_on() {
    let base = Base::new();
    let world = base.world();
    let weather = world.cloud.weather.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.open().await.unwrap();
        weather.set(FaultRates { lost: 100, ..FaultRates::default() });
        let refused = journal.turn_off(TurnOffPlan::default()).await;
        assert!(matches!(refused, Err(TurnOffError::Paused(_))), "{refused:?}");
        assert!(journal.folder().is_some());
        weather.set(FaultRates::default());
        app.pay(&journal).await?;
        Ok::<_, Halt>(journal.folder())
    });
    let End::Done(Ok(Some(folder))) = end else { panic!("{end:?}") };
    still_on(&world, folder).unwrap();
}

/// What is handed in and cannot be sent is there after the next start, and not acknowledged before.
#[test]
fn closing_while_the_drive_is_away_keeps_everything_for_the_next_start() {
    for slow in [false, true] {
        let world = Base::new().world();
        let weather = world.cloud.weather.clone();
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.open().await.unwrap();
            weather.set(match slow {
                false => FaultRates { lost: 100, ..FaultRates::default() },
                true => FaultRates { slow_ms: 600_000, ..FaultRates::default() },
            });
            let batches: Vec<_> = (100..103)
                .map(|id: u64| {
                    let mut batch = lifeboat_backup::Batch::new();
                    batch.put(format!("b/{id:06}"), vec![1]);
                    journal.append(batch)
                })
                .collect();
            app.env.clock.sleep(10).await;
            let mut late = lifeboat_backup::Batch::new();
            late.put("b/000103", vec![1]);
            let late = journal.append(late);
            let before = app.env.clock.now_ms();
            let closed = journal.close(2_000).await;
            assert!(app.env.clock.now_ms() <= before + 2_000);
            for batch in batches {
                assert!(batch.await.is_err(), "the drive was away");
            }
            assert!(late.await.is_err());
            // Closed is closed.
            assert_eq!(journal.close(0).await, closed);
            assert!(journal.append(lifeboat_backup::Batch::new()).await.is_err());
            closed
        });
        assert_eq!(end, End::Done(CloseOutcome::Waiting), "{slow}");
        world.cloud.weather.set(FaultRates::default());
        let (end, _) = world.run(0, None, async |app: App| {
            let journal = app.open().await?;
            app.pay(&journal).await?;
            Ok::<_, Halt>(ids(&journal.state()))
        });
        let End::Done(Ok(there)) = end else { panic!("{end:?}") };
        assert!((100..104).all(|id| there.contains(&id)), "{slow}: {there:?}");
        world.check().unwrap();
    }
}

/// The store of the device is not touched any more once `close` has come back, whatever goes on.
#[test]
fn after_closing_nothing_touches_the_store() {
    let base = Base::new();
    for points in 0..40 {
        let world = base.world();
        let store = world.stores[0].clone();
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.open().await.unwrap();
            let mut batch = lifeboat_backup::Batch::new();
            batch.put("b/000100", vec![1]);
            let _unheard = journal.append(batch);
            app.line.cloud.weather.set(FaultRates { slow_ms: 50, ..FaultRates::default() });
            app.env.clock.sleep(points * 5).await;
            let closed = journal.close(points).await;
            let writes = store.writes();
            app.env.clock.sleep(600_000).await;
            (closed, store.writes() - writes)
        });
        let End::Done((closed, writes)) = end else { panic!("{end:?}") };
        assert_eq!(writes, 0, "{points}");
        assert_ne!(closed, CloseOutcome::NotStored);
        world.cloud.weather.set(FaultRates::default());
        let (end, _) = world.run(0, None, async |app: App| app.open().await.map(|open| ids(&open.state())));
        let End::Done(Ok(there)) = end else { panic!("{end:?}") };
        assert!(there.contains(&100));
    }
}

/// Not even a drive that is never asked again can be forgotten about: its folder goes when it is told to.
#[test]
fn a_copy_that_could_not_be_deleted_can_be_deleted_later() {
    let world = Base::new().world();
    let weather = world.cloud.weather.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.open().await.unwrap();
        journal.turn_off(TurnOffPlan::default()).await.unwrap();
        let (folder, keys, ours) = (app.folder.clone(), app.keys.borrow().clone(), journal.takeovers());
        weather.set(FaultRates { refused: 100, ..FaultRates::default() });
        let drive: Rc<dyn Drive> = app.drive.clone();
        let refused =
            lifeboat_backup::delete_copy(&app.env, drive.clone(), &folder, &keys, &ours, None).await;
        assert!(refused.is_err());
        weather.set(FaultRates::default());
        let strangers = Rc::new(first_keys(&mut SimRng::new(5)));
        let other =
            lifeboat_backup::delete_copy(&app.env, drive.clone(), &folder, &strangers, &ours, None).await;
        assert_eq!(other, Err(lifeboat_backup::DeleteCopyError::AnotherWallet));
        lifeboat_backup::delete_copy(&app.env, drive.clone(), &folder, &keys, &ours, None).await.unwrap();
        lifeboat_backup::delete_copy(&app.env, drive, &folder, &keys, &ours, None).await.unwrap();
        find_wallets(&*app.drive).await.unwrap().len()
    });
    assert_eq!(end, End::Done(0));
}

#[test]
fn a_backup_in_use_is_never_deleted_as_a_copy() {
    let world = Base::new().world();
    let (end, _) = world.run(0, None, async move |app: App| {
        let (folder, keys) = (app.folder.clone(), app.keys.borrow().clone());
        let ours = Journal::load(&app.env, keys.clone()).await.unwrap().takeovers();
        lifeboat_backup::delete_copy(&app.env, app.drive.clone(), &folder, &keys, &ours, None).await
    });
    assert!(matches!(end, End::Done(Err(lifeboat_backup::DeleteCopyError::InUse(_)))), "{end:?}");
}
