//! The mirror becomes the primary, and the old one is left.

use lifeboat_backup::StoreFault;

use super::*;

async fn move_and_pay(both: Both) -> Result<(), Halt> {
    let (journal, name) = both.open().await?;
    both.app.pay(&journal).await?;
    if name != SECOND {
        let mirror = both.follow(&journal);
        let stuck = |why: MirrorObstacle| Halt::Other(format!("mirror: {why:?}"));
        mirror.in_step().await.map_err(stuck)?;
        let left = journal.move_to(&mirror, "the second").await;
        let left = left.map_err(|error| Halt::Other(format!("move: {error:?}")))?;
        assert_eq!(left, both.app.folder);
    }
    both.app.pay(&journal).await
}

#[test]
fn no_crash_in_a_move_leaves_two_primaries_or_none() {
    every_crash(&Base::new(true, 1), |_| {}, move_and_pay, |two| one_primary(two, true));
}

/// After a crash in a move, wherever it goes on, that is the only primary.
#[test]
fn a_crash_in_a_move_that_is_not_repeated_leaves_one_primary() {
    let base = Base::new(true, 0);
    let (_, points) = base.two().run(0, None, move_and_pay);
    for (at, kind) in (0..).zip(&points) {
        for crash in kind.crashes().iter().copied() {
            let two = base.two();
            let (end, _) = two.run(0, Some((at, crash)), move_and_pay);
            assert_eq!(end, End::Crashed);
            let name = two.done(0, async |both: Both| {
                let (journal, name) = both.open().await?;
                both.app.pay(&journal).await?;
                both.app.env.clock.sleep(60_000).await;
                Ok::<_, Halt>(name)
            });
            two.deliver_late();
            let name = name.unwrap_or_else(|halt| panic!("point {at}, {kind:?}, {crash:?}: {halt:?}"));
            if let Err(why) = one_primary(&two, name == SECOND) {
                panic!("point {at}, {kind:?}, {crash:?}: {why}");
            }
        }
    }
}

/// A store that fails at one write, and has done it or not: wherever it goes on, that is the only primary.
#[test]
fn a_store_that_fails_in_a_move_leaves_one_primary() {
    let base = Base::new(true, 0);
    for fault in [StoreFault::ApplyAndFail, StoreFault::Full, StoreFault::Silent] {
        for at in 0..10 {
            let two = base.two();
            for _ in 0..at {
                two.world.stores[0].fail_next(StoreFault::None);
            }
            two.world.stores[0].fail_next(fault);
            let (end, _) = two.run(0, None, move_and_pay);
            assert!(matches!(end, End::Done(Ok(()) | Err(Halt::Other(_)))), "{fault:?} at {at}: {end:?}");
            let name = two.done(0, async |both: Both| {
                let (journal, name) = both.open().await?;
                both.app.pay(&journal).await?;
                both.app.env.clock.sleep(60_000).await;
                Ok::<_, Halt>(name)
            });
            let name = name.unwrap_or_else(|halt| panic!("{fault:?} at {at}: {halt:?}"));
            if let Err(why) = one_primary(&two, name == SECOND) {
                panic!("{fault:?} at {at}: {why}");
            }
        }
    }
}
