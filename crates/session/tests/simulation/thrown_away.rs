//! The browser throws away what it keeps, while the wallet runs; or somebody deletes its backup while it does not.

use lifeboat_backup::StoreFault;
use lifeboat_messages::{
    Answer, Assurances, BackupStatus, NewLock, Outcome, Phase, Problem, ReadOnly, Request, Unlocker, View,
};

use crate::{
    device::Device,
    journey::{PIN, done, lock, pin},
    world::{Process, World},
};

pub fn with_channel(world: &World, phone: &Device, backed_up: bool) -> Process {
    let tab = world.open(phone);
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(world, &tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    if backed_up {
        back_up(world, &tab);
    }
    tab
}

fn back_up(world: &World, tab: &Process) {
    let started = Request::StartBackup { lock: lock(PIN), drive: world.drive(0), waiver: Default::default() };
    let started = world.ask(tab, started);
    assert!(matches!(started, Some(Ok(Answer::BackedUp(_)))), "{started:?}");
}

pub fn pay(world: &World, tab: &Process) {
    let invoice = world.around.network.invoice(25_000_000).unwrap();
    done(world, tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: true });
}

pub fn has_paid(view: &View) -> bool {
    view.activities.first().is_some_and(|it| it.outcome == Outcome::Done)
}

/// Opened again, with what the device keeps, or the cloud.
fn again(world: &World, phone: &Device, backed_up: bool) -> View {
    let tab = world.open(phone);
    if backed_up {
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        done(world, &tab, Request::Unlock { unlocker: pin() });
    }
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready)
}

/// It is kept again with the next change, whole.
#[test]
fn what_the_browser_has_thrown_away_is_kept_again() {
    for backed_up in [false, true] {
        let world = World::new(43);
        let phone = world.device("phone");
        let tab = with_channel(&world, &phone, backed_up);
        phone.store.evict();
        pay(&world, &tab);
        let paid = world.see(&tab, "a payment", has_paid);
        drop(tab);
        let there = again(&world, &phone, backed_up);
        assert_eq!(there.balance.lightning_msat, paid.balance.lightning_msat);
        assert!(has_paid(&there));
    }
}

/// A device that is full says nothing of a backup that the wallet never had.
#[test]
fn what_a_device_alone_has_kept_is_not_said_to_be_in_the_cloud_when_it_is_full() {
    let world = World::new(48);
    let phone = world.device("phone");
    let tab = with_channel(&world, &phone, false);
    pay(&world, &tab);
    world.see(&tab, "a payment", has_paid);
    phone.store.set_fault(StoreFault::Full);
    pay(&world, &tab);
    let full = BackupStatus::Paused { problem: Problem::StorageFull };
    let view = world.see(&tab, "a full device", |view| view.backup == full);
    assert!(view.activities.iter().all(|it| !it.saved), "{:?}", view.activities);
    assert_eq!(view.payments.unsaved, view.payments.all);
    assert!(!view.has_backup());
    phone.store.set_fault(StoreFault::None);
    done(&world, &tab, Request::RetryNow);
    world.see(&tab, "no obstacle", |view| view.backup == BackupStatus::Off && has_paid(view));
}

/// It keeps nothing any more: nothing leaves that no other place has, and that is told. Without a backup,
/// turning one on is the way out: another device goes on from there.
#[test]
fn a_wallet_that_its_browser_does_not_keep_pays_nothing_and_is_not_lost() {
    for backed_up in [false, true] {
        let world = World::new(44);
        let phone = world.device("phone");
        let tab = with_channel(&world, &phone, backed_up);
        done(&world, &tab, Request::AutoLock { minutes: None });
        world.run(60_000);
        phone.store.evict();
        phone.store.set_fault(StoreFault::Full);
        pay(&world, &tab);
        let lost = BackupStatus::Paused { problem: Problem::StorageLost };
        world.see(&tab, "that it is kept nowhere", |view| view.backup == lost);
        world.run(120_000);
        assert!(!has_paid(&tab.view()), "{backed_up}: {:?}", tab.view().activities);
        if backed_up {
            phone.store.set_fault(StoreFault::None);
            world.see(&tab, "a payment", has_paid);
        } else {
            back_up(&world, &tab);
        }
        let here = tab.view();
        drop(tab);
        if backed_up {
            // What the journal does not keep is kept again, too.
            assert!(has_paid(&again(&world, &phone, backed_up)));
        }
        let laptop = world.open(&world.device("laptop"));
        world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
        let found = world.ask(&laptop, Request::FindBackups { drive: world.drive(0) });
        let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
        let (drive, backup) = (world.drive(0), backups[0].id.clone());
        let restore = Request::Restore { drive, backup, unlocker: pin(), sure: Assurances::default() };
        let restored = world.ask(&laptop, restore);
        assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{restored:?}");
        let there = world.see(&laptop, "a wallet that runs", |view| view.phase == Phase::Ready);
        assert_eq!(there.balance.lightning_msat, here.balance.lightning_msat);
        world.see(&laptop, "the payment", has_paid);
    }
}

