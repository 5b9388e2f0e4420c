//! What a drive refuses to show: nobody knows whether it is lost, and only the user can change that.

use std::rc::Rc;

use lifeboat_backup::{Batch, Obstacle};
use lifeboat_cloud::memory::{Call, Fault, MemoryDrive, Operation};

use super::*;

/// How often the device looks at rest.
const LOOK_MS: u64 = 30_000;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Hidden {
    First,
    Head,
    Entries,
}

#[derive(Clone, Copy, Debug)]
enum Deed {
    Rest,
    Pay,
    Restart,
}

/// From here on each look below this path is refused, and no listing shows what lies there.
fn hide(drive: &MemoryDrive, path: &Path, error: &DriveError) {
    let (path, error) = (path.clone(), error.clone());
    drive.remove(&path);
    drive.on_call(move |call: &Call| {
        let hidden = call.operation == Operation::Get && call.path.names().starts_with(path.names());
        if hidden { Fault::Refused(error.clone()) } else { Fault::default() }
    });
}

/// Looks at rest for so long. Whether "saved" was said at any time, once the first minutes were over.
async fn rest(app: &App, journal: &Journal, looks: u64) -> bool {
    let mut saved = false;
    for look in 0..looks {
        assert_ne!(journal.look_at_rest().await, Ok(RestLook::TakenOver));
        app.env.clock.sleep(LOOK_MS).await;
        saved |= look > 12 && matches!(journal.status(), Status::Saved { .. });
    }
    saved
}

/// What a restore needs lies in the service's bin, or is shown to nobody: that is not called saved, and is
/// named, at rest, after a payment and after a start. As soon as the drive shows it again, it is.
#[test]
fn what_a_drive_refuses_to_show_is_not_called_saved_before_it_is_there_again() {
    for error in [DriveError::InBin, DriveError::Denied] {
        for hidden in [Hidden::First, Hidden::Head, Hidden::Entries] {
            for deed in [Deed::Rest, Deed::Pay] {
                stays_named(&error, hidden, deed);
            }
        }
        // It would not even start without the others.
        stays_named(&error, Hidden::First, Deed::Restart);
    }
}

fn stays_named(error: &DriveError, hidden: Hidden, deed: Deed) {
    let what = format!("{error:?}, {hidden:?}, {deed:?}");
    let (world, told, error) = (saved(56), what.clone(), error.clone());
    let (cloud, folder) = (world.cloud.clone(), world.folder.clone());
    let (end, _) = world.run(0, None, async move |app: App| {
        let mut journal = app.open().await?;
        app.pay(&journal).await?;
        app.env.clock.sleep(60_000).await;
        let path = match hidden {
            Hidden::First => folder.entry(0),
            Hidden::Head => folder.entry(journal.position()),
            Hidden::Entries => folder.channel_state(),
        };
        let whole = cloud.drive.contents();
        hide(&cloud.drive, &path, &error);
        match deed {
            // All of it is looked for once an hour; what was written last, with each look.
            Deed::Rest if hidden == Hidden::First => {
                rest(&app, &journal, 135).await;
            }
            Deed::Rest => {}
            Deed::Pay => drop(app.pay(&journal).await),
            Deed::Restart => {
                journal.close(1_000).await;
                drop(journal);
                journal = app.open().await?;
            }
        }
        assert!(!rest(&app, &journal, 30).await, "{told}: called saved");
        let named = |status| matches!(status, Status::Paused { why: Obstacle::Drive(why) } if why == error);
        assert!(named(journal.status()), "{told}: {:?}", journal.status());
        cloud.drive.mend();
        cloud.drive.roll_back(whole);
        rest(&app, &journal, 30).await;
        assert!(matches!(journal.status(), Status::Saved { .. }), "{told}: {:?}", journal.status());
        Ok::<_, Halt>(())
    });
    assert!(matches!(end, End::Done(Ok(()))), "{what}: {end:?}");
}

/// A portal stood in the drive's place just when a quiet moment looked for what may be lost, and has let the
/// device through since: nobody has to do anything, and nothing is written meanwhile.
#[test]
fn a_portal_that_met_only_a_quiet_moment_keeps_nobody_from_saved_for_long() {
    let world = saved(58);
    let cloud = world.cloud.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.open().await?;
        // What lies beside the entries was looked at just now, so nobody looks there again soon.
        app.env.clock.sleep(10_000).await;
        app.pay(&journal).await?;
        cloud.drive.on_call(|_: &Call| Fault::Refused(DriveError::NotADrive));
        app.env.clock.sleep(5_000).await;
        let refused = Status::Paused { why: Obstacle::Drive(DriveError::NotADrive) };
        assert_eq!(journal.status(), refused);
        cloud.drive.mend();
        rest(&app, &journal, 3).await;
        assert!(matches!(journal.status(), Status::Saved { .. }), "{:?}", journal.status());
        Ok::<_, Halt>(())
    });
    assert!(matches!(end, End::Done(Ok(()))), "{end:?}");
}

/// A password that is none any more is sent seldom: servers count, and then refuse everybody. The user types
/// another, and is not waited for.
#[test]
fn a_drive_that_lets_nobody_in_is_asked_seldom_until_the_user_has_done_something() {
    for pays in [false, true] {
        let world = saved(57);
        let cloud = world.cloud.clone();
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.open().await?;
            app.pay(&journal).await?;
            app.env.clock.sleep(60_000).await;
            cloud.drive.on_call(|_: &Call| Fault::Refused(DriveError::SignedOut));
            if pays {
                let mut batch = Batch::new();
                batch.put("paid", vec![1]);
                assert!(journal.append(batch).await.is_err());
            }
            let before = cloud.drive.calls().len();
            let mut named = 0;
            for look in 0..120 {
                assert!(journal.look_at_rest().await.is_err());
                assert!(journal.head_is_ours().await.is_err());
                app.env.clock.sleep(LOOK_MS).await;
                let told = matches!(
                    journal.status(),
                    Status::Paused { why: Obstacle::Drive(DriveError::SignedOut) }
                );
                assert!(told || look < 2, "{look}: {:?}", journal.status());
                named += u32::from(told);
            }
            let asked = cloud.drive.calls().len() - before;
            println!("a password that is none any more is sent {asked} times an hour");
            assert!(named > 0 && asked <= 20, "{asked} requests in an hour");
            cloud.drive.mend();
            journal.set_drive(Rc::new(cloud.drive.clone()));
            assert!(journal.resume().await.is_ok());
            assert_eq!(journal.is_taken_over().await, Ok(false));
            assert_eq!(journal.head_is_ours().await, Ok(true));
            app.env.clock.sleep(5_000).await;
            assert!(matches!(journal.status(), Status::Saved { .. }), "{:?}", journal.status());
            Ok::<_, Halt>(())
        });
        assert!(matches!(end, End::Done(Ok(()))), "{pays}: {end:?}");
    }
}
