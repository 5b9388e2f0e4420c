//! What somebody has removed from the second copy, and what lies in the way there.

use lifeboat_backup::{FolderNews, StoreFault};
use lifeboat_cloud::memory::{Fault, Operation};

use super::*;

/// A history whose newest snapshot names others, followed; and what is at the mirror.
struct Followed {
    two: Two,
    primary: Contents,
    mirror: Contents,
    store: BTreeMap<String, Vec<u8>>,
    acked: BTreeMap<u64, BTreeSet<u64>>,
}

impl Followed {
    fn new() -> Followed {
        let two = Base::new(true, 0).two();
        two.done(0, async |both: Both| {
            let (journal, _) = both.open().await.unwrap();
            let mirror = both.follow(&journal);
            for _ in 0..4 {
                both.app.pay_times(&journal, 20).await.unwrap();
                journal.prove().await.unwrap();
                both.app.pay_times(&journal, 50).await.unwrap();
                both.app.env.clock.sleep(400_000).await;
            }
            both.app.pay_times(&journal, 3).await.unwrap();
            mirror.in_step().await.unwrap();
            assert_eq!(mirror.news(), None, "nothing was lost");
        });
        let acked = two.world.model.borrow().acked.clone();
        Followed {
            primary: two.world.cloud.drive.contents(),
            mirror: two.other.drive.contents(),
            store: two.world.stores[0].contents(),
            acked,
            two,
        }
    }

    /// As it was.
    fn reset(&self) -> &Two {
        self.two.world.cloud.drive.roll_back(self.primary.clone());
        self.two.other.drive.roll_back(self.mirror.clone());
        self.two.world.stores[0].roll_back(self.store.clone());
        let mut model = self.two.world.model.borrow_mut();
        model.acked.clone_from(&self.acked);
        model.owner = (0, 0);
        drop(model);
        &self.two
    }

    /// What this device keeps, which is all that a restore needs.
    fn needed(&self) -> BTreeSet<u64> {
        let keys = self.store.keys().filter_map(|key| key.strip_prefix("journal/entry/"));
        keys.filter_map(layout::entry_position).collect()
    }
}

fn positions(two: &Two) -> BTreeSet<u64> {
    let contents = two.other.drive.contents();
    contents.files().filter_map(|(path, _)| layout::entry_position(path.name()?)).collect()
}

/// The next session of the follower, and one that goes on, see what is missing and bring it again.
#[test]
fn what_is_removed_from_a_mirror_is_brought_again() {
    let followed = Followed::new();
    let needed = followed.needed();
    let whole_until = followed.store[&format!("journal/mirror/{SECOND}")].clone();
    let whole_until = u64::from_be_bytes(whole_until.try_into().unwrap());
    let spread = needed.last().unwrap() - needed.first().unwrap();
    assert!(spread > needed.len() as u64, "the snapshot names others: {needed:?}");
    for gone in needed {
        for running in [false, true] {
            let two = followed.reset();
            let path = two.world.folder.entry(gone);
            let drive = two.other.drive.clone();
            let brought = two.done(0, async move |both: Both| {
                let (journal, _) = both.open().await.unwrap();
                if !running {
                    drive.remove(&path);
                }
                let mirror = both.follow(&journal);
                mirror.in_step().await.unwrap();
                if running {
                    drive.remove(&path);
                    both.app.env.clock.sleep(120_000).await;
                    both.app.pay(&journal).await.unwrap();
                    mirror.in_step().await.unwrap();
                }
                // A copy without what came since the last look may never have had it.
                let is_told = mirror.news() == Some(FolderNews::Rebuilt);
                assert!(is_told || gone >= whole_until, "{gone} {running}");
                journal.mirror_news_is_read(&mirror).await.unwrap();
                mirror.remove();
                let again = both.follow(&journal);
                again.in_step().await.unwrap();
                assert_eq!(again.news(), None, "{gone} {running}");
                drive.peek(&path).is_some()
            });
            assert!(brought, "{gone} {running}");
            second_is_complete(two, SECOND_TOO).unwrap_or_else(|why| panic!("{gone} {running}: {why}"));
        }
    }
}

