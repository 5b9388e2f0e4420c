//! Mileposts of a backup that was written anew: whoever slept through that is told by name.

use lifeboat_cloud::memory::{Call, Fault, Operation};

use super::{lagging::Lagging, *};

/// A backup whose newest snapshot is above a milepost.
fn long(seed: u64) -> World {
    let world = saved(seed);
    let (end, _) = world.run(0, None, async |app: App| {
        let journal = app.open().await?;
        app.pay_times(&journal, 70).await?;
        journal.prove().await.map_err(|error| Halt::Other(format!("{error:?}")))?;
        app.pay_times(&journal, 2).await
    });
    assert_eq!(end, End::Done(Ok(())));
    world
}

fn has_fences(world: &World) -> bool {
    [0, 64].into_iter().all(|at| world.cloud.drive.peek(&world.folder.entry(at)).is_some())
}

/// Whoever slept through all of it, and is shown an old listing, is told by name: wherever the device died
/// that wrote it anew, and though its next start is an ordinary one.
#[test]
fn no_crash_while_a_gone_backup_is_written_anew_leaves_out_its_fences() {
    let base = long(50);
    let (store, model) = (base.stores[0].contents(), base.model.clone());
    let again = || {
        let world = World::with_keys(50, base.keys.borrow().clone());
        world.stores[0].roll_back(store.clone());
        world.model.borrow_mut().acked = model.borrow().acked.clone();
        world.model.borrow_mut().next = model.borrow().next;
        world
    };
    let (end, points) = again().run(0, None, start_anew);
    assert_eq!(end, End::Done(Ok(())));
    for (at, kind) in (0..).zip(&points) {
        for crash in kind.crashes().iter().copied() {
            let world = again();
            assert_eq!(world.run(0, Some((at, crash)), start_anew).0, End::Crashed);
            let (end, _) = world.run(0, None, async |app: App| match open_and_pay(app.clone()).await {
                // Nothing of it is there: the user is asked again.
                Err(Halt::Other(why)) if why.contains("FolderGone") || why.contains("RolledBack") => {
                    start_anew(app).await
                }
                other => other,
            });
            let what = format!("point {at}, {kind:?}, {crash:?}");
            assert_eq!(end, End::Done(Ok(())), "{what}");
            assert!(has_fences(&world), "{what}");
            assert_eq!(is_whole(&world, &world.folder), Ok(()), "{what}");
        }
    }
}

/// A service that asks for a pause before it takes them is given one, and has them in the end.
#[test]
fn fences_that_a_drive_does_not_take_yet_are_not_sent_without_a_pause() {
    let world = long(52);
    let (cloud, folder) = (world.cloud.clone(), world.folder.clone());
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.open().await?;
        cloud.drive.remove(&folder.path());
        let fences = [folder.entry(0), folder.entry(64)];
        cloud.drive.on_call(move |call: &Call| {
            let fence = call.operation == Operation::Create && fences.contains(&call.path);
            let busy = DriveError::Busy { after_ms: Some(60_000) };
            if fence { Fault::Refused(busy) } else { Fault::default() }
        });
        pay_and_rest(&app, &journal).await?;
        let before = cloud.drive.calls().len();
        app.env.clock.sleep(600_000).await;
        let asked = cloud.drive.calls().len() - before;
        assert!(asked < 120, "{asked} requests in ten minutes");
        cloud.drive.mend();
        app.env.clock.sleep(100_000).await;
        app.pay(&journal).await
    });
    assert_eq!(end, End::Done(Ok(())));
    assert!(has_fences(&world));
    assert_eq!(is_whole(&world, &world.folder), Ok(()));
}

/// The same where the folder is deleted under a wallet that runs, also where listings go on showing them.
#[test]
fn a_folder_that_is_deleted_while_the_wallet_runs_has_fences_again() {
    for lagging in [false, true] {
        let world = long(51);
        let (cloud, folder) = (world.cloud.clone(), world.folder.clone());
        let (end, _) = world.run(0, None, async move |mut app: App| {
            let lags: Rc<Cell<bool>> = Rc::default();
            app.drive = Rc::new(Lagging::new(app.drive.clone(), lags.clone()));
            let journal = app.open().await?;
            cloud.drive.remove(&folder.path());
            lags.set(lagging);
            pay_and_rest(&app, &journal).await?;
            app.pay(&journal).await
        });
        assert_eq!(end, End::Done(Ok(())));
        assert!(has_fences(&world), "{lagging}");
        assert_eq!(is_whole(&world, &world.folder), Ok(()));
    }
}
