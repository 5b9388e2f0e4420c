//! Whatever lies in the cloud: a distinct error, nothing loaded wrongly, nothing deleted.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::{cell::RefCell, rc::Rc};

use async_trait::async_trait;
use futures::{
    executor::block_on,
    future::{Either, select},
};
use lifeboat_backup::{
    AppendError, Batch, Channels, Clock, DiscoverError, Env, Fault, Journal, Keys, LoadError, MemoryStore,
    Opened, Randomness, RestoreError, RestoreOptions, StartError, State, Status, StoreFault, Trouble, TurnOn,
    TurnOnError, WalletFolder, find_wallets, phrase_file,
};
use lifeboat_cloud::{
    DeleteExactly, Drive, DriveError, Path,
    memory::{Fault as DriveFault, MemoryDrive, Operation},
};
use lifeboat_crypto::{KdfBounds, NewSlot, OpenKeyring, Phrase, Secret, VaultId, system_rng};

/// Time flies.
#[derive(Default)]
struct Now(std::cell::Cell<u64>);

#[async_trait(?Send)]
impl Clock for Now {
    fn now_ms(&self) -> u64 {
        self.0.get()
    }

    async fn sleep(&self, ms: u64) {
        self.0.set(self.0.get() + ms);
    }
}

const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

struct Wallet {
    drive: MemoryDrive,
    store: MemoryStore,
    keys: Rc<Keys>,
    folder: WalletFolder,
    told: Rc<RefCell<Vec<Status>>>,
}

fn keys() -> Rc<Keys> {
    let phrase = Phrase::parse(WORDS).unwrap();
    let rng = &mut system_rng();
    let vault = VaultId::make(rng);
    Rc::new(Keys::new(OpenKeyring::make(vault, &[NewSlot::phrase(&phrase)], rng).unwrap()).unwrap())
}

impl Wallet {
    fn new(drive: &MemoryDrive) -> Wallet {
        Wallet {
            drive: drive.clone(),
            store: MemoryStore::new(),
            keys: keys(),
            folder: WalletFolder::new("Samantha"),
            told: Rc::default(),
        }
    }

    fn env(&self, store: &MemoryStore) -> Env {
        let told = self.told.clone();
        Env {
            local: Rc::new(store.clone()),
            clock: Rc::new(Now::default()),
            rng: Randomness::new(system_rng()),
            device: "Test".to_owned(),
            observer: Rc::new(move |status| told.borrow_mut().push(status.clone())),
        }
    }

    fn turn_on(&self, opens: bool) -> TurnOn {
        let env = self.env(&self.store);
        let phrase = Phrase::parse(WORDS).unwrap();
        TurnOn {
            drive: Rc::new(self.drive.clone()),
            folder: self.folder.clone(),
            keys: self.keys.clone(),
            phrase_file: phrase_file::seal(&self.keys, &phrase, &env.rng).unwrap(),
            opens: Rc::new(move |_| opens),
            progress: Rc::new(|_| {}),
        }
    }

    /// With entries 0 to 3: a snapshot and three changes.
    fn saved(drive: &MemoryDrive) -> Wallet {
        let mut wallet = Wallet::new(drive);
        let opened =
            block_on(Journal::create(wallet.env(&wallet.store), wallet.keys.clone(), State::new())).unwrap();
        wallet.folder = run(opened, async |journal: Journal| {
            let folder = journal.turn_on(wallet.turn_on(true)).await.unwrap();
            for id in 1..4u8 {
                journal.append(batch(id)).await.unwrap();
            }
            folder
        });
        wallet
    }

    fn restore(&self) -> Result<State, RestoreError> {
        block_on(self.restored())
    }

    async fn restored(&self) -> Result<State, RestoreError> {
        let env = self.env(&MemoryStore::new());
        let options = RestoreOptions::default();
        let drive = Rc::new(self.drive.clone());
        let restored =
            Journal::restore(env, self.keys.clone(), drive, self.folder.clone(), options, Rc::new(|_| {}));
        restored.await.map(|opened| opened.state)
    }

