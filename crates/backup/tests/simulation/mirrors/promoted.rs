//! Another device has made the mirror its primary: devices that do not know it yet.

use super::*;

/// What marks a mirror.
const NOTE: &[u8] = b"This is a second copy of a wallet that is backed up at another place.";

/// Another device restored from the mirror and went on there, so many entries; with the note, or without.
pub(super) fn promoted_by_another(entries: u32, note: bool) -> Two {
    let two = Base::new(true, 0).two();
    two.done(1, async move |both: Both| {
        let second = both.second.clone();
        let journal = both.restore(&second, SECOND_TOO).await.unwrap();
        both.app.pay_times(&journal, entries).await.unwrap();
        if entries > 60 {
            journal.prove().await.unwrap();
            both.app.env.clock.sleep(400_000).await;
        }
    });
    if note {
        let path = two.world.folder.second_copy();
        two.other.drive.exchange(&path, NOTE);
    }
    two
}

#[test]
fn a_mirror_that_is_ahead_of_this_device_is_not_promoted() {
    for (entries, note) in [(0, false), (1, false), (1, true), (130, false), (130, true)] {
        let two = promoted_by_another(entries, note);
        let refused = two.done(0, async |both: Both| {
            let keys = both.app.keys.borrow().clone();
            let loaded = Journal::load(&both.app.env, keys).await.unwrap();
            let folder = both.app.folder.clone();
            let result = loaded.promote(both.app.env.clone(), SECOND, both.second.clone(), folder).await;
            result.err().map(|not| not.why)
        });
        assert!(matches!(refused, Some(PromoteError::Ahead(_))), "{entries} {note}: {refused:?}");
    }
}

/// The device that slept through it restarts, and reaches both places: it stops as soon as it has seen the
/// mirror, whether the note is there or not, and however much was pruned meanwhile.
#[test]
fn a_mirror_that_another_device_uses_stops_this_one_after_a_restart() {
    for (entries, note) in [(0, false), (1, false), (1, true), (130, false), (130, true)] {
        let two = promoted_by_another(entries, note);
        let before = two.other.drive.contents();
        let (why, status) = two.done(0, async |both: Both| {
            let (journal, _) = both.open().await.unwrap();
            let mirror = both.follow(&journal);
            let why = mirror.in_step().await.err();
            both.app.env.clock.sleep(1_000).await;
            (why, journal.status())
        });
        assert!(matches!(why, Some(MirrorObstacle::Promoted(_))), "{entries} {note}: {why:?}");
        assert!(matches!(status, Status::Fenced { .. }), "{entries} {note}: {status:?}");
        assert!(two.other.drive.contents() == before, "nothing is written there");
    }
}

/// A journal and its mirror, whether the primary says that the head is ours, and whether somebody went on at
/// the mirror.
type Looked = (Journal, Mirror, bool, Result<bool, HeadUnknown>);

/// It was seen at the mirror, which is silent after that. The primary shows nothing of it, and must not run
/// the wallet unawares; whoever brings it back from there knows.
#[test]
fn what_was_seen_at_the_mirror_is_not_taken_back_by_the_primary() {
    for brought_back in [false, true] {
        let two = promoted_by_another(1, false);
        two.done(0, async |both: Both| {
            let (journal, _) = both.open().await.unwrap();
            let mirror = both.follow(&journal);
            let _ = mirror.in_step().await;
            both.app.env.clock.sleep(1_000).await;
        });
        two.other.weather.set(FaultRates { lost: 100, ..FaultRates::default() });
        let before = two.world.cloud.drive.contents();
        let opened = two.done(0, async move |both: Both| {
            if brought_back {
                let first = both.app.drive.clone();
                both.restore(&first, SECOND_TOO).await.unwrap();
            }
            both.open().await.map(|_| ())
        });
        assert_eq!(opened, if brought_back { Ok(()) } else { Err(Halt::Fenced) });
        assert!(brought_back || two.world.cloud.drive.contents() == before, "nothing is written there");
    }
}

/// The mirror was asked once, and said that it is ahead.
#[test]
fn what_a_promotion_has_found_is_known_at_the_next_start() {
    let two = promoted_by_another(1, false);
    let opened = two.done(0, async |both: Both| {
        let keys = both.app.keys.borrow().clone();
        let loaded = Journal::load(&both.app.env, keys).await.unwrap();
        let folder = both.app.folder.clone();
        let promoted = loaded.promote(both.app.env.clone(), SECOND, both.second.clone(), folder).await;
        assert!(promoted.is_err());
        both.open().await.map(|_| ())
    });
    assert_eq!(opened, Err(Halt::Fenced));
}

