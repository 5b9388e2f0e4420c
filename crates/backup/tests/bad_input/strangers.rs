//! Files that are not the wallet's in the folder of its journal: a name alone neither fences nor stops a
//! device.

use lifeboat_backup::{MirrorPlan, Takeovers, TurnOffPlan, delete_copy, end_copy, layout};

use futures::FutureExt;

use super::*;

/// What a person may drop there, or merge into it.
enum Stranger {
    File(Vec<u8>),
    Folder,
}

/// All strangers, with the names they get.
fn strangers(wallet: &Wallet) -> Vec<(String, Stranger)> {
    let another = Wallet::saved(&MemoryDrive::new());
    let theirs = another.drive.peek(&another.folder.entry(2)).unwrap();
    let copy = wallet.drive.peek(&wallet.folder.entry(2)).unwrap();
    let text = || Stranger::File(b"shopping list".to_vec());
    [
        (999_999_999_999, text()),
        (999_999_999_999, Stranger::File(Vec::new())),
        (999_999_999_999, Stranger::File((0..10_000_u32).map(|n| ((n * 7919) >> 3) as u8).collect())),
        (999_999_999_999, Stranger::File(copy)),
        (999_999_999_999, Stranger::Folder),
        (500, Stranger::File(vec![1, 2, 3, 4, 5])),
        (600, Stranger::File(theirs)),
        (700, Stranger::Folder),
        (layout::LAST_POSITION, text()),
        (layout::LAST_POSITION + 1, text()),
        (u64::MAX, text()),
        (u64::MAX, Stranger::Folder),
    ]
    .into_iter()
    .map(|(position, stranger)| (layout::entry_name(position), stranger))
    .collect()
}

fn plant(drive: &MemoryDrive, folder: &WalletFolder, name: &str, stranger: &Stranger) {
    let path = folder.channel_state().join(name);
    match stranger {
        Stranger::File(bytes) => drive.exchange(&path, bytes),
        // If a file of that name exists already, it stays.
        Stranger::Folder => drop(drive.create(&path.join("photo.jpg"), b"\xff\xd8").now_or_never()),
    }
}

/// Each stranger alone, then all together, in a fresh wallet.
fn with_each(check: impl Fn(&Wallet, &dyn Fn(&MemoryDrive), &str)) {
    let many = strangers(&Wallet::saved(&MemoryDrive::new())).len();
    for which in 0..=many {
        let wallet = Wallet::saved(&MemoryDrive::new());
        let all = strangers(&wallet);
        let planted = if which == many { &all[..] } else { &all[which..=which] };
        let folder = wallet.folder.clone();
        let plant = |drive: &MemoryDrive| {
            for (name, stranger) in planted {
                plant(drive, &folder, name, stranger);
            }
        };
        check(&wallet, &plant, &format!("stranger {which}"));
    }
}

fn opened(wallet: &Wallet) -> OpenedJournal {
    let env = wallet.env(&wallet.store);
    let loaded = block_on(Journal::load(&env, wallet.keys.clone())).unwrap();
    match block_on(loaded.start(env, Some(Rc::new(wallet.drive.clone())))) {
        Ok(opened) => opened,
        Err(not) => panic!("{:?}", not.why),
    }
}

/// A mirror on another drive, in step.
async fn mirrored(wallet: &Wallet, journal: &Journal, drive: &MemoryDrive) -> Result<u64, String> {
    let plan = MirrorPlan {
        name: "second".to_owned(),
        drive: Rc::new(drive.clone()),
        folder: wallet.folder.clone(),
        observer: Rc::new(|_| {}),
    };
    let (mirror, follower) = journal.add_mirror(plan);
    let reached = match select(std::pin::pin!(mirror.in_step()), std::pin::pin!(follower.run())).await {
        Either::Left((reached, _)) => reached.map_err(|why| format!("{why:?}")),
        Either::Right(_) => Err(format!("{:?}", mirror.status())),
    };
    mirror.remove();
    reached
}

#[test]
fn a_strange_file_does_not_fence_a_running_wallet() {
    with_each(|wallet, plant, what| {
        run(opened(wallet), async |journal: Journal| {
            plant(&wallet.drive);
            assert!(journal.is_taken_over().await != Ok(true), "{what}");
            assert_eq!(journal.append(batch(4)).await, Ok(4), "{what}");
            wallet.drive.script(Operation::Create, [DriveFault::RequestLost]);
            assert_eq!(journal.append(batch(5)).await, Ok(5), "{what}: sent twice and confirmed");
            assert_eq!(journal.head_is_ours().await, Ok(true), "{what}");
            assert!(journal.is_taken_over().await != Ok(true), "{what}");
            assert!(matches!(journal.status(), Status::Saved { position: 5, .. }), "{what}");
        });
    });
}

#[test]
fn a_strange_file_stops_no_start() {
    with_each(|wallet, plant, what| {
        plant(&wallet.drive);
        assert_eq!(wallet.start().map(|state| state.prefix("payment/").count()), Ok(3), "{what}");
    });
}

#[test]
fn a_strange_file_stops_no_restore() {
    with_each(|wallet, plant, what| {
        plant(&wallet.drive);
        let restored = wallet.restore().map(|state| state.prefix("payment/").count());
        assert_eq!(restored, Ok(3), "{what}");
        assert!(matches!(wallet.start(), Err(StartError::Fenced(other)) if other.device == "Test"), "{what}");
    });
}

