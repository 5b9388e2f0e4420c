//! What a chain server says, and what is believed of it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod servers;

use lifeboat_wallet::sim::{World, now, opened};
use servers::Lying;

/// A wallet with a channel, restarted, so that it knows no header from an earlier look.
fn restarted(blocks: usize) -> World {
    let mut world = opened(2).unwrap();
    for _ in 0..blocks {
        world.mine(vec![]).unwrap();
    }
    world.flush().unwrap();
    world.kill();
    world.settle().unwrap();
    world
}

/// One block more, seen through a server that answers some paths otherwise; then again through an honest one.
fn look_through(world: &mut World, server: &dyn Fn(&World) -> Lying<'_>) {
    world.mine_unseen(vec![]).unwrap();
    let lying = server(world);
    // It may refuse or take the answers; what counts is what became of the channel.
    let _ = now(world.wallet().sync(&lying, world.time_ms));
    world.wallet().pump(world.time_ms);
    world.look().unwrap();
    world.settle().unwrap();
}

fn nothing_was_closed(world: &World) {
    assert_eq!(world.closed, 0, "{:?}", world.notices);
    assert_eq!(world.wallet().channels().len(), 1);
    assert!(world.foreign_broadcasts().is_empty());
}

#[test]
fn a_server_that_does_not_know_a_block_takes_nothing_back() {
    for depth in [7, 40] {
        let mut world = restarted(depth);
        look_through(&mut world, &|world| Lying::over(&world.chain).unknown("/block-height/"));
        nothing_was_closed(&world);
    }
}

#[test]
fn another_block_at_the_fundings_height_takes_nothing_back_while_no_header_shows_it() {
    let mut world = restarted(40);
    let other = world.chain.tip().hash.to_string();
    look_through(&mut world, &|world| Lying::over(&world.chain).says("/block-height/1", other.clone()));
    nothing_was_closed(&world);
}

#[test]
fn a_server_that_forgets_every_transaction_takes_nothing_back() {
    for path in ["/tx/", "/block/", "/scripthash/"] {
        let mut world = restarted(10);
        look_through(&mut world, &|world| Lying::over(&world.chain).unknown(path));
        nothing_was_closed(&world);
    }
}
