//! A process dies, and the next one on the same device goes on.

use lifeboat_messages::{Phase, ReadOnly, Request, Step, Unlocker};

use crate::{
    host::{Crash, Point},
    journey::{PIN, done, lock},
    world::World,
};

/// A wallet is made and its backup turned on; the process dies at a point of that, or not at all. Gives its
/// points after the first view, and how the device is found afterwards.
fn turned_on(dies: Option<(usize, Crash)>) -> (Vec<Point>, Vec<Step>, Phase) {
    let world = World::new(7);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(&world, &tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    let before = tab.life().points().len();
    if let Some((at, crash)) = dies {
        tab.life().crash_at(before + at, crash);
    }
    let call =
        tab.call(Request::StartBackup { lock: lock(PIN), drive: world.drive(0), waiver: Default::default() });
    world.run_until(60_000, || tab.life().is_over() || tab.page().answer(call).is_some());
    let (points, steps) = (tab.life().points().split_off(before), tab.page().steps(call));
    for (_, view) in tab.page().views() {
        assert!(!matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Unsafe { .. } }), "{view:#?}");
    }
    drop(tab);
    let tab = world.open(&phone);
    let found = world
        .see(&tab, "what is here", |view| matches!(view.phase, Phase::Ready | Phase::Locked | Phase::Empty));
    if found.phase == Phase::Locked {
        done(&world, &tab, Request::Unlock { unlocker: Unlocker::Pin(PIN.into()) });
        world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    }
    (points, steps, found.phase)
}

#[test]
fn a_process_that_dies_while_the_backup_is_turned_on_leaves_a_wallet_with_it_or_without() {
    let (points, steps, phase) = turned_on(None);
    assert_eq!(phase, Phase::Locked, "it has a PIN now");
    assert!(steps.contains(&Step::Encrypting) && steps.contains(&Step::ReadingBack), "{steps:?}");
    let writes = points.iter().enumerate().filter(|(_, point)| **point == Point::Write);
    let writes: Vec<usize> = writes.map(|(number, _)| number).collect();
    assert!(writes.len() >= 3, "{points:?}");
    let mut seen = Vec::new();
    for at in writes {
        for crash in [Crash::Before, Crash::After] {
            let (_, _, phase) = turned_on(Some((at, crash)));
            assert_ne!(phase, Phase::Empty, "the wallet is gone after a death {crash:?} write {at}");
            seen.push(phase);
        }
    }
    assert!(seen.contains(&Phase::Ready) && seen.contains(&Phase::Locked), "{seen:?}");
}
