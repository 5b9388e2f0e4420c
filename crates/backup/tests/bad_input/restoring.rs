//! What a restore, or a search, finds: told apart, and left as it is.

use super::*;

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
    let lost = wallet.drive.peek(&entry(&wallet, 3));
    wallet.drive.remove(&entry(&wallet, 3));
    assert!(wallet.start().is_ok());
    assert_eq!(wallet.drive.peek(&entry(&wallet, 3)), lost, "written again, byte for byte");
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
    ];
    let wallet = Wallet::saved(&MemoryDrive::new());
    for error in errors {
        wallet.drive.set_outage(Some(error.clone()));
        assert_eq!(refused(&wallet), RestoreError::Drive(error.clone()));
        let found = block_on(find_wallets(&wallet.drive)).map(|found| found.len());
        assert_eq!(found, Err(DiscoverError::Drive(error.clone())));
        assert_eq!(wallet.start(), Err(StartError::Unconfirmed(Obstacle::Drive(error))));
        wallet.drive.mend();
    }
    assert!(wallet.start().is_ok());
}

/// Full, read-only, not allowed: what can be read is not lost, and nothing is left behind there.
#[test]
fn a_drive_that_takes_no_new_file_gives_all_it_has_to_who_goes_on_without_it() {
    let refusals = [
        DriveError::Denied,
        DriveError::QuotaFull,
        DriveError::TooLarge,
        DriveError::Unsupported,
        DriveError::Unavailable { after_ms: None },
    ];
    for error in refusals {
        let wallet = Wallet::saved(&MemoryDrive::new());
        let (before, refusal) = (wallet.drive.contents(), error.clone());
        wallet.drive.on_call(move |call| match call.operation.changes() {
            true => DriveFault::Refused(refusal.clone()),
            false => DriveFault::None,
        });
        let RestoreError::ReadOnly { error: told, by } = refused(&wallet) else { panic!("{error:?}") };
        assert_eq!((told, by.device.as_str()), (error.clone(), "Test"));
        let state = wallet.restore_read_only().unwrap();
        assert_eq!(state.prefix("payment/").count(), 3, "{error:?}");
        assert_eq!(wallet.drive.contents(), before, "{error:?}");
        // No device there was stopped: that is what the user was told.
        wallet.drive.mend();
        assert!(wallet.start().is_ok(), "{error:?}");
    }
}

/// A write that may have happened after all, or may succeed once the user is signed in, is no reason to leave
/// a storage.
#[test]
fn a_refusal_that_may_pass_is_not_taken_for_a_drive_that_takes_nothing() {
    for error in [DriveError::Unreachable, DriveError::SignedOut, DriveError::Busy { after_ms: None }] {
        let wallet = Wallet::saved(&MemoryDrive::new());
        let refusal = error.clone();
        wallet.drive.on_call(move |call| match call.operation.changes() {
            true => DriveFault::Refused(refusal.clone()),
            false => DriveFault::None,
        });
        assert_eq!(refused(&wallet), RestoreError::Drive(error));
    }
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
    let env = by_snapshot.env(&by_snapshot.store);
    let loaded = block_on(Journal::load(&env, by_snapshot.keys.clone())).unwrap();
    let Ok(opened) = block_on(loaded.start(env, Some(Rc::new(drive.clone())))) else { panic!("it starts") };
    // Entry 0 stays for ever, and so has no keyring.
    assert_eq!(run(opened, async |journal: Journal| journal.prove().await), Ok(4));
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
    // A folder of ours that is listed under a name by which it cannot be asked for is not "no backup".
    let alone = MemoryDrive::new();
    let zoe = WalletFolder::from_folder_name("BitcoinWalletBackup_Zo\u{eb}").unwrap();
    block_on(alone.create(&zoe.path().join("notes.txt"), b"")).unwrap();
    let refused = || DriveFault::Refused(DriveError::NotFound);
    alone.script(Operation::List, [DriveFault::None, refused(), refused(), refused()]);
    assert!(matches!(block_on(find_wallets(&alone)), Err(DiscoverError::Contradiction)));
}

/// A wallet whose folder got another name while it ran leaves an empty one under the old name, which is not a
/// wallet. If nothing else is found, a folder is not nothing.
#[test]
fn an_empty_folder_is_told_of_where_there_is_nothing_else() {
    let drive = MemoryDrive::new();
    let gone = Wallet::saved(&drive);
    let names = || {
        let found = block_on(find_wallets(&drive)).unwrap();
        found.into_iter().map(|wallet| (wallet.name, wallet.channels)).collect::<Vec<_>>()
    };
    drive.remove(&gone.folder.path());
    assert_eq!(names(), []);
    let notes = gone.folder.path().join("notes.txt");
    block_on(drive.create(&notes, b"")).unwrap();
    drive.remove(&notes);
    assert_eq!(names(), [("Samantha".to_owned(), Channels::Empty)]);
    Wallet::saved(&drive);
    assert_eq!(names(), [("Samantha 2".to_owned(), Channels::Complete)]);
}

