//! A wallet is deleted from its device, and one is called by another name.

use lifeboat_backup::StoreFault;
use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{
    Answer, Assurances, BackupStatus, NewLock, Outcome, Phase, Problem, ReadOnly, Remains, Request, View,
};

use crate::{
    device::Device,
    host::Crash,
    journey::{PIN, done, pin},
    thrown_away::{has_paid, pay, with_channel},
    world::{Process, World},
};

fn delete(world: &World, tab: &Process, remains: Remains) -> Option<Result<Answer, Problem>> {
    world.ask(tab, Request::DeleteWallet { remains })
}

fn is_saved(view: &View) -> bool {
    view.phase == Phase::Ready
        && view.payments.unsaved == 0
        && matches!(view.backup, BackupStatus::Saved { .. })
}

fn restore(world: &World, tab: &Process) {
    world.see(tab, "an empty device", |view| view.phase == Phase::Empty);
    let found = world.ask(tab, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let (drive, backup) = (world.drive(0), backups[0].id.clone());
    let restore = Request::Restore { drive, backup, unlocker: pin(), sure: Assurances::default() };
    let restored = world.ask(tab, restore);
    assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{restored:?}");
    world.see(tab, "a wallet that runs", |view| view.phase == Phase::Ready);
}

/// A wallet with a channel, a payment and a backup that has everything.
fn paid(world: &World, phone: &Device) -> (Process, u64) {
    let tab = with_channel(world, phone, true);
    pay(world, &tab);
    world.see(&tab, "a payment", has_paid);
    let view = world.see(&tab, "everything saved", is_saved);
    (tab, view.balance.lightning_msat)
}

#[test]
fn a_wallet_is_deleted_from_this_device_and_comes_back_from_its_backup() {
    let world = World::new(201);
    let phone = world.device("phone");
    let (tab, balance) = paid(&world, &phone);
    let head = world.kept().heads().next().map(|(_, folder, head)| (folder, head));
    assert_eq!(delete(&world, &tab, Remains::Backup), Some(Ok(Answer::Done)));
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    world.run(60_000);
    assert!(phone.store.contents().is_empty(), "{:?}", phone.store.contents().keys());
    assert!(world.around.network.connected().is_empty(), "its node still runs");
    let there = world.kept().heads().next().map(|(_, folder, head)| (folder, head));
    assert!(there >= head && head.is_some(), "the cloud's copy stays: {there:?}");
    restore(&world, &tab);
    assert_eq!(tab.view().balance.lightning_msat, balance);
    assert!(has_paid(&tab.view()));
    drop(tab);
    // It is a wallet like any other.
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    world.see(&tab, "everything saved", is_saved);
}

/// Whole or gone: never an empty wallet, an older one, or one without its backup.
#[test]
fn wherever_a_deletion_ends_the_wallet_is_whole_or_gone() {
    let (mut whole, mut gone, mut at) = (0, 0, 0);
    loop {
        let mut has_ended = true;
        for crash in [Crash::Before, Crash::After] {
            let world = World::new(202);
            let phone = world.device("phone");
            let (tab, balance) = paid(&world, &phone);
            tab.life().crash_at(tab.life().points().len() + at, crash);
            has_ended &= delete(&world, &tab, Remains::Backup).is_some();
            drop(tab);
            world.run(1_000);
            let tab = world.open(&phone);
            let is_known = |view: &View| matches!(view.phase, Phase::Empty | Phase::Locked);
            if world.see(&tab, "what is there", is_known).phase == Phase::Locked {
                whole += 1;
                done(&world, &tab, Request::Unlock { unlocker: pin() });
                world.see(&tab, "everything saved", is_saved);
            } else {
                gone += 1;
                assert!(phone.store.contents().is_empty(), "dead at {at}: something is left");
                restore(&world, &tab);
            }
            assert_eq!(tab.view().balance.lightning_msat, balance, "dead at {at}");
            assert!(has_paid(&tab.view()), "dead at {at}");
        }
        if has_ended {
            break;
        }
        at += 1;
    }
    assert!(whole > 5 && gone > 2, "{whole} whole, {gone} gone");
}

/// The user was told that the backup has everything.
#[test]
fn a_wallet_whose_backup_lacks_something_is_not_deleted_and_goes_on() {
    // A payment waits for it; its answers never come; it cannot be written.
    for case in 0..3 {
        let world = World::new(203);
        let phone = world.device("phone");
        let (tab, balance) = paid(&world, &phone);
        let fault = match case {
            0 => Fault::RequestLost,
            1 => Fault::Held,
            _ => Fault::Status { status: 507 },
        };
        world.around.clouds[0].fault(Rule::always(fault));
        if case == 0 {
            pay(&world, &tab);
            let waits = |view: &View| matches!(view.backup, BackupStatus::Waiting { .. });
            world.see(&tab, "a payment that waits", waits);
            for remains in [Remains::Backup, Remains::Nothing] {
                assert_eq!(delete(&world, &tab, remains), Some(Err(Problem::UnderWay)));
            }
        } else {
            let refused = delete(&world, &tab, Remains::Backup);
            assert!(matches!(refused, Some(Err(_))), "case {case}: {refused:?}");
        }
        assert!(!phone.store.contents().is_empty());
        world.around.clouds[0].mend();
        world.around.clouds[0].release_all();
        let there = world.see(&tab, "everything saved", is_saved);
        let left = if case == 0 { balance - 25_000_000 } else { balance };
        assert_eq!(there.balance.lightning_msat, left, "case {case}");
    }
}

/// Its owner deletes what is in the cloud, and the app has not noticed yet.
#[test]
fn a_backup_that_is_gone_is_there_again_before_its_wallet_is_deleted() {
    let world = World::new(209);
    let phone = world.device("phone");
    let (tab, balance) = paid(&world, &phone);
    world.kept().delete_backups(0);
    let deleted = delete(&world, &tab, Remains::Backup);
    if deleted == Some(Ok(Answer::Done)) {
        restore(&world, &tab);
    }
    assert_eq!(tab.view().balance.lightning_msat, balance, "{deleted:?}");
}

/// The user gives up what is nowhere else, and says so.
#[test]
fn a_wallet_without_a_backup_is_deleted_only_when_the_user_was_told_that_nothing_remains() {
    for has_pin in [false, true] {
        let world = World::new(204);
        let phone = world.device("phone");
        let tab = with_channel(&world, &phone, false);
        if has_pin {
            let set = Request::ChangeLock { old: None, new: NewLock::Pin(PIN.into()) };
            assert!(matches!(world.ask(&tab, set), Some(Ok(_))));
        }
        assert_eq!(delete(&world, &tab, Remains::Backup), Some(Err(Problem::NoBackup)));
        assert_eq!(tab.view().phase, Phase::Ready);
        assert_eq!(delete(&world, &tab, Remains::Nothing), Some(Ok(Answer::Done)));
        drop(tab);
        let tab = world.open(&phone);
        world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
        done(&world, &tab, Request::CreateWallet { name: "Another".into() });
        let fresh = world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
        assert_eq!((fresh.balance.lightning_msat, fresh.channels.len()), (0, 0));
    }
}

/// The browser's store refuses, does it and says otherwise, or is silent.
#[test]
fn a_store_that_fails_keeps_the_wallet_whole_or_has_deleted_it() {
    for fault in [StoreFault::RefuseWrites, StoreFault::ApplyAndFail, StoreFault::Silent] {
        let world = World::new(205);
        let phone = world.device("phone");
        let tab = with_channel(&world, &phone, false);
        world.run(60_000);
        phone.store.set_fault(fault);
        let deleted = delete(&world, &tab, Remains::Nothing);
        phone.store.set_fault(StoreFault::None);
        drop(tab);
        let tab = world.open(&phone);
        if fault == StoreFault::ApplyAndFail {
            assert_eq!(deleted, Some(Ok(Answer::Done)));
            world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
        } else {
            assert!(matches!(deleted, Some(Err(_))), "{fault:?}: {deleted:?}");
            let there = world.see(&tab, "the wallet", |view| view.phase == Phase::Ready);
            assert_eq!(there.balance.lightning_msat, 400_000_000);
        }
    }
}

/// A tab that slept has all of it in memory, and writes its store anew where the browser has thrown it away.
#[test]
fn a_tab_that_slept_brings_nothing_back_that_another_has_deleted() {
    let world = World::new(206);
    let phone = world.device("phone");
    let (first, _) = paid(&world, &phone);
    first.life().fall_asleep();
    let second = world.open(&phone);
    world.see(&second, "that another tab has it", |view| {
        view.phase == Phase::ReadOnly { why: ReadOnly::OtherTab }
    });
    done(&world, &second, Request::UseThisTab { by_force: true });
    world.see(&second, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &second, Request::Unlock { unlocker: pin() });
    world.see(&second, "everything saved", is_saved);
    assert_eq!(delete(&world, &second, Remains::Backup), Some(Ok(Answer::Done)));
    first.life().wake();
    world.run(120_000);
    assert!(phone.store.contents().is_empty(), "{:?}", phone.store.contents().keys());
    assert_eq!(first.view().phase, Phase::ReadOnly { why: ReadOnly::OtherTab });
    done(&world, &first, Request::UseThisTab { by_force: false });
    world.see(&first, "an empty device", |view| view.phase == Phase::Empty);
}

/// What is here counts no longer, whatever it has not sent.
#[test]
fn a_wallet_that_another_device_has_is_deleted_here_and_goes_on_there() {
    let world = World::new(207);
    let (phone, laptop) = (world.device("phone"), world.device("laptop"));
    let (tab, balance) = paid(&world, &phone);
    let other = world.open(&laptop);
    restore(&world, &other);
    world.see(&tab, "that another device went on", |view| matches!(view.backup, BackupStatus::Fenced { .. }));
    // That it went on there once is no proof that anything is there now.
    let unproved = delete(&world, &tab, Remains::Backup);
    assert!(matches!(unproved, Some(Err(_))), "{unproved:?}");
    assert!(!phone.store.contents().is_empty());
    assert_eq!(delete(&world, &tab, Remains::Nothing), Some(Ok(Answer::Done)));
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    pay(&world, &other);
    let there = world.see(&other, "another payment", |view| is_saved(view) && view.activities.len() > 1);
    assert_eq!(there.balance.lightning_msat, balance - 25_000_000);
}

/// What hangs in a state that counts no longer waits for nothing here.
#[test]
fn a_payment_that_hangs_where_another_device_has_gone_on_holds_no_deletion_up() {
    let world = World::new(210);
    let (phone, laptop) = (world.device("phone"), world.device("laptop"));
    let (tab, _) = paid(&world, &phone);
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    pay(&world, &tab);
    let waits = |view: &View| matches!(view.backup, BackupStatus::Waiting { .. });
    world.see(&tab, "a payment that waits", waits);
    tab.life().fall_asleep();
    world.around.clouds[0].mend();
    let other = world.open(&laptop);
    restore(&world, &other);
    tab.life().wake();
    let fenced = |view: &View| matches!(view.backup, BackupStatus::Fenced { .. });
    let there = world.see(&tab, "that another device went on", fenced);
    let hangs = |activity: &lifeboat_messages::Activity| matches!(activity.outcome, Outcome::Pending { .. });
    assert!(there.activities.iter().any(hangs), "{:?}", there.activities);
    assert_eq!(delete(&world, &tab, Remains::Nothing), Some(Ok(Answer::Done)));
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
}

/// The folder in the cloud is found by the name that it has.
#[test]
fn a_wallet_is_called_by_another_name_on_its_device_also_behind_the_lock() {
    let world = World::new(208);
    let phone = world.device("phone");
    let (tab, _) = paid(&world, &phone);
    let folder = world.kept().heads().next().map(|(_, folder, _)| folder);
    done(&world, &tab, Request::Rename { name: "Savings".into() });
    world.see(&tab, "the new name", |view| view.name == "Savings");
    done(&world, &tab, Request::Lock);
    assert_eq!((tab.view().phase, tab.view().name.as_str()), (Phase::Locked, "Savings"));
    let other = world.open(&phone);
    world.see(&other, "the new name in a second tab", |view| view.name == "Savings");
    drop(other);
    drop(tab);
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked && view.name == "Savings");
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    world.see(&tab, "everything saved", |view| is_saved(view) && view.name == "Savings");
    assert_eq!(world.kept().heads().next().map(|(_, folder, _)| folder), folder);
    // What comes here next is called as it is called there.
    assert_eq!(delete(&world, &tab, Remains::Backup), Some(Ok(Answer::Done)));
    restore(&world, &tab);
    done(&world, &tab, Request::Lock);
    assert_eq!(tab.view().name, "Samantha");
}
