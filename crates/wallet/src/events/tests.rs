//! What is added to a commitment for its fee.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use lightning::bitcoin::{OutPoint, Transaction};

use super::*;
use crate::sim::{World, opened};

/// A wallet with a channel and these coins, and LDK's request to add a fee to a commitment of that channel.
fn closing(coins: &[u64]) -> (World, BumpTransactionEvent) {
    let mut world = opened(2).unwrap();
    for coin in coins {
        let address = world.wallet().address();
        world.fund_again(&address, *coin).unwrap();
    }
    world.look().unwrap();
    assert_eq!(world.wallet().balance().onchain_sat, coins.iter().sum::<u64>());
    world.peer_closes_alone().unwrap();
    let events = world.peer.events.borrow();
    let wanted = events.iter().rev().find_map(|event| match event {
        Event::BumpTransaction(event @ BumpTransactionEvent::ChannelClose { .. }) => Some(event.clone()),
        _ => None,
    });
    drop(events);
    (world, wanted.unwrap())
}

/// The same for a claim of its own, at this feerate, satoshis per 1000 weight units.
fn request(event: &BumpTransactionEvent, claim: u8, rate: u32) -> BumpTransactionEvent {
    let mut event = event.clone();
    if let BumpTransactionEvent::ChannelClose {
        claim_id, package_target_feerate_sat_per_1000_weight, ..
    } = &mut event
    {
        claim_id.0[0] = claim;
        *package_target_feerate_sat_per_1000_weight = rate;
    }
    event
}

/// The transaction that adds a fee: not the commitment itself.
fn child(world: &World) -> Transaction {
    let held = world.wallet().held_broadcasts();
    let held = held.iter().map(|tx| crate::sim::decode(&tx.raw).unwrap());
    held.rev().find(|tx| !crate::chain::is_commitment(tx)).unwrap()
}

fn coins_of(tx: &Transaction, world: &World) -> Vec<OutPoint> {
    let inputs = tx.input.iter().map(|input| input.previous_output);
    inputs.filter(|coin| world.chain.raw(&coin.txid.to_string()).is_some()).collect()
}

#[test]
fn two_claims_never_use_one_coin() {
    let (world, event) = closing(&[60_000, 60_000]);
    let [a, b] = [1, 2].map(|claim| {
        world.wallet().bump(request(&event, claim, 2_000));
        coins_of(&child(&world), &world)
    });
    assert!(a.len() == 1 && b.len() == 1 && a != b, "{a:?} {b:?}");
}

#[test]
fn a_close_pays_half_of_what_it_saves_at_most_whatever_rate_is_wanted() {
    let saved = opened(2).unwrap().wallet().balance().lightning_msat / 1000;
    for rate in [100_000, 500_000, u32::MAX] {
        let (world, event) = closing(&[1_000_000]);
        world.wallet().bump(request(&event, 1, rate));
        let child = child(&world);
        let change: u64 = child.output.iter().map(|output| output.value.to_sat()).sum();
        let fee = 1_000_000 - change;
        assert!(fee * 2 <= saved + 2_000, "{fee} of {saved}");
        assert!(fee * 4 > saved, "and it does pay: {fee} of {saved}");
    }
}
