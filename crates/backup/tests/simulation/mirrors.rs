//! A second copy: following, moving, promoting. One crash at every point, with every outcome.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use lifeboat_backup::{
    AppendError, Batch, HeadSeen, Journal, Keys, LoadError, Mirror, MirrorPlan, MirrorStatus, MirrorTrouble,
    Newer, PromoteError, RestoreError, RestoreOptions, Status, Trouble, WalletFolder, compare, end_copy,
    find_wallets, layout, look_at_head,
};
use lifeboat_cloud::{
    Drive,
    memory::{Contents, MemoryDrive},
};

use crate::{
    fate::{Cloud, Crash, Weather},
    world::{App, End, Halt, World, ids},
};

const SEED: u64 = 13;
const SECOND: &str = "second";

/// A world with a second service.
struct Two {
    world: World,
    other: Cloud,
}

impl Two {
    fn around(world: World) -> Two {
        let other = Cloud {
            drive: MemoryDrive::new(),
            late: Rc::default(),
            weather: Rc::default(),
            ..world.cloud.clone()
        };
        Two { world, other }
    }

    fn deliver_late(&self) {
        self.world.deliver_late();
        let late: Vec<_> = self.other.late.borrow_mut().drain(..).collect();
        for late in late {
            futures::executor::block_on(self.other.deliver(late));
        }
    }

    /// Entries of the mirror that differ from the primary's. Where a bad line hid whose folder it is, the mirror went to
    /// another folder, and came back: what it left there is nobody's.
    fn strange(&self) -> Vec<u64> {
        let home = self.world.folder.channel_state();
        let files = |contents: &Contents| -> BTreeMap<u64, Vec<u8>> {
            let entries = contents.files();
            entries
                .filter(|(path, _)| path.parent().as_ref() == Some(&home))
                .filter_map(|(path, bytes)| Some((layout::entry_position(path.name()?)?, bytes.to_vec())))
                .collect()
        };
        let (primary, mirror) =
            (files(&self.world.cloud.drive.contents()), files(&self.other.drive.contents()));
        let differs = |(position, bytes): (u64, Vec<u8>)| {
            (primary.get(&position).is_some_and(|ours| *ours != bytes)).then_some(position)
        };
        mirror.into_iter().filter_map(differs).collect()
    }

    fn run<T: 'static, F>(
        &self,
        device: usize,
        crash: Option<(u64, Crash)>,
        work: impl FnOnce(Both) -> F + 'static,
    ) -> (End<T>, Vec<crate::fate::Kind>)
    where
        F: Future<Output = T> + 'static,
    {
        let other = self.other.clone();
        self.world.run(device, crash, move |app| {
            let second: Rc<dyn Drive> = Rc::new(app.line.over(&other));
            work(Both { app, second })
        })
    }

    fn done<T: 'static + std::fmt::Debug, F>(
        &self,
        device: usize,
        work: impl FnOnce(Both) -> F + 'static,
    ) -> T
    where
        F: Future<Output = T> + 'static,
    {
        match self.run(device, None, work).0 {
            End::Done(value) => value,
            End::Crashed => panic!("crashed"),
        }
    }
}

/// An app with two services.
#[derive(Clone)]
struct Both {
    app: App,
    second: Rc<dyn Drive>,
}

impl Both {
    fn plan(&self) -> MirrorPlan {
        MirrorPlan {
            name: SECOND.to_owned(),
            drive: self.second.clone(),
            folder: self.app.folder.clone(),
            observer: Rc::new(|_| {}),
        }
    }

    fn follow(&self, journal: &Journal) -> Mirror {
        let (mirror, follower) = journal.add_mirror(self.plan());
        self.app.go(follower.run());
        mirror
    }

    /// The next start, on the drive that this device's record names.
    async fn open(&self) -> Result<(Journal, String), Halt> {
        let (first, second) = (self.app.drive.clone(), self.second.clone());
        let name = Rc::new(RefCell::new(String::new()));
        let noted = name.clone();
        let journal = self
            .app
            .open_on(move |drive| {
                noted.replace(drive.to_owned());
                if drive == SECOND { second.clone() } else { first.clone() }
            })
            .await?;
        let name = name.borrow().clone();
        Ok((journal, name))
    }

