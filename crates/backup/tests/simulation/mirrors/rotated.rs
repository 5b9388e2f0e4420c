//! Two places, and a data key that was changed at one of them.

use std::cell::Cell;

use lifeboat_backup::{AppendError, EndCopyError};
use lifeboat_cloud::{
    DriveError,
    memory::{Fault, Operation},
};

use super::{died::rotated, *};

/// The old place is ended by a device whose data key is another one by now: whoever still writes there opens
/// the end, and is fenced by it.
#[test]
fn the_end_of_an_old_copy_opens_for_who_still_writes_there_after_a_change_of_keys() {
    let two = Base::new(true, 0).two();
    let mut old = two.world.process(0, None);
    let journal = old.finish(async |app: App| app.open().await.unwrap());
    let ended: Result<(), EndCopyError> = two.done(1, async |both: Both| {
        let second = both.second.clone();
        let there = both.restore(&second, SECOND_TOO).await.unwrap();
        let rotated = rotated(&there.keys(), &mut both.app.line.cloud.dice.clone());
        there.change_keys(rotated).await.unwrap();
        both.app.pay(&there).await.unwrap();
        let (keys, first, folder) = (there.keys(), both.app.drive.clone(), both.app.folder.clone());
        let ended = end_copy(&both.app.env, &keys, first, &folder, &there.takeovers(), "the second").await;
        ended.map(drop)
    });
    assert_eq!(ended, Ok(()));
    let paid: Result<u64, AppendError> = old.finish(async move |_| {
        let mut batch = Batch::new();
        batch.put("b/000900", vec![1]);
        journal.append(batch).await
    });
    assert!(matches!(paid, Err(AppendError::Fenced(_))), "{paid:?}");
}

/// The follower looks beside the entries, and meanwhile the keys are changed: no entry comes to the mirror before the
/// phrase file that opens it.
#[test]
fn no_entry_is_copied_before_the_phrase_file_that_it_needs() {
    for late_ms in (0..8_000).step_by(2_000) {
        let two = Base::new(true, 0).two();
        let (other, folder) = (two.other.drive.clone(), two.world.folder.clone());
        let needs = move |position| {
            let file = other.peek(&folder.entry(position))?;
            let epoch = StoredFile::parse(&file).ok()?.sealed().ok()?.header().key_epoch;
            (epoch > 1 && other.peek(&folder.phrase(2)).is_none()).then_some(position)
        };
        let drive = two.other.drive.clone();
        let early = two.done(0, async move |both: Both| {
            let (journal, _) = both.open().await.unwrap();
            let mirror = both.follow(&journal);
            mirror.in_step().await.unwrap();
            both.app.env.clock.sleep(120_000).await;
            let time = both.app.line.cloud.time.clone();
            drive.set_gate(Some(Rc::new(move |_, _| {
                let time = time.clone();
                Box::pin(async move { lifeboat_backup::Clock::sleep(&time, 1_000).await })
            })));
            // Its look is due, and slow.
            journal.set_both(None);
            both.app.env.clock.sleep(late_ms).await;
            let rotated = rotated(&journal.keys(), &mut both.app.line.cloud.dice.clone());
            journal.change_keys(rotated).await.unwrap();
            both.app.pay(&journal).await.unwrap();
            let mut early = None;
            for _ in 0..600 {
                both.app.env.clock.sleep(100).await;
                early = early.or_else(|| (0..20).find_map(&needs));
            }
            drive.set_gate(None);
            mirror.in_step().await.unwrap();
            early
        });
        assert_eq!(early, None, "{late_ms} ms: copied, and nothing there opens it");
        assert!(two.other.drive.peek(&two.world.folder.phrase(2)).is_some());
    }
}

/// What the follower could not remove before the move is removed after it: an old PIN opens nothing for
/// longer than that.
#[test]
fn a_move_leaves_no_phrase_file_of_an_old_pin() {
    let two = Base::new(true, 0).two();
    let drive = two.other.drive.clone();
    let phrase = two.world.folder.phrase(1);
    let old = drive.peek(&phrase).unwrap();
    let path = phrase.clone();
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        let rotated = rotated(&journal.keys(), &mut both.app.line.cloud.dice.clone());
        journal.change_keys(rotated).await.unwrap();
        both.app.pay(&journal).await.unwrap();
        mirror.in_step().await.unwrap();
        assert_eq!(drive.peek(&path), None);
        // An upload that was on its way arrives.
        drive.exchange(&path, &old);
        journal.move_to(&mirror, "elsewhere").await.unwrap();
        both.app.pay(&journal).await.unwrap();
        both.app.env.clock.sleep(120_000).await;
        both.app.pay(&journal).await.unwrap();
        both.app.env.clock.sleep(60_000).await;
    });
    assert_eq!(two.other.drive.peek(&phrase), None);
}

