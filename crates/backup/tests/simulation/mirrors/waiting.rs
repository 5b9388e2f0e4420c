//! What is said while a mirror is written, and what waits for it.

use lifeboat_backup::{ChangeKeysError, MoveError, TurnOffError, TurnOffPlan};

use super::*;

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

/// It has much to take when its service is back, and takes it slowly.
#[test]
fn with_both_nothing_is_said_to_wait_for_a_mirror_that_takes_what_it_lacks() {
    let two = Base::new(true, 0).two();
    let (other, weather) = (two.other.drive.clone(), two.other.weather.clone());
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        weather.set(FaultRates { lost: 100, ..FaultRates::default() });
        for _ in 0..4 {
            both.app.pay(&journal).await.unwrap();
        }
        journal.set_both(Some(&mirror));
        let written = journal.append(Batch::new());
        both.app.env.clock.sleep(60_000).await;
        let waits = journal.status();
        assert!(matches!(&waits, Status::Waiting { why: Obstacle::Mirror(_), .. }), "{waits:?}");
        let time = both.app.line.cloud.time.clone();
        other.set_gate(Some(Rc::new(move |_, _| {
            let time = time.clone();
            Box::pin(async move { lifeboat_backup::Clock::sleep(&time, 30_000).await })
        })));
        weather.set(FaultRates::default());
        let takes = |status| matches!(status, MirrorStatus::Following { behind: 1..=4, .. });
        for _ in 0..1_000 {
            if takes(mirror.status()) {
                break;
            }
            both.app.env.clock.sleep(5_000).await;
        }
        assert!(takes(mirror.status()), "{:?}", mirror.status());
        assert_eq!(journal.status(), Status::Saving);
        other.set_gate(None);
        written.await.unwrap();
        assert!(matches!(journal.status(), Status::Saved { .. }), "{:?}", journal.status());
    });
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
        weather.set(FaultRates { lost: 100, ..FaultRates::default() });
        let mut batch = Batch::new();
        batch.put("b/000900", vec![1]);
        let written = journal.append(batch);
        both.app.env.clock.sleep(120_000).await;
        let waits = journal.status();
        assert!(matches!(&waits, Status::Waiting { why: Obstacle::Mirror(_), .. }), "{waits:?}");
        assert!(matches!(mirror.status(), MirrorStatus::Waiting { behind: 1, .. }), "{:?}", mirror.status());
        let mut written = Box::pin(written);
        assert!(futures::poll!(&mut written).is_pending());
        weather.set(FaultRates::default());
        written.await.unwrap();
        assert!(matches!(journal.status(), Status::Saved { .. }));
        // Users may change their minds while it waits.
        weather.set(FaultRates { lost: 100, ..FaultRates::default() });
        let written = journal.append(Batch::new());
        both.app.env.clock.sleep(60_000).await;
        journal.set_both(None);
        written.await.unwrap();
    });
}

/// What a user wants to do stands behind an entry that waits: it is taken back then, and no backup is turned
/// off later, unasked.
#[test]
fn nothing_that_a_user_asks_for_stands_for_ever_behind_an_entry_that_waits() {
    let two = Base::new(true, 0).two();
    let (here, there) = (two.world.cloud.weather.clone(), two.other.weather.clone());
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        journal.set_both(Some(&mirror));
        for weather in [&there, &here] {
            weather.set(FaultRates { lost: 100, ..FaultRates::default() });
            let written = journal.append(Batch::new());
            let since = both.app.env.clock.now_ms();
            let moved = journal.move_to(&mirror, "Dropbox").await;
            assert!(matches!(moved, Err(MoveError::Paused(_))), "{moved:?}");
            let off = journal.turn_off(TurnOffPlan { delete_copy: false }).await;
            assert!(matches!(off, Err(TurnOffError::Paused(_))), "{off:?}");
            let changed = journal.change_keys(journal.keys()).await;
            assert!(
                matches!(changed, Err(ChangeKeysError::Unchanged(AppendError::Paused(_)))),
                "{changed:?}"
            );
            assert!(both.app.env.clock.now_ms() - since < 10 * 60_000, "three answers within minutes");
            weather.set(FaultRates::default());
            written.await.unwrap();
            journal.prove().await.unwrap();
            assert!(journal.folder().is_some(), "nothing was turned off afterwards");
            assert!(matches!(journal.status(), Status::Saved { .. }), "{:?}", journal.status());
        }
    });
}