    async fn restore(&self, from: &Rc<dyn Drive>, options: RestoreOptions) -> Result<Journal, RestoreError> {
        let (env, keys) = (self.app.env.clone(), self.app.keys.borrow().clone());
        let folder = self.app.folder.clone();
        let opened = Journal::restore(env, keys, from.clone(), folder, options, Rc::new(|_| {})).await?;
        Ok(self.app.take(opened))
    }

    async fn head(&self, of: &Rc<dyn Drive>) -> Result<HeadSeen, RestoreError> {
        let keys = self.app.keys.borrow().clone();
        look_at_head(&self.app.env, &keys, of.clone(), self.app.folder.clone()).await
    }
}

const SECOND_TOO: RestoreOptions =
    RestoreOptions { old_device_is_gone: false, although_ended: false, although_second_copy: true };

/// What a scenario starts from, made once.
struct Base {
    contents: Contents,
    mirror: Contents,
    store: BTreeMap<String, Vec<u8>>,
    acked: BTreeMap<u64, BTreeSet<u64>>,
    keys: Rc<Keys>,
    next: u64,
}

impl Base {
    /// Some entries, and a mirror with all of them but the last few.
    fn new(mirrored: bool, ahead: u32) -> Base {
        let two = Two::around(World::new(SEED));
        let weather = two.other.weather.clone();
        two.done(0, async move |both: Both| {
            let app = both.app.clone();
            let journal = app.create().await;
            app.turn_on(&journal).await.unwrap();
            app.pay_times(&journal, 3).await.unwrap();
            if mirrored {
                let mirror = both.follow(&journal);
                mirror.in_step().await.unwrap();
            }
            weather.set(Weather { lost: 100, ..Weather::default() });
            app.pay_times(&journal, ahead).await.unwrap();
            app.env.clock.sleep(60_000).await;
        });
        let model = two.world.model.borrow();
        Base {
            contents: two.world.cloud.drive.contents(),
            mirror: two.other.drive.contents(),
            store: two.world.stores[0].contents(),
            acked: model.acked.clone(),
            keys: two.world.keys.borrow().clone(),
            next: model.next,
        }
    }

    fn two(&self) -> Two {
        let two = Two::around(World::with_keys(SEED, self.keys.clone()));
        two.world.cloud.drive.roll_back(self.contents.clone());
        two.other.drive.roll_back(self.mirror.clone());
        two.world.stores[0].roll_back(self.store.clone());
        let mut model = two.world.model.borrow_mut();
        model.acked = self.acked.clone();
        model.next = self.next;
        drop(model);
        two
    }
}

/// Every crash of `act`; then `check`.
fn every_crash<F>(base: &Base, prepare: fn(&Two), act: fn(Both) -> F, check: fn(&Two) -> Result<(), String>)
where
    F: Future<Output = Result<(), Halt>> + 'static,
{
    let two = base.two();
    prepare(&two);
    let (end, points) = two.run(0, None, act);
    assert_eq!(end, End::Done(Ok(())), "without a crash");
    check(&two).unwrap();
    let mut runs = 0;
    for (at, kind) in (0..).zip(&points) {
        for crash in kind.crashes().iter().copied() {
            let times: &[bool] = if crash == Crash::Late { &[true, false] } else { &[true] };
            for late_first in times {
                let two = base.two();
                prepare(&two);
                let (end, _) = two.run(0, Some((at, crash)), act);
                assert_eq!(end, End::Crashed);
                if *late_first {
                    two.deliver_late();
                }
                let (end, _) = two.run(0, None, act);
                let what = format!("point {at}, {kind:?}, {crash:?}, late first {late_first}");
                assert_eq!(end, End::Done(Ok(())), "{what}: the restart");
                two.deliver_late();
                if let Err(why) = check(&two) {
                    panic!("{what}: {why}");
                }
                runs += 1;
            }
        }
    }
    println!("{} points, {runs} runs", points.len());
}