/// The old PIN opens it there as long as it stays: that is told, the entries come all the same, and the drive
/// is not looked through again for each of them.
#[test]
fn a_mirror_that_keeps_an_older_phrase_file_says_so_and_costs_no_look_at_every_entry() {
    let two = Base::new(true, 0).two();
    let drive = two.other.drive.clone();
    let phrase = two.world.folder.phrase(1);
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        let lists = Rc::new(Cell::new(0));
        let listed = lists.clone();
        drive.on_call(move |call| match call.operation {
            Operation::Delete | Operation::DeleteExactly => Fault::Refused(DriveError::Denied),
            Operation::List => {
                listed.set(listed.get() + 1);
                Fault::None
            }
            _ => Fault::None,
        });
        let rotated = rotated(&journal.keys(), &mut both.app.line.cloud.dice.clone());
        journal.change_keys(rotated).await.unwrap();
        both.app.pay(&journal).await.unwrap();
        mirror.in_step().await.unwrap();
        assert!(matches!(mirror.status(), MirrorStatus::OlderPhraseStays { .. }), "{:?}", mirror.status());
        let once = lists.get();
        for _ in 0..5 {
            both.app.pay(&journal).await.unwrap();
            mirror.in_step().await.unwrap();
        }
        assert_eq!(lists.get(), once, "nothing is listed for an entry");
        assert!(matches!(mirror.status(), MirrorStatus::OlderPhraseStays { .. }), "{:?}", mirror.status());
        drive.mend();
        mirror.resume();
        both.app.env.clock.sleep(1_000).await;
        assert!(matches!(mirror.status(), MirrorStatus::InStep { .. }), "{:?}", mirror.status());
        assert_eq!(drive.peek(&phrase), None);
    });
}

/// It is in step, and its storage refuses to delete an older phrase file for as long as it is busy: at rest
/// it is asked little all the same.
#[test]
fn a_mirror_at_rest_that_keeps_an_older_phrase_file_is_asked_four_times_a_minute_at_most() {
    let two = Base::new(true, 0).two();
    let drive = two.other.drive.clone();
    let phrase = two.world.folder.phrase(1);
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        drive.on_call(move |call| match call.operation {
            Operation::Delete | Operation::DeleteExactly => {
                Fault::Refused(DriveError::Busy { after_ms: None })
            }
            _ => Fault::None,
        });
        let rotated = rotated(&journal.keys(), &mut both.app.line.cloud.dice.clone());
        journal.change_keys(rotated).await.unwrap();
        both.app.pay(&journal).await.unwrap();
        mirror.in_step().await.unwrap();
        both.app.env.clock.sleep(60_000).await;
        let before = drive.calls().len();
        let rest = async |times: u32| {
            for _ in 0..times {
                both.app.env.clock.sleep(30_000).await;
                assert_ne!(journal.look_at_rest().await, Ok(RestLook::TakenOver));
                assert!(!journal.seems_taken_over_at(&mirror).await);
            }
        };
        rest(120).await;
        let asked = drive.calls().len() - before;
        println!("at rest: {:.2} requests a minute to the second copy (limit 4)", asked as f64 / 60.0);
        assert!(asked <= 4 * 60, "{asked} requests in an hour");
        assert!(matches!(mirror.status(), MirrorStatus::OlderPhraseStays { .. }), "{:?}", mirror.status());
        drive.mend();
        rest(90).await;
        assert!(matches!(mirror.status(), MirrorStatus::InStep { .. }), "{:?}", mirror.status());
        assert_eq!(drive.peek(&phrase), None);
    });
}

/// What does not open above the entries may be one of a device that needs the older phrase file: nobody looks
/// for that, and so it is not said to stay.
#[test]
fn a_mirror_with_an_unreadable_file_at_its_top_is_not_said_to_keep_an_older_phrase_file() {
    let two = Base::new(true, 0).two();
    let drive = two.other.drive.clone();
    let folder = two.world.folder.clone();
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let above = folder.entry(journal.position() + 1);
        drive.exchange(&above, b"an upload that was cut");
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        let position = journal.position();
        let named = matches!(
            mirror.status(),
            MirrorStatus::TopUnreadable { above, .. } if above == position + 1
        );
        assert!(named, "{:?}", mirror.status());
        drive.remove(&above);
        for _ in 0..20 {
            both.app.env.clock.sleep(30_000).await;
            let _ = journal.seems_taken_over_at(&mirror).await;
        }
        assert!(matches!(mirror.status(), MirrorStatus::InStep { .. }), "{:?}", mirror.status());
    });
}
