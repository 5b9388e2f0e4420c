//! What this device's store does to a wallet in use: it is thrown away, refuses, or fails and does it all the same.

use lifeboat_backup::{MAX_KEY, MAX_SIZE, StoreError, TurnOffPlan};

use super::*;

const FAULTS: [StoreFault; 4] =
    [StoreFault::ApplyAndFail, StoreFault::RefuseWrites, StoreFault::Full, StoreFault::Silent];

fn payments(state: &State) -> usize {
    state.prefix("payment/").count()
}

fn begun(wallet: &Wallet) -> OpenedJournal {
    block_on(Journal::create(wallet.whole(), wallet.keys.clone(), State::new())).unwrap()
}

/// The next start of this device, on the drive its record names.
fn next_start(wallet: &Wallet, drive: &MemoryDrive) -> Result<State, StartError> {
    let env = wallet.env(&wallet.store);
    let loaded = block_on(Journal::load(&env, wallet.keys.clone())).expect("it loads");
    let started = block_on(loaded.start(env, Some(Rc::new(drive.clone()))));
    started.map(|opened| opened.state).map_err(|not| not.why)
}

#[test]
fn a_store_that_is_thrown_away_under_a_wallet_without_a_backup_is_written_whole_before_anything_counts() {
    let wallet = Wallet::new(&MemoryDrive::new());
    let env = wallet.whole();
    block_on(env.local.write(vec![("device/x/phrase".into(), Some(b"sealed words".to_vec()))])).unwrap();
    let opened = block_on(Journal::create(env, wallet.keys.clone(), State::new())).unwrap();
    run(opened, async |journal: Journal| {
        for id in 1..4 {
            journal.append(batch(id)).await.unwrap();
        }
        wallet.store.evict();
        assert_eq!(journal.append(batch(4)).await, Ok(4));
    });
    assert_eq!(wallet.store.contents()["device/x/phrase"], b"sealed words");
    assert_eq!(payments(&wallet.start().unwrap()), 4, "acknowledged, and not on this device");
}

#[test]
fn where_nothing_can_be_written_anew_nothing_counts_and_the_cloud_can_still_be_given_all_of_it() {
    let drive = MemoryDrive::new();
    let wallet = Wallet::new(&drive);
    run(begun(&wallet), async |journal: Journal| {
        journal.append(batch(1)).await.unwrap();
        wallet.store.evict();
        wallet.store.set_fault(StoreFault::Lost);
        let lost = Obstacle::Store(StoreError::Lost);
        assert_eq!(journal.append(batch(2)).await, Err(AppendError::Paused(lost.clone())));
        assert_eq!(journal.append(batch(3)).await, Err(AppendError::Paused(lost.clone())));
        assert_eq!(journal.status(), Status::Paused { why: lost.clone() });
        assert!(matches!(journal.resume().await, Err(AppendError::Paused(_))));
        journal.turn_on(wallet.turn_on(true)).await.unwrap();
        // The first two: the third waits for this device, as every payment does from here on.
        assert!(payments(&wallet.restored().await.unwrap()) >= 2);
        assert!(matches!(
            journal.append(batch(4)).await,
            Err(AppendError::Paused(_) | AppendError::Fenced(_))
        ));
    });
}

#[test]
fn a_store_that_takes_something_again_after_the_cloud_was_given_all_holds_the_new_journal() {
    let drive = MemoryDrive::new();
    let wallet = Wallet::new(&drive);
    run(begun(&wallet), async |journal: Journal| {
        wallet.store.evict();
        wallet.store.set_fault(StoreFault::Lost);
        assert!(journal.append(batch(1)).await.is_err());
        journal.turn_on(wallet.turn_on(true)).await.unwrap();
        wallet.store.set_fault(StoreFault::None);
        journal.resume().await.unwrap();
        journal.append(batch(2)).await.unwrap();
    });
    assert_eq!(payments(&next_start(&wallet, &drive).unwrap()), 2);
}

/// This holds whatever is written first, and by whatever device: the previous journal is old, and would be started
/// from without a backup.
#[test]
fn what_is_kept_again_after_the_cloud_was_given_all_is_never_the_journal_of_before() {
    let drive = MemoryDrive::new();
    let wallet = Wallet::new(&drive);
    let env = wallet.whole();
    let store = env.local.clone();
    let opened = block_on(Journal::create(env, wallet.keys.clone(), State::new())).unwrap();
    run(opened, async |journal: Journal| {
        for id in 1..4 {
            journal.append(batch(id)).await.unwrap();
        }
        wallet.store.evict();
        wallet.store.set_fault(StoreFault::Lost);
        assert!(journal.append(batch(4)).await.is_err());
        journal.turn_on(wallet.turn_on(true)).await.unwrap();
        wallet.store.set_fault(StoreFault::None);
        assert_eq!(store.read("device/x").await, Ok(None));
    });
    let stored = block_on(Journal::stored(&wallet.env(&wallet.store))).unwrap().unwrap();
    assert_eq!(stored.folder.as_ref(), Some(&wallet.folder));
    assert_eq!(payments(&next_start(&wallet, &drive).unwrap()), 4);
}