/// What a device that runs sees of the mirror after something was done there, and whether it is fenced.
fn looked_after(done: impl FnOnce(&Two)) -> (Result<bool, HeadUnknown>, Status) {
    let two = Base::new(true, 0).two();
    let mut old = two.world.process(0, None);
    let second: Rc<dyn Drive> = Rc::new(old.app.line.over(&two.other));
    let both = Both { app: old.app.clone(), second };
    let mut now =
        |work: std::pin::Pin<Box<dyn Future<Output = Looked>>>| old.finish(async move |_| work.await);
    let look = async |journal: Journal, mirror: Mirror| {
        let primary = journal.head_is_ours().await == Ok(true);
        let mirrored = journal.is_taken_over_at(&mirror).await;
        (journal, mirror, primary, mirrored)
    };
    let (journal, mirror, primary, mirrored) = now(Box::pin(async move {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        look(journal, mirror).await
    }));
    assert!(primary && mirrored == Ok(false), "nobody did");
    done(&two);
    let (journal, mirror, primary, mirrored) = now(Box::pin(look(journal, mirror)));
    assert!(primary, "the primary is as it was");
    let (journal, ..) = now(Box::pin(look(journal, mirror)));
    (mirrored, journal.status())
}

fn restored_there(two: &Two) {
    two.done(1, async |both: Both| {
        let second = both.second.clone();
        both.restore(&second, SECOND_TOO).await.map(|_| ()).unwrap();
    });
}

/// The highest entry of the mirror.
fn top_of_mirror(two: &Two) -> u64 {
    let there = |position: &u64| two.other.drive.peek(&two.world.folder.entry(*position)).is_some();
    (0..99).rev().find(there).unwrap()
}

/// The primary shows nothing of a device that goes on at the mirror, and a follower with nothing to write
/// does not look. Who is about to close a channel has to.
#[test]
fn a_fresh_look_at_the_mirror_sees_who_went_on_there() {
    let (went_on, status) = looked_after(restored_there);
    assert_eq!(went_on, Ok(true));
    assert!(matches!(status, Status::Fenced { .. }));
}

/// Entries of a device that has changed the keys since do not open here, nor do those that are cut.
#[test]
fn a_fresh_look_at_the_mirror_sees_who_went_on_there_below_what_does_not_open() {
    let (went_on, status) = looked_after(|two| {
        restored_there(two);
        let path = two.world.folder.entry(top_of_mirror(two) + 1);
        two.other.drive.exchange(&path, b"sealed with a key that is not known here");
    });
    assert_eq!(went_on, Ok(true));
    assert!(matches!(status, Status::Fenced { .. }));
}

/// It may be what a device wrote that went on: nobody knows, so it is not nobody.
#[test]
fn what_does_not_open_at_the_mirror_is_not_taken_for_nobody() {
    let (undecided, _) = looked_after(|two| {
        let path = two.world.folder.entry(top_of_mirror(two) + 1);
        two.other.drive.exchange(&path, b"sealed with a key that is not known here");
    });
    assert!(matches!(undecided, Err(HeadUnknown(Obstacle::Entry { .. }))), "{undecided:?}");
}

/// A device that went on at the mirror needs the keys that it was restored with, whatever is changed here.
#[test]
fn the_phrase_file_of_a_device_that_went_on_at_the_mirror_is_left_alone() {
    let two = Base::new(true, 0).two();
    let mut old = two.world.process(0, None);
    let second: Rc<dyn Drive> = Rc::new(old.app.line.over(&two.other));
    let both = Both { app: old.app.clone(), second };
    let opening = both.clone();
    let (journal, mirror) = old.finish(async move |_| {
        let (journal, _) = opening.open().await.unwrap();
        let mirror = opening.follow(&journal);
        mirror.in_step().await.unwrap();
        (journal, mirror)
    });
    restored_there(&two);
    let before = two.other.drive.contents();
    let why = old.finish(async move |_| {
        let phrase = lifeboat_crypto::Phrase::parse(crate::world::PHRASE).unwrap();
        let slots = [lifeboat_crypto::NewSlot::phrase(&phrase)];
        let mut dice = both.app.line.cloud.dice.clone();
        let rotated = journal.keys().opened().rotate(&slots, &mut dice).unwrap();
        let _ = journal.change_keys(Rc::new(Keys::new(rotated, &phrase).unwrap())).await;
        both.app.env.clock.sleep(120_000).await;
        mirror.in_step().await.err()
    });
    assert!(matches!(why, Some(MirrorObstacle::Promoted(_) | MirrorObstacle::Ended)), "{why:?}");
    assert!(two.other.drive.contents() == before, "nothing is written or deleted there");
}

