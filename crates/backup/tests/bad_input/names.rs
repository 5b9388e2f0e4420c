//! A folder, or a file too large to be one of ours, under a name that the wallet looks at: told with its
//! place, or passed over where it says nothing; and when it is gone, all is as before.

use super::*;

/// Whatever is asked for this name answers as a folder does, or as a file that is too large.
fn taken(wallet: &Wallet, path: &Path, error: &DriveError) {
    let (path, error) = (path.clone(), error.clone());
    wallet.drive.on_call(move |call| match call.operation {
        Operation::Get if call.path == path => DriveFault::Refused(error.clone()),
        _ => DriveFault::None,
    });
}

#[test]
fn what_has_the_name_of_a_file_of_ours_ends_nothing_for_ever() {
    let damaged = |position| Obstacle::Entry { position, fault: Fault::Damaged };
    for error in [DriveError::WrongKind, DriveError::TooLarge] {
        let wallet = Wallet::saved(&MemoryDrive::new());
        let whole = wallet.restore().unwrap();
        let wallet = Wallet::saved(&MemoryDrive::new());
        let folder = &wallet.folder;
        // A fourth entry is from a device that may have continued.
        for position in [3, 4, 64] {
            let contents = wallet.drive.contents();
            wallet.drive.exchange(&folder.entry(position), b"in the way");
            taken(&wallet, &folder.entry(position), &error);
            assert_eq!(wallet.start(), Err(StartError::Unconfirmed(damaged(position))), "{error:?}");
            wallet.drive.mend();
            wallet.drive.roll_back(contents);
            assert_eq!(wallet.start().as_ref(), Ok(&whole), "{error:?} {position}");
        }
        for note in [folder.second_copy(), folder.not_finished()] {
            taken(&wallet, &note, &error);
            assert_eq!(wallet.start().as_ref(), Ok(&whole), "{error:?} {note:?}");
            wallet.drive.mend();
        }
        taken(&wallet, &folder.second_copy(), &error);
        assert_eq!(wallet.restore(), Err(RestoreError::SecondCopy), "it is asked once more");
        taken(&wallet, &folder.not_finished(), &error);
        assert_eq!(wallet.restore().as_ref(), Ok(&whole), "{error:?}");
    }
}

/// What an earlier attempt has left, and something else under one of its names: the backup can be turned on.
#[test]
fn what_has_the_name_of_a_leftover_keeps_nobody_from_turning_on() {
    for error in [DriveError::WrongKind, DriveError::TooLarge] {
        for which in 0..4 {
            let wallet = Wallet::new(&MemoryDrive::new());
            let opened =
                block_on(Journal::create(wallet.env(&wallet.store), wallet.keys.clone(), State::new()));
            run(opened.unwrap(), async |journal: Journal| {
                turning_on::killed(&wallet, &journal).await;
                let folder = &wallet.folder;
                let path = [folder.read_me(), folder.not_finished(), folder.phrase(1), folder.entry(0)]
                    [which]
                    .clone();
                taken(&wallet, &path, &error);
                let on = journal.turn_on(wallet.turn_on(true)).await;
                assert!(on.is_ok(), "{error:?} {path:?}: {on:?}");
            });
        }
    }
}