/// All of it: what is written there again is a second copy, to whoever restores and to the next follower.
#[test]
fn a_deleted_folder_of_a_mirror_is_a_mirror_again() {
    let two = Base::new(true, 0).two();
    let (folder, drive) = (two.world.folder.clone(), two.other.drive.clone());
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        drive.remove(&folder.path());
        both.app.env.clock.sleep(120_000).await;
        both.app.pay(&journal).await.unwrap();
        mirror.in_step().await.unwrap();
        assert_eq!(mirror.news(), Some(FolderNews::Rebuilt));
        mirror.remove();
        let again = both.follow(&journal);
        assert!(again.in_step().await.is_ok(), "{:?}", again.status());
        assert_eq!(again.news(), Some(FolderNews::Rebuilt), "nobody has read it");
    });
    let unasked = two.done(1, async |both: Both| {
        let second = both.second.clone();
        both.restore(&second, RestoreOptions::default()).await.map(drop)
    });
    assert_eq!(unasked, Err(RestoreError::SecondCopy));
    second_is_complete(&two, SECOND_TOO).unwrap();
}

/// Removed after the follower has looked, and then the backup moves there.
#[test]
fn a_move_brings_what_was_removed_from_the_mirror() {
    let followed = Followed::new();
    for gone in followed.needed() {
        let two = followed.reset();
        let (path, drive) = (two.world.folder.entry(gone), two.other.drive.clone());
        let moved = two.done(0, async move |both: Both| {
            let (journal, _) = both.open().await.unwrap();
            let mirror = both.follow(&journal);
            mirror.in_step().await.unwrap();
            drive.remove(&path);
            journal.move_to(&mirror, "the second").await.map(drop)
        });
        assert_eq!(moved, Ok(()), "{gone}");
        one_primary(two, true).unwrap_or_else(|why| panic!("{gone}: {why}"));
    }
}

/// The primary is gone, and the mirror lacks something below its top: this device has it.
#[test]
fn a_promotion_brings_what_the_mirror_lacks_below_its_top() {
    let followed = Followed::new();
    for gone in followed.needed() {
        let two = followed.reset();
        two.other.drive.remove(&two.world.folder.entry(gone));
        let promoted = two.done(0, promoting::promote_and_pay);
        assert_eq!(promoted, Ok(()), "{gone}");
        let restored = two.done(1, async |both: Both| {
            let second = both.second.clone();
            both.restore(&second, RestoreOptions::default()).await.map(|journal| ids(&journal.state()))
        });
        let found = restored.unwrap_or_else(|why| panic!("{gone}: {why:?}"));
        assert!(two.world.model.borrow().all().is_subset(&found), "{gone}");
    }
}

/// The primary is gone, and the mirror was away for long: what this device has begins far above it. A reader of an old
/// listing there is told by name that it is old.
#[test]
fn a_promoted_mirror_that_was_far_behind_has_fences() {
    let base = Base::new(true, 0);
    let two = base.two();
    two.done(0, async |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        for _ in 0..5 {
            both.app.pay_times(&journal, 50).await.unwrap();
            journal.prove().await.unwrap();
            both.app.env.clock.sleep(400_000).await;
        }
    });
    let old = positions(&two);
    assert!(old.last() < Some(&64), "it was far behind: {old:?}");
    two.world.cloud.weather.set(FaultRates { lost: 100, ..FaultRates::default() });
    assert_eq!(two.done(0, promoting::promote_and_pay), Ok(()));
    let there = positions(&two);
    for milepost in (0..=*there.last().unwrap()).step_by(64) {
        assert!(there.contains(&milepost), "{milepost}: {there:?}");
    }
    // A listing of before, which shows nothing above 64: a restore may fail, and never goes on from there.
    two.world.cloud.sabotage_lists.set(true);
    let restored = two.done(1, async |both: Both| {
        let second = both.second.clone();
        both.restore(&second, SECOND_TOO).await.map(|journal| ids(&journal.state()))
    });
    two.world.cloud.sabotage_lists.set(false);
    match restored {
        Err(RestoreError::Moved | RestoreError::Gap { .. }) => {}
        Ok(found) if two.world.model.borrow().all().is_subset(&found) => {}
        other => panic!("{other:?}"),
    }
    second_is_complete(&two, SECOND_TOO).unwrap();
}

