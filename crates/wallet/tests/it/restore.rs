//! States that do not hold together are refused before LDK acts on them.

use lifeboat_wallet::sim::{World, opened};
use lifeboat_wallet::{Batch, Inconsistency, Op, StartError, State};

fn keys(state: &State, prefix: &str) -> Vec<String> {
    state.prefix(prefix).map(|(k, _)| k.to_owned()).collect()
}

fn with(state: &State, op: Op) -> State {
    let mut changed = state.clone();
    changed.apply(&Batch { ops: vec![op] });
    changed
}

fn without(state: &State, key: &str) -> State {
    with(state, Op::Delete { key: key.to_owned() })
}

fn start(world: &mut World, state: State) -> Result<(), StartError> {
    world.kill();
    world.cloud = state;
    world.start()
}

fn inconsistency(result: Result<(), StartError>) -> Option<Inconsistency> {
    match result {
        Err(StartError::Inconsistent(how)) => Some(how),
        _ => None,
    }
}

/// A world whose state has increments beside the monitor.
fn used() -> Result<World, String> {
    for payments in 1..6 {
        let mut world = opened(payments)?;
        world.flush()?;
        if keys(&world.cloud, "update/").len() >= 2 {
            return Ok(world);
        }
    }
    Err("no increments".to_owned())
}

#[test]
fn opens_the_whole_state() {
    let mut world = used().unwrap();
    let state = world.cloud.clone();
    let balance = world.wallet().balance();
    start(&mut world, state).unwrap();
    assert_eq!(world.wallet().balance().lightning_msat, balance.lightning_msat);
}

#[test]
fn refuses_a_state_without_its_manager() {
    let mut world = used().unwrap();
    let state = without(&world.cloud, "manager");
    assert_eq!(inconsistency(start(&mut world, state)), Some(Inconsistency::ManagerMissing));
}

#[test]
fn refuses_a_state_without_a_monitor() {
    let mut world = used().unwrap();
    for key in keys(&world.cloud.clone(), "monitor/") {
        let state = without(&world.cloud, &key);
        assert_eq!(inconsistency(start(&mut world, state)), Some(Inconsistency::MonitorMissing));
    }
}

#[test]
fn refuses_a_state_without_any_one_of_the_increments() {
    let mut world = used().unwrap();
    let whole = world.cloud.clone();
    let updates = keys(&whole, "update/");
    for (index, key) in updates.iter().enumerate() {
        let expected = if index + 1 == updates.len() {
            Inconsistency::MonitorOlder
        } else {
            Inconsistency::UpdateMissing
        };
        assert_eq!(inconsistency(start(&mut world, without(&whole, key))), Some(expected), "{key}");
    }
}

#[test]
fn refuses_a_manager_of_an_earlier_or_later_instant() {
    let mut world = used().unwrap();
    let newest = world.cloud.clone();
    let old = world.older[world.older.len() - 4].clone();
    let manager =
        |state: &State| Op::Put { key: "manager".to_owned(), value: state.get("manager").unwrap().to_vec() };
    let earlier = start(&mut world, with(&newest, manager(&old)));
    assert_eq!(inconsistency(earlier), Some(Inconsistency::ManagerOlder));
    let later = start(&mut world, with(&old, manager(&newest)));
    assert_eq!(inconsistency(later), Some(Inconsistency::MonitorOlder));
}

#[test]
fn names_the_value_that_cannot_be_read() {
    let mut world = used().unwrap();
    world.wallet().address();
    world.flush().unwrap();
    let whole = world.cloud.clone();
    for (key, value) in whole.iter() {
        for length in [0, 1, value.len() / 2] {
            // The table before the manager is readable by itself; everything else is cut within.
            let op = Op::Put { key: key.to_owned(), value: value[..length].to_vec() };
            match start(&mut world, with(&whole, op)) {
                Err(StartError::Damaged { key: named }) => assert_eq!(named, key),
                other => panic!("{key} cut to {length}: {other:?}"),
            }
        }
    }
}

#[test]
fn refuses_a_newer_format() {
    let mut world = used().unwrap();
    let mut value = world.cloud.get("manager").unwrap().to_vec();
    value[0] = 2;
    let state = with(&world.cloud, Op::Put { key: "manager".to_owned(), value });
    let result = start(&mut world, state);
    assert!(matches!(result, Err(StartError::TooNew { ref key }) if key == "manager"), "{result:?}");
}