/// One folder that cannot be read, whatever the reason, hides no other wallet.
#[test]
fn one_bad_folder_hides_no_wallet() {
    let drive = MemoryDrive::new();
    let whole = Wallet::saved(&drive);
    let bad = Wallet::saved(&drive);
    drive.remove(&bad.folder.channel_state());
    drive.exchange(&bad.folder.channel_state(), b"a file in the place of the folder");
    let seen = |drive: &MemoryDrive| -> Vec<_> {
        let found = block_on(find_wallets(drive)).unwrap();
        found.into_iter().map(|wallet| (wallet.folder, wallet.channels)).collect()
    };
    let unread = |error| (bad.folder.clone(), Channels::Unread(error));
    let complete = (whole.folder.clone(), Channels::Complete);
    assert_eq!(seen(&drive), [complete.clone(), unread(DriveError::WrongKind)]);
    for error in [DriveError::Denied, DriveError::Unreachable, DriveError::Unavailable { after_ms: None }] {
        let (folder, answer) = (bad.folder.path(), error.clone());
        drive.on_call(move |call| {
            let there = call.path.names().starts_with(folder.names());
            if there { DriveFault::Refused(answer.clone()) } else { DriveFault::None }
        });
        assert_eq!(seen(&drive), [complete.clone(), unread(error)]);
    }
    drive.mend();
    // A folder that bears no name of ours: it may be a wallet's that its user has renamed, or anybody's.
    let foreign = lifeboat_backup::layout::root().join("Holiday pictures");
    block_on(drive.create(&foreign.join("beach.jpg"), b"sand")).unwrap();
    drive.remove(&bad.folder.path());
    for error in [DriveError::Denied, DriveError::Unreachable, DriveError::Unavailable { after_ms: None }] {
        let (folder, answer) = (foreign.clone(), error.clone());
        drive.on_call(move |call| {
            let there = call.path.names().starts_with(folder.names());
            if there { DriveFault::Refused(answer.clone()) } else { DriveFault::None }
        });
        let renamed = WalletFolder::from_folder_name("Holiday pictures").unwrap();
        assert_eq!(seen(&drive), [(renamed, Channels::Unread(error)), complete.clone()]);
    }
    drive.mend();
    // Nothing else is there: a closed folder is reported, and a fault that may pass is an error.
    let alone = MemoryDrive::new();
    block_on(alone.create(&foreign.join("beach.jpg"), b"sand")).unwrap();
    for (error, told) in [(DriveError::Denied, true), (DriveError::Unreachable, false)] {
        let (folder, answer) = (foreign.clone(), error.clone());
        alone.on_call(move |call| {
            let there = call.path.names().starts_with(folder.names());
            if there { DriveFault::Refused(answer.clone()) } else { DriveFault::None }
        });
        let found = block_on(find_wallets(&alone));
        let found = found.map(|found| found.into_iter().map(|wallet| wallet.channels).collect::<Vec<_>>());
        assert_eq!(found, if told { Ok(vec![Channels::Unread(error)]) } else { Err(error.into()) });
    }
    // A file that is too large to be one of ours.
    for path in [whole.folder.phrase(2), whole.folder.entry(900)] {
        let drive = MemoryDrive::new();
        let whole = Wallet::saved(&drive);
        drive.exchange(&path, b"large");
        drive.on_call(move |call| match call.operation {
            Operation::Get if call.path == path => DriveFault::Refused(DriveError::TooLarge),
            _ => DriveFault::None,
        });
        assert_eq!(seen(&drive), [(whole.folder.clone(), Channels::Complete)]);
    }
}

/// Whatever number a planted keyring has, the true one is there to be tried; and files that hold none hide it no more.
#[test]
fn a_planted_keyring_hides_no_true_one_and_planted_names_are_no_head() {
    let drive = MemoryDrive::new();
    let wallet = Wallet::saved(&drive);
    let other = Wallet::saved(&MemoryDrive::new());
    let phrase = Phrase::parse(WORDS).unwrap();
    let mut planted =
        OpenKeyring::make(wallet.keys.vault_id(), &[NewSlot::phrase(&phrase)], &mut system_rng()).unwrap();
    for _ in 0..5 {
        planted = planted.rewrite(&[NewSlot::phrase(&phrase)], &mut system_rng()).unwrap();
    }
    let seq = planted.keyring().seq();
    drive.exchange(&wallet.folder.phrase(seq), planted.keyring().as_bytes());
    drive.exchange(&wallet.folder.entry(999_999_999_999), &other.drive.peek(&other.folder.entry(3)).unwrap());
    let found = block_on(find_wallets(&drive)).unwrap();
    let [found] = found.as_slice() else { panic!("one wallet") };
    let all: Vec<u32> = found.keyring.iter().chain(&found.older).map(lifeboat_crypto::Keyring::seq).collect();
    assert_eq!(all, [1, seq], "a file that is not whole comes last");
    assert_eq!(found.head, Some(3), "a name is no entry");
    for number in 100..150 {
        drive.exchange(&wallet.folder.phrase(number), b"planted");
    }
    let before = drive.count(Operation::Get);
    let found = block_on(find_wallets(&drive)).unwrap();
    assert_eq!(found[0].channels, Channels::Complete);
    assert_eq!(found[0].older.len(), 1);
    assert!(drive.count(Operation::Get) - before < 80, "{}", drive.count(Operation::Get) - before);
}

#[test]
fn the_phrase_file_opens_with_its_secret_and_no_other() {
    let wallet = Wallet::saved(&MemoryDrive::new());
    let file = wallet.drive.peek(&wallet.folder.phrase(1)).unwrap();
    let right = Phrase::parse(WORDS).unwrap();
    let (_, phrase) = phrase_file::open(&file, &[Secret::Phrase(&right)], &KdfBounds::READ).unwrap();
    assert_eq!(phrase.words().as_str(), WORDS);
    let wrong = Phrase::parse("zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong").unwrap();
    assert!(matches!(
        phrase_file::open(&file, &[Secret::Phrase(&wrong)], &KdfBounds::READ),
        Err(phrase_file::PhraseFileError::Open(lifeboat_crypto::OpenError::WrongSecret))
    ));
}