/// A store that fails at one write of a promotion, and has done it or not: nothing that was acknowledged is
/// lost, and it is done, or can be done again.
#[test]
fn a_store_that_fails_in_a_promotion_loses_nothing() {
    let base = Base::new(true, 3);
    for fault in [StoreFault::ApplyAndFail, StoreFault::Full, StoreFault::Silent] {
        for at in 0..8 {
            let two = base.two();
            two.world.cloud.weather.set(FaultRates { lost: 100, ..FaultRates::default() });
            for _ in 0..at {
                two.world.stores[0].fail_next(StoreFault::None);
            }
            two.world.stores[0].fail_next(fault);
            let (end, _) = two.run(0, None, promoting::promote_and_pay);
            assert!(matches!(end, End::Done(Ok(()) | Err(Halt::Other(_)))), "{fault:?} at {at}: {end:?}");
            let again = two.done(0, promoting::promote_and_pay);
            assert_eq!(again, Ok(()), "{fault:?} at {at}");
            two.world.cloud.weather.set(FaultRates::default());
            let (ended, seen) = two.done(0, async |both: Both| {
                let (journal, name) = both.open().await.unwrap();
                let keys = both.app.keys.borrow().clone();
                let (first, folder) = (both.app.drive.clone(), both.app.folder.clone());
                let ours = journal.takeovers();
                let ended = end_copy(&both.app.env, &keys, first, &folder, &ours, "the second").await;
                (ended.map(drop), name)
            });
            assert_eq!((ended, seen.as_str()), (Ok(()), SECOND), "{fault:?} at {at}");
            one_primary(&two, true).unwrap_or_else(|why| panic!("{fault:?} at {at}: {why}"));
        }
    }
}

/// Something that is no file of ours has the name: told where it can be mended, and passed over where it says nothing.
#[test]
fn what_has_the_name_of_a_file_of_the_mirror_is_told_or_passed_over() {
    use lifeboat_cloud::DriveError;
    for error in [DriveError::WrongKind, DriveError::TooLarge] {
        let folder = Base::new(true, 0).two().world.folder.clone();
        let entry = MirrorObstacle::Entry { position: 4, fault: lifeboat_backup::Fault::Damaged };
        for (path, told) in [
            (folder.read_me(), None),
            (folder.phrase(1), Some(MirrorObstacle::OtherPhrase { seq: 1 })),
            (folder.entry(4), Some(entry)),
        ] {
            let two = Base::new(true, 0).two();
            let (failed, taken) = (error.clone(), path.clone());
            let drive = two.other.drive.clone();
            let why = two.done(0, async move |both: Both| {
                let (journal, _) = both.open().await.unwrap();
                let mirror = both.follow(&journal);
                mirror.in_step().await.unwrap();
                drive.exchange(&taken, b"in the way");
                drive.on_call(move |call| match call.operation {
                    Operation::Get if call.path == taken => Fault::Refused(failed.clone()),
                    _ => Fault::None,
                });
                both.app.env.clock.sleep(120_000).await;
                both.app.pay(&journal).await.unwrap();
                mirror.in_step().await.err()
            });
            assert_eq!(why, told, "{error:?} {path:?}");
        }
    }
}

