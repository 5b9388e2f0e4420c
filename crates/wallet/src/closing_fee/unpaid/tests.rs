#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use lightning::bitcoin::absolute::LockTime;
use lightning::bitcoin::hashes::Hash;
use lightning::bitcoin::transaction::Version;
use lightning::bitcoin::{
    Address, Amount, Network, ScriptBuf, Sequence, Transaction, TxIn, TxOut, Txid, Witness,
};

use super::*;
use crate::chain::FLOOR;
use crate::sim::{World, opened};
use crate::{CloseWay, Direction};

/// This wallet closes alone, and its commitment is in a block.
fn close_alone(world: &mut World) {
    let channel = world.wallet().channels()[0].id.clone();
    world.disconnect();
    world.wallet().close(&channel, CloseWay::Alone).unwrap();
    world.wallet().pump(world.time_ms);
    world.flush_alone();
    world.look().unwrap();
    world.wallet().release_held();
    world.look().unwrap();
    world.flush_alone();
    let closing = world.unmined();
    world.mine(closing).unwrap();
}

/// A payment of the user's was under way when this wallet closed alone, and its time is over.
fn coming_back(msat: u64) -> World {
    let mut world = opened(2).unwrap();
    world.peer.holds(true);
    let bolt11 = world.peer_invoice(Some(msat)).unwrap();
    world.wallet().pay(&bolt11, None, world.time_ms).unwrap();
    world.settle().unwrap();
    let expiry = world.expiry_under_way().unwrap();
    close_alone(&mut world);
    while world.wallet().height() < expiry {
        assert_eq!(world.wallet().unpaid_claims(), None, "its time is not over");
        world.mine(vec![]).unwrap();
    }
    world.look().unwrap();
    minute(&mut world);
    world
}

/// A payment has come in, and this wallet has closed alone before the peer heard that it was taken.
fn come_in(msat: u64) -> World {
    let mut world = opened(2).unwrap();
    let bolt11 = world.invoice(Some(msat)).unwrap().bolt11;
    world.peer_pays(&bolt11).unwrap();
    let is_taken =
        |payment: &crate::Payment| payment.direction == Direction::In && payment.amount_msat == msat;
    world.settle_until(|wallet| wallet.payments().iter().any(is_taken)).unwrap();
    close_alone(&mut world);
    minute(&mut world);
    world
}

fn minute(world: &mut World) {
    world.time_ms += 60_000;
    world.wallet().pump(world.time_ms);
}

fn receive(world: &mut World, sat: u64) {
    let address = world.wallet().address();
    world.fund_again(&address, sat).unwrap();
    world.look().unwrap();
}

fn wanted(world: &World) -> Vec<OutPoint> {
    world
        .wallet()
        .wanted_claims
        .now()
        .iter()
        .flat_map(|claim| &claim.outputs)
        .map(|output| output.at)
        .collect()
}

/// What leaves the wallet to claim something.
fn claims(world: &mut World) -> Vec<Transaction> {
    world.flush_alone();
    let outputs = wanted(world).into_iter().collect();
    world.unmined().into_iter().filter(|tx| crate::onchain::spends_any(tx, &outputs)).collect()
}

fn spend(spent: Vec<OutPoint>, output: TxOut) -> Transaction {
    let input = |previous_output| TxIn {
        previous_output,
        script_sig: ScriptBuf::new(),
        sequence: Sequence::MAX,
        witness: Witness::from_slice(&[[1; 71]]),
    };
    Transaction {
        version: Version::TWO,
        lock_time: LockTime::ZERO,
        input: spent.into_iter().map(input).collect(),
        output: vec![output],
    }
}

#[test]
fn a_claim_without_a_coin_is_told_until_there_is_one() {
    let mut world = coming_back(9_000_000);
    let unpaid = world.wallet().unpaid_claims().unwrap();
    assert_eq!((unpaid.worth_sat, unpaid.before), (9_000, None));
    assert!(
        (1_000..=9_000).contains(&unpaid.needed_sat) && unpaid.needed_sat.is_multiple_of(1_000),
        "{unpaid:?}"
    );
    for _ in 0..3 {
        minute(&mut world);
        assert_eq!(world.wallet().unpaid_claims(), Some(unpaid));
    }
    let address = world.wallet().address();
    world.send_unmined(&address, unpaid.needed_sat).unwrap();
    world.look().unwrap();
    assert_eq!(world.wallet().unpaid_claims(), Some(unpaid), "no block has it");
    world.forget_unmined();
    receive(&mut world, unpaid.needed_sat);
    assert_eq!(world.wallet().unpaid_claims(), None);
    world.mine(vec![]).unwrap();
    assert_eq!(claims(&mut world).len(), 1);
}