/// Its browser keeps nothing, and there is no backup: to lock it, or to give it to another tab, would end it.
#[test]
fn a_wallet_that_only_this_process_has_is_not_put_away() {
    let world = World::new(53);
    let phone = world.device("phone");
    let tab = with_channel(&world, &phone, false);
    let locked = world.ask(&tab, Request::ChangeLock { old: None, new: NewLock::Pin(PIN.into()) });
    assert!(matches!(locked, Some(Ok(Answer::LockChanged { .. }))), "{locked:?}");
    world.run(60_000);
    phone.store.evict();
    phone.store.set_fault(StoreFault::Full);
    pay(&world, &tab);
    let lost = BackupStatus::Paused { problem: Problem::StorageLost };
    world.see(&tab, "that it is kept nowhere", |view| view.backup == lost);
    assert_eq!(world.ask(&tab, Request::Lock), Some(Err(Problem::StorageLost)));
    let other = world.open(&phone);
    let taken = world.ask(&other, Request::UseThisTab { by_force: false });
    assert_eq!(taken, Some(Err(Problem::OnlyInOtherTab)), "it could be taken by force");
    drop(other);
    // Nobody does anything for longer than it takes to lock.
    world.run(3_600_000);
    assert_eq!((tab.view().phase, tab.view().backup), (Phase::Ready, lost));
    // Once it is kept again, it locks.
    phone.store.set_fault(StoreFault::None);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    world.see(&tab, "the payment", has_paid);
}

/// What its browser keeps again is the wallet with the backup that was turned on meanwhile, whatever is
/// written first: it opens with the new PIN, and is never what it was without the backup.
#[test]
fn what_is_kept_again_after_a_backup_was_turned_on_is_the_wallet_with_it() {
    for pays_first in [false, true] {
        let world = World::new(52);
        let phone = world.device("phone");
        let tab = with_channel(&world, &phone, false);
        phone.store.evict();
        phone.store.set_fault(StoreFault::Full);
        pay(&world, &tab);
        let lost = BackupStatus::Paused { problem: Problem::StorageLost };
        world.see(&tab, "that it is kept nowhere", |view| view.backup == lost);
        back_up(&world, &tab);
        phone.store.set_fault(StoreFault::None);
        if pays_first {
            world.see(&tab, "a payment", has_paid);
        } else {
            done(&world, &tab, Request::AutoLock { minutes: None });
        }
        let here = tab.view();
        drop(tab);
        let tab = world.open(&phone);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        done(&world, &tab, Request::Unlock { unlocker: pin() });
        let there = world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
        assert_eq!(there.service.map(|it| it.file), here.service.map(|it| it.file), "{pays_first}");
        assert_eq!(there.auto_lock_min, here.auto_lock_min, "{pays_first}");
        world.see(&tab, "the payment", has_paid);
        assert_eq!(tab.view().balance.lightning_msat, 375_000_000, "{pays_first}");
    }
}

/// Nothing is written in its place before the user has said that no other device went on.
#[test]
fn a_backup_that_was_deleted_is_written_anew_only_when_the_user_says_so() {
    let world = World::new(45);
    let phone = world.device("phone");
    let tab = with_channel(&world, &phone, true);
    pay(&world, &tab);
    let paid = world.see(&tab, "a payment", has_paid);
    world.run(60_000);
    drop(tab);
    world.kept().delete_backups(0);
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    tab.call(Request::Unlock { unlocker: pin() });
    world.see(&tab, "that it is gone", |view| {
        view.phase == Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::BackupGone } }
    });
    world.run(120_000);
    assert_eq!(world.kept().heads().count(), 0, "it is written by itself");
    assert_eq!(tab.life().spoken(), 0, "it spoke with a peer");
    done(&world, &tab, Request::WriteAnew);
    world.see(&tab, "everything saved", |view| {
        view.phase == Phase::Ready && matches!(view.backup, BackupStatus::Saved { .. })
    });
    assert_eq!(tab.view().balance.lightning_msat, paid.balance.lightning_msat);
    assert_eq!(world.kept().heads().count(), 1);
}

