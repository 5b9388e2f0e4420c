//! What happens to a wallet in use: nothing is acknowledged too early, nothing is given up.

use super::*;

#[test]
fn a_backup_that_cannot_be_turned_on_leaves_nothing_behind_and_the_wallet_goes_on() {
    let drive = MemoryDrive::new();
    let wallet = Wallet::new(&drive);
    let opened =
        block_on(Journal::create(wallet.env(&wallet.store), wallet.keys.clone(), State::new())).unwrap();
    run(opened, async |journal: Journal| {
        journal.append(batch(1)).await.unwrap();
        assert_eq!(journal.turn_on(wallet.turn_on(false)).await, Err(TurnOnError::NotReadBack));
        assert_eq!(drive.contents().files().count(), 0);
        drive.script(Operation::Create, [DriveFault::None, DriveFault::Refused(DriveError::QuotaFull)]);
        let full = journal.turn_on(wallet.turn_on(true)).await;
        assert_eq!(full, Err(TurnOnError::Drive(DriveError::QuotaFull)));
        assert_eq!(drive.contents().files().count(), 0);
        assert_eq!(journal.status(), Status::Off);
        journal.append(batch(2)).await.unwrap();
        let folder = journal.turn_on(wallet.turn_on(true)).await.unwrap();
        assert_eq!(folder.folder_name(), "BitcoinWalletBackup_Samantha");
        assert_eq!(journal.append(batch(3)).await, Ok(1));
    });
    assert_eq!(wallet.restore().unwrap().prefix("payment/").count(), 3);
}