/// The coin is spent by then, and no other is there.
#[test]
fn a_claim_that_is_under_way_is_not_told_nor_is_one_that_is_over() {
    let mut world = coming_back(9_000_000);
    let least = world.wallet().wanted_claims.now()[0].pay(&mut Vec::new()).unwrap_err();
    receive(&mut world, least);
    world.mine(vec![]).unwrap();
    let claim = claims(&mut world).pop().unwrap();
    world.peer.pool.0.borrow_mut().push(claim.clone());
    world.mine(vec![]).unwrap();
    assert!(world.wallet().onchain.list_confirmed_utxos().unwrap().is_empty());
    for _ in 0..3 {
        minute(&mut world);
        assert_eq!(wanted(&world).len(), 1);
        assert_eq!(world.wallet().unpaid_claims(), None);
    }
    world.forget_unmined();
    world.mine(vec![claim]).unwrap();
    assert_eq!(world.wallet().unpaid_claims(), None);
    minute(&mut world);
    assert_eq!(wanted(&world).len(), 0);
}

/// A chain server can show a spend of the payment that nobody has signed. With a coin of this wallet's it cannot.
#[test]
fn what_a_server_makes_up_hides_nothing() {
    let mut world = coming_back(9_000_000);
    let before = world.wallet().unpaid_claims();
    let address: Address<_> = world.wallet().address().parse().unwrap();
    let ours = address.require_network(Network::Regtest).unwrap().script_pubkey();
    let strangers = OutPoint { txid: Txid::all_zeros(), vout: 0 };
    for with in [None, Some(strangers)] {
        let spent = wanted(&world).into_iter().chain(with).collect();
        let output = TxOut { value: Amount::from_sat(8_000), script_pubkey: ours.clone() };
        let made_up = spend(spent, output);
        world.peer.pool.0.borrow_mut().push(made_up.clone());
        world.look().unwrap();
        assert!(world.wallet().onchain.known(&made_up.compute_txid()).is_some(), "it is taken in");
        minute(&mut world);
        assert!(before.is_some());
        assert_eq!(world.wallet().unpaid_claims(), before);
    }
}

#[test]
fn a_payment_that_has_come_in_has_a_deadline_and_ends_when_it_is_spent() {
    let mut world = come_in(9_000_000);
    let unpaid = world.wallet().unpaid_claims().unwrap();
    assert_eq!(unpaid.worth_sat, 9_000);
    let before = unpaid.before.unwrap();
    assert!(before > world.wallet().height() && before < world.wallet().height() + 2_016, "{before}");
    while world.wallet().height() < before {
        world.mine(vec![]).unwrap();
        assert_eq!(world.wallet().unpaid_claims().and_then(|unpaid| unpaid.before), Some(before));
    }
    let outputs = wanted(&world).into_iter().collect();
    let sent = world.peer.pool.0.borrow().clone();
    let payers: Vec<_> = sent.into_iter().filter(|tx| crate::onchain::spends_any(tx, &outputs)).collect();
    assert!(!payers.is_empty());
    world.mine(payers.into_iter().take(1).collect()).unwrap();
    minute(&mut world);
    assert_eq!(world.wallet().unpaid_claims(), None);
}

#[test]
fn what_is_not_worth_its_fee_is_not_told() {
    for (msat, is_told) in [(400_000, false), (1_500_000, true)] {
        let world = coming_back(msat);
        assert_eq!(wanted(&world).len(), 1, "{msat}");
        assert_eq!(world.wallet().unpaid_claims().is_some(), is_told, "{msat}");
    }
}

fn claim(worth_sat: &[u64], rate: u32) -> WantedClaim {
    let outputs = worth_sat.iter().zip(0..).map(|(worth_sat, vout)| WantedOutput {
        at: OutPoint { txid: Txid::all_zeros(), vout },
        worth_sat: *worth_sat,
        before: None,
    });
    WantedClaim { rate, outputs: outputs.collect() }
}

