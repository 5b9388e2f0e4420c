//! Copies that were left: ended, deleted, and never where another device goes on.

use super::{promoted::promoted_by_another, *};

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
            let deleted =
                lifeboat_backup::delete_copy(&both.app.env, second, &folder, &keys, &ours, None).await;
            (ended.map(drop), deleted)
        });
        assert!(matches!(ended, Err(lifeboat_backup::EndCopyError::InUse(_))), "{ended:?}");
        assert!(matches!(deleted, Err(lifeboat_backup::DeleteCopyError::InUse(_))), "{deleted:?}");
        assert!(two.other.drive.contents() == before, "nothing was changed");
    }
}

/// A second copy that was promoted, and the primary, which is back.
fn promoted() -> Two {
    let two = Base::new(true, 0).two();
    two.world.cloud.weather.set(FaultRates { lost: 100, ..FaultRates::default() });
    assert_eq!(two.done(0, super::promoting::promote_and_pay), Ok(()));
    two.world.cloud.weather.set(FaultRates::default());
    two
}

/// Another device takes the old place over while this one ends it, right where this one's own Takeover lies
/// in the second copy: both know of as many Takeovers then. The place is ended, or it is that device's.
#[test]
fn a_copy_that_another_device_takes_over_while_it_is_ended_is_not_ended() {
    let (theirs, position) = {
        let two = promoted();
        restored_at_the_old_place(&two, 0);
        let (position, bytes) =
            two.entries()[0].last_key_value().map(|(at, file)| (*at, file.clone())).unwrap();
        (bytes, position)
    };
    let (mut in_use, mut ended) = (0, 0);
    for request in 0.. {
        let two = promoted();
        let (drive, path) = (two.world.cloud.drive.clone(), two.world.folder.entry(position));
        let (asked, taken) = (Rc::new(Cell::new(0_u64)), Rc::new(Cell::new(None)));
        let (there, noted, bytes) = (drive.clone(), taken.clone(), theirs.clone());
        let result = two.done(0, async move |both: Both| {
            let keys = both.app.keys.borrow().clone();
            let ours = both.open().await.unwrap().0.takeovers();
            assert!(ours.newest() == Some(position), "{ours:?}");
            let (gated, at) = (there.clone(), path.clone());
            there.set_gate(Some(Rc::new(move |_, stage| {
                let is_sent = stage == lifeboat_cloud::memory::CallStage::Request;
                if is_sent && asked.replace(asked.get() + 1) == request {
                    let is_free = gated.peek(&at).is_none();
                    noted.set(Some(is_free));
                    if is_free {
                        gated.exchange(&at, &bytes);
                    }
                }
                Box::pin(async {})
            })));
            let (first, folder) = (both.app.drive.clone(), both.app.folder.clone());
            end_copy(&both.app.env, &keys, first, &folder, &ours, "the second").await.map(drop)
        });
        drive.set_gate(None);
        match taken.get() {
            None => break,
            Some(false) => {
                assert_eq!(result, Ok(()), "request {request}");
                ended += 1;
            }
            Some(true) => {
                let is_told = matches!(result, Err(lifeboat_backup::EndCopyError::InUse(_)));
                assert!(is_told, "request {request}: {result:?}");
                assert_eq!(
                    two.entries()[0].last_key_value(),
                    Some((&position, &theirs)),
                    "request {request}"
                );
                in_use += 1;
            }
        }
    }
    println!("{in_use} times in use, {ended} times ended");
    assert!(in_use > 2 && ended > 1);
}

/// The backup was turned off, which counts as a Takeover there, and another device has restored from the
/// second copy at the very same position: that is its only backup. The drive fails for a while at any request
/// of the delete.
#[test]
fn what_another_device_has_begun_where_this_one_ended_is_not_deleted_after_an_error_that_passes() {
    let two = Base::new(true, 0).two();
    let (drive, folder) = (two.other.drive.clone(), two.world.folder.clone());
    let end = two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        mirror.remove();
        journal.turn_off(lifeboat_backup::TurnOffPlan::default()).await.unwrap();
        journal.position()
    });
    let note = drive.peek(&folder.second_copy()).unwrap();
    let taken = two.done(1, async move |both: Both| {
        let second = both.second.clone();
        both.restore(&second, SECOND_TOO).await.unwrap().position()
    });
    assert_eq!(taken, end);
    // Its service keeps it from removing the note.
    drive.exchange(&folder.second_copy(), &note);
    let before = drive.contents();
    for fails_at in 0..12 {
        let (drive, mut asked) = (drive.clone(), 0);
        drive.on_call(move |_| {
            asked += 1;
            match (fails_at..fails_at + 4).contains(&asked) {
                true => lifeboat_cloud::memory::Fault::Refused(lifeboat_cloud::DriveError::Unavailable {
                    after_ms: None,
                }),
                false => lifeboat_cloud::memory::Fault::None,
            }
        });
        for _ in 0..2 {
            let deleted = two.done(0, async move |both: Both| {
                let keys = both.app.keys.borrow().clone();
                let ours = Journal::load(&both.app.env, keys.clone()).await.unwrap().takeovers();
                let (second, folder, newest) = (both.second, both.app.folder, ours.newest());
                lifeboat_backup::delete_copy(&both.app.env, second, &folder, &keys, &ours, newest).await
            });
            assert!(deleted.is_err(), "{fails_at}");
            assert!(drive.contents() == before, "{fails_at}");
        }
    }
}

/// A delete that was begun; what somebody does to what is left; the delete again. Gives whether it was
/// refused, and nothing deleted.
fn delete_goes_on_after(done: impl FnOnce(&Two, u64)) -> bool {
    let two = Base::new(false, 0).two();
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let keys = both.app.keys.borrow().clone();
        journal.turn_off(lifeboat_backup::TurnOffPlan::default()).await.unwrap();
        // Begun: noted on this device; the request itself never arrives.
        let (drive, folder, ours) = (both.app.drive.clone(), both.app.folder.clone(), journal.takeovers());
        both.app.line.cloud.drive.on_call(|call| match call.operation {
            lifeboat_cloud::memory::Operation::Delete => {
                lifeboat_cloud::memory::Fault::Refused(lifeboat_cloud::DriveError::Denied)
            }
            _ => lifeboat_cloud::memory::Fault::None,
        });
        let refused = lifeboat_backup::delete_copy(&both.app.env, drive, &folder, &keys, &ours, None).await;
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
        lifeboat_backup::delete_copy(&both.app.env, drive, &folder, &keys, &ours, None).await
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

/// A delete that was begun and not finished does not go on where somebody has restored meanwhile, also from
/// what it left when the end was gone already.
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
