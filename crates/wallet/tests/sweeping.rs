//! From a closed channel to the on-chain wallet: when a sweep leaves, and what it may cost.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod servers;

use lifeboat_wallet::sim::{World, now, opened};
use lifeboat_wallet::{DearSweep, Op};
use servers::Lying;

/// A channel that the peer has closed, and what was the wallet's in it, sat. `rate`: what the server says of fees, sat/vB.
fn closed(rate: f64) -> (World, u64) {
    let mut world = opened(2).unwrap();
    let ours = world.wallet().balance().lightning_msat / 1000;
    let commitment = world.peer_closes_alone().unwrap();
    world.disconnect();
    let mut blocks = vec![vec![commitment]];
    blocks.extend((0..7).map(|_| vec![]));
    for txs in blocks {
        look(&mut world, rate, txs);
    }
    (world, ours)
}

/// A block, seen through a server that says this of fees; then everything becomes durable.
fn look(world: &mut World, rate: f64, txs: Vec<lightning::bitcoin::Transaction>) {
    world.mine_alone(1, txs).unwrap();
    let fees = format!("{{\"1\":{rate},\"12\":{rate},\"144\":{rate}}}");
    now(world.wallet().sync(&Lying::over(&world.chain).says("/fee-estimates", fees), world.time_ms)).unwrap();
    world.wallet().pump(world.time_ms);
    world.flush_alone();
}

fn brought_home(world: &World) -> Option<u64> {
    let sweep = world.unmined().pop()?;
    Some(sweep.output.iter().map(|output| output.value.to_sat()).sum())
}

#[test]
fn a_dear_sweep_waits_until_fees_fall() {
    let (mut world, ours) = closed(3_000.0);
    assert_eq!(brought_home(&world), None);
    let DearSweep { value_sat, fee_sat } = world.wallet().dear_sweep().unwrap();
    assert!(value_sat + 1_000 > ours && value_sat <= ours, "{value_sat} of {ours}");
    assert!(fee_sat * 2 <= value_sat && fee_sat * 3 > value_sat, "half of it at most: {fee_sat}");
    assert_eq!(world.wallet().balance().closing_sat, value_sat, "it is counted while it waits");
    // A restart changes nothing.
    world.kill();
    world.chain.down.set(true);
    world.start().unwrap();
    world.chain.down.set(false);
    assert!(world.wallet().dear_sweep().is_some(), "by the fees that were kept");
    look(&mut world, 3_000.0, vec![]);
    assert!(world.wallet().dear_sweep().is_some());
    look(&mut world, 5.0, vec![]);
    assert!(brought_home(&world).unwrap() * 100 >= ours * 98);
    assert_eq!(world.wallet().dear_sweep(), None);
}

#[test]
fn a_dear_sweep_goes_at_once_when_the_user_asks_and_keeps_half() {
    let (mut world, ours) = closed(3_000.0);
    let value_sat = world.wallet().dear_sweep().unwrap().value_sat;
    world.wallet().sweep_now();
    world.flush_alone();
    let home = brought_home(&world).unwrap();
    assert!(home * 2 >= value_sat && home * 100 < ours * 90, "{home} of {ours}");
    assert_eq!(world.wallet().dear_sweep(), None);
    let sweeps = world.unmined();
    look(&mut world, 3_000.0, sweeps);
    world.look().unwrap();
    assert_eq!(world.wallet().balance().onchain_sat, home);
}

#[test]
fn no_sweep_pays_more_than_a_tenth_by_itself() {
    for rate in [1.0, 8.0, 20.0, 60.0, 150.0, 1_999.0] {
        let (world, ours) = closed(rate);
        match brought_home(&world) {
            Some(home) => assert!(home * 100 >= ours * 89, "{home} of {ours} at {rate}"),
            None => assert!(world.wallet().dear_sweep().is_some(), "{rate}"),
        }
    }
}

#[test]
fn a_sweep_leaves_when_its_state_is_durable_and_not_before() {
    let mut world = opened(2).unwrap();
    let ours = world.wallet().balance().lightning_msat / 1000;
    let commitment = world.peer_closes_alone().unwrap();
    world.disconnect();
    world.mine(vec![commitment]).unwrap();
    world.flush_alone();
    for lost in [true, false] {
        // The block at which it is made.
        for _ in 0..6 {
            world.mine(vec![]).unwrap();
            world.look().unwrap();
        }
        let cut = world.wallet().next_cut(world.time_ms, lifeboat_wallet::Urgency::Flush).unwrap();
        let has_it = |op: &Op| matches!(op, Op::Put { key, .. } if key == "sweeper");
        assert!(cut.ops.iter().any(has_it));
        world.look().unwrap();
        assert!(world.unmined().is_empty(), "not even while it is being written");
        if lost {
            world.kill();
            world.start().unwrap();
        } else {
            world.cloud.apply(&cut);
            world.wallet().cut_durable();
        }
    }
    world.look().unwrap();
    let sweeps = world.unmined();
    assert_eq!(sweeps.len(), 1);
    // The process dies, and finds the sweep in a block: LDK knows it.
    world.kill();
    world.mine_alone(1, sweeps).unwrap();
    world.start().unwrap();
    world.look().unwrap();
    assert!(world.wallet().balance().onchain_sat + 2_000 > ours);
}

#[test]
fn a_sweep_that_waits_for_its_block_is_counted_once() {
    let (mut world, ours) = closed(8.0);
    let sweep = world.unmined().pop().unwrap();
    let txid = sweep.compute_txid();
    let listed = format!("[{{\"txid\":\"{txid}\",\"status\":{{\"confirmed\":false}}}}]");
    let raw = lightning::bitcoin::consensus::serialize(&sweep);
    // The pool keeps the first sweep, while LDK makes a new one with every block.
    for _ in 0..3 {
        world.mine_alone(1, vec![]).unwrap();
        let pool = Lying::over(&world.chain)
            .says("/scripthash/", listed.clone())
            .says(&format!("/tx/{txid}/raw"), raw.clone());
        now(world.wallet().sync(&pool, world.time_ms)).unwrap();
        world.wallet().pump(world.time_ms);
        world.flush_alone();
        let closing = world.wallet().balance().closing_sat;
        assert!(closing <= ours && closing * 100 > ours * 95, "{closing} of {ours}");
    }
}