/// A restore from the second copy gives everything that was acknowledged.
fn second_is_complete(two: &Two, options: RestoreOptions) -> Result<(), String> {
    let restored = two.done(1, async move |both: Both| {
        let second = both.second.clone();
        both.restore(&second, options).await.map(|journal| ids(&journal.state()))
    });
    let there = restored.map_err(|error| format!("the second copy: {error:?}"))?;
    if !two.world.model.borrow().all().is_subset(&there) {
        return Err("the second copy lacks what was acknowledged".into());
    }
    Ok(())
}

async fn follow_and_pay(both: Both) -> Result<(), Halt> {
    let (journal, _) = both.open().await?;
    let mirror = both.follow(&journal);
    both.app.pay(&journal).await?;
    let stuck = |why: MirrorTrouble| Halt::Other(format!("mirror: {why:?}"));
    mirror.in_step().await.map_err(stuck)?;
    journal.prove().await.map_err(|error| Halt::Other(format!("{error:?}")))?;
    both.app.pay(&journal).await?;
    mirror.in_step().await.map_err(stuck)?;
    Ok(())
}

#[test]
fn no_crash_while_following_spoils_the_mirror() {
    every_crash(
        &Base::new(false, 2),
        |_| {},
        follow_and_pay,
        |two| {
            if !two.strange().is_empty() {
                return Err(format!("other bytes at {:?}", two.strange()));
            }
            second_is_complete(two, SECOND_TOO)?;
            two.world.check()
        },
    );
}

/// Exactly one of the two can be restored from without being asked.
fn one_primary(two: &Two, second: bool) -> Result<(), String> {
    let states = two.done(1, async move |both: Both| {
        let (first, other) = (both.app.drive.clone(), both.second.clone());
        let (now, left) = if second { (other, first) } else { (first, other) };
        let refused = both.restore(&left, RestoreOptions::default()).await.err();
        let restored = both.restore(&now, RestoreOptions::default()).await;
        (refused, restored.map(|journal| ids(&journal.state())))
    });
    match states {
        (Some(RestoreError::Ended(_) | RestoreError::SecondCopy), Ok(there))
            if two.world.model.borrow().all().is_subset(&there) => {}
        other => return Err(format!("{other:?}")),
    }
    let fenced = two.done(0, async |both: Both| both.open().await.map(|_| ()));
    if fenced != Err(Halt::Fenced) {
        return Err(format!("the old device: {fenced:?}"));
    }
    two.world.check()
}

