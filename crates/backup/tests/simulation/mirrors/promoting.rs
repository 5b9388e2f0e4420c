//! The mirror becomes the primary because the old one is gone; and devices that do not know it yet.

use super::*;

async fn promote_and_pay(both: Both) -> Result<(), Halt> {
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

#[test]
fn a_mirror_that_is_ahead_of_this_device_is_not_promoted() {
    let base = Base::new(true, 0);
    let two = base.two();
    two.done(1, async |both: Both| {
        let second = both.second.clone();
        let journal = both.restore(&second, SECOND_TOO).await.unwrap();
        both.app.pay(&journal).await.unwrap();
    });
    let refused = two.done(0, async |both: Both| {
        let keys = both.app.keys.borrow().clone();
        let loaded = Journal::load(&both.app.env, keys).await.unwrap();
        let folder = both.app.folder.clone();
        let result = loaded.promote(both.app.env.clone(), SECOND, both.second.clone(), folder).await;
        result.err().map(|not| not.why)
    });
    assert!(matches!(refused, Some(PromoteError::Ahead(_) | PromoteError::NotAMirror)), "{refused:?}");
}

/// A journal and its mirror, whether the primary says that the head is ours, and whether somebody went on at the mirror.
type Looked = (Journal, Mirror, bool, bool);

/// The primary shows nothing of a device that goes on at the mirror, and a follower with nothing to write does not look. Who
/// is about to close a channel has to.
#[test]
fn a_fresh_look_at_the_mirror_sees_who_went_on_there() {
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
    assert!(primary && !mirrored, "nobody did");
    two.done(1, async |both: Both| {
        let second = both.second.clone();
        both.restore(&second, SECOND_TOO).await.map(|_| ()).unwrap();
    });
    let (journal, mirror, primary, mirrored) = now(Box::pin(look(journal, mirror)));
    assert!(primary, "the primary is as it was");
    assert!(mirrored);
    let (journal, ..) = now(Box::pin(look(journal, mirror)));
    assert!(matches!(journal.status(), Status::Fenced { .. }));
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
