//! A snapshot is put above a gap while another device continues below it.

use super::*;
use lifeboat_cloud::{DriveError, memory::CallStage};

/// A device whose mirror was away for so long that its next entry is pruned on the primary.
fn away() -> Base {
    away_and_pruned().0
}

/// The same, and that entry.
fn away_and_pruned() -> (Base, u64, Vec<u8>) {
    let two = Base::new(true, 0).two();
    let weather = two.other.weather.clone();
    let next = two.entries()[1].last_key_value().unwrap().0 + 1;
    let (path, drive) = (two.world.folder.entry(next), two.world.cloud.drive.clone());
    let pruned = Rc::new(RefCell::new(None));
    let noted = pruned.clone();
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        weather.set(FaultRates { lost: 100, ..FaultRates::default() });
        let _mirror = both.follow(&journal);
        for round in 0..150 {
            both.app.pay(&journal).await.unwrap();
            if round == 10 {
                noted.replace(drive.peek(&path));
            }
            if round % 20 == 19 {
                journal.prove().await.unwrap();
                both.app.env.clock.sleep(60_000).await;
            }
        }
    });
    assert!(!two.entries()[0].contains_key(&next), "there is a gap");
    (Base::of(&two), next, pruned.take().unwrap())
}

/// The entries of the mirror above the one that was its newest.
fn above(drive: &MemoryDrive, folder: &WalletFolder, below: u64) -> BTreeMap<u64, Vec<u8>> {
    let there = |position: u64| Some((position, drive.peek(&folder.entry(position))?));
    (below + 1..below + 400).filter_map(there).collect()
}

/// The Takeover of a device that restores from the mirror, and its position.
fn takeover_there(base: &Base) -> (u64, Vec<u8>) {
    let two = base.two();
    let next = two.entries()[1].last_key_value().unwrap().0 + 1;
    two.done(1, async |both: Both| {
        let second = both.second.clone();
        both.restore(&second, SECOND_TOO).await.map(|_| ()).unwrap();
    });
    (next, two.entries()[1][&next].clone())
}

/// The primary is gone.
fn alone(two: &Two) {
    two.world.cloud.weather.set(FaultRates { lost: 100, ..FaultRates::default() });
}

async fn promote(both: Both) -> Result<(), Halt> {
    promoting::promote_and_pay(both).await
}

async fn catch_up(both: Both) -> Result<(), Halt> {
    let (journal, _) = both.open().await?;
    let caught_up = both.follow(&journal).in_step().await;
    both.app.env.clock.sleep(1_000).await;
    match (journal.status(), caught_up) {
        (Status::Fenced { .. }, _) => Err(Halt::Fenced),
        (_, Ok(_)) => Ok(()),
        (_, Err(why)) => Err(Halt::Other(format!("mirror: {why:?}"))),
    }
}

/// What another device came upon that sent its Takeover right before a request of the one that catches up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Met {
    /// The catching up was over.
    Nobody,
    /// It was created, and nothing was above: that device goes on.
    Created,
    /// It was created below what was there already: that device begins anew.
    BelowOthers,
    /// The position was taken.
    Taken,
}

/// The other device's Takeover is sent right before this request of `act`.
fn met_at<F>(
    two: &Two,
    takeover: &(u64, Vec<u8>),
    request: u64,
    act: fn(Both) -> F,
) -> (Met, Result<(), Halt>)
where
    F: Future<Output = Result<(), Halt>> + 'static,
{
    let (drive, folder, (position, bytes)) =
        (two.other.drive.clone(), two.world.folder.clone(), takeover.clone());
    let (asked, met) = (Rc::new(Cell::new(0_u64)), Rc::new(Cell::new(Met::Nobody)));
    let noted = met.clone();
    two.other.drive.set_gate(Some(Rc::new(move |_, stage| {
        if stage == CallStage::Request {
            if asked.get() == request {
                let there = above(&drive, &folder, position - 1);
                noted.set(match (there.contains_key(&position), there.is_empty()) {
                    (true, _) => Met::Taken,
                    (false, true) => Met::Created,
                    (false, false) => Met::BelowOthers,
                });
                if noted.get() != Met::Taken {
                    drive.exchange(&folder.entry(position), &bytes);
                }
            }
            asked.set(asked.get() + 1);
        }
        Box::pin(async {})
    })));
    let ended = two.done(0, act);
    two.other.drive.set_gate(None);
    (met.get(), ended)
}