/// What is said to have failed may have been done: after it, this device's record and the drive belong together.
#[test]
fn turning_on_over_a_store_that_fails_leaves_one_journal_that_has_everything() {
    for fault in FAULTS {
        let drive = MemoryDrive::new();
        let wallet = Wallet::new(&drive);
        run(begun(&wallet), async |journal: Journal| {
            journal.append(batch(1)).await.unwrap();
            // The note of the folder that is begun, then the switch.
            wallet.store.fail_next(StoreFault::None);
            wallet.store.fail_next(fault);
            let on = journal.turn_on(wallet.turn_on(true)).await;
            assert_eq!(on.is_ok(), journal.folder().is_some(), "{fault:?}");
            assert_eq!(on.is_ok(), drive.contents().files().count() > 0, "{fault:?}: {on:?}");
            journal.append(batch(2)).await.unwrap();
        });
        assert_eq!(payments(&next_start(&wallet, &drive).unwrap()), 2, "{fault:?}");
    }
}

#[test]
fn turning_off_over_a_store_that_fails_leaves_one_journal_that_has_everything() {
    for fault in FAULTS {
        let drive = MemoryDrive::new();
        let wallet = Wallet::new(&drive);
        run(begun(&wallet), async |journal: Journal| {
            journal.turn_on(wallet.turn_on(true)).await.unwrap();
            journal.append(batch(1)).await.unwrap();
            // The pending end, then the switch.
            wallet.store.fail_next(StoreFault::None);
            wallet.store.fail_next(fault);
            let off = journal.turn_off(TurnOffPlan::default()).await;
            assert_eq!(off.is_ok(), journal.folder().is_none(), "{fault:?}: {off:?}");
            let mut paid = journal.append(batch(2)).await;
            while let Err(AppendError::Paused(_)) = paid {
                paid = journal.resume().await;
            }
            paid.unwrap();
            let stored = Journal::stored(&wallet.env(&wallet.store)).await.unwrap().unwrap();
            assert_eq!(stored.folder, journal.folder(), "{fault:?}: acknowledged beside the record");
        });
        assert_eq!(payments(&next_start(&wallet, &drive).unwrap()), 2, "{fault:?}");
    }
}

#[test]
fn restoring_over_a_store_that_fails_changes_nothing_or_all() {
    for fault in FAULTS {
        let drive = MemoryDrive::new();
        let wallet = Wallet::saved(&drive);
        let store = MemoryStore::new();
        store.fail_next(fault);
        let env = wallet.env(&store);
        let restored = block_on(Journal::restore(
            env.clone(),
            wallet.keys.clone(),
            Rc::new(drive.clone()),
            wallet.folder.clone(),
            RestoreOptions::default(),
            Rc::new(|_| {}),
            Rc::new(|_| Box::pin(async { Ok(()) })),
        ));
        match restored {
            Ok(opened) => assert_eq!(payments(&opened.state), 3),
            Err(error) => {
                assert!(matches!(error, RestoreError::Store(_)), "{fault:?}: {error:?}");
                assert!(block_on(Journal::stored(&env)).unwrap().is_none(), "{fault:?}");
                // No device was stopped for it.
                assert_eq!(payments(&wallet.start().unwrap()), 3);
            }
        }
    }
}

/// Batches that were promised to be kept are, until they are sealed; one of them may be more than any object
/// can hold. Only a key has a length that is refused.
#[test]
fn what_waited_while_paused_is_written_however_much_it_is() {
    let drive = MemoryDrive::new();
    let wallet = Wallet::saved(&drive);
    let env = wallet.env(&wallet.store);
    let loaded = block_on(Journal::load(&env, wallet.keys.clone())).unwrap();
    let Ok(opened) = block_on(loaded.start(env, Some(Rc::new(drive.clone())))) else { panic!("it starts") };
    run(opened, async |journal: Journal| {
        drive.set_outage(Some(DriveError::SignedOut));
        for (id, size) in [(0, 1), (1, MAX_SIZE + 1), (2, 1)] {
            let mut batch = Batch::new();
            batch.put(format!("large/{id}"), vec![id; size]);
            assert!(matches!(journal.append(batch).await, Err(AppendError::Paused(_))));
        }
        drive.mend();
        let head = journal.resume().await.expect("they were kept");
        assert!(head >= 6, "in several entries: {head}");
        assert_eq!(journal.state().prefix("large/").count(), 3);
        let mut refused = Batch::new();
        refused.put("beside", vec![1]);
        refused.delete("k".repeat(MAX_KEY + 1));
        assert_eq!(journal.append(refused).await, Err(AppendError::KeyTooLong));
        assert_eq!((journal.position(), journal.state().get("beside")), (head, None));
    });
}
