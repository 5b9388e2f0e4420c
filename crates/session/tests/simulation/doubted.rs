//! The backup is gone, or has a hole: no other wallet, and no older copy of this one, takes the place of the only copy.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{Answer, Assurances, BackupStatus, Phase, Problem, ReadOnly, Request};

use crate::{
    device::Device,
    journey::{PIN, done, lock, pin},
    thrown_away::{has_paid, pay, with_channel},
    world::{Process, World},
};

/// A device that wants to restore another wallet, which is at another place, over the one that it has.
fn replace(world: &World, tab: &Process) -> Result<(), Problem> {
    let found = world.ask(tab, Request::FindBackups { drive: world.drive(1) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let (drive, backup) = (world.drive(1), backups[0].id.clone());
    let sure = Assurances { old_device_is_gone: true, ..Assurances::default() };
    world.ask(tab, Request::Restore { drive, backup, unlocker: pin(), sure }).unwrap().map(drop)
}

fn another_wallet(world: &World) {
    let tablet = world.open(&world.device("tablet"));
    world.see(&tablet, "an empty device", |view| view.phase == Phase::Empty);
    done(world, &tablet, Request::CreateWallet { name: "Another".into() });
    let started = Request::StartBackup { lock: lock(PIN), drive: world.drive(1) };
    assert!(matches!(world.ask(&tablet, started), Some(Ok(Answer::BackedUp(_)))));
}

const GONE: Phase = Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::BackupGone } };

/// Opened again, after somebody has deleted its backup.
fn is_gone(world: &World, phone: &Device) -> Process {
    let tab = world.open(phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    tab.call(Request::Unlock { unlocker: pin() });
    world.see(&tab, "that it is gone", |view| view.phase == GONE);
    tab
}

/// The account is full when the backup is written anew: this device has the only copy all the same, also behind its lock, and
/// after a reload.
#[test]
fn no_wallet_takes_the_place_of_one_whose_backup_could_not_be_written_anew() {
    let world = World::new(47);
    another_wallet(&world);
    let phone = world.device("phone");
    let tab = with_channel(&world, &phone, true);
    world.run(60_000);
    drop(tab);
    world.kept().delete_backups(0);
    let tab = is_gone(&world, &phone);
    world.around.clouds[0].fault(Rule::always(Fault::QuotaFull).on("PUT"));
    let written = world.ask(&tab, Request::WriteAnew);
    assert!(matches!(written, Some(Err(_))), "{written:?}");
    done(&world, &tab, Request::Lock);
    assert_eq!(replace(&world, &tab), Err(Problem::Occupied), "behind the lock nobody knows any more");
    drop(tab);
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    assert_eq!(replace(&world, &tab), Err(Problem::Occupied), "after a reload nobody knows any more");
    // Once it is whole again, it is a wallet like any other.
    world.around.clouds[0].mend();
    tab.call(Request::Unlock { unlocker: pin() });
    world.see(&tab, "that it is gone", |view| view.phase == GONE);
    done(&world, &tab, Request::WriteAnew);
    world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    done(&world, &tab, Request::Lock);
    assert_eq!(replace(&world, &tab), Ok(()));
}

/// The newest entry is lost, and the account is full when the wallet starts and writes it again.
#[test]
fn no_wallet_takes_the_place_of_one_whose_backup_has_a_hole() {
    let world = World::new(48);
    another_wallet(&world);
    let phone = world.device("phone");
    let tab = with_channel(&world, &phone, true);
    pay(&world, &tab);
    world.see(&tab, "a payment", has_paid);
    world.run(60_000);
    drop(tab);
    let (cloud, folder, head) = world.kept().heads().find(|(cloud, ..)| *cloud == 0).unwrap();
    world.kept().put_at(cloud, &folder, head, None);
    world.around.clouds[0].fault(Rule::always(Fault::QuotaFull).on("PUT"));
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    tab.call(Request::Unlock { unlocker: pin() });
    world.see(&tab, "that it waits", |view| {
        matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Unconfirmed { .. } })
    });
    done(&world, &tab, Request::Lock);
    assert_eq!(replace(&world, &tab), Err(Problem::Occupied));
    world.around.clouds[0].mend();
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    done(&world, &tab, Request::Lock);
    assert_eq!(replace(&world, &tab), Ok(()));
}

/// What was copied before the last payment, of the same wallet.
#[test]
fn no_older_copy_takes_the_place_of_a_wallet_whose_backup_is_gone() {
    let world = World::new(49);
    let phone = world.device("phone");
    let tab = with_channel(&world, &phone, true);
    world.run(60_000);
    let (cloud, folder, _) = world.kept().heads().find(|(cloud, ..)| *cloud == 0).unwrap();
    let (paths, files) = world.kept().download(cloud, &folder);
    pay(&world, &tab);
    let paid = world.see(&tab, "a payment", has_paid);
    world.run(60_000);
    drop(tab);
    world.kept().delete_backups(0);
    let tab = is_gone(&world, &phone);
    done(&world, &tab, Request::Lock);
    let call = tab.call_with(Request::OpenFiles { paths }, files);
    assert!(world.run_until(60_000, || tab.page().answer(call).is_some()));
    let Some(Ok(Answer::Files { backups, .. })) = tab.page().answer(call) else { panic!("no files") };
    let sure = Assurances { although_files: true, ..Assurances::default() };
    let came =
        world.ask(&tab, Request::RestoreFiles { backup: backups[0].id.clone(), unlocker: pin(), sure });
    assert!(matches!(came, Some(Err(Problem::Occupied))), "{came:?}");
    drop(tab);
    let tab = is_gone(&world, &phone);
    done(&world, &tab, Request::WriteAnew);
    world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    assert_eq!(tab.view().balance.lightning_msat, paid.balance.lightning_msat);
}
