//! The mirror becomes the primary because the old one is gone; and devices that do not know it yet.

use super::*;

pub(super) async fn promote_and_pay(both: Both) -> Result<(), Halt> {
    let app = &both.app;
    let keys = app.keys.borrow().clone();
    let promised = app.model.borrow().all();
    let loaded = match Journal::load(&app.env, keys).await {
        Ok(loaded) => loaded,
        Err(LoadError::Empty) => return Err(Halt::Empty),
        Err(error) => return Err(Halt::Other(format!("{error:?}"))),
    };
    let journal = if loaded.drive() == SECOND {
        both.open().await?.0
    } else {
        let folder = app.folder.clone();
        let promoted = loaded.promote(app.env.clone(), SECOND, both.second.clone(), folder).await;
        let promoted = promoted.map_err(|not| Halt::Other(format!("promote: {:?}", not.why)))?;
        app.take(promoted.opened)
    };
    if !promised.is_subset(&ids(&journal.state())) {
        return Err(Halt::Other("an acknowledged entry is lost".into()));
    }
    app.pay_times(&journal, 2).await
}

#[test]
fn no_crash_in_a_promotion_loses_anything() {
    let away = |two: &Two| two.world.cloud.weather.set(Weather { lost: 100, ..Weather::default() });
    every_crash(&Base::new(true, 3), away, promote_and_pay, |two| {
        two.world.cloud.weather.set(Weather::default());
        // The old primary is back.
        let ours = two.done(0, async |both: Both| both.open().await.unwrap().0.takeovers());
        let old = two.done(2, async move |both: Both| {
            let keys = both.app.keys.borrow().clone();
            let (first, folder) = (both.app.drive.clone(), both.app.folder.clone());
            let newer =
                compare(&both.head(&both.app.drive).await.unwrap(), &both.head(&both.second).await.unwrap());
            let seen = end_copy(&both.app.env, &keys, first, &folder, &ours, "the second").await.map(|_| ());
            (newer, seen)
        });
        if old != (Newer::Second, Ok(())) {
            return Err(format!("{old:?}"));
        }
        one_primary(two, true)
    });
}

/// Another device restored from the mirror and went on there, so many entries; with the note, or without.
fn promoted_by_another(entries: u32, note: bool) -> Two {
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
        two.other
            .drive
            .exchange(&path, b"This is a second copy of a wallet that is backed up at another place.");
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

/// The device that slept through it restarts, and reaches both places: it stops as soon as it has seen the mirror, whether
/// the note is there or not, and however much was pruned meanwhile.
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
        assert!(matches!(why, Some(MirrorTrouble::Promoted(_))), "{entries} {note}: {why:?}");
        assert!(matches!(status, Status::Fenced { .. }), "{entries} {note}: {status:?}");
        assert!(two.other.drive.contents() == before, "nothing is written there");
    }
}

/// The old place is another device's again: a Takeover there that this device knows nothing of.
#[test]
fn a_copy_that_another_device_uses_is_neither_ended_nor_deleted() {
    for (entries, note) in [(0, false), (2, false), (2, true)] {
        let two = promoted_by_another(entries, note);
        let before = two.other.drive.contents();
        let (ended, deleted) = two.done(0, async |both: Both| {
            let keys = both.app.keys.borrow().clone();
            let ours = Journal::load(&both.app.env, keys.clone()).await.unwrap().takeovers();
            let (second, folder) = (both.second.clone(), both.app.folder.clone());
            let ended = end_copy(&both.app.env, &keys, second.clone(), &folder, &ours, "elsewhere").await;
            let deleted = lifeboat_backup::delete_copy(&both.app.env, second, &folder, &keys, &ours).await;
            (ended.map(drop), deleted)
        });
        assert!(matches!(ended, Err(lifeboat_backup::EndCopyError::InUse(_))), "{ended:?}");
        assert!(matches!(deleted, Err(lifeboat_backup::DeleteCopyError::InUse(_))), "{deleted:?}");
        assert!(two.other.drive.contents() == before, "nothing was changed");
    }
}

