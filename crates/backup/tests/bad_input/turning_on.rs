//! Turning the backup on and taking that back: nothing of others is deleted, and nothing that may be restored
//! unawares is left.

use super::*;

/// A wallet on this device alone.
fn alone(wallet: &Wallet) -> OpenedJournal {
    block_on(Journal::create(wallet.env(&wallet.store), wallet.keys.clone(), State::new())).unwrap()
}

/// Cancels as soon as a file of this depth is being created.
async fn cancelled_at(journal: &Journal, wallet: &Wallet, is_it: impl Fn(&Path) -> bool) {
    let turning = journal.turn_on(wallet.turn_on(true));
    let begun = futures::future::poll_fn(|context| {
        context.waker().wake_by_ref();
        let calls = wallet.drive.calls();
        let begun = calls.iter().any(|call| call.operation == Operation::Create && is_it(&call.path));
        if begun { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    });
    match select(std::pin::pin!(turning), begun).await {
        Either::Left((result, _)) => assert!(result.is_err()),
        Either::Right(_) => {}
    }
}

/// The upload that was under way when the user cancelled arrives after everything was taken back.
#[test]
fn a_late_upload_of_a_cancelled_turn_on_is_never_restored_unawares() {
    let wallet = Wallet::new(&MemoryDrive::new());
    for path in [
        wallet.folder.read_me(),
        wallet.folder.not_finished(),
        wallet.folder.phrase(1),
        wallet.folder.entry(0),
    ] {
        let wallet = Wallet::new(&MemoryDrive::new());
        let (late, drive) = (path.clone(), wallet.drive.clone());
        let folder = run(alone(&wallet), async |journal: Journal| {
            drive.on_call(move |call| match call.operation {
                Operation::Create if call.path == late => DriveFault::Late,
                _ => DriveFault::None,
            });
            cancelled_at(&journal, &wallet, |begun| *begun == path).await;
            drive.mend();
            journal.append(batch(1)).await.unwrap();
            assert!(!drive.waiting().is_empty(), "{path:?} is on its way");
            drive.release_all();
            assert!(wallet.restored().await.is_err(), "{path:?}: somebody would go on from there unawares");
            // The next attempt finds what was left, and is whole.
            let folder = journal.turn_on(wallet.turn_on(true)).await.unwrap();
            drive.release_all();
            assert_eq!(journal.append(batch(2)).await, Ok(1));
            assert_eq!(drive.peek(&folder.not_finished()), None);
            folder
        });
        let wallet = Wallet { folder, ..wallet };
        assert_eq!(wallet.restore().map(|state| state.prefix("payment/").count()), Ok(2), "{path:?}");
    }
}

#[test]
fn a_killed_turn_on_is_never_restored_unawares() {
    let wallet = Wallet::new(&MemoryDrive::new());
    run(alone(&wallet), async |journal: Journal| {
        journal.append(batch(1)).await.unwrap();
        // Everything is on the drive, and the device's record is not written: as good as killed.
        let store = wallet.store.clone();
        let drive = wallet.drive.clone();
        let (first, phrase) = (wallet.folder.entry(0), wallet.folder.phrase(1));
        drive.on_call(move |call| {
            if call.operation == Operation::Get && (call.path == first || call.path == phrase) {
                store.set_fault(StoreFault::RefuseWrites);
            }
            // Nor can it be taken back.
            match call.operation {
                Operation::Delete | Operation::DeleteExactly => DriveFault::RequestLost,
                _ => DriveFault::None,
            }
        });
        assert!(matches!(journal.turn_on(wallet.turn_on(true)).await, Err(TurnOnError::Store(_))));
        wallet.store.set_fault(StoreFault::None);
    });
    wallet.drive.mend();
    assert!(wallet.drive.peek(&wallet.folder.entry(0)).is_some());
    assert!(matches!(wallet.restore(), Err(RestoreError::Ended(_))));
    let found = block_on(find_wallets(&wallet.drive)).unwrap();
    assert!(found.iter().all(|found| found.ended.is_some()), "a list says so as well");
}

/// Drives that do not tell large letters from small ones: the folder seems free, and its files are another wallet's.
#[test]
fn taking_back_never_deletes_a_file_of_another_wallet() {
    let drive = MemoryDrive::new();
    let other = Wallet::saved(&drive);
    drive.remove(&other.folder.read_me());
    let before = drive.contents();
    let hidden = Wallet::new(&drive);
    run(alone(&hidden), async |journal: Journal| {
        // The listing of all wallets names it in other letters.
        drive.script(Operation::List, [DriveFault::Refused(DriveError::NotFound)]);
        assert!(journal.turn_on(hidden.turn_on(true)).await.is_err());
    });
    for (path, bytes) in before.files() {
        assert_eq!(drive.peek(path).as_deref(), Some(bytes), "{path:?}");
    }
    assert_eq!(other.restore().map(|state| state.prefix("payment/").count()), Ok(3));
}

/// Turning on ends after everything was written, and what is on the drive cannot be taken back: as good as killed.
pub async fn killed(wallet: &Wallet, journal: &Journal) {
    let (store, drive, phrase) = (wallet.store.clone(), wallet.drive.clone(), wallet.folder.phrase(1));
    drive.on_call(move |call| {
        if call.operation == Operation::Get && call.path == phrase {
            store.set_fault(StoreFault::RefuseWrites);
        }
        match call.operation {
            Operation::Delete | Operation::DeleteExactly => DriveFault::RequestLost,
            _ => DriveFault::None,
        }
    });
    assert!(journal.turn_on(wallet.turn_on(true)).await.is_err());
    wallet.store.set_fault(StoreFault::None);
    drive.mend();
}

/// A state of this many entries.
fn state(megabytes: u8) -> State {
    let mut state = State::new();
    for number in 0..megabytes {
        let mut batch = Batch::new();
        batch.put(format!("large/{number}"), vec![number; 1 << 20]);
        state.apply(&batch);
    }
    state
}

/// Another device restored from what a killed attempt left, and continued there: it is that device's backup now. This
/// also holds if the attempt has written several entries itself.
#[test]
fn a_leftover_that_somebody_uses_is_not_deleted() {
    for megabytes in [0, 2] {
        let drive = MemoryDrive::new();
        let wallet = Wallet::new(&drive);
        let opened = Journal::create(wallet.env(&wallet.store), wallet.keys.clone(), state(megabytes));
        run(block_on(opened).unwrap(), async |journal: Journal| {
            killed(&wallet, &journal).await;
            let options = RestoreOptions { although_ended: true, ..RestoreOptions::default() };
            let (env, keys) = (wallet.env(&MemoryStore::new()), wallet.keys.clone());
            let (there, folder) = (Rc::new(drive.clone()), wallet.folder.clone());
            let ok: lifeboat_backup::Check = Rc::new(|_| Box::pin(async { Ok(()) }));
            let other = Journal::restore(env, keys, there, folder, options, Rc::new(|_| {}), ok).await;
            assert!(other.is_ok());
            let before = drive.contents();
            let folder = journal.turn_on(wallet.turn_on(true)).await.unwrap();
            assert_ne!(folder, wallet.folder);
            for (path, bytes) in before.files() {
                assert_eq!(drive.peek(path).as_deref(), Some(bytes), "{path:?}");
            }
        });
    }
}

/// No device uses it: all of it is deleted, however many entries it has, and the name is free again.
#[test]
fn a_leftover_of_several_entries_goes() {
    let wallet = Wallet::new(&MemoryDrive::new());
    let opened = Journal::create(wallet.env(&wallet.store), wallet.keys.clone(), state(2));
    run(block_on(opened).unwrap(), async |journal: Journal| {
        killed(&wallet, &journal).await;
        assert!(wallet.drive.peek(&wallet.folder.entry(2)).is_some(), "several entries");
        assert_eq!(journal.turn_on(wallet.turn_on(true)).await, Ok(wallet.folder.clone()));
    });
    assert_eq!(wallet.restore().map(|state| state.prefix("large/").count()), Ok(2));
}

/// A service that says that an entry is there, and never finds it.
#[test]
fn a_contradiction_that_stays_pauses() {
    let wallet = Wallet::saved(&MemoryDrive::new());
    let env = wallet.env(&wallet.store);
    let loaded = block_on(Journal::load(&env, wallet.keys.clone())).unwrap();
    let Ok(opened) = block_on(loaded.start(env, Some(Rc::new(wallet.drive.clone())))) else {
        panic!("starts")
    };
    run(opened, async |journal: Journal| {
        let entry = wallet.folder.entry(4);
        wallet.drive.exchange(&entry, b"taken");
        wallet.drive.on_call(move |call| match call.operation {
            Operation::Get if call.path == entry => DriveFault::Refused(DriveError::NotFound),
            _ => DriveFault::None,
        });
        let paused = journal.append(batch(4)).await;
        assert_eq!(paused, Err(AppendError::Paused(Obstacle::Drive(DriveError::NotADrive))));
        wallet.drive.mend();
        wallet.drive.remove(&wallet.folder.entry(4));
        assert_eq!(journal.resume().await, Ok(4));
    });
}

/// A server that asks to come back in an hour: the user is told, and the screen does not stand still.
#[test]
fn a_long_wish_to_wait_is_told_and_not_obeyed_in_silence() {
    let asked = DriveError::Busy { after_ms: Some(3_600_000) };
    let wallet = Wallet::saved(&MemoryDrive::new());
    for after in 0..8 {
        let asked = asked.clone();
        let count = std::cell::Cell::new(0);
        wallet.drive.on_call(move |_| {
            count.set(count.get() + 1);
            if count.get() > after { DriveFault::Refused(asked.clone()) } else { DriveFault::None }
        });
        let (start, restore) = (Rc::new(Now::default()), Rc::new(Now::default()));
        let env = Env { clock: start.clone(), ..wallet.env(&wallet.store) };
        let loaded = block_on(Journal::load(&env, wallet.keys.clone())).unwrap();
        if let Err(not) = block_on(loaded.start(env, Some(Rc::new(wallet.drive.clone())))) {
            assert_eq!(
                not.why,
                StartError::Unconfirmed(Obstacle::Drive(DriveError::Busy { after_ms: Some(3_600_000) }))
            );
        }
        wallet.drive.mend();
        assert!(start.now_ms() < 30_000, "{after}: {} ms", start.now_ms());
        let env = Env { clock: restore.clone(), ..wallet.env(&MemoryStore::new()) };
        wallet.drive.set_outage(Some(DriveError::Unavailable { after_ms: Some(120_000) }));
        let (drive, folder) = (Rc::new(wallet.drive.clone()), wallet.folder.clone());
        let options = RestoreOptions::default();
        let ok: lifeboat_backup::Check = Rc::new(|_| Box::pin(async { Ok(()) }));
        let keys = wallet.keys.clone();
        let refused = Journal::restore(env, keys, drive, folder, options, Rc::new(|_| {}), ok);
        assert!(matches!(block_on(refused), Err(RestoreError::Drive(DriveError::Unavailable { .. }))));
        assert!(restore.now_ms() < 30_000, "{} ms", restore.now_ms());
        wallet.drive.mend();
    }
}

/// An attempt that fails is taken back, and one of its deletes comes only after the next attempt is done:
/// that one's files and folders are not what it names. The same where the attempt was killed, and the next
/// one clears away what it has left.
#[test]
fn a_late_delete_of_what_was_taken_back_takes_nothing_of_the_next_attempt() {
    for (exact, dies) in [(true, false), (true, true), (false, false), (false, true)] {
        let mut deletes = 0;
        loop {
            let drive = MemoryDrive::new();
            drive.set_exact_deletes(exact);
            let wallet = Wallet::new(&drive);
            let late_before_last = run(alone(&wallet), async |journal: Journal| {
                if dies {
                    killed(&wallet, &journal).await;
                }
                delay(&drive, deletes);
                let failed = journal.turn_on(wallet.turn_on(false)).await;
                assert!(failed.is_err(), "{failed:?}");
                drive.mend();
                let late = !drive.waiting().is_empty();
                let folder = journal.turn_on(wallet.turn_on(true)).await.unwrap();
                assert_eq!(journal.append(batch(1)).await, Ok(1));
                drive.release_all();
                let wallet = Wallet { folder, ..wallet };
                let restored = wallet.restored().await.map(|state| state.prefix("payment/").count());
                assert_eq!(restored, Ok(1), "exact {exact}, dies {dies}, delete {deletes}");
                assert!(
                    drive.peek(&wallet.folder.phrase(1)).is_some(),
                    "exact {exact}, dies {dies}, {deletes}"
                );
                late
            });
            if !late_before_last {
                break;
            }
            deletes += 1;
        }
        assert!(deletes > 4, "{deletes} deletes were late");
    }
}

/// This many deletes are carried out, and the next one is on its way.
fn delay(drive: &MemoryDrive, after: u32) {
    let mut left = after;
    drive.on_call(move |call| match call.operation {
        Operation::Delete | Operation::DeleteExactly if left == 0 => {
            left = u32::MAX;
            DriveFault::Late
        }
        Operation::Delete | Operation::DeleteExactly => {
            left -= 1;
            DriveFault::None
        }
        _ => DriveFault::None,
    });
}

/// On a drive where everything succeeds, nothing stays behind, and the name is free.
#[test]
fn what_was_taken_back_leaves_nothing_behind() {
    for exact in [true, false] {
        let drive = MemoryDrive::new();
        drive.set_exact_deletes(exact);
        let wallet = Wallet::new(&drive);
        run(alone(&wallet), async |journal: Journal| {
            assert_eq!(journal.turn_on(wallet.turn_on(false)).await, Err(TurnOnError::NotReadBack));
            assert_eq!(drive.list(&wallet.folder.path()).await, Err(DriveError::NotFound));
            assert_eq!(journal.turn_on(wallet.turn_on(true)).await, Ok(wallet.folder.clone()));
        });
    }
}