#[test]
fn what_is_missing_is_what_pays_it_and_its_change_pays_the_next() {
    for worth in [&[9_000][..], &[2_000, 50_000], &[1_000_000]] {
        for rate in [FLOOR, 1_000, 2_500, 100_000] {
            let claim = claim(worth, rate);
            let missing = claim.pay(&mut Vec::new()).unwrap_err();
            assert!(missing <= claim.worth_sat() / PART + 200, "{missing} of {worth:?}");
            let per_coin = cost_sat(claim.rate(), COIN_WEIGHT);
            let cases = [(vec![missing], None, vec![]), (vec![missing + 70_000, 1], Some(70_000), vec![1])];
            for (mut coins, change, left) in cases {
                assert_eq!((claim.pay(&mut coins), coins), (Ok(change), left), "{missing}");
            }
            assert_eq!(claim.pay(&mut vec![missing - 1]), Err(1 + per_coin));
        }
    }
}

/// The dearest is paid for first, and what has no deadline is not said to be lost at one.
#[test]
fn of_several_claims_only_those_without_a_coin_are_told() {
    let mut world = come_in(9_000_000);
    let with_two_more = |world: &World| {
        let [mut small, mut dear] = [claim(&[3_000], FLOOR), claim(&[60_000], FLOOR)];
        small.outputs[0].at.vout = 8;
        dear.outputs[0].at.vout = 9;
        dear.outputs[0].before = Some(1_000_000);
        let wanted = &world.wallet().wanted_claims;
        for (id, other) in [(0, small), (255, dear)] {
            wanted.claims.borrow_mut().insert([id; 32], (wanted.round.get(), other));
        }
        world.wallet().unpaid_claims().unwrap()
    };
    let alone = world.wallet().unpaid_claims().unwrap();
    let all = with_two_more(&world);
    assert_eq!((all.worth_sat, all.before), (69_000, alone.before));
    assert!(all.needed_sat > alone.needed_sat);
    receive(&mut world, claim(&[60_000], FLOOR).pay(&mut Vec::new()).unwrap_err());
    let rest = with_two_more(&world);
    assert_eq!((rest.worth_sat, rest.before), (9_000, alone.before), "the coin pays for the dearest");
}

/// LDK gives other ids to what it splits or merges, within the minute in which it has said the same before.
#[test]
fn a_claim_that_is_split_or_merged_is_told_once() {
    let mut world = come_in(9_000_000);
    let alone = world.wallet().unpaid_claims().unwrap();
    let wanted = &world.wallet().wanted_claims;
    let said = wanted.now().remove(0);
    wanted.insert([7; 32], said.clone());
    assert_eq!(world.wallet().unpaid_claims(), Some(alone));
    let (mut merged, mut other) = (said.clone(), claim(&[3_000], FLOOR));
    other.outputs[0].before = Some(1_000_000);
    merged.outputs.extend(other.outputs);
    wanted.insert([8; 32], merged.clone());
    assert_eq!(world.wallet().unpaid_claims().unwrap().worth_sat, 12_000);
    merged.outputs.remove(0);
    wanted.insert([9; 32], merged);
    wanted.insert([10; 32], said);
    assert_eq!(world.wallet().unpaid_claims().unwrap().worth_sat, 12_000);
    assert_eq!(wanted.now().len(), 2);
    minute(&mut world);
    assert_eq!(world.wallet().unpaid_claims(), Some(alone));
}

/// Nothing says that it gets into a block in time, and LDK takes no coin that is in none.
#[test]
fn change_that_is_in_no_block_pays_for_nothing_that_is_near_its_deadline() {
    let mut dated = claim(&[9_000], FLOOR);
    dated.outputs[0].before = Some(1_000);
    let paid = |claim: &WantedClaim, height| {
        let (mut coins, mut next) = (vec![1], vec![100_000]);
        claim.pay_with(&mut coins, &mut next, height)
    };
    assert_eq!(paid(&dated, 999 - NEAR), Ok(()));
    assert!(paid(&dated, 1_000 - NEAR).is_err());
    assert_eq!(paid(&claim(&[9_000], FLOOR), 1_000), Ok(()), "there is time");
    // One coin pays for two that are near only once its change is in a block.
    let (mut coins, mut next) = (vec![100_000], vec![]);
    assert_eq!(dated.pay_with(&mut coins, &mut next, 1_000 - NEAR), Ok(()));
    assert!(dated.pay_with(&mut coins, &mut next, 1_000 - NEAR).is_err());
}