/// Something of this wallet, of another history, lies where a restore from the mirror needs this one's.
/// Another device, which has never looked there, follows it.
#[test]
fn what_is_whole_and_of_another_history_is_told() {
    let base = Base::new(true, 0);
    let elsewhere = base.two();
    elsewhere.done(0, async |both: Both| {
        both.app.env.clock.sleep(1_000).await;
        let (journal, _) = both.open().await.unwrap();
        both.app.pay_times(&journal, 3).await.unwrap();
    });
    let two = base.two();
    two.done(0, async |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        both.app.pay_times(&journal, 3).await.unwrap();
        mirror.in_step().await.unwrap();
    });
    let at = two.world.folder.entry(5);
    let other = elsewhere.world.cloud.drive.peek(&at).unwrap();
    assert_ne!(two.other.drive.peek(&at), Some(other.clone()));
    two.other.drive.exchange(&at, &other);
    let told = two.done(1, async |both: Both| {
        let first = both.app.drive.clone();
        let journal = both.restore(&first, RestoreOptions::default()).await.unwrap();
        both.follow(&journal).in_step().await.err()
    });
    assert_eq!(told, Some(MirrorObstacle::OtherHistory { position: 5 }));
}

/// It says that it deletes what is torn, and does not. Nobody asks it again without a pause.
#[test]
fn a_mirror_that_keeps_what_it_says_it_deleted_is_asked_with_pauses() {
    let two = Base::new(true, 0).two();
    let drive = two.other.drive.clone();
    let path = two.world.folder.entry(4);
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        both.app.pay(&journal).await.unwrap();
        mirror.in_step().await.unwrap();
        mirror.remove();
        let torn = drive.peek(&path).unwrap()[..40].to_vec();
        drive.exchange(&path, &torn);
        let mut asked = 0;
        drive.on_call(move |call| {
            asked += 1;
            assert!(asked < 2_000, "asked without a pause");
            match call.operation {
                Operation::DeleteExactly => Fault::Pretended,
                _ => Fault::None,
            }
        });
        let mirror = both.follow(&journal);
        both.app.env.clock.sleep(600_000).await;
        drive.mend();
        mirror.in_step().await.unwrap();
    });
    second_is_complete(&two, SECOND_TOO).unwrap();
}

/// The primary was deleted and written anew, with fences in the place of mileposts that the mirror still has:
/// it is of the same history all the same, wherever it was, and whatever this device remembers of it.
#[test]
fn a_mirror_is_followed_on_when_the_primary_was_written_anew() {
    for (behind, forgotten, running) in [
        (false, false, true),
        (false, true, true),
        (true, false, true),
        (true, true, false),
        (false, true, false),
    ] {
        let two = Base::new(true, 0).two();
        let (weather, cloud) = (two.other.weather.clone(), two.world.cloud.clone());
        two.done(0, async move |both: Both| {
            let (journal, _) = both.open().await.unwrap();
            let mirror = both.follow(&journal);
            both.app.pay_times(&journal, 70).await.unwrap();
            mirror.in_step().await.unwrap();
            if behind {
                weather.set(FaultRates { lost: 100, ..FaultRates::default() });
            }
            for _ in 0..3 {
                both.app.pay_times(&journal, 70).await.unwrap();
                journal.prove().await.unwrap();
                both.app.env.clock.sleep(400_000).await;
            }
            mirror.remove();
            cloud.drive.remove(&both.app.folder.path());
            if running {
                both.app.pay(&journal).await.unwrap();
                both.app.env.clock.sleep(120_000).await;
                both.app.pay(&journal).await.unwrap();
            }
        });
        two.other.weather.set(FaultRates::default());
        if forgotten {
            let mut store = two.world.stores[0].contents();
            store.remove("journal/mirror/second");
            two.world.stores[0].roll_back(store);
        }
        let followed = two.done(0, async move |both: Both| {
            let keys = both.app.keys.borrow().clone();
            let journal = if running {
                both.open().await.unwrap().0
            } else {
                let loaded = Journal::load(&both.app.env, keys).await.unwrap();
                let opened = loaded.start_anew(both.app.env.clone(), both.app.drive.clone()).await;
                both.app.take(opened.map_err(|not| not.why).unwrap())
            };
            both.app.pay(&journal).await.unwrap();
            both.follow(&journal).in_step().await.map(drop)
        });
        assert_eq!(followed, Ok(()), "{behind} {forgotten} {running}");
        second_is_complete(&two, SECOND_TOO).unwrap();
    }
}