#[test]
fn strange_files_at_either_place_stop_no_mirror_and_no_promotion() {
    with_each(|wallet, plant, what| {
        let second = MemoryDrive::new();
        run(opened(wallet), async |journal: Journal| {
            assert_eq!(mirrored(wallet, &journal, &second).await, Ok(3), "{what}");
            plant(&second);
            plant(&wallet.drive);
            journal.append(batch(4)).await.unwrap();
            assert_eq!(mirrored(wallet, &journal, &second).await, Ok(4), "{what}");
            journal.append(batch(5)).await.unwrap();
        });
        let env = wallet.env(&wallet.store);
        let loaded = block_on(Journal::load(&env, wallet.keys.clone())).unwrap();
        let promoted =
            block_on(loaded.promote(env, "second", Rc::new(second.clone()), wallet.folder.clone()));
        match promoted {
            Ok(promoted) => assert_eq!((promoted.mirror_had, promoted.completed), (Some(4), 1), "{what}"),
            Err(not) => panic!("{what}: {:?}", not.why),
        }
    });
}

#[test]
fn a_copy_with_strange_files_is_ended_and_deleted() {
    with_each(|wallet, plant, what| {
        plant(&wallet.drive);
        let env = wallet.env(&wallet.store);
        let (drive, ours) = (Rc::new(wallet.drive.clone()), Takeovers::default());
        let folder = &wallet.folder;
        let seen = block_on(end_copy(&env, &wallet.keys, drive.clone(), folder, &ours, "elsewhere"));
        assert_eq!(seen.map(|seen| seen.position), Ok(3), "{what}");
        assert!(matches!(wallet.restore(), Err(RestoreError::Ended(_))), "{what}");
        block_on(delete_copy(&env, drive, folder, &wallet.keys, &ours, None)).unwrap();
        assert_eq!(wallet.drive.contents().files().count(), 0, "{what}");
    });
}

#[test]
fn turning_off_with_strange_files_deletes_the_copy() {
    with_each(|wallet, plant, what| {
        run(opened(wallet), async |journal: Journal| {
            plant(&wallet.drive);
            let off = journal.turn_off(TurnOffPlan { delete_copy: true }).await.unwrap();
            assert_eq!(off.copy, lifeboat_backup::LeftCopy::Deleted, "{what}");
        });
        assert_eq!(wallet.drive.contents().files().count(), 0, "{what}");
    });
}

/// Something unreadable where the next entry or the next milepost belongs may be a damaged entry: everything waits,
/// the status names the file, and writing continues as soon as that is gone.
#[test]
fn what_lies_where_an_entry_belongs_pauses_and_is_named_until_it_is_gone() {
    let theirs = Wallet::saved(&MemoryDrive::new());
    let theirs = theirs.drive.peek(&theirs.folder.entry(2)).unwrap();
    for position in [4_u64, 64] {
        for bytes in [b"shopping list".to_vec(), Vec::new(), vec![9; 10_000], theirs.clone()] {
            let wallet = Wallet::saved(&MemoryDrive::new());
            let path = wallet.folder.entry(position);
            let is_named = |error: &Obstacle| matches!(error, Obstacle::Entry { position: named, .. } if *named == position);
            wallet.drive.exchange(&path, &bytes);
            let refused = wallet.start();
            assert!(
                matches!(&refused, Err(StartError::Unconfirmed(why)) if is_named(why)),
                "{position}: {refused:?}"
            );
            let refused = wallet.restore();
            assert!(
                matches!(
                    &refused,
                    Err(RestoreError::TornHead { position: named } | RestoreError::Entry { position: named, .. })
                        if *named == position
                ),
                "{position}: {refused:?}"
            );
            let device = wallet.store.contents();
            assert!(wallet.drive.remove(&path));
            assert!(
                wallet.drive.remove(&wallet.folder.entry(4)) == (position == 64),
                "the Takeover of the restore"
            );
            wallet.store.roll_back(device);
            run(opened(&wallet), async |journal: Journal| {
                wallet.drive.exchange(&path, &bytes);
                assert!(journal.is_taken_over().await != Ok(true));
                if position == 4 && bytes.is_empty() {
                    // The beginning of its own upload, as far as anybody can tell.
                    assert_eq!(journal.append(batch(4)).await, Ok(4));
                } else if position == 4 {
                    let paused = journal.append(batch(4)).await;
                    assert!(matches!(&paused, Err(AppendError::Paused(why)) if is_named(why)), "{paused:?}");
                    assert!(matches!(journal.head_is_ours().await, Err(unknown) if is_named(&unknown.0)));
                    assert!(wallet.drive.remove(&path));
                    assert_eq!(journal.resume().await, Ok(4));
                } else {
                    // What was sent twice has to be confirmed, and stays so over a pause.
                    wallet.drive.script(Operation::Create, [DriveFault::RequestLost]);
                    let paused = journal.append(batch(4)).await;
                    assert!(matches!(&paused, Err(AppendError::Paused(why)) if is_named(why)), "{paused:?}");
                    let paused = journal.resume().await;
                    assert!(matches!(&paused, Err(AppendError::Paused(why)) if is_named(why)), "{paused:?}");
                    assert!(wallet.drive.remove(&path));
                    assert_eq!(journal.resume().await, Ok(4));
                }
            });
            assert!(wallet.start().is_ok());
        }
    }
}
