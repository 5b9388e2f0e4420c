//! A process may end at every point of what is done about a loss.

use lifeboat_backup::WalletFolder;

use super::{is_whole, open_and_pay, renamed, saved, start_anew};
use crate::{
    app::{App, Halt},
    faults::Crash,
    renamed::rename,
    world::{End, World},
};

/// One crash at each point of `act`, then `act` again.
fn every_crash<F>(prepare: fn(&World), act: fn(App) -> F, folder: &WalletFolder)
where
    F: Future<Output = Result<(), Halt>> + 'static,
{
    let fresh = || {
        let world = saved(47);
        prepare(&world);
        world
    };
    let world = fresh();
    let (end, points) = world.run(0, None, act);
    assert_eq!(end, End::Done(Ok(())), "without a crash");
    assert_eq!(is_whole(&world, folder), Ok(()));
    for (at, kind) in (0..).zip(&points) {
        for crash in kind.crashes().iter().copied() {
            let world = fresh();
            let (end, _) = world.run(0, Some((at, crash)), act);
            assert_eq!(end, End::Crashed);
            if crash == Crash::Late && at % 2 == 0 {
                world.deliver_late();
            }
            let (end, _) = world.run(0, None, act);
            let what = format!("point {at}, {kind:?}, {crash:?}");
            assert_eq!(end, End::Done(Ok(())), "{what}");
            world.deliver_late();
            assert_eq!(is_whole(&world, folder), Ok(()), "{what}");
        }
    }
}

#[test]
fn no_crash_while_a_gone_backup_is_written_anew_loses_anything() {
    let gone = |world: &World| {
        world.cloud.drive.remove(&world.folder.path());
    };
    every_crash(gone, start_anew, &WalletFolder::new("Samantha"));
}

#[test]
fn no_crash_while_lost_entries_are_written_again_loses_anything() {
    let lost = |world: &World| {
        world.cloud.drive.remove(&world.folder.entry(2));
        world.cloud.drive.remove(&world.folder.entry(3));
    };
    every_crash(lost, open_and_pay, &WalletFolder::new("Samantha"));
}

#[test]
fn no_crash_while_a_renamed_folder_is_followed_loses_anything() {
    every_crash(|world| rename(&world.cloud.drive, &world.folder), open_and_pay, &renamed());
}