/// Another device makes the mirror its primary while this one runs.
fn overtaken(set_both: bool) -> (Two, Result<(), Halt>, Status) {
    let two = Base::new(true, 0).two();
    let mut old = two.world.process(0, None);
    let second: Rc<dyn Drive> = Rc::new(old.app.line.over(&two.other));
    let both = Both { app: old.app.clone(), second };
    let setting = both.clone();
    let (journal, _mirror) = old.finish(async move |_| {
        let (journal, _) = setting.open().await.unwrap();
        let mirror = setting.follow(&journal);
        mirror.in_step().await.unwrap();
        if set_both {
            journal.set_both(Some(&mirror));
        }
        setting.app.pay(&journal).await.unwrap();
        mirror.in_step().await.unwrap();
        (journal, mirror)
    });
    two.done(1, async |both: Both| {
        let second = both.second.clone();
        both.restore(&second, SECOND_TOO).await.map(|_| ()).unwrap();
    });
    let paying = journal.clone();
    let result = old.finish(async move |_| {
        for id in 500..503_u64 {
            let mut batch = Batch::new();
            batch.put(format!("b/{id:06}"), vec![1]);
            match paying.append(batch).await {
                Ok(_) if set_both => return Err(Halt::Other("acknowledged after a promotion".into())),
                Ok(_) => setting_sleep(&both).await,
                Err(AppendError::Fenced(_)) => return Err(Halt::Fenced),
                Err(error) => return Err(Halt::Other(format!("{error:?}"))),
            }
        }
        Ok(())
    });
    (two, result, journal.status())
}

async fn setting_sleep(both: &Both) {
    both.app.env.clock.sleep(30_000).await;
}

#[test]
fn who_confirms_at_both_acknowledges_nothing_after_another_device_promoted_the_mirror() {
    let (_, paid, status) = overtaken(true);
    assert_eq!(paid, Err(Halt::Fenced));
    assert!(matches!(status, Status::Fenced { .. }));
}

#[test]
fn who_only_follows_stops_as_soon_as_he_sees_the_promoted_mirror() {
    let (two, paid, status) = overtaken(false);
    assert_eq!(paid, Err(Halt::Fenced), "and before that it may have acknowledged one");
    assert!(matches!(status, Status::Fenced { .. }));
    let apart = two.done(2, async |both: Both| {
        compare(&both.head(&both.app.drive).await.unwrap(), &both.head(&both.second).await.unwrap())
    });
    assert_ne!(apart, Comparison::Same);
}

/// Another device has continued at the mirror, in a moment in which this device's next entry was pruned on
/// the primary: the snapshot that would stand for it is not put above what that one has written, whether the
/// note is there or not.
#[test]
fn no_snapshot_is_put_above_what_another_device_has_written() {
    for note in [false, true] {
        let base = Base::new(true, 0);
        let theirs = base.two();
        theirs.done(1, async |both: Both| {
            let second = both.second.clone();
            let journal = both.restore(&second, SECOND_TOO).await.unwrap();
            both.app.pay(&journal).await.unwrap();
        });
        if note {
            theirs.other.drive.exchange(&theirs.world.folder.second_copy(), NOTE);
        }
        let there = theirs.other.drive.contents();
        let two = base.two();
        let (weather, drive, now) = (two.other.weather.clone(), two.other.drive.clone(), there.clone());
        let (why, status) = two.done(0, async move |both: Both| {
            let (journal, _) = both.open().await.unwrap();
            let mirror = both.follow(&journal);
            mirror.in_step().await.unwrap();
            both.app.env.clock.sleep(120_000).await;
            weather.set(FaultRates { lost: 100, ..FaultRates::default() });
            for round in 0..150 {
                both.app.pay(&journal).await.unwrap();
                if round % 20 == 19 {
                    journal.prove().await.unwrap();
                    both.app.env.clock.sleep(60_000).await;
                }
            }
            drive.roll_back(now);
            weather.set(FaultRates::default());
            mirror.resume();
            let why = mirror.in_step().await.err();
            both.app.env.clock.sleep(1_000).await;
            (why, journal.status())
        });
        assert!(matches!(why, Some(MirrorObstacle::Promoted(_))), "note {note}: {why:?}");
        assert!(matches!(status, Status::Fenced { .. }), "note {note}: {status:?}");
        assert!(two.other.drive.contents() == there, "note {note}: something was written there");
    }
}
