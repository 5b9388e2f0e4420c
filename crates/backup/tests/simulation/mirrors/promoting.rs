//! The mirror becomes the primary because the old one is gone.

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
    let away = |two: &Two| two.world.cloud.weather.set(FaultRates { lost: 100, ..FaultRates::default() });
    every_crash(&Base::new(true, 3), away, promote_and_pay, |two| {
        two.world.cloud.weather.set(FaultRates::default());
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
        if old != (Comparison::Second, Ok(())) {
            return Err(format!("{old:?}"));
        }
        one_primary(two, true)
    });
}

/// Another device may have gone on at the old place, and nobody can know: what this state says of itself no
/// longer counts.
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

/// Something of this wallet that is not of this device's history is at the top of the mirror: neither is
/// written over, and the place stays what it was, here and there.
#[test]
fn a_mirror_with_another_history_is_not_promoted() {
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
    let top = (0..20).rev().find(|at| two.other.drive.peek(&two.world.folder.entry(*at)).is_some()).unwrap();
    let at = two.world.folder.entry(top);
    two.other.drive.exchange(&at, &elsewhere.world.cloud.drive.peek(&at).unwrap());
    let (there, here) = (two.other.drive.contents(), two.world.stores[0].contents());
    let refused = two.done(0, async |both: Both| {
        let keys = both.app.keys.borrow().clone();
        let loaded = Journal::load(&both.app.env, keys).await.unwrap();
        let folder = both.app.folder.clone();
        let result = loaded.promote(both.app.env.clone(), SECOND, both.second.clone(), folder).await;
        result.err().map(|not| not.why)
    });
    assert_eq!(refused, Some(PromoteError::OtherHistory { position: top }));
    assert_eq!((two.other.drive.contents(), two.world.stores[0].contents()), (there, here));
}
