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
        if old != (Comparison::Second, Ok(())) {
            return Err(format!("{old:?}"));
        }
        one_primary(two, true)
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
