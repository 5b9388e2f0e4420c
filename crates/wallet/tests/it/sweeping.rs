//! From a closed channel to the on-chain wallet: when a sweep leaves, and what it may cost.

use crate::support::servers::Lying;
use lifeboat_wallet::sim::{World, now, opened};
use lifeboat_wallet::{CloseWay, DearSweep, Op};
use lightning::bitcoin::Transaction;

/// A channel that the peer has closed, and what was the wallet's in it, sat. `rate`: what the server says of
/// fees, sat/vB.
fn closed(rate: f64) -> (World, u64) {
    let mut world = opened(2).unwrap();
    let ours = world.wallet().balance().lightning_msat / 1000;
    peer_closes(&mut world, rate);
    (world, ours)
}

/// The peer closes its first channel alone, and what is ours in it ripens.
fn peer_closes(world: &mut World, rate: f64) {
    let commitment = world.peer_closes_alone().unwrap();
    world.disconnect();
    ripen(world, rate, vec![commitment]);
}

fn ripen(world: &mut World, rate: f64, txs: Vec<Transaction>) {
    look(world, rate, txs);
    for _ in 0..7 {
        look(world, rate, vec![]);
    }
}

/// A block, seen through a server that says this of fees; then everything becomes durable.
fn look(world: &mut World, rate: f64, txs: Vec<Transaction>) {
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
    world.wallet().sweep_now(world.wallet().dear_sweep().unwrap());
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

/// It is offered again with each block, and made anew, which is a write, only where it may pay more than it does.
#[test]
fn a_sweep_that_waits_for_its_block_is_not_written_with_every_block() {
    let (mut world, _) = closed(8.0);
    let sweep = world.unmined().pop().unwrap();
    let kept = |world: &World| world.cloud.get("sweeper").unwrap().to_vec();
    let before = kept(&world);
    for restarted in [false, true] {
        if restarted {
            world.kill();
            world.start().unwrap();
        }
        for rate in [8.0, 8.0, 2.0, 8.0, 8.2] {
            world.broadcasts.clear();
            look(&mut world, rate, vec![]);
            assert_eq!(world.unmined(), std::slice::from_ref(&sweep), "pools may have dropped it");
            assert!(kept(&world) == before, "written at {rate} sat/vB");
        }
    }
    world.broadcasts.clear();
    look(&mut world, 16.0, vec![]);
    let dearer = world.unmined().pop().unwrap();
    assert!(fee_sat(&world, &dearer) > fee_sat(&world, &sweep));
    assert!(kept(&world) != before);
}

fn fee_sat(world: &World, tx: &Transaction) -> u64 {
    let spent = tx.input.iter().map(|input| {
        let from = world.chain.raw(&input.previous_output.txid.to_string()).unwrap();
        from.output[input.previous_output.vout as usize].value.to_sat()
    });
    spent.sum::<u64>() - tx.output.iter().map(|output| output.value.to_sat()).sum::<u64>()
}

/// What one channel's sweep may pay is nothing to another channel's penalty. Where the last commitments hold
/// no payment, LDK asks for the fee of either in the same words; and a peer can bring that about.
#[test]
fn a_penalty_pays_the_rate_of_now_whatever_was_swept_before() {
    let mut world = opened(0).unwrap();
    let revoked = world.peer.commitment().unwrap();
    for sat_per_vb in [3, 5] {
        world.peer.pays_for_commitments(sat_per_vb);
        world.settle().unwrap();
    }
    let known = world.wallet().channels().remove(0).id;
    world.open(100_000, 15_000_000).unwrap();
    let small = world.wallet().channels().into_iter().find(|channel| channel.id != known).unwrap();
    world.wallet().close(&small.id, CloseWay::Together).unwrap();
    world.settle().unwrap();
    let closing = world.unmined();
    world.disconnect();
    ripen(&mut world, 2.0, closing);
    let sweeps = world.unmined();
    assert!(!sweeps.is_empty());
    look(&mut world, 45.0, sweeps);
    look(&mut world, 45.0, vec![revoked.clone()]);
    let punishes =
        |tx: &Transaction| tx.input.iter().any(|i| i.previous_output.txid == revoked.compute_txid());
    let penalty = world.unmined().into_iter().find(punishes).unwrap();
    let rate = fee_sat(&world, &penalty) * 1000 / penalty.weight().to_wu();
    assert!(rate >= 10_900, "{rate} of 11,250 satoshis per 1000 weight units");
}

#[test]
fn what_the_user_asked_for_covers_no_later_sweep() {
    let mut world = opened(2).unwrap();
    world.open(200_000, 30_000_000).unwrap();
    peer_closes(&mut world, 3_000.0);
    world.wallet().sweep_now(world.wallet().dear_sweep().unwrap());
    world.flush_alone();
    let sweeps = world.unmined();
    assert_eq!(sweeps.len(), 1);
    look(&mut world, 3_000.0, sweeps);
    peer_closes(&mut world, 3_000.0);
    assert!(world.unmined().is_empty(), "nobody was asked");
    assert!(world.wallet().dear_sweep().unwrap().value_sat > 20_000);
}

#[test]
fn a_sweep_pays_no_more_than_was_shown_and_asks_again_when_fees_have_risen() {
    let (mut world, _) = closed(40.0);
    let shown = world.wallet().dear_sweep().unwrap();
    look(&mut world, 90.0, vec![]);
    let dearer = world.wallet().dear_sweep().unwrap();
    assert!(dearer.fee_sat > shown.fee_sat);
    // What has come in since was not shown.
    world.wallet().sweep_now(DearSweep { value_sat: shown.value_sat - 1, ..dearer });
    world.flush_alone();
    assert!(world.unmined().is_empty());
    world.wallet().sweep_now(shown);
    world.flush_alone();
    let sweep = world.unmined().pop().unwrap();
    let paid = fee_sat(&world, &sweep);
    assert!(paid <= shown.fee_sat && paid * 2 > shown.fee_sat, "{paid} of {}", shown.fee_sat);
    assert_eq!(world.wallet().dear_sweep(), Some(dearer), "it may never be mined so");
    look(&mut world, 40.0, vec![]);
    assert_eq!(world.wallet().dear_sweep(), None);
}

#[test]
fn a_sweep_that_became_dear_is_offered_with_each_block_and_the_user_is_asked() {
    let (mut world, ours) = closed(8.0);
    let sweep = world.unmined().pop().unwrap();
    for restarted in [false, true] {
        if restarted {
            world.kill();
            world.chain.down.set(true);
            world.start().unwrap();
            world.chain.down.set(false);
        }
        world.broadcasts.clear();
        look(&mut world, 1_500.0, vec![]);
        assert_eq!(world.unmined(), std::slice::from_ref(&sweep), "pools may have dropped it");
        assert!(world.wallet().dear_sweep().is_some());
    }
    world.wallet().sweep_now(world.wallet().dear_sweep().unwrap());
    world.flush_alone();
    let home = brought_home(&world).unwrap();
    assert!(home * 2 >= ours - 1_000 && home * 100 < ours * 90, "{home} of {ours}");
    // What pays as much already is no question, whoever remembers that it was one.
    for restarted in [false, true] {
        if restarted {
            world.kill();
            world.chain.down.set(true);
            world.start().unwrap();
            world.chain.down.set(false);
        }
        look(&mut world, 1_500.0, vec![]);
        assert_eq!(world.wallet().dear_sweep(), None);
    }
}

/// A large channel's money that is swept at 4 sat/vB when the server begins to say 900.
fn swept_when_fees_leap(server: impl Fn(&mut World)) -> World {
    let mut world = World::new().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    world.open(5_000_000, 2_000_000_000).unwrap();
    peer_closes(&mut world, 4.0);
    let sweep = world.unmined().pop().unwrap();
    world.broadcasts.clear();
    server(&mut world);
    assert_eq!(world.unmined(), std::slice::from_ref(&sweep));
    let dear = world.wallet().dear_sweep().unwrap();
    assert!(dear.fee_sat * 10 < dear.value_sat && dear.fee_sat > 100_000, "{dear:?}");
    world
}

/// What a full block takes at this rate, sat.
fn block_sat(sat_per_vb: u64) -> u64 {
    sat_per_vb * 1_000_000
}

/// One server may say what it likes: a tenth of much is much.
#[test]
fn a_rate_far_above_what_blocks_have_paid_waits_for_the_user_or_for_a_block_that_has_paid_it() {
    let dear = |world: &mut World| look(world, 900.0, vec![]);
    let mut world = swept_when_fees_leap(dear);
    let sweep = world.unmined().pop().unwrap();
    for _ in 0..30 {
        dear(&mut world);
        assert!(world.wallet().dear_sweep().is_some(), "no block has paid it, however long it is said");
    }
    world.chain.fees_sat.set(block_sat(100));
    dear(&mut world);
    assert_eq!(world.wallet().dear_sweep(), None);
    assert_ne!(world.unmined().pop().unwrap(), sweep);
}

#[test]
fn where_no_block_shows_it_a_rate_far_above_what_was_usual_waits_for_the_user_or_for_hours_of_it() {
    let dear = |world: &mut World| {
        world.mine_alone(1, vec![]).unwrap();
        let withholds = Lying::over(&world.chain)
            .says("/fee-estimates", r#"{"1":900,"12":900,"144":900}"#)
            .unknown("/block/:txid/txid/0");
        now(world.wallet().sync(&withholds, world.time_ms)).unwrap();
        world.wallet().pump(world.time_ms);
        world.flush_alone();
    };
    let mut world = swept_when_fees_leap(dear);
    let sweep = world.unmined().pop().unwrap();
    let mut blocks = 0;
    while world.wallet().dear_sweep().is_some() {
        blocks += 1;
        assert!(blocks < 30, "what is said for hours is usual");
        dear(&mut world);
    }
    assert!(blocks > 8, "{blocks}");
    assert_ne!(world.unmined().pop().unwrap(), sweep);
}

/// The wallet that comes back to punish has no yesterday to measure by, and half of a channel is much.
#[test]
fn a_penalty_after_a_month_pays_no_more_than_ten_times_what_blocks_paid() {
    for (paid, most) in [(1, 50), (8, 80), (200, 2_000)] {
        let mut world = World::new().unwrap();
        world.connect().unwrap();
        world.settle().unwrap();
        world.open(5_000_000, 2_000_000_000).unwrap();
        let revoked = world.peer.commitment().unwrap();
        world.peer.pays_for_commitments(3);
        world.settle().unwrap();
        look(&mut world, 2.0, vec![]);
        world.kill();
        world.chain.fees_sat.set(block_sat(paid));
        world.mine_alone(8, vec![]).unwrap();
        world.time_ms += 30 * 86_400_000;
        world.chain.down.set(true);
        world.start().unwrap();
        world.chain.down.set(false);
        look(&mut world, 2_000.0, vec![revoked.clone()]);
        let punishes =
            |tx: &Transaction| tx.input.iter().any(|i| i.previous_output.txid == revoked.compute_txid());
        let penalty = world.unmined().into_iter().find(punishes).unwrap();
        let rate = fee_sat(&world, &penalty) * 1000 / penalty.weight().to_wu();
        // Signatures may be some bytes shorter than they were reckoned.
        let wanted = most * 250;
        assert!((wanted * 95..=wanted * 102).contains(&(rate * 100)), "{rate}, where blocks paid {paid}");
    }
}