#[test]
fn cancelling_takes_back_what_was_written() {
    let drive = MemoryDrive::new();
    let wallet = Wallet::new(&drive);
    let opened =
        block_on(Journal::create(wallet.env(&wallet.store), wallet.keys.clone(), State::new())).unwrap();
    run(opened, async |journal: Journal| {
        // Busy for ever with the third file: the caller loses patience when it sees that.
        drive.on_call(|call| match call.operation {
            Operation::Create if call.path.names().len() == 4 => DriveFault::Late,
            _ => DriveFault::None,
        });
        let turning = journal.turn_on(wallet.turn_on(true));
        let written = futures::future::poll_fn(|context| {
            context.waker().wake_by_ref();
            let begun = drive.calls().iter().any(|call| call.path.names().len() == 4);
            if begun { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        });
        match select(std::pin::pin!(turning), written).await {
            Either::Left((result, _)) => assert!(result.is_err()),
            Either::Right(_) => {}
        }
        drive.mend();
        journal.append(batch(1)).await.unwrap();
        // The upload may still arrive: until then the notes say what it is.
        let left: Vec<_> = drive.contents().files().map(|(path, _)| path.clone()).collect();
        assert_eq!(left, [wallet.folder.not_finished(), wallet.folder.read_me()]);
        assert_eq!(journal.folder(), None);
    });
}

#[test]
fn the_status_says_saved_only_after_the_drive_did() {
    let drive = MemoryDrive::new();
    let wallet = Wallet::saved(&drive);
    let env = wallet.env(&wallet.store);
    let loaded = block_on(Journal::load(&env, wallet.keys.clone())).unwrap();
    let opened = match block_on(loaded.start(env, Some(Rc::new(drive.clone())))) {
        Ok(opened) => opened,
        Err(not) => panic!("{:?}", not.why),
    };
    run(opened, async |journal: Journal| {
        wallet.told.borrow_mut().clear();
        drive.script(Operation::Create, [DriveFault::AnswerLost]);
        assert_eq!(journal.append(batch(4)).await, Ok(4));
        let told = wallet.told.borrow().clone();
        assert!(
            matches!(
                told.as_slice(),
                [
                    Status::Saving,
                    Status::Waiting { why: Obstacle::Drive(DriveError::Unknown), .. },
                    Status::Saved { position: 4, .. }
                ]
            ),
            "{told:?}"
        );

        drive.set_outage(Some(DriveError::SignedOut));
        let paused = Obstacle::Drive(DriveError::SignedOut);
        assert_eq!(journal.append(batch(5)).await, Err(AppendError::Paused(paused.clone())));
        assert_eq!(journal.append(batch(6)).await, Err(AppendError::Paused(paused.clone())));
        assert_eq!(journal.status(), Status::Paused { why: paused });
        assert!(journal.head_is_ours().await.is_err());
        drive.mend();
        assert_eq!(journal.resume().await, Ok(6));
        assert_eq!(journal.head_is_ours().await, Ok(true));

        let other = wallet.restored().await.unwrap();
        assert_eq!(other.prefix("payment/").count(), 6);
        assert_eq!(journal.head_is_ours().await, Ok(false));
        assert!(
            matches!(journal.append(batch(7)).await, Err(AppendError::Fenced(other)) if other.device == "Test")
        );
        assert!(matches!(journal.append(batch(8)).await, Err(AppendError::Fenced(_))));
        assert!(matches!(journal.status(), Status::Fenced { .. }));
    });
}

#[test]
fn a_store_that_refuses_pauses_before_anything_is_sent() {
    let drive = MemoryDrive::new();
    let wallet = Wallet::saved(&drive);
    let env = wallet.env(&wallet.store);
    let loaded = block_on(Journal::load(&env, wallet.keys.clone())).unwrap();
    let Ok(opened) = block_on(loaded.start(env, Some(Rc::new(drive.clone())))) else { panic!("it starts") };
    run(opened, async |journal: Journal| {
        let creates = drive.count(Operation::Create);
        wallet.store.set_fault(StoreFault::RefuseWrites);
        assert!(matches!(journal.append(batch(4)).await, Err(AppendError::Paused(Obstacle::Store(_)))));
        assert_eq!(drive.count(Operation::Create), creates);
        wallet.store.set_fault(StoreFault::None);
        assert_eq!(journal.resume().await, Ok(4));
    });
}

#[test]
fn an_evicted_store_says_so_and_never_makes_a_new_journal_by_itself() {
    let wallet = Wallet::saved(&MemoryDrive::new());
    let env = wallet.env(&wallet.store);
    assert!(matches!(
        block_on(Journal::create(env.clone(), wallet.keys.clone(), State::new())),
        Err(LoadError::Occupied)
    ));
    wallet.store.evict();
    assert!(matches!(block_on(Journal::load(&env, wallet.keys.clone())), Err(LoadError::Empty)));
    assert!(matches!(block_on(Journal::stored(&env)), Ok(None)));
}

/// Without a PIN only the slot of this device opens the wallet again: it has to be in what the device keeps.
#[test]
fn a_device_keeps_its_own_keyring_and_uploads_the_other() {
    let rng = &mut system_rng();
    let phrase = Phrase::make(rng, lifeboat_crypto::Words::Twelve);
    let public = OpenKeyring::make(VaultId::make(rng), &[NewSlot::phrase(&phrase)], rng).unwrap();
    let (key_id, output) = (lifeboat_crypto::DeviceKeyId(*b"this-browser-key"), [7; 32]);
    let slots = [NewSlot::device(key_id, &output), NewSlot::phrase(&phrase)];
    let own = public.for_this_device(&slots, rng).unwrap();
    let keys = Rc::new(Keys::with_public(own, public.keyring().clone(), &phrase).unwrap());
    let wallet = Wallet::saved(&MemoryDrive::new());
    let empty = wallet.env(&MemoryStore::new());
    block_on(Journal::create(empty.clone(), keys.clone(), State::new())).unwrap();
    let stored = block_on(Journal::stored(&empty)).unwrap().unwrap();
    let secret = Secret::Device { key_id, output: &output };
    assert!(stored.keyring.open(&secret, &KdfBounds::READ).is_ok(), "the wallet cannot be opened again");
    assert!(keys.keyring().open(&secret, &KdfBounds::READ).is_err());
}

#[test]
fn batches_that_wait_together_become_one_entry() {
    let drive = MemoryDrive::new();
    let wallet = Wallet::saved(&drive);
    let env = wallet.env(&wallet.store);
    let loaded = block_on(Journal::load(&env, wallet.keys.clone())).unwrap();
    let Ok(opened) = block_on(loaded.start(env, Some(Rc::new(drive.clone())))) else { panic!("it starts") };
    run(opened, async |journal: Journal| {
        let creates = drive.count(Operation::Create);
        let (one, two, three) =
            futures::join!(journal.append(batch(4)), journal.append(batch(5)), journal.append(batch(6)));
        assert_eq!((one, two, three), (Ok(4), Ok(4), Ok(4)));
        assert_eq!(drive.count(Operation::Create), creates + 1);
        assert_eq!(journal.state().get("manager"), Some(&[6][..]));
    });
}

#[test]
fn a_torn_upload_of_our_own_is_mended() {
    let drive = MemoryDrive::new();
    let wallet = Wallet::saved(&drive);
    let env = wallet.env(&wallet.store);
    let loaded = block_on(Journal::load(&env, wallet.keys.clone())).unwrap();
    let Ok(opened) = block_on(loaded.start(env, Some(Rc::new(drive.clone())))) else { panic!("it starts") };
    let torn = run(opened, async |journal: Journal| {
        let answer = Err(DriveError::Unavailable { after_ms: None });
        drive.script(Operation::Create, [DriveFault::Torn { kept: 700, answer }]);
        assert_eq!(journal.append(batch(4)).await, Ok(4));
        drive.peek(&wallet.folder.entry(4)).unwrap()[..700].to_vec()
    });
    assert_eq!(drive.count(Operation::Delete), 0, "by name nothing is deleted");
    // A delete that was sent twice arrives again.
    let again = block_on(drive.delete_exactly(&wallet.folder.entry(4), &torn));
    assert_eq!(again, Ok(DeleteExactly::Changed));
    assert_eq!(wallet.restore().unwrap().prefix("payment/").count(), 4);
}

#[test]
fn a_drive_that_cannot_promise_exact_deletes_keeps_its_damage_and_the_journal_pauses() {
    let drive = MemoryDrive::new();
    let wallet = Wallet::saved(&drive);
    let deletes = || (drive.count(Operation::Delete), drive.count(Operation::DeleteExactly));
    let before = deletes();
    drive.set_exact_deletes(false);
    let env = wallet.env(&wallet.store);
    let loaded = block_on(Journal::load(&env, wallet.keys.clone())).unwrap();
    let Ok(opened) = block_on(loaded.start(env, Some(Rc::new(drive.clone())))) else { panic!("it starts") };
    let entry = wallet.folder.entry(4);
    run(opened, async |journal: Journal| {
        let answer = Err(DriveError::Unavailable { after_ms: None });
        drive.script(Operation::Create, [DriveFault::Torn { kept: 700, answer }]);
        let paused = journal.append(batch(4)).await;
        assert!(
            matches!(&paused, Err(AppendError::Paused(Obstacle::Entry { position: 4, .. }))),
            "{paused:?}"
        );
        assert_eq!(drive.peek(&entry).map(|bytes| bytes.len()), Some(700));
        // Somebody removes it by hand.
        assert!(drive.remove(&entry));
        assert_eq!(journal.resume().await, Ok(4));
    });
    assert_eq!(deletes(), before);
    assert_eq!(wallet.restore().unwrap().prefix("payment/").count(), 4);
}

#[test]
fn somebody_elses_torn_upload_is_only_removed_when_the_user_gives_that_device_up() {
    let drive = MemoryDrive::new();
    let wallet = Wallet::saved(&drive);
    block_on(drive.create(&wallet.folder.entry(4), b"")).unwrap();
    assert_eq!(refused(&wallet), RestoreError::TornHead { position: 4 });
    let given_up = || {
        let options = RestoreOptions { old_device_is_gone: true, ..RestoreOptions::default() };
        let (env, keys) = (wallet.env(&MemoryStore::new()), wallet.keys.clone());
        let (drive, folder) = (Rc::new(drive.clone()), wallet.folder.clone());
        block_on(Journal::restore(
            env,
            keys,
            drive,
            folder,
            options,
            Rc::new(|_| {}),
            Rc::new(|_| Box::pin(async { Ok(()) })),
        ))
    };
    // It is not deleted by name, as something else may have been written there.
    drive.set_exact_deletes(false);
    assert_eq!(given_up().err(), Some(RestoreError::TornHead { position: 4 }));
    drive.set_exact_deletes(true);
    assert_eq!(given_up().ok().map(|opened| opened.state.prefix("payment/").count()), Some(3));
}

/// It was changed, or sealed with a key that this keyring does not hold, by a device that changed the PIN.
#[test]
fn a_whole_entry_that_does_not_open_is_never_removed_as_an_upload_that_broke_off() {
    let drive = MemoryDrive::new();
    let wallet = Wallet::saved(&drive);
    let head = wallet.folder.entry(3);
    let mut bytes = drive.peek(&head).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    drive.exchange(&head, &bytes);
    let options = RestoreOptions { old_device_is_gone: true, ..RestoreOptions::default() };
    let (env, keys) = (wallet.env(&MemoryStore::new()), wallet.keys.clone());
    let restored = block_on(Journal::restore(
        env,
        keys,
        Rc::new(drive.clone()),
        wallet.folder.clone(),
        options,
        Rc::new(|_| {}),
        Rc::new(|_| Box::pin(async { Ok(()) })),
    ));
    assert_eq!(restored.err(), Some(RestoreError::Entry { position: 3, fault: Fault::Damaged }));
    assert_eq!(drive.peek(&head), Some(bytes));
}

#[test]
fn a_folder_that_vanishes_while_the_wallet_runs_is_made_whole_again() {
    let drive = MemoryDrive::new();
    let wallet = Wallet::saved(&drive);
    let env = wallet.env(&wallet.store);
    let loaded = block_on(Journal::load(&env, wallet.keys.clone())).unwrap();
    let Ok(opened) = block_on(loaded.start(env, Some(Rc::new(drive.clone())))) else { panic!("it starts") };
    run(opened, async |journal: Journal| {
        drive.remove(&wallet.folder.path());
        assert_eq!(journal.append(batch(4)).await, Ok(4));
        let whole = wallet.folder.entry(5);
        futures::future::poll_fn(|context| {
            context.waker().wake_by_ref();
            if drive.peek(&whole).is_some() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
    });
    assert_eq!(wallet.restore().unwrap().prefix("payment/").count(), 4);
    assert_eq!(block_on(find_wallets(&drive)).unwrap()[0].channels, Channels::Complete);
}

/// A payment that the drive has not taken must not vanish from what the next start shows.
#[test]
fn what_waits_for_the_drive_is_there_to_look_at_when_the_next_process_starts() {
    let drive = MemoryDrive::new();
    let wallet = Wallet::saved(&drive);
    let env = wallet.env(&wallet.store);
    let loaded = block_on(Journal::load(&env, wallet.keys.clone())).unwrap();
    assert!(loaded.queued().1.is_empty(), "all is there");
    let Ok(opened) = block_on(loaded.start(env.clone(), Some(Rc::new(drive.clone())))) else {
        panic!("it starts")
    };
    run(opened, async |journal: Journal| {
        drive.script(Operation::Create, [DriveFault::Refused(DriveError::QuotaFull)]);
        assert!(matches!(journal.append(batch(4)).await, Err(AppendError::Paused(_))));
    });
    let loaded = block_on(Journal::load(&env, wallet.keys.clone())).unwrap();
    assert_eq!(loaded.state().prefix("payment/").count(), 3, "what is confirmed");
    let (state, queued) = loaded.queued();
    assert_eq!(state.prefix("payment/").count(), 4);
    assert_eq!(state.get("manager"), Some(&[4][..]));
    assert_eq!(queued.into_iter().collect::<Vec<_>>(), ["manager", "payment/4"]);
}