    fn start(&self) -> Result<State, StartError> {
        let env = self.env(&self.store);
        let loaded = block_on(Journal::load(&env, self.keys.clone())).expect("it loads");
        let started = block_on(loaded.start(env, Some(Rc::new(self.drive.clone()))));
        started.map(|opened| opened.state).map_err(|not| not.why)
    }
}

fn batch(id: u8) -> Batch {
    let mut batch = Batch::new();
    batch.put(format!("payment/{id}"), vec![id; 30]);
    batch.put("manager", vec![id]);
    batch
}

/// Lets the engine run while this is done.
fn run<T>(opened: Opened, work: impl AsyncFnOnce(Journal) -> T) -> T {
    let engine = std::pin::pin!(opened.engine.run());
    let work = std::pin::pin!(work(opened.journal));
    match block_on(select(work, engine)) {
        Either::Left((value, _)) => value,
        Either::Right(((), work)) => block_on(work),
    }
}

/// What must hold after any failure: the drive is as it was.
fn untouched(wallet: &Wallet, work: impl FnOnce(&Wallet) -> RestoreError) -> RestoreError {
    let before = wallet.drive.contents();
    let error = work(wallet);
    assert!(wallet.drive.contents() == before, "something was changed after {error:?}");
    error
}

fn refused(wallet: &Wallet) -> RestoreError {
    untouched(wallet, |wallet| wallet.restore().expect_err("it must not load"))
}

#[test]
fn an_untouched_backup_is_restored() {
    let wallet = Wallet::saved(&MemoryDrive::new());
    let state = wallet.restore().unwrap();
    assert_eq!(state.get("manager"), Some(&[3][..]));
    assert_eq!(state.prefix("payment/").count(), 3);
    assert!(matches!(wallet.start(), Err(StartError::Fenced(other)) if other.device == "Test"));
}

#[test]
fn damage_truncation_swaps_strangers_gaps_and_newer_formats_are_told_apart() {
    let entry = |wallet: &Wallet, position| wallet.folder.entry(position);
    let damage = |wallet: &Wallet, path: &Path, change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = wallet.drive.peek(path).unwrap();
        change(&mut bytes);
        wallet.drive.exchange(path, &bytes);
    };
    let fault = |position, fault| RestoreError::Entry { position, fault };

    let wallet = Wallet::saved(&MemoryDrive::new());
    damage(&wallet, &entry(&wallet, 2), &|bytes| bytes[5_000] ^= 1);
    assert_eq!(refused(&wallet), fault(2, Fault::Damaged));

    let wallet = Wallet::saved(&MemoryDrive::new());
    damage(&wallet, &entry(&wallet, 2), &|bytes| bytes.truncate(5_000));
    assert_eq!(refused(&wallet), fault(2, Fault::Truncated));

    let wallet = Wallet::saved(&MemoryDrive::new());
    damage(&wallet, &entry(&wallet, 3), &|bytes| bytes.truncate(5_000));
    assert_eq!(refused(&wallet), RestoreError::TornHead { position: 3 });

    let wallet = Wallet::saved(&MemoryDrive::new());
    let (one, two) =
        (wallet.drive.peek(&entry(&wallet, 1)).unwrap(), wallet.drive.peek(&entry(&wallet, 2)).unwrap());
    wallet.drive.exchange(&entry(&wallet, 1), &two);
    wallet.drive.exchange(&entry(&wallet, 2), &one);
    assert_eq!(refused(&wallet), fault(2, Fault::Swapped));

    let drive = MemoryDrive::new();
    let (wallet, stranger) = (Wallet::saved(&drive), Wallet::saved(&drive));
    assert_eq!(stranger.folder.wallet_name(), "Samantha 2");
    drive.exchange(&entry(&wallet, 2), &drive.peek(&entry(&stranger, 2)).unwrap());
    assert_eq!(refused(&wallet), fault(2, Fault::Foreign));

    let wallet = Wallet::saved(&MemoryDrive::new());
    // The suite of the object.
    damage(&wallet, &entry(&wallet, 2), &|bytes| bytes[9] = 9);
    assert_eq!(refused(&wallet), fault(2, Fault::TooNew));

    let wallet = Wallet::saved(&MemoryDrive::new());
    wallet.drive.remove(&entry(&wallet, 2));
    assert_eq!(refused(&wallet), RestoreError::Gap { position: 2 });

    let wallet = Wallet::saved(&MemoryDrive::new());
    wallet.drive.remove(&wallet.folder.channel_state());
    assert_eq!(refused(&wallet), RestoreError::NoChannelState);
    assert_eq!(wallet.start(), Err(StartError::FolderGone));

    let wallet = Wallet::saved(&MemoryDrive::new());
    wallet.drive.remove(&wallet.folder.path());
    assert_eq!(refused(&wallet), RestoreError::FolderGone);
    assert_eq!(wallet.start(), Err(StartError::FolderGone));

    let wallet = Wallet::saved(&MemoryDrive::new());
    wallet.drive.remove(&entry(&wallet, 3));
    assert_eq!(wallet.start(), Err(StartError::DriveRolledBack { position: 3 }));
}

