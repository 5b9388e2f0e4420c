//! What a wallet that nobody uses costs: requests to the chain server, and nothing to write.

use crate::support::servers::Counted;
use lifeboat_wallet::sim::{World, now, opened};
use lifeboat_wallet::{Op, Urgency};
use lightning::bitcoin::hashes::Hash;
use lightning::bitcoin::{Transaction, Txid};

const MINUTE_MS: u64 = 60_000;

/// A channel, a coin on the chain, and everything durable.
fn resting() -> World {
    let mut world = opened(2).unwrap();
    let address = world.wallet().address();
    world.fund(&address, 70_000).unwrap();
    world.settle().unwrap();
    world.flush().unwrap();
    // What was left of all that.
    world.time_ms += 10 * MINUTE_MS;
    world.flush().unwrap();
    world
}

/// Requests in so many hours: a look each minute, a block each ten.
fn asked_in(world: &mut World, hours: u64) -> usize {
    let (mut asked, cuts) = (0, world.cuts);
    for minute in 0..hours * 60 {
        if minute % 10 == 0 {
            let now_ms = world.time_ms;
            world.mine_unseen(vec![]).unwrap();
            world.time_ms = now_ms;
        }
        world.time_ms += MINUTE_MS;
        let counted = Counted::over(&world.chain);
        now(world.wallet().sync(&counted, world.time_ms)).unwrap();
        asked += counted.asked();
        world.settle().unwrap();
        assert_eq!(world.cuts, cuts, "a wallet at rest writes after {minute} minutes");
    }
    asked
}

#[test]
fn a_wallet_at_rest_asks_the_chain_three_times_a_minute_at_most_and_writes_nothing() {
    let mut world = resting();
    let asked = asked_in(&mut world, 12);
    println!("at rest: {:.2} requests a minute to the chain server (limit 3)", asked as f64 / 720.0);
    assert!(asked <= 3 * 720, "{asked} requests in 12 hours");
    // And all is well afterwards.
    assert!(world.pay(true, 1_000_000).unwrap());
    assert_eq!((world.wallet().balance().onchain_sat, world.closed), (70_000, 0));
}

/// What somebody sends to the address on the screen shows within a minute, without a block.
#[test]
fn a_coin_for_the_newest_address_shows_before_its_block() {
    let mut world = resting();
    let address = world.wallet().address();
    world.look().unwrap();
    world.send_unmined(&address, 30_000).unwrap();
    world.look().unwrap();
    assert_eq!(world.wallet().balance().closing_sat, 30_000);
}

/// One for an older address shows with the next block, and at once when the user asks.
#[test]
fn a_coin_for_an_older_address_shows_when_the_user_asks() {
    let mut world = resting();
    let older = world.wallet().address();
    world.fund(&older, 40_000).unwrap();
    assert_ne!(world.wallet().address(), older);
    world.look().unwrap();
    world.send_unmined(&older, 30_000).unwrap();
    world.wallet().look_anew();
    world.look().unwrap();
    assert_eq!(world.wallet().balance().closing_sat, 30_000);
}

/// Sees so many blocks, the first with these transactions, and writes what is due after each: how often it
/// wrote, and how many bytes.
fn written_in(world: &mut World, blocks: u32, mut txs: Vec<Transaction>) -> (usize, usize) {
    let (mut cuts, mut bytes) = (0, 0);
    for _ in 0..blocks {
        world.mine_alone(1, std::mem::take(&mut txs)).unwrap();
        world.look().unwrap();
        while let Some(cut) = world.wallet().next_cut(world.time_ms, Urgency::Normal) {
            cuts += 1;
            bytes += cut.ops.iter().map(size).sum::<usize>();
            world.cloud.apply(&cut);
            world.wallet().cut_durable();
            world.wallet().pump(world.time_ms);
        }
    }
    (cuts, bytes)
}

fn size(op: &Op) -> usize {
    match op {
        Op::Put { value, .. } => value.len(),
        _ => 0,
    }
}

/// What a closed channel leaves is watched for weeks, and then forgotten. A start that finds itself at that
/// point has an update of it under way: the wallet has to start again after that, too.
#[test]
fn a_closed_channel_is_forgotten_in_time_however_often_the_wallet_starts() {
    let mut world = opened(2).unwrap();
    let commitment = world.peer_closes_alone().unwrap();
    world.disconnect();
    written_in(&mut world, 8, vec![commitment]);
    let sweeps = world.unmined();
    written_in(&mut world, 12, sweeps);
    let monitors = |world: &World| world.cloud.prefix("monitor/").count();
    assert_eq!(monitors(&world), 1);
    for _ in 0..42 {
        world.mine_alone(98, vec![]).unwrap();
        written_in(&mut world, 2, vec![]);
        world.flush_alone();
        world.kill();
        world.start().unwrap();
    }
    assert_eq!(monitors(&world), 0, "it is never let go");
}

/// For four weeks after its money has come, LDK asks for the monitor of a closed channel again and again.
#[test]
fn a_closed_channel_is_not_written_with_the_blocks() {
    let mut world = opened(2).unwrap();
    let commitment = world.peer_closes_alone().unwrap();
    world.disconnect();
    written_in(&mut world, 8, vec![commitment]);
    let waits = written_in(&mut world, 144, vec![]);
    println!("while the sweep waits: {} cuts and {} bytes in 144 blocks", waits.0, waits.1);
    world.flush_alone();
    let sweeps = world.unmined();
    assert!(!sweeps.is_empty());
    written_in(&mut world, 12, sweeps);
    let buried = written_in(&mut world, 600, vec![]);
    println!("once it is in one: {} cuts and {} bytes in 600 blocks", buried.0, buried.1);
    // The manager, once a day.
    assert!(waits.0 <= 2, "{waits:?} while the sweep waits");
    assert!(buried.0 <= 5, "{buried:?} once it is in a block");
}

/// Nobody can make a wallet write for nothing: what a peer announces and drops costs it nothing.
#[test]
fn channels_that_were_never_funded_are_not_written_with_the_blocks() {
    let mut world = World::with_payer().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    for number in 0..2 {
        world.open_without_funding(1_000_000, 900_000_000).unwrap();
        world.claim_funding(Txid::from_byte_array([number + 1; 32])).unwrap();
        world.peer_drops_unfunded().unwrap();
        if world.wallet().connected().is_empty() {
            world.connect().unwrap();
            world.settle().unwrap();
        }
    }
    world.disconnect();
    written_in(&mut world, 2, vec![]);
    let (cuts, bytes) = written_in(&mut world, 288, vec![]);
    println!("two channels without a funding: {cuts} cuts and {bytes} bytes in 288 blocks");
    assert!(cuts <= 2, "{cuts} cuts, {bytes} bytes in two days");
}
