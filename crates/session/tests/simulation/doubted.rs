//! The backup is gone, or has a hole: no other wallet, and no older copy of this one, takes the place of the only copy.

use futures::executor::block_on;
use lifeboat_backup::LocalStore;
use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{Answer, Assurances, BackupStatus, Phase, Problem, ReadOnly, Request};

use crate::{
    device::Device,
    journey::{PIN, done, lock, pin},
    kept::CloudCopy,
    old_state::{take_over, used},
    thrown_away::{has_paid, pay, with_channel},
    world::{Process, World},
};

/// A device that wants to restore another wallet, which is at another place, over the one that it has, whose
/// user says that it may go.
fn replace(world: &World, tab: &Process) -> Result<(), Problem> {
    let another = Problem::AnotherGoes { name: String::new(), saved_ms: None };
    replace_sure(world, tab, Assurances { old_device_is_gone: true, ..Assurances::default() }.of(&another))
}

fn replace_sure(world: &World, tab: &Process, sure: Assurances) -> Result<(), Problem> {
    let found = world.ask(tab, Request::FindBackups { drive: world.drive(1) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let (drive, backup) = (world.drive(1), backups[0].id.clone());
    world.ask(tab, Request::Restore { drive, backup, unlocker: pin(), sure }).unwrap().map(drop)
}

fn another_wallet(world: &World) {
    let tablet = world.open(&world.device("tablet"));
    world.see(&tablet, "an empty device", |view| view.phase == Phase::Empty);
    done(world, &tablet, Request::CreateWallet { name: "Another".into() });
    let started = Request::StartBackup { lock: lock(PIN), drive: world.drive(1), waiver: Default::default() };
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

/// Its account was closed, which nobody can tell from a sign-in that has ended: this device's record still
/// says that there is a backup. Behind the lock, and with the wallet open.
#[test]
fn no_wallet_takes_the_place_of_one_whose_account_may_be_closed_unasked() {
    let world = World::new(54);
    another_wallet(&world);
    let phone = world.device("phone");
    let tab = with_channel(&world, &phone, true);
    world.run(60_000);
    // As its user calls it by now, and not as its folder is called: it would look like another wallet.
    let (before, name) = (world.around.time.now() - 60_000, "Savings");
    done(&world, &tab, Request::Rename { name: name.into() });
    let sure = Assurances::default();
    for locked in [false, true] {
        world.around.clouds[0].mend();
        world.run(60_000);
        if locked {
            done(&world, &tab, Request::Lock);
        }
        world.around.clouds[0].fault(Rule::always(Fault::Status { status: 401 }));
        let asked = replace_sure(&world, &tab, sure);
        let Err(Problem::AnotherGoes { name: asked_of, saved_ms: Some(saved_ms) }) = asked else {
            panic!("{asked:?}")
        };
        assert_eq!(asked_of, name);
        assert!(saved_ms >= before, "{saved_ms} {before}");
    }
    let question = replace_sure(&world, &tab, sure).unwrap_err();
    assert_eq!(replace_sure(&world, &tab, sure.of(&question)), Ok(()));
    world.see(&tab, "the other wallet", |view| view.phase == Phase::Ready);
}

/// The account is full when the backup is written anew: this device has the only copy all the same, also
/// behind its lock, and after a reload.
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

/// A copy of the wallet that is here, in another storage or on the user's disk.
fn bring(world: &World, tab: &Process, copy: &CloudCopy, picked: bool) -> Result<(), Problem> {
    world.kept().put_back(1, copy);
    if !picked {
        return replace(world, tab);
    }
    let (cloud, folder, _) = world.kept().heads().find(|(cloud, ..)| *cloud == 1).unwrap();
    let (paths, files) = world.kept().download(cloud, &folder);
    let call = tab.call_with(Request::OpenFiles { paths }, files);
    assert!(world.run_until(60_000, || tab.page().answer(call).is_some()));
    let Some(Ok(Answer::Files { backups, .. })) = tab.page().answer(call) else { panic!("no files") };
    let sure = Assurances { although_files: true, ..Assurances::default() };
    let backup = backups[0].id.clone();
    world.ask(tab, Request::RestoreFiles { backup, unlocker: pin(), sure }).unwrap().map(drop)
}

/// Another device has continued, and the storage that both used is gone: what that device wrote has all that
/// is here, and an older copy has not. Also where the peer has called the state here old.
#[test]
fn only_a_copy_that_has_everything_takes_the_place_of_a_wallet_whose_backup_is_gone() {
    for (seed, picked, stale) in [(50, false, false), (51, true, false), (52, true, true)] {
        let world = World::new(seed);
        let phone = world.device("phone");
        let tab = used(&world, &phone);
        world.run(60_000);
        let older = world.kept().copy(0);
        pay(&world, &tab);
        world.see(&tab, "a payment", has_paid);
        world.run(60_000);
        drop(tab);
        let laptop = take_over(&world);
        world.run(60_000);
        let payments = laptop.view().activities.len();
        drop(laptop);
        let newer = world.kept().copy(0);
        world.kept().delete_backups(0);
        if stale {
            block_on(phone.store.write(vec![("journal/backup/stale".to_owned(), Some(vec![1]))])).unwrap();
        }
        let tab = is_gone(&world, &phone);
        done(&world, &tab, Request::Lock);
        assert_eq!(bring(&world, &tab, &older, picked), Err(Problem::NotNewer), "{picked} {stale}");
        assert_eq!(tab.view().phase, Phase::Locked);
        assert_eq!(bring(&world, &tab, &newer, picked), Ok(()), "{picked} {stale}");
        world.see(&tab, "what the other device has done", |view| {
            view.phase == Phase::Ready && view.activities.len() == payments
        });
    }
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
    assert!(matches!(came, Some(Err(Problem::NotNewer))), "{came:?}");
    drop(tab);
    let tab = is_gone(&world, &phone);
    done(&world, &tab, Request::WriteAnew);
    world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    assert_eq!(tab.view().balance.lightning_msat, paid.balance.lightning_msat);
}

/// The storage was set back, which this device could not mend, and another one has begun from there. "Use
/// here" would put that in the place of the only copy of what came after.
#[test]
fn a_device_that_began_from_something_older_does_not_give_it_to_the_one_that_has_more() {
    let world = World::new(53);
    let phone = world.device("phone");
    let tab = used(&world, &phone);
    world.run(60_000);
    let older = world.kept().copy(0);
    pay(&world, &tab);
    let before = world.see(&tab, "a payment", has_paid);
    world.run(60_000);
    drop(tab);
    world.kept().delete_backups(0);
    world.kept().put_back(0, &older);
    world.around.clouds[0].fault(Rule::always(Fault::QuotaFull).on("PUT"));
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    tab.call(Request::Unlock { unlocker: pin() });
    world.see(&tab, "that it waits", |view| matches!(view.phase, Phase::ReadOnly { .. }));
    drop(tab);
    world.around.clouds[0].mend();
    let laptop = world.open(&world.device("laptop"));
    world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
    let found = world.ask(&laptop, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let (backup, sure) = (backups[0].id.clone(), Assurances::default());
    let restored = Request::Restore { drive: world.drive(0), backup, unlocker: pin(), sure };
    assert!(matches!(world.ask(&laptop, restored), Some(Ok(Answer::Restored(_)))));
    drop(laptop);
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    tab.call(Request::Unlock { unlocker: pin() });
    let elsewhere = |phase: &Phase| matches!(phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } });
    world.see(&tab, "that it runs elsewhere", |view| elsewhere(&view.phase));
    let sure = Assurances { old_device_is_gone: true, ..Assurances::default() };
    assert_eq!(world.ask(&tab, Request::TakeOver { sure }), Some(Err(Problem::NotNewer)));
    assert_eq!(tab.view().activities.len(), before.activities.len());
}