#[test]
fn errors_of_the_drive_are_never_taken_for_no_backup() {
    let errors = [
        DriveError::Unreachable,
        DriveError::SignedOut,
        DriveError::Denied,
        DriveError::QuotaFull,
        DriveError::Busy { after_ms: Some(5) },
        DriveError::Unavailable { after_ms: None },
        DriveError::NotADrive,
        DriveError::RedirectedAway,
        DriveError::WrongKind,
    ];
    let wallet = Wallet::saved(&MemoryDrive::new());
    for error in errors {
        wallet.drive.set_outage(Some(error.clone()));
        assert_eq!(refused(&wallet), RestoreError::Drive(error.clone()));
        let found = block_on(find_wallets(&wallet.drive)).map(|found| found.len());
        assert_eq!(found, Err(DiscoverError::Drive(error.clone())));
        assert_eq!(wallet.start(), Err(StartError::Unconfirmed(Trouble::Drive(error))));
        wallet.drive.mend();
    }
    assert!(wallet.start().is_ok());
}

#[test]
fn every_bit_of_every_file_counts() {
    let wallet = Wallet::saved(&MemoryDrive::new());
    let intact = wallet.drive.contents();
    let expected = wallet.restore().unwrap();
    let files: Vec<(Path, Vec<u8>)> =
        intact.files().map(|(path, bytes)| (path.clone(), bytes.to_vec())).collect();
    let mut flips = 0;
    for (path, bytes) in files {
        for byte in 0..bytes.len() {
            // All of what is in front, some of the padded rest.
            if byte > 150 && byte % 97 != 0 {
                continue;
            }
            wallet.drive.roll_back(intact.clone());
            let mut flipped = bytes.clone();
            flipped[byte] ^= 1 << (byte % 8);
            wallet.drive.exchange(&path, &flipped);
            // Refused, or not needed for the state: never another state.
            if let Ok(state) = wallet.restore() {
                assert_eq!(state, expected, "{path:?}, byte {byte}");
                let entry = path.parent() == Some(wallet.folder.channel_state());
                let keyring = lifeboat_crypto::Keyring::is_at_start_of(&bytes);
                assert!(!entry || keyring, "{path:?}, byte {byte} was not noticed");
            }
            flips += 1;
        }
    }
    assert!(flips > 900, "{flips}");
}