/// Wherever the other one's Takeover comes in between: exactly one of the two goes on, and what lies there can be read.
fn one_goes_on(exact: bool) {
    let base = away();
    let takeover = takeover_there(&base);
    let theirs = BTreeMap::from([takeover.clone()]);
    let (mut created, mut taken) = (0, 0);
    for request in 0.. {
        let two = base.two();
        two.other.drive.set_exact_deletes(exact);
        let (met, ended) = met_at(&two, &takeover, request, catch_up);
        match met {
            Met::Nobody => break,
            Met::Created => {
                assert_eq!(ended, Err(Halt::Fenced), "request {request}: both go on");
                let left = above(&two.other.drive, &two.world.folder, takeover.0 - 1);
                assert!(left == theirs, "request {request}: in the way of the other: {:?}", left.keys());
                goes_on_after(&two, &takeover).unwrap_or_else(|why| panic!("request {request}: {why}"));
                created += 1;
            }
            Met::BelowOthers => panic!("request {request}: its Takeover has no chance"),
            Met::Taken => {
                assert_eq!(ended, Ok(()), "request {request}");
                second_is_complete(&two, SECOND_TOO).unwrap_or_else(|why| panic!("request {request}: {why}"));
                assert_eq!(two.done(0, catch_up), Err(Halt::Fenced), "request {request}");
                taken += 1;
            }
        }
        two.world.check().unwrap();
    }
    println!("{created} times created, {taken} times taken");
    assert!(created > 3 && taken > 10, "created {created}, taken {taken}");
}

/// The same, of a device that makes the mirror its primary.
#[test]
fn of_a_promotion_above_a_gap_and_another_device_below_it_one_goes_on() {
    let base = away();
    let takeover = takeover_there(&base);
    let theirs = BTreeMap::from([takeover.clone()]);
    let (mut created, mut taken) = (0, 0);
    for request in 0.. {
        let two = base.two();
        alone(&two);
        let (met, ended) = met_at(&two, &takeover, request, promote);
        match met {
            Met::Nobody => break,
            Met::Created => {
                let is_told = matches!(&ended, Err(Halt::Other(why)) if why.contains("Ahead"));
                assert!(is_told, "request {request}: both go on: {ended:?}");
                let left = above(&two.other.drive, &two.world.folder, takeover.0 - 1);
                assert!(left == theirs, "request {request}: in the way of the other: {:?}", left.keys());
                goes_on_after(&two, &takeover).unwrap_or_else(|why| panic!("request {request}: {why}"));
                created += 1;
            }
            Met::BelowOthers => panic!("request {request}: its Takeover has no chance"),
            Met::Taken => {
                assert_eq!(ended, Ok(()), "request {request}");
                second_is_complete(&two, RestoreOptions::default()).unwrap();
                taken += 1;
            }
        }
        two.world.check().unwrap();
    }
    println!("{created} times created, {taken} times taken");
    assert!(created > 3 && taken > 10, "created {created}, taken {taken}");
}

/// A promotion above a gap dies at each of its requests, and is repeated.
#[test]
fn no_crash_in_a_promotion_above_a_gap_loses_anything() {
    every_crash(&away(), alone, promote, |two| {
        second_is_complete(two, RestoreOptions::default())?;
        two.world.check()
    });
}

/// The history that continues with this Takeover is what a restore from the mirror gives.
fn goes_on_after(two: &Two, takeover: &(u64, Vec<u8>)) -> Result<(), String> {
    let restored = two.done(2, async |both: Both| {
        let second = both.second.clone();
        both.restore(&second, SECOND_TOO).await.map(|journal| journal.takeovers())
    });
    let known = restored.map_err(|error| format!("the second copy: {error:?}"))?;
    known.positions().contains(&takeover.0).then_some(()).ok_or_else(|| "another history".to_owned())
}

#[test]
fn of_a_snapshot_above_a_gap_and_another_device_below_it_one_goes_on() {
    one_goes_on(true);
}

#[test]
fn so_it_is_where_no_delete_is_exact() {
    one_goes_on(false);
}