/// A delete that was begun; what somebody does to what is left; the delete again. Gives whether it was refused, and nothing
/// deleted.
fn delete_goes_on_after(done: impl FnOnce(&Two, u64)) -> bool {
    let two = Base::new(false, 0).two();
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let keys = both.app.keys.borrow().clone();
        journal.turn_off(lifeboat_backup::TurnOff::default()).await.unwrap();
        // Begun: noted on this device; the request itself never arrives.
        let (drive, folder, ours) = (both.app.drive.clone(), both.app.folder.clone(), journal.takeovers());
        both.app.line.cloud.drive.on_call(|call| match call.operation {
            lifeboat_cloud::memory::Operation::Delete => {
                lifeboat_cloud::memory::Fault::Refused(lifeboat_cloud::DriveError::Denied)
            }
            _ => lifeboat_cloud::memory::Fault::None,
        });
        let refused = lifeboat_backup::delete_copy(&both.app.env, drive, &folder, &keys, &ours).await;
        assert!(refused.is_err());
        both.app.line.cloud.drive.mend();
    });
    let there = |position: &u64| two.world.cloud.drive.peek(&two.world.folder.entry(*position)).is_some();
    done(&two, (0..99).rev().find(there).unwrap());
    let before = two.world.cloud.drive.contents();
    let again = two.done(0, async |both: Both| {
        let keys = both.app.keys.borrow().clone();
        let (drive, folder) = (both.app.drive.clone(), both.app.folder.clone());
        let ours = Journal::load(&both.app.env, keys.clone()).await.unwrap().takeovers();
        lifeboat_backup::delete_copy(&both.app.env, drive, &folder, &keys, &ours).await
    });
    let refused = matches!(again, Err(lifeboat_backup::DeleteCopyError::InUse(_)));
    assert!(refused || again == Ok(()), "{again:?}");
    assert_eq!(two.world.cloud.drive.contents() == before, refused);
    refused
}

fn restored_at_the_old_place(two: &Two, pays: u32) {
    two.done(1, async move |both: Both| {
        let options = RestoreOptions { although_ended: true, ..RestoreOptions::default() };
        let first = both.app.drive.clone();
        let journal = both.restore(&first, options).await.unwrap();
        both.app.pay_times(&journal, pays).await.unwrap();
    });
}

/// A delete that was begun and not finished does not go on where somebody has restored meanwhile, also from what it left
/// when the end was gone already.
#[test]
fn a_delete_that_was_begun_stops_where_somebody_restored_meanwhile() {
    assert!(delete_goes_on_after(|two, _| restored_at_the_old_place(two, 1)));
    for gone in 1..=2 {
        for pays in 0..=2 {
            let refused = delete_goes_on_after(|two, end| {
                for position in end + 1 - gone..=end {
                    assert!(two.world.cloud.drive.remove(&two.world.folder.entry(position)));
                }
                restored_at_the_old_place(two, pays);
            });
            assert!(refused, "{gone} gone, {pays} payments");
        }
    }
    let torn = |two: &Two, end| {
        two.world.cloud.drive.exchange(&two.world.folder.entry(end + 1), b"begun");
    };
    assert!(delete_goes_on_after(torn));
}

/// What a partial delete has taken keeps nobody from deleting the rest.
#[test]
fn a_delete_that_took_the_end_goes_on() {
    for gone in 1..=2 {
        assert!(!delete_goes_on_after(|two, end| {
            for position in end + 1 - gone..=end {
                assert!(two.world.cloud.drive.remove(&two.world.folder.entry(position)));
            }
        }));
    }
    assert!(!delete_goes_on_after(|_, _| {}));
}

