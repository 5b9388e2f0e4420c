//! What a wallet that nobody uses costs: requests to the chain server, and nothing to write.

use crate::support::servers::Counted;
use lifeboat_wallet::sim::{World, now, opened};

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
