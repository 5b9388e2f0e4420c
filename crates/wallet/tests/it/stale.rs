//! A wallet that is started from an old state.

mod trusted;

use lifeboat_wallet::sim::{Crash, Stale, World, opened, run, stale};
use lifeboat_wallet::{CloseWay, ConnectError, is_stale_panic};

/// How far back the states are that are tried.
const BEHIND: std::ops::RangeInclusive<usize> = 1..=10;

#[test]
fn notices_that_it_is_stale_before_ldk_panics_and_broadcasts_nothing() {
    let mut noticed = 0;
    for behind in BEHIND {
        let Stale { noticed: stale, broadcasts, closed } = stale(3, behind, true).unwrap();
        assert!(broadcasts.is_empty(), "{behind} behind: {broadcasts:?}");
        assert_eq!(closed, 0, "{behind} behind");
        noticed += usize::from(stale);
    }
    assert!(noticed >= 5, "only {noticed} noticed");
}

/// What the guard is for, and that it does no more: it stops what LDK would not survive, and nothing else.
#[test]
fn stops_exactly_what_ldk_alone_would_not_survive() {
    let mut panics = 0;
    for behind in BEHIND {
        let guarded = stale(3, behind, true).unwrap().noticed;
        let survives = match std::panic::catch_unwind(|| stale(3, behind, false)) {
            Ok(alone) => {
                let alone = alone.unwrap();
                alone.closed == 0 && alone.broadcasts.is_empty()
            }
            Err(panic) => {
                let text = panic.downcast_ref::<String>().map(String::as_str);
                let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default();
                assert!(is_stale_panic(text), "{text}");
                panics += 1;
                false
            }
        };
        println!("{behind} behind: guard {guarded}, LDK alone survives {survives}");
        assert_eq!(guarded, !survives, "{behind} behind");
    }
    assert!(panics >= 5, "LDK panicked only {panics} times");
}

/// Only stale wallets are stopped: none of those that crash and come back is.
#[test]
fn never_takes_a_current_wallet_for_a_stale_one() {
    for at in [3, 8, 12, 17] {
        run(Some((at, Crash::Durable)), true).unwrap();
    }
}

/// The independent judge: a revoked commitment that reached the chain would be punished by the counterparty.
#[test]
fn a_revoked_commitment_would_be_punished_but_never_leaves() {
    let mut world: World = opened(3).unwrap();
    let old = world.older[world.older.len() - 8].clone();
    world.kill();
    world.cloud = old;
    world.start().unwrap();
    let channel = world.wallet().channels()[0].id.clone();
    world.wallet().close(&channel, CloseWay::Alone).unwrap();
    world.wallet().pump(world.time_ms);
    assert!(world.wallet().take_broadcasts().is_empty(), "left without a look at the head");
    let held = world.wallet().held_broadcasts();
    assert_eq!(held.len(), 1);
    // The host finds out that another device went on: it must never leave.
    world.wallet().drop_held();
    world.wallet().release_held();
    assert!(world.wallet().take_broadcasts().is_empty());
    // What would have happened otherwise.
    let txid = held[0].txid.clone();
    let tx = lifeboat_wallet::sim::decode(&held[0].raw).unwrap();
    world.mine(vec![tx]).unwrap();
    world.mine(vec![]).unwrap();
    assert!(world.peer_judges(&txid), "the counterparty did not punish");
}

#[test]
fn a_stale_wallet_connects_no_more() {
    let mut world = opened(2).unwrap();
    let old = world.older[world.older.len() - 6].clone();
    world.kill();
    world.cloud = old;
    world.settle().unwrap();
    assert!(world.wallet().is_stale());
    world.disconnect();
    let peer = world.lsp().node_id;
    assert_eq!(world.wallet().connect(peer).unwrap_err(), ConnectError::Stale);
}