/// While it sends, it does not say that it is in step.
#[test]
fn a_mirror_says_that_it_follows_before_it_sends() {
    let two = Base::new(true, 0).two();
    let other = two.other.drive.clone();
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        let time = both.app.line.cloud.time.clone();
        other.set_gate(Some(Rc::new(move |_, _| {
            let time = time.clone();
            Box::pin(async move { lifeboat_backup::Clock::sleep(&time, 30_000).await })
        })));
        both.app.pay(&journal).await.unwrap();
        both.app.env.clock.sleep(5_000).await;
        let status = mirror.status();
        assert!(matches!(status, MirrorStatus::Following { behind: 1, .. }), "{status:?}");
        other.set_gate(None);
    });
}

/// A journal and its mirror, whether the primary says that the head is ours, and whether somebody went on at the mirror.
type Looked = (Journal, Mirror, bool, Result<bool, HeadUnknown>);

/// What a device that runs sees of the mirror after something was done there, and whether it is fenced.
fn looked_after(done: impl FnOnce(&Two)) -> (Result<bool, HeadUnknown>, Status) {
    let two = Base::new(true, 0).two();
    let mut old = two.world.process(0, None);
    let second: Rc<dyn Drive> = Rc::new(old.app.line.over(&two.other));
    let both = Both { app: old.app.clone(), second };
    let mut now = |work: std::pin::Pin<Box<dyn Future<Output = Looked>>>| {
        let seen: Rc<RefCell<Option<Looked>>> = Rc::default();
        old.start(async move |_| work.await, seen.clone());
        while seen.borrow().is_none() {
            old.turn();
            two.world.cloud.time.advance();
        }
        seen.take().expect("it is there")
    };
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

/// The primary shows nothing of a device that goes on at the mirror, and a follower with nothing to write does not look. Who
/// is about to close a channel has to.
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
    assert!(matches!(undecided, Err(HeadUnknown(Trouble::Entry { .. }))), "{undecided:?}");
}

/// A device that went on at the mirror needs the keys that it was restored with, whatever is changed here.
#[test]
fn the_phrase_file_of_a_device_that_went_on_at_the_mirror_is_left_alone() {
    let two = Base::new(true, 0).two();
    let mut old = two.world.process(0, None);
    let second: Rc<dyn Drive> = Rc::new(old.app.line.over(&two.other));
    let both = Both { app: old.app.clone(), second };
    let opened: Rc<RefCell<Option<(Journal, Mirror)>>> = Rc::default();
    let opening = both.clone();
    old.start(
        async move |_| {
            let (journal, _) = opening.open().await.unwrap();
            let mirror = opening.follow(&journal);
            mirror.in_step().await.unwrap();
            (journal, mirror)
        },
        opened.clone(),
    );
    while opened.borrow().is_none() {
        old.turn();
        two.world.cloud.time.advance();
    }
    let (journal, mirror) = opened.take().expect("it is open");
    restored_there(&two);
    let before = two.other.drive.contents();
    let seen: Rc<RefCell<Option<Option<MirrorTrouble>>>> = Rc::default();
    old.start(
        async move |_| {
            let phrase = lifeboat_crypto::Phrase::parse(crate::world::PHRASE).unwrap();
            let slots = [lifeboat_crypto::NewSlot::phrase(&phrase)];
            let mut dice = both.app.line.cloud.dice.clone();
            let rotated = journal.keys().opened().rotate(&slots, &mut dice).unwrap();
            let _ = journal.change_keys(Rc::new(Keys::new(rotated, &phrase).unwrap())).await;
            both.app.env.clock.sleep(120_000).await;
            mirror.in_step().await.err()
        },
        seen.clone(),
    );
    while seen.borrow().is_none() {
        old.turn();
        two.world.cloud.time.advance();
    }
    let why = seen.take().expect("it is there");
    assert!(matches!(why, Some(MirrorTrouble::Promoted(_) | MirrorTrouble::Ended)), "{why:?}");
    assert!(two.other.drive.contents() == before, "nothing is written or deleted there");
}

