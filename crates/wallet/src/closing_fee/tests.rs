//! What is added to a commitment for its fee.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use lightning::bitcoin::{OutPoint, Transaction};
use lightning::events::Event;

use super::*;
use crate::chain::FLOOR;
use crate::sim::{World, opened};

/// A wallet with a channel and these coins, and LDK's request to add a fee to a commitment of that channel.
fn closing(coins: &[u64]) -> (World, BumpTransactionEvent) {
    closing_of(opened(2).unwrap(), coins)
}

fn closing_of(mut world: World, coins: &[u64]) -> (World, BumpTransactionEvent) {
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

/// It comes back when its time is over: the closing saves it as well.
#[test]
fn a_payment_on_its_way_out_counts_in_what_a_close_saves_and_in_what_is_at_stake() {
    let mut world = opened(2).unwrap();
    let ours = world.wallet().balance().lightning_msat / 1000;
    world.peer.holds(true);
    let bolt11 = world.peer_invoice(Some((ours - 5_000) * 1000)).unwrap();
    world.wallet().pay(&bolt11, None, world.time_ms).unwrap();
    world.settle().unwrap();
    let (world, event) = closing_of(world, &[1_000_000]);
    // No peer has agreed with this state: it is held, and the user is asked.
    world.wallet().note_journal([9; 8]);
    world.wallet().bump(request(&event, 1, 100_000));
    let change: u64 = child(&world).output.iter().map(|output| output.value.to_sat()).sum();
    let fee = 1_000_000 - change;
    assert!(fee * 4 > ours && fee * 2 <= ours + 2_000, "{fee} of {ours}");
    let stake = world.wallet().unheard()[0].at_stake_sat;
    assert!(stake + 1_000 > ours, "{stake} of {ours}");
}

/// Each coin adds its own weight, and LDK takes the small ones first.
#[test]
fn many_small_coins_pay_no_more_than_half_either() {
    let saved = opened(2).unwrap().wallet().balance().lightning_msat / 1000;
    for rate in [12_000, 100_000] {
        let (world, event) = closing(&[7_000; 8]);
        world.wallet().bump(request(&event, 1, rate));
        let child = child(&world);
        let change: u64 = child.output.iter().map(|output| output.value.to_sat()).sum();
        let fee = coins_of(&child, &world).len() as u64 * 7_000 - change;
        assert!(fee * 2 <= saved + 2_000, "{fee} of {saved}");
        assert!(fee * 4 > saved, "and it does pay: {fee} of {saved}");
    }
}

#[test]
fn whatever_coins_there_are_the_fee_stays_within_its_bound_and_one_coin_pays_all_of_it() {
    let mut coins = Vec::new();
    let mut next = 17_u64;
    for count in 0..40 {
        for fee_sat in [1_000, 20_000, 500_000, 100_000_000] {
            for wanted in [FLOOR, 2_500, 12_500, 500_000] {
                let rate = rate_within(wanted, fee_sat, 1_624, &coins);
                assert!((FLOOR..=wanted).contains(&rate));
                let further = taken(rate, 1_624, &coins).saturating_sub(1) as u64;
                let paid = u64::from(rate) * (1_624 + further * COIN_WEIGHT) / 1000;
                assert!(paid <= fee_sat || rate == FLOOR, "{paid} of {fee_sat}: {coins:?}");
                let rich = [fee_sat.max(1_000) * 3];
                assert_eq!(rate_within(wanted, fee_sat, 1_624, &rich), wanted.min(most_rate(fee_sat, 1_624)));
            }
        }
        next = next.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(count);
        coins.push(300 + (next >> 33) % 50_000);
        coins.sort_unstable();
    }
}
