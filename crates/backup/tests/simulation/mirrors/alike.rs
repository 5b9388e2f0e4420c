//! Two devices took over at the same position, one at each place: the histories have as many Takeovers, and
//! are not the same.

use super::*;

/// Another device went on with the second copy while that could not be reached from here, and this one, which
/// did not know it, was brought back from its own place, right there. The note of a second copy could not be
/// removed.
fn alike(payments: u32) -> Two {
    let base = Base::new(true, 0);
    let theirs = base.two();
    let note = theirs.other.drive.peek(&theirs.world.folder.second_copy()).unwrap();
    theirs.done(1, async |both: Both| {
        let second = both.second.clone();
        let journal = both.restore(&second, SECOND_TOO).await.unwrap();
        both.app.pay_times(&journal, 2).await.unwrap();
    });
    theirs.other.drive.exchange(&theirs.world.folder.second_copy(), &note);
    let two = base.two();
    two.done(0, async move |both: Both| {
        let first = both.app.drive.clone();
        let journal = both.restore(&first, RestoreOptions::default()).await.unwrap();
        for round in 0..payments {
            both.app.pay(&journal).await.unwrap();
            if round % 20 == 19 {
                journal.prove().await.unwrap();
                both.app.env.clock.sleep(60_000).await;
            }
        }
    });
    two.other.drive.roll_back(theirs.other.drive.contents());
    let takeover = two.world.folder.entry(4);
    let [here, there] = [&two.world.cloud.drive, &two.other.drive].map(|drive| drive.peek(&takeover));
    assert!(here.is_some() && there.is_some() && here != there, "each has its own");
    two
}

/// What this device keeps begins far above by then, its own Takeover is no longer part of that, and its place is gone.
#[test]
fn a_mirror_with_another_takeover_in_the_place_of_ours_is_not_promoted() {
    for payments in [1, 150] {
        let two = alike(payments);
        let before = two.other.drive.contents();
        two.world.cloud.weather.set(FaultRates { lost: 100, ..FaultRates::default() });
        let refused = two.done(0, async |both: Both| {
            let keys = both.app.keys.borrow().clone();
            let loaded = Journal::load(&both.app.env, keys).await.unwrap();
            let folder = both.app.folder.clone();
            let result = loaded.promote(both.app.env.clone(), SECOND, both.second.clone(), folder).await;
            result.err().map(|not| not.why)
        });
        assert!(matches!(refused, Some(PromoteError::Ahead(_))), "{payments}: {refused:?}");
        assert!(two.other.drive.contents() == before, "{payments}: something was written there");
    }
}

#[test]
fn a_mirror_with_another_takeover_in_the_place_of_ours_stops_this_device() {
    for payments in [1, 150] {
        let two = alike(payments);
        let before = two.other.drive.contents();
        let (why, status) = two.done(0, async |both: Both| {
            let (journal, _) = both.open().await.unwrap();
            let why = both.follow(&journal).in_step().await.err();
            both.app.env.clock.sleep(1_000).await;
            (why, journal.status())
        });
        assert!(matches!(why, Some(MirrorObstacle::Promoted(_))), "{payments}: {why:?}");
        assert!(matches!(status, Status::Fenced { .. }), "{payments}: {status:?}");
        assert!(two.other.drive.contents() == before, "{payments}: something was written there");
        assert_eq!(two.done(0, async |both: Both| both.open().await.map(|_| ())), Err(Halt::Fenced));
    }
}

/// Its own history at both places, with a Takeover of its own: nobody is stopped by it, whatever this device
/// still keeps.
#[test]
fn an_own_takeover_at_both_places_is_nobody_elses() {
    for payments in [1, 150] {
        let base = Base::new(true, 0);
        let two = base.two();
        two.done(0, async move |both: Both| {
            let first = both.app.drive.clone();
            let journal = both.restore(&first, RestoreOptions::default()).await.unwrap();
            let mirror = both.follow(&journal);
            for round in 0..payments {
                both.app.pay(&journal).await.unwrap();
                if round % 20 == 19 {
                    journal.prove().await.unwrap();
                    both.app.env.clock.sleep(60_000).await;
                }
            }
            mirror.in_step().await.unwrap();
            assert_eq!(journal.is_taken_over_at(&mirror).await, Ok(false));
        });
        two.world.cloud.weather.set(FaultRates { lost: 100, ..FaultRates::default() });
        assert_eq!(two.done(0, promoting::promote_and_pay), Ok(()), "{payments}");
    }
}