/// Its user puts it back: what was said of it is over, and it gives way as any other does.
#[test]
fn a_backup_that_was_put_back_is_gone_no_more() {
    let world = World::new(45);
    let phone = world.device("phone");
    drop(with_channel(&world, &phone, true));
    let bin = world.kept().copy(0);
    world.kept().delete_backups(0);
    let gone = Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::BackupGone } };
    let opened = || {
        let tab = world.open(&phone);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        tab.call(Request::Unlock { unlocker: pin() });
        tab
    };
    let tab = opened();
    world.see(&tab, "that it is gone", |view| view.phase == gone);
    drop(tab);
    world.kept().put_back(0, &bin);
    let tab = opened();
    world.see(&tab, "everything saved", |view| {
        view.phase == Phase::Ready && matches!(view.backup, BackupStatus::Saved { .. })
    });
    drop(tab);
    world.run(60_000);
    let tablet = world.open(&world.device("tablet"));
    world.see(&tablet, "an empty device", |view| view.phase == Phase::Empty);
    done(&world, &tablet, Request::CreateWallet { name: "Another".into() });
    let started = Request::StartBackup { lock: lock(PIN), drive: world.drive(1), waiver: Default::default() };
    assert!(matches!(world.ask(&tablet, started), Some(Ok(Answer::BackedUp(_)))));
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    let found = world.ask(&tab, Request::FindBackups { drive: world.drive(1) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let (drive, backup) = (world.drive(1), backups[0].id.clone());
    let sure = Assurances { old_device_is_gone: true, although_another_goes: true, ..Assurances::default() };
    let restored = world.ask(&tab, Request::Restore { drive, backup, unlocker: pin(), sure });
    assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{restored:?}");
}

/// A wallet that was made of its words alone has keys that are in its state only. Its backup is gone: the
/// first wallet of these words, whose backup is there after all, does not take its place.
#[test]
fn another_wallet_of_the_same_words_does_not_take_the_place_of_one_whose_backup_is_gone() {
    let world = World::new(46);
    let tab = with_channel(&world, &world.device("phone"), true);
    let shown = world.ask(&tab, Request::ShowPhrase { unlocker: Some(pin()) });
    let Some(Ok(Answer::Phrase { words })) = shown else { panic!("{shown:?}") };
    world.run(60_000);
    drop(tab);
    let laptop = world.device("laptop");
    let tab = world.open(&laptop);
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(&world, &tab, Request::RestoreWords { name: "Samantha".into(), words: words.clone() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    let started = Request::StartBackup { lock: lock(PIN), drive: world.drive(1), waiver: Default::default() };
    let started = world.ask(&tab, started);
    assert!(matches!(started, Some(Ok(Answer::BackedUp(_)))), "{started:?}");
    world.run(60_000);
    drop(tab);
    world.kept().delete_backups(1);
    let gone = Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::BackupGone } };
    let restore = |tab: &Process| {
        let found = world.ask(tab, Request::FindBackups { drive: world.drive(0) });
        let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
        let restore = Request::Restore {
            drive: world.drive(0),
            backup: backups[0].id.clone(),
            unlocker: Unlocker::Phrase(words.clone()),
            sure: Assurances {
                old_device_is_gone: true,
                although_another_goes: true,
                ..Assurances::default()
            },
        };
        world.ask(tab, restore).unwrap().map(drop)
    };
    for again in [false, true] {
        let tab = world.open(&laptop);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        if again {
            assert_eq!(restore(&tab), Err(Problem::NotNewer), "after a reload nobody knows any more");
        }
        tab.call(Request::Unlock { unlocker: pin() });
        world.see(&tab, "that it is gone", |view| view.phase == gone);
        assert_eq!(restore(&tab), Err(Problem::NotNewer));
        done(&world, &tab, Request::Lock);
        assert_eq!(restore(&tab), Err(Problem::NotNewer), "behind the lock nobody knows any more");
        assert_eq!(tab.view().phase, Phase::Locked);
    }
    // Written anew it is a wallet like any other.
    let tab = world.open(&laptop);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    tab.call(Request::Unlock { unlocker: pin() });
    world.see(&tab, "that it is gone", |view| view.phase == gone);
    done(&world, &tab, Request::WriteAnew);
    world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    done(&world, &tab, Request::Lock);
    assert_eq!(restore(&tab), Ok(()));
}
