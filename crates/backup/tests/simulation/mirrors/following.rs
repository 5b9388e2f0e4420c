//! A mirror gets everything, whatever happens, and never anything else.

use lifeboat_cloud::memory::{Damage, Fault, Operation};

use super::*;

async fn follow_and_pay(both: Both) -> Result<(), Halt> {
    let (journal, _) = both.open().await?;
    let mirror = both.follow(&journal);
    both.app.pay(&journal).await?;
    let stuck = |why: MirrorObstacle| Halt::Other(format!("mirror: {why:?}"));
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
        assert_eq!(compare(&one, &two), Comparison::First);
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
    assert_eq!(why, Some(MirrorObstacle::NotAMirror));
}

#[test]
fn a_strange_file_on_the_mirror_is_left_alone_and_named() {
    let two = Base::new(true, 0).two();
    let path = WalletFolder::new("Samantha").entry(4);
    two.other.drive.exchange(&path, b"somebody else's");
    let why = two.done(0, async |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        both.app.pay(&journal).await.unwrap();
        mirror.in_step().await.err()
    });
    assert_eq!(why, Some(MirrorObstacle::Entry { position: 4, fault: lifeboat_backup::Fault::Damaged }));
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
            weather.set(FaultRates { lost: 100, ..FaultRates::default() });
        }
        for round in 0..200 {
            both.app.pay(&journal).await.unwrap();
            if round % 20 == 19 {
                journal.prove().await.unwrap();
                both.app.env.clock.sleep(60_000).await;
            }
        }
        weather.set(FaultRates::default());
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

/// The primary's answers come back cut while a new mirror asks for what this device does not keep any more.
#[test]
fn what_is_cut_on_its_way_from_the_primary_never_becomes_the_mirrors() {
    for spoiled in [20, 40, 60, 80] {
        let two = Base::new(false, 0).two();
        let weather = two.world.cloud.weather.clone();
        two.done(0, async move |both: Both| {
            let (journal, _) = both.open().await.unwrap();
            for round in 0..80 {
                both.app.pay(&journal).await.unwrap();
                if round % 20 == 19 {
                    journal.prove().await.unwrap();
                    both.app.env.clock.sleep(60_000).await;
                }
            }
            weather.set(FaultRates { spoiled, ..FaultRates::default() });
            let mirror = both.follow(&journal);
            for _ in 0..100 {
                match mirror.in_step().await {
                    Ok(_) => break,
                    Err(MirrorObstacle::Source(Obstacle::Entry { .. })) => mirror.resume(),
                    Err(other) => panic!("{spoiled} %: {other:?}"),
                }
            }
            weather.set(FaultRates::default());
            mirror.in_step().await.unwrap();
        });
        assert_eq!(two.strange(), Vec::<u64>::new(), "{spoiled} %");
        let phrase = two.world.folder.phrase(1);
        let there = |drive: &MemoryDrive| {
            let contents = drive.contents();
            contents.files().find(|(path, _)| **path == phrase).map(|(_, bytes)| bytes.to_vec())
        };
        assert!(there(&two.other.drive).is_none_or(|file| Some(file) == there(&two.world.cloud.drive)));
        second_is_complete(&two, SECOND_TOO).unwrap();
    }
}

/// The note that says whose folder it is comes back cut, for a while.
#[test]
fn a_note_that_was_cut_does_not_begin_a_second_folder() {
    for times in 1..=3 {
        let two = Base::new(false, 0).two();
        let drive = two.other.drive.clone();
        let folders = two.done(0, async move |both: Both| {
            let (journal, _) = both.open().await.unwrap();
            let first = both.follow(&journal);
            first.in_step().await.unwrap();
            first.remove();
            both.app.pay(&journal).await.unwrap();
            drive.script(Operation::Get, (0..times).map(|_| Fault::Damaged(Damage::Cut(40))));
            let again = both.follow(&journal);
            again.in_step().await.unwrap();
            (first.folder(), again.folder())
        });
        assert_eq!(folders.0, folders.1, "{times}");
    }
}

/// Two services in bad weather, by seed; then calm, in which the mirror comes in step by itself.
#[test]
fn no_weather_spoils_a_mirror() {
    let base = Base::new(false, 0);
    for seed in crate::random::seeds(40) {
        let two = base.two();
        let dice = crate::time::SimRng::new(seed);
        let bad = |dice: &crate::time::SimRng| FaultRates {
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
            ..FaultRates::default()
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
        two.world.cloud.weather.set(FaultRates::default());
        two.other.weather.set(FaultRates::default());
        two.deliver_late();
        let calm = two.done(0, async |both: Both| {
            let (journal, _) = both.open().await?;
            let mirror = both.follow(&journal);
            both.app.pay(&journal).await?;
            mirror.in_step().await.map_err(|why| Halt::Other(format!("{why:?}")))
        });
        assert!(calm.is_ok(), "seed {seed}: {calm:?}");
        let strange: Vec<_> = two.strange().into_iter().filter(|at| !two.is_left(*at)).collect();
        assert_eq!(strange, Vec::<u64>::new(), "seed {seed}");
        second_is_complete(&two, SECOND_TOO).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        two.world.check().unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    }
}

/// While it waited for the drive, what it would copy next was pruned on the primary: nothing is damaged.
#[test]
fn a_mirror_whose_look_beside_the_entries_took_long_goes_on_with_what_there_is_now() {
    let two = Base::new(true, 0).two();
    let weather = two.other.weather.clone();
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        both.app.env.clock.sleep(120_000).await;
        weather.set(FaultRates { lost: 100, ..FaultRates::default() });
        for round in 0..150 {
            both.app.pay(&journal).await.unwrap();
            if round % 20 == 19 {
                journal.prove().await.unwrap();
                both.app.env.clock.sleep(60_000).await;
            }
        }
        weather.set(FaultRates::default());
        mirror.resume();
        mirror.in_step().await.unwrap();
    });
    second_is_complete(&two, SECOND_TOO).unwrap();
}

/// What counts is that a phrase file brings the wallet back, and not which bytes it has.
#[test]
fn a_phrase_file_that_was_sealed_anew_is_as_good() {
    let two = Base::new(true, 0).two();
    let there = two.other.drive.clone();
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        let anew = lifeboat_backup::phrase_file::seal(&journal.keys(), &both.app.env.rng).unwrap();
        let path = both.app.folder.phrase(1);
        there.exchange(&path, &anew);
        both.app.env.clock.sleep(120_000).await;
        both.app.pay(&journal).await.unwrap();
        mirror.in_step().await.unwrap();
        journal.move_to(&mirror, "elsewhere").await.unwrap();
        assert_eq!(there.peek(&path), Some(anew));
    });
}
