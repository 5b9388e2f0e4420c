//! A second copy that is added late: what it costs, and in which order it is written.

use lifeboat_backup::Clock;
use lifeboat_cloud::{
    Path,
    memory::{CallGate, CallStage, Operation},
};

use super::*;
use crate::time::Time;

const ROUND_MS: u64 = 100;

/// A history with many mileposts, and no second copy yet.
fn long() -> Base {
    let two = Base::new(false, 0).two();
    two.done(0, async |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        for round in 0..20 {
            both.app.pay_times(&journal, 80).await.unwrap();
            if round < 18 {
                journal.prove().await.unwrap();
            }
            both.app.env.clock.sleep(60_000).await;
        }
        both.app.pay_times(&journal, 10).await.unwrap();
    });
    Base::of(&two)
}

/// Each request takes one round; how many are under way, and were at most.
fn slow(time: &Time, most: &Rc<Cell<u64>>) -> CallGate {
    let (time, most, now) = (time.clone(), most.clone(), Rc::new(Cell::new(0)));
    Rc::new(move |_, stage| {
        let (time, most, now) = (time.clone(), most.clone(), now.clone());
        Box::pin(async move {
            match stage {
                CallStage::Request => {
                    now.set(now.get() + 1);
                    most.set(most.get().max(now.get()));
                    time.sleep(ROUND_MS).await;
                }
                CallStage::Answer => now.set(now.get() - 1),
            }
        })
    })
}

/// The entries that were asked of this drive in this way, in order.
fn entries_of(two: &Two, drive: &MemoryDrive, operation: Operation) -> Vec<u64> {
    let home = two.world.folder.channel_state();
    let position = |path: &Path| {
        let inside = path.parent().as_ref() == Some(&home);
        inside.then(|| layout::entry_position(path.name()?)).flatten()
    };
    let calls = drive.calls().into_iter().filter(|call| call.operation == operation);
    calls.filter_map(|call| position(&call.path)).collect()
}

/// Entries that carry state are read back; nothing is read a second time, and nothing that was never there.
#[test]
fn a_second_copy_that_is_added_late_reads_ahead_and_writes_in_order() {
    let two = long().two();
    let [own, other] = [two.world.cloud.drive.clone(), two.other.drive.clone()];
    let most: Rc<Cell<u64>> = Rc::default();
    let (gate, opened) = (slow(&two.world.cloud.time, &most), Rc::new(Cell::new(0)));
    let (asked, noted) = (own.clone(), opened.clone());
    let rounds = two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        noted.set(asked.calls().len());
        own.set_gate(Some(gate.clone()));
        other.set_gate(Some(gate));
        let began = both.app.env.clock.now_ms();
        both.follow(&journal).in_step().await.unwrap();
        let rounds = (both.app.env.clock.now_ms() - began) / ROUND_MS;
        own.set_gate(None);
        other.set_gate(None);
        rounds
    });
    let created = entries_of(&two, &two.other.drive, Operation::Create);
    let read = entries_of(&two, &two.other.drive, Operation::Get);
    let sources = two.world.cloud.drive.calls().split_off(opened.get()).len();
    let rounds_of_reads = sources.div_ceil(4) as u64;
    let expected = created.len() as u64 + read.len() as u64 + rounds_of_reads + 24;
    assert!(rounds <= expected, "{rounds} rounds, {expected} expected");
    assert!((2..=8).contains(&most.get()), "{} under way", most.get());
    // What a snapshot names, and itself; the fences below it; what came after it, each when the one before it is there.
    let begin = created.iter().position(|at| *at == 0).unwrap();
    let (named, rest) = created.split_at(begin);
    let snapshot = *named.last().unwrap();
    let (fences, after) = rest.split_at(rest.iter().position(|at| *at > snapshot).unwrap());
    for upwards in [named, fences] {
        assert!(named.len() > 1 && fences.len() > 20 && upwards.is_sorted(), "{created:?}");
    }
    assert!(after.iter().copied().eq(snapshot + 1..=*after.last().unwrap()), "{created:?}");
    // Entry 0 is asked for before anything is there.
    let mut once: Vec<u64> = read.into_iter().filter(|at| *at > 0).collect();
    once.sort_unstable();
    assert_eq!(once, named, "each is read back once, and nothing else is read");
    second_is_complete(&two, SECOND_TOO).unwrap();
}

/// The wallet's payments wait meanwhile.
#[test]
fn a_move_reads_back_several_files_at_once() {
    let two = long().two();
    let [own, other] = [two.world.cloud.drive.clone(), two.other.drive.clone()];
    let gate = slow(&two.world.cloud.time, &Rc::default());
    let (rounds, requests) = two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        both.app.pay_times(&journal, 20).await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        let asked = || own.calls().len() + other.calls().len();
        let (began, before) = (both.app.env.clock.now_ms(), asked());
        own.set_gate(Some(gate.clone()));
        other.set_gate(Some(gate));
        journal.move_to(&mirror, "the second").await.unwrap();
        own.set_gate(None);
        other.set_gate(None);
        ((both.app.env.clock.now_ms() - began) / ROUND_MS, (asked() - before) as u64)
    });
    let kept = two.world.stores[0].contents().into_keys();
    let needed = kept.filter(|key| key.starts_with("journal/entry/")).count() as u64;
    assert!(needed > 20, "{needed}");
    // The others wait for each other.
    let expected = requests - needed + needed.div_ceil(4) + 1;
    assert!(rounds <= expected, "{rounds} rounds of {requests} requests, {expected} expected");
}