async fn move_and_pay(both: Both) -> Result<(), Halt> {
    let (journal, name) = both.open().await?;
    both.app.pay(&journal).await?;
    if name != SECOND {
        let mirror = both.follow(&journal);
        let stuck = |why: MirrorTrouble| Halt::Other(format!("mirror: {why:?}"));
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
        let old = two.done(2, async |both: Both| {
            let keys = both.app.keys.borrow().clone();
            let (first, folder) = (both.app.drive.clone(), both.app.folder.clone());
            let newer =
                compare(&both.head(&both.app.drive).await.unwrap(), &both.head(&both.second).await.unwrap());
            let seen = end_copy(&both.app.env, &keys, first, &folder, "the second").await.map(|_| ());
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

#[test]
fn a_mirror_is_never_mistaken_for_the_first_copy() {
    let two = Base::new(true, 2).two();
    two.done(1, async |both: Both| {
        let second = both.second.clone();
        let refused = both.restore(&second, RestoreOptions::default()).await.err();
        assert_eq!(refused, Some(RestoreError::SecondCopy));
        let found = find_wallets(&*both.second).await.unwrap();
        assert!(found[0].second_copy && !find_wallets(&*both.app.drive).await.unwrap()[0].second_copy);
        let (one, two) = (both.head(&both.app.drive).await.unwrap(), both.head(&both.second).await.unwrap());
        assert_eq!(compare(&one, &two), Newer::First);
        assert_eq!((one.position, two.position), (5, 3));
    });
    // And the other way round: the primary is no mirror, however it is asked for.
    let why = two.done(0, async |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let plan = MirrorPlan { drive: both.app.drive.clone(), ..both.plan() };
        let (mirror, follower) = journal.add_mirror(plan);
        both.app.go(follower.run());
        mirror.in_step().await.err()
    });
    assert_eq!(why, Some(MirrorTrouble::NotAMirror));
}

#[test]
fn another_history_on_the_mirror_is_left_alone() {
    let two = Base::new(true, 0).two();
    let path = WalletFolder::new("Samantha").entry(4);
    two.other.drive.exchange(&path, b"somebody else's");
    let why = two.done(0, async |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        both.app.pay(&journal).await.unwrap();
        mirror.in_step().await.err()
    });
    assert_eq!(why, Some(MirrorTrouble::OtherHistory { position: 4 }));
    assert_eq!(two.other.drive.peek(&path).as_deref(), Some(&b"somebody else's"[..]));
}

/// Long histories: the mirror prunes by itself, and one that was away for long jumps, and has all fences.
fn long(away: bool) {
    let two = Base::new(true, 0).two();
    let weather = two.other.weather.clone();
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        if away {
            weather.set(Weather { lost: 100, ..Weather::default() });
        }
        for round in 0..200 {
            both.app.pay(&journal).await.unwrap();
            if round % 20 == 19 {
                journal.prove().await.unwrap();
                both.app.env.clock.sleep(60_000).await;
            }
        }
        weather.set(Weather::default());
        mirror.resume();
        mirror.in_step().await.unwrap();
    });
    let names: BTreeSet<u64> = two
        .other
        .drive
        .contents()
        .files()
        .filter_map(|(path, _)| layout::entry_position(path.name()?))
        .collect();
    for milepost in [0, 64, 128, 192] {
        assert!(names.contains(&milepost), "{milepost}: {names:?}");
    }
    assert!(names.len() < 150, "it is pruned: {names:?}");
    assert!(two.strange().is_empty());
    second_is_complete(&two, SECOND_TOO).unwrap();
    two.world.check().unwrap();
}

#[test]
fn a_mirror_prunes_what_it_does_not_need() {
    long(false);
}

#[test]
fn a_mirror_that_was_away_for_long_catches_up() {
    long(true);
}

/// Two services in bad weather, by seed; then calm, in which the mirror comes in step by itself.
#[test]
fn no_weather_spoils_a_mirror() {
    let base = Base::new(false, 0);
    for seed in crate::random::seeds(40) {
        let two = base.two();
        let dice = crate::time::Dice::new(seed);
        let bad = |dice: &crate::time::Dice| Weather {
            lost: dice.below(20),
            answer_lost: dice.below(20),
            late: dice.below(10),
            twice: dice.below(15),
            torn: dice.below(8),
            refused: dice.below(15),
            spoiled: dice.below(8),
            stale_list: dice.below(50),
            crash: dice.below(2),
            slow_ms: 1 + dice.below(2_000),
        };
        two.world.cloud.weather.set(bad(&dice));
        two.other.weather.set(bad(&dice));
        for _ in 0..6 {
            let (end, _) = two.run(0, None, async |both: Both| {
                let (journal, _) = both.open().await?;
                let _mirror = both.follow(&journal);
                for round in 0..15 {
                    both.app.pay(&journal).await?;
                    if round % 6 == 5 {
                        let _ = journal.prove().await;
                    }
                    both.app.env.clock.sleep(3_000).await;
                }
                Ok::<_, Halt>(())
            });
            assert!(matches!(end, End::Crashed | End::Done(Ok(()))), "seed {seed}: {end:?}");
        }
        two.world.cloud.weather.set(Weather::default());
        two.other.weather.set(Weather::default());
        two.deliver_late();
        let calm = two.done(0, async |both: Both| {
            let (journal, _) = both.open().await?;
            let mirror = both.follow(&journal);
            both.app.pay(&journal).await?;
            mirror.in_step().await.map_err(|why| Halt::Other(format!("{why:?}")))
        });
        assert!(calm.is_ok(), "seed {seed}: {calm:?}");
        assert_eq!(two.strange(), Vec::<u64>::new(), "seed {seed}");
        second_is_complete(&two, SECOND_TOO).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        two.world.check().unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    }
}
