//! "Use here" by a device whose changed PIN has not come to the drive yet: another one went on with the old
//! PIN meanwhile.

use futures::future::{Either, select};

use super::*;

/// Device 0 has other keys than the drive, and device 1 has taken over from it.
fn overtaken() -> Base {
    let base = Base::new();
    let world = base.world();
    let forbid = world.cloud.forbid.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let (_, journal) = start(&app).await?;
        let keys = rotated(&journal.keys(), &mut app.line.cloud.dice.clone());
        forbid.set(true);
        let half = journal.change_keys(keys).await;
        assert!(matches!(half, Err(ChangeKeysError::NotInCloud(_))), "{half:?}");
        Ok::<_, Halt>(())
    });
    assert_eq!(end, End::Done(Ok(())));
    world.cloud.forbid.set(false);
    restores(&world, OLD).unwrap();
    Base::of(&world, 0, base.keys)
}

/// With the keys that this device has.
async fn use_here(app: App) -> Result<(), Halt> {
    let (pin, keys) = unlock(&app).await;
    assert_eq!(pin, NEW);
    app.keys.replace(keys);
    let journal = app.restore(|| true).await?;
    app.pay(&journal).await?;
    app.env.clock.sleep(120_000).await;
    Ok(())
}

/// One of the two PINs brings everything back, whatever becomes of that device.
fn comes_back(world: &World) -> Result<(), String> {
    let lost = Base::of(world, 0, world.keys.borrow().clone());
    let either: Vec<_> = [OLD, NEW].into_iter().map(|pin| restores(&lost.world(), pin)).collect();
    if either.iter().any(Result::is_ok) { Ok(()) } else { Err(format!("nobody gets in: {either:?}")) }
}

#[test]
fn a_device_that_is_lost_after_it_took_over_leaves_a_backup_that_opens() {
    let base = overtaken();
    let (end, points) = base.world().run(0, None, use_here);
    assert_eq!(end, End::Done(Ok(())));
    let mut runs = 0;
    for (at, kind) in (0..).zip(&points).filter(|(_, kind)| **kind != Kind::Read) {
        for crash in kind.crashes().iter().copied() {
            let world = base.world();
            let (end, _) = world.run(0, Some((at, crash)), use_here);
            assert_eq!(end, End::Crashed);
            world.deliver_late();
            if let Err(why) = comes_back(&world) {
                panic!("point {at} of {}, {kind:?}, {crash:?}: {why}", points.len());
            }
            runs += 1;
        }
    }
    assert!(runs > 20, "{runs} runs");
}

/// The drive has room for entries, and takes no phrase file: nothing is acknowledged that no PIN there opens.
#[test]
fn nothing_is_acknowledged_before_what_opens_it_is_there() {
    let world = overtaken().world();
    world.cloud.forbid.set(true);
    let (end, _) = world.run(0, None, async |app: App| {
        let clock = app.env.clock.clone();
        let work = Box::pin(use_here(app));
        match select(work, clock.sleep(60_000)).await {
            Either::Left((ended, _)) => panic!("{ended:?}"),
            Either::Right(_) => {}
        }
    });
    assert_eq!(end, End::Done(()));
    comes_back(&world).unwrap();
}

/// The record of a restore with the old PIN, and the keys that this device had before: what they seal the
/// record's keyring would not open.
#[test]
fn keys_that_are_not_those_of_the_record_do_not_open_it() {
    let world = overtaken().world();
    let (end, _) = world.run(0, None, async |app: App| {
        let (_, newer) = unlock(&app).await;
        restore(&app, OLD).await?;
        Ok::<_, Halt>(Journal::load(&app.env, newer).await.err())
    });
    assert_eq!(end, End::Done(Ok(Some(LoadError::Foreign))));
}

/// What opens the backup is there, was read and opens; what else may lie beside it cannot be found out. That
/// keeps it from being called saved, and holds up no payment, after a restore as after a start.
#[test]
fn a_drive_that_refuses_to_list_holds_up_no_payment_after_a_restore() {
    let world = Base::new().world();
    let (end, _) = world.run(0, None, async |app: App| {
        let journal = restore(&app, OLD).await?;
        let drive = app.line.cloud.drive.clone();
        drive.on_call(|call| match call.operation {
            Operation::List => Fault::Refused(DriveError::Denied),
            _ => Fault::None,
        });
        let paid = Box::pin(app.pay(&journal));
        let Either::Left((paid, _)) = select(paid, app.env.clock.sleep(60_000)).await else {
            return Err(Halt::Other(format!("{:?}", journal.status())));
        };
        paid?;
        app.env.clock.sleep(60_000).await;
        let saved = matches!(journal.status(), Status::Saved { .. });
        Ok::<_, Halt>(saved)
    });
    assert_eq!(end, End::Done(Ok(false)));
}