/// Another device makes the mirror its primary while this one runs.
fn overtaken(set_both: bool) -> (Two, Result<(), Halt>, Status) {
    let two = Base::new(true, 0).two();
    let mut old = two.world.process(0, None);
    let second: Rc<dyn Drive> = Rc::new(old.app.line.over(&two.other));
    let both = Both { app: old.app.clone(), second };
    let opened: Rc<RefCell<Option<(Journal, Mirror)>>> = Rc::default();
    let setting = both.clone();
    old.start(
        async move |_| {
            let (journal, _) = setting.open().await.unwrap();
            let mirror = setting.follow(&journal);
            mirror.in_step().await.unwrap();
            if set_both {
                journal.set_both(Some(&mirror));
            }
            setting.app.pay(&journal).await.unwrap();
            mirror.in_step().await.unwrap();
            (journal, mirror)
        },
        opened.clone(),
    );
    while opened.borrow().is_none() {
        old.turn();
        two.world.cloud.time.advance();
    }
    let (journal, _mirror) = opened.take().expect("it is open");
    two.done(1, async |both: Both| {
        let second = both.second.clone();
        both.restore(&second, SECOND_TOO).await.map(|_| ()).unwrap();
    });
    let paid: Rc<RefCell<Option<Result<(), Halt>>>> = Rc::default();
    let paying = journal.clone();
    old.start(
        async move |_| {
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
        },
        paid.clone(),
    );
    while paid.borrow().is_none() {
        old.turn();
        two.world.cloud.time.advance();
    }
    let result = paid.take().unwrap();
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
    assert_ne!(apart, Newer::Same);
}

#[test]
fn with_both_an_entry_waits_for_the_mirror() {
    let two = Base::new(true, 0).two();
    let weather = two.other.weather.clone();
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        journal.set_both(Some(&mirror));
        both.app.pay(&journal).await.unwrap();
        weather.set(Weather { lost: 100, ..Weather::default() });
        let mut batch = Batch::new();
        batch.put("b/000900", vec![1]);
        let written = journal.append(batch);
        both.app.env.clock.sleep(120_000).await;
        let waits = journal.status();
        assert!(matches!(&waits, Status::Waiting { why: Trouble::Mirror(_), .. }), "{waits:?}");
        assert!(matches!(mirror.status(), MirrorStatus::Waiting { behind: 1, .. }), "{:?}", mirror.status());
        let mut written = Box::pin(written);
        assert!(futures::poll!(&mut written).is_pending());
        weather.set(Weather::default());
        written.await.unwrap();
        assert!(matches!(journal.status(), Status::Saved { .. }));
        // The user may change his mind while it waits.
        weather.set(Weather { lost: 100, ..Weather::default() });
        let written = journal.append(Batch::new());
        both.app.env.clock.sleep(60_000).await;
        journal.set_both(None);
        written.await.unwrap();
    });
}

/// Another device may have gone on at the old place, and nobody can know: what this state says of itself no longer counts.
#[test]
fn what_is_promoted_has_a_journal_of_another_name() {
    let two = Base::new(true, 0).two();
    let (before, after, later) = two.done(0, async |both: Both| {
        let app = &both.app;
        let keys = app.keys.borrow().clone();
        let started = async |drive: &Rc<dyn Drive>| {
            let loaded = Journal::load(&app.env, keys.clone()).await.unwrap();
            let started = loaded.start(app.env.clone(), Some(drive.clone())).await;
            started.map_err(|not| not.why).unwrap().writer
        };
        let before = started(&app.drive).await;
        let loaded = Journal::load(&app.env, keys.clone()).await.unwrap();
        let promoted = loaded.promote(app.env.clone(), SECOND, both.second.clone(), app.folder.clone()).await;
        let after = promoted.map_err(|not| not.why).unwrap().opened.writer;
        (before, after, started(&both.second).await)
    });
    assert_ne!(before, after);
    assert_eq!(after, later);
}