/// The device that catches up dies at each of its requests, and another one restores from the mirror, before
/// or after what was on its way has arrived.
#[test]
fn no_crash_above_a_gap_lets_two_devices_go_on() {
    let base = away();
    let (end, points) = base.two().run(0, None, catch_up);
    assert_eq!(end, End::Done(Ok(())));
    let (mut went_on, mut refused) = (0, BTreeMap::<String, u32>::new());
    for (at, kind) in (0..).zip(&points) {
        for crash in kind.crashes().iter().copied() {
            let late: &[bool] = if crash == Crash::Late { &[true, false] } else { &[true] };
            for late_first in late {
                let two = base.two();
                assert_eq!(two.run(0, Some((at, crash)), catch_up).0, End::Crashed);
                if *late_first {
                    two.deliver_late();
                }
                let what = format!("point {at}, {kind:?}, {crash:?}, late first {late_first}");
                let other = two.done(1, async |both: Both| {
                    let second = both.second.clone();
                    both.restore(&second, SECOND_TOO).await.map(|_| ())
                });
                two.deliver_late();
                let again = two.done(0, catch_up);
                two.world.check().unwrap_or_else(|why| panic!("{what}: {why}"));
                match other {
                    Ok(()) => {
                        assert_eq!(again, Err(Halt::Fenced), "{what}: both go on");
                        let more = two.done(1, async |both: Both| {
                            let journal = both.app.open_on(|_| both.second.clone()).await?;
                            both.app.pay(&journal).await
                        });
                        assert!(more.is_ok(), "{what}: nobody goes on: {more:?}");
                        went_on += 1;
                    }
                    Err(error) => {
                        assert_eq!(again, Ok(()), "{what}: after {error:?}");
                        // It is not told that anything there is wrong.
                        let not_yet =
                            matches!(error, RestoreError::Gap { .. } | RestoreError::TornHead { .. });
                        assert!(not_yet, "{what}: {error:?}");
                        *refused.entry(format!("{error:?}")).or_default() += 1;
                    }
                }
                let readable = two.done(2, async |both: Both| {
                    let second = both.second.clone();
                    both.restore(&second, SECOND_TOO).await.map(|_| ())
                });
                assert!(readable.is_ok(), "{what}: {readable:?}");
            }
        }
    }
    println!("{} points: {went_on} went on, refused: {refused:?}", points.len());
    assert!(went_on > 10 && !refused.is_empty());
}

/// A promotion that was given up may have closed a position whose entry the primary still has.
#[test]
fn a_fence_where_the_primary_has_an_entry_is_no_other_history() {
    let (base, next, pruned) = away_and_pruned();
    let (_, points) = base.two().run(0, None, catch_up);
    let mut closed = 0;
    for at in (0..).take(points.len()) {
        let two = base.two();
        assert_eq!(two.run(0, Some((at, Crash::Lost)), catch_up).0, End::Crashed);
        let there = above(&two.other.drive, &two.world.folder, next - 1);
        if !there.keys().eq([&next]) {
            continue;
        }
        two.world.cloud.drive.exchange(&two.world.folder.entry(next), &pruned);
        assert_eq!(two.done(0, catch_up), Ok(()), "point {at}");
        second_is_complete(&two, SECOND_TOO).unwrap_or_else(|why| panic!("point {at}: {why}"));
        two.world.check().unwrap();
        closed += 1;
    }
    assert!(closed > 0);
}

/// How the mirror stands once it cannot go on, and whether what it has can be restored.
fn stuck(two: &Two) -> (MirrorStatus, Result<(), RestoreError>) {
    let status = two.done(0, async |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        let why = mirror.in_step().await.err();
        assert_eq!(why, Some(MirrorObstacle::Drive(DriveError::QuotaFull)));
        mirror.status()
    });
    let there = Two::around(World::with_keys(SEED, two.world.keys.borrow().clone()));
    there.other.drive.roll_back(two.other.drive.contents());
    let restored = there.done(1, async |both: Both| {
        let second = both.second.clone();
        both.restore(&second, SECOND_TOO).await.map(|_| ())
    });
    (status, restored)
}

/// There is room for the fence, and not for what comes above it: the mirror stays what it was, and can be
/// restored from.
#[test]
fn a_mirror_without_room_for_what_it_lacks_is_not_closed() {
    let two = away().two();
    let before = two.other.drive.contents();
    let used: usize = before.files().map(|(_, bytes)| bytes.len()).sum();
    two.other.drive.set_room(Some(used as u64 + 4_000));
    let (status, restored) = stuck(&two);
    assert_eq!(status, MirrorStatus::Paused { why: MirrorObstacle::Drive(DriveError::QuotaFull) });
    assert_eq!(restored, Ok(()));
    assert!(two.other.drive.contents() == before, "something was written there");
    two.other.drive.set_room(None);
    assert_eq!(two.done(0, catch_up), Ok(()));
    second_is_complete(&two, SECOND_TOO).unwrap();
}

/// A drive that does not tell how much room it has, and refuses what comes above the fence: nothing can be
/// restored from the mirror meanwhile, and nobody is told that it is in step. Nothing but the room is
/// missing.
#[test]
fn a_mirror_that_is_closed_and_without_room_is_not_called_in_step() {
    let two = away().two();
    two.other.drive.on_call(|call| match call.operation {
        lifeboat_cloud::memory::Operation::Create if call.size > 4_000 => {
            lifeboat_cloud::memory::Fault::Refused(DriveError::QuotaFull)
        }
        _ => lifeboat_cloud::memory::Fault::None,
    });
    let (status, restored) = stuck(&two);
    assert_eq!(status, MirrorStatus::Paused { why: MirrorObstacle::Drive(DriveError::QuotaFull) });
    assert!(matches!(restored, Err(RestoreError::Gap { .. })), "{restored:?}");
    two.other.drive.mend();
    assert_eq!(two.done(0, catch_up), Ok(()));
    second_is_complete(&two, SECOND_TOO).unwrap();
}