#[test]
fn wallets_are_found_by_name_and_told_apart() {
    let drive = MemoryDrive::new();
    assert_eq!(block_on(find_wallets(&drive)).unwrap().len(), 0);
    let whole = Wallet::saved(&drive);
    let phrase_only = Wallet::saved(&drive);
    drive.remove(&phrase_only.folder.channel_state());
    let spoiled = Wallet::saved(&drive);
    drive.exchange(&spoiled.folder.phrase(1), b"<html>sign in</html>");
    drive.remove(&spoiled.folder.channel_state());
    let by_snapshot = Wallet::saved(&drive);
    drive.remove(&by_snapshot.folder.phrase(1));
    let emptied = Wallet::saved(&drive);
    drive.remove(&emptied.folder.phrase(1));
    drive.remove(&emptied.folder.channel_state());
    block_on(drive.create(&emptied.folder.path().join("notes.txt"), b"not a backup")).unwrap();
    let found = block_on(find_wallets(&drive)).unwrap();
    let seen: Vec<_> = found.iter().map(|wallet| (wallet.name.as_str(), wallet.channels.clone())).collect();
    assert_eq!(
        seen,
        [
            ("Samantha", Channels::Complete),
            ("Samantha 2", Channels::NoChannelState),
            ("Samantha 3", Channels::Unusable(Fault::Damaged)),
            ("Samantha 4", Channels::Complete),
            ("Samantha 5", Channels::Empty),
        ]
    );
    assert_eq!(found[0].vault_id, Some(whole.keys.vault_id()));
    assert_eq!(found[3].vault_id, Some(by_snapshot.keys.vault_id()));
    drive.script(Operation::List, [DriveFault::Refused(DriveError::NotFound)]);
    assert!(matches!(block_on(find_wallets(&drive)), Err(DiscoverError::Contradiction)));
}

#[test]
fn the_phrase_file_opens_with_its_secret_and_no_other() {
    let wallet = Wallet::saved(&MemoryDrive::new());
    let file = wallet.drive.peek(&wallet.folder.phrase(1)).unwrap();
    let right = Phrase::parse(WORDS).unwrap();
    let (_, phrase) = phrase_file::open(&file, &Secret::Phrase(&right), &KdfBounds::READ).unwrap();
    assert_eq!(phrase.words().as_str(), WORDS);
    let wrong = Phrase::parse("zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong").unwrap();
    assert!(matches!(
        phrase_file::open(&file, &Secret::Phrase(&wrong), &KdfBounds::READ),
        Err(phrase_file::PhraseFileError::Open(lifeboat_crypto::OpenError::WrongSecret))
    ));
}

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
        // Busy for ever with the third file: the caller loses patience when he sees it.
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
        assert_eq!(drive.contents().files().count(), 0);
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
                    Status::Waiting { why: Trouble::Drive(DriveError::Unknown), .. },
                    Status::Saved { position: 4, .. }
                ]
            ),
            "{told:?}"
        );

        drive.set_outage(Some(DriveError::SignedOut));
        let paused = Trouble::Drive(DriveError::SignedOut);
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
        assert!(matches!(journal.append(batch(4)).await, Err(AppendError::Paused(Trouble::Store(_)))));
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
    let keys = Rc::new(Keys::with_public(own, public.keyring().clone()).unwrap());
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
            matches!(&paused, Err(AppendError::Paused(Trouble::Entry { position: 4, .. }))),
            "{paused:?}"
        );
        assert_eq!(drive.peek(&entry).map(|bytes| bytes.len()), Some(700));
        // Somebody removes it by hand.
        assert!(drive.remove(&entry));
        assert_eq!(journal.resume().await, Ok(4));
    });
    assert_eq!((drive.count(Operation::Delete), drive.count(Operation::DeleteExactly)), (0, 0));
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
        block_on(Journal::restore(env, keys, drive, folder, options, Rc::new(|_| {})))
    };
    // Not by name, in the place of whatever may come there.
    drive.set_exact_deletes(false);
    assert_eq!(given_up().err(), Some(RestoreError::TornHead { position: 4 }));
    drive.set_exact_deletes(true);
    assert_eq!(given_up().ok().map(|opened| opened.state.prefix("payment/").count()), Some(3));
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
