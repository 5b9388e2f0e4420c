//! A wallet that is made of its words alone finds what lies on the chain, as BIP 44 says.

use bdk_wallet::KeychainKind::{self, External, Internal};
use lifeboat_wallet::sim::now;
use lifeboat_wallet::{ChainState, CloseWay, Servers, state_of_words};

use super::*;
use crate::support::servers::{Counted, Failing, Growing, Lying, Sparing, Wavering};

/// With coins at these addresses of the words, in blocks of their own, and a wallet that has not started.
fn lying_at(coins: &[(KeychainKind, u32, u64)]) -> World {
    let mut world = World::new().unwrap();
    let words = independent::of(&SEED, &world.chain);
    for (kind, index, sat) in coins {
        let address = words.peek_address(*kind, *index).address.to_string();
        world.fund_again(&address, *sat).unwrap();
    }
    world.kill();
    world.cloud = state_of_words(Network::Regtest, [5; 16]);
    world
}

fn found_sat(world: &World) -> u64 {
    world.wallet().balance().onchain_sat
}

/// A gap of 20 addresses ends it, counted from the last one that was used; of change, too.
#[test]
fn coins_are_found_up_to_nineteen_unused_addresses_on_and_no_further() {
    for (coins, sat) in [
        (&[][..], 0),
        (&[(External, 20, 50_000), (Internal, 20, 50_000)], 0),
        (&[(External, 19, 50_000)], 50_000),
        (&[(Internal, 19, 50_000)], 50_000),
        (&[(External, 19, 50_000), (External, 39, 8_000), (External, 60, 1_000)], 58_000),
        (
            &[(External, 3, 50_000), (Internal, 19, 8_000), (Internal, 38, 9_000), (External, 24, 1_000)],
            67_000,
        ),
    ] {
        let mut world = lying_at(coins);
        assert!(world.open_durable().unwrap().is_looking_for_coins());
        world.start().unwrap();
        assert_eq!((found_sat(&world), world.wallet().is_looking_for_coins()), (sat, false), "{coins:?}");
        // And it is theirs, in the next process, too.
        world.flush_alone();
        world.kill();
        world.start().unwrap();
        assert_eq!(found_sat(&world), sat);
        if sat > 0 {
            let to = Address::from_script(&independent::nowhere(), Network::Regtest).unwrap().to_string();
            let order = SendOrder { to, amount: Amount::All, sat_per_kvb: 1_000, keep_reserve: true };
            let shown = world.wallet().preview_send(&order).unwrap();
            world.wallet().send_onchain(&order, &shown, "", shown.is_dear, world.time_ms).unwrap();
            world.flush_alone();
            independent::verify(&world.unmined().pop().unwrap(), &independent::of(&SEED, &world.chain));
        }
    }
}

/// Nobody is told that there is nothing before every address was asked for.
#[test]
fn it_looks_until_all_addresses_were_answered() {
    let mut world = lying_at(&[(External, 19, 50_000)]);
    world.chain.down.set(true);
    world.start().unwrap();
    assert!(world.synced.is_err() && world.wallet().is_looking_for_coins());
    world.chain.down.set(false);
    let busy = Failing::over(&world.chain, "/scripthash/", 1);
    assert!(now(world.wallet().sync(&busy, world.time_ms)).is_err());
    assert!(world.wallet().is_looking_for_coins());
    world.look().unwrap();
    assert_eq!((found_sat(&world), world.wallet().is_looking_for_coins()), (50_000, false));
}

/// However many of the first ones nobody can prove, and for whatever reason.
#[test]
fn coins_that_cannot_be_proved_hide_no_others() {
    let mut world = lying_at(&[(External, 19, 50_000), (External, 3, 7_000), (External, 30, 8_000)]);
    world.chain.down.set(true);
    world.start().unwrap();
    world.chain.down.set(false);
    let blocks = (1..=world.chain.tip().height).filter_map(|height| world.chain.at(height));
    let coins: Vec<_> = blocks.filter_map(|block| Some(block.txdata.get(1)?.compute_txid())).collect();
    let proof = |place: usize| format!("/tx/{}/merkle-proof", coins[place]);
    let failing = Lying::over(&world.chain).unknown(&proof(0)).unknown(&proof(1));
    for _ in 0..2 {
        assert!(
            now(world.wallet().sync(&failing, world.time_ms)).is_err(),
            "it is said that not all is known"
        );
        assert_eq!((found_sat(&world), world.wallet().is_looking_for_coins()), (8_000, true));
    }
    world.look().unwrap();
    assert_eq!((found_sat(&world), world.wallet().is_looking_for_coins()), (65_000, false));
}

/// It is not asked on, and the search goes on where it stopped.
#[test]
fn a_server_that_allows_few_questions_ends_no_search() {
    let mut world = lying_at(&[(External, 19, 50_000), (Internal, 12, 8_000)]);
    world.chain.down.set(true);
    world.start().unwrap();
    world.chain.down.set(false);
    let mut looks = 0;
    while world.wallet().is_looking_for_coins() {
        let sparing = Sparing::over(&world.chain, 20);
        let looked = now(world.wallet().sync(&sparing, world.time_ms));
        assert!(sparing.refused() <= 1, "asked {} times after it has said \"later\"", sparing.refused());
        assert!(looked.is_ok() || sparing.refused() == 1, "{looked:?}");
        (looks, world.time_ms) = (looks + 1, world.time_ms + 60_000);
        assert!(looks < 12, "it does not come to an end");
    }
    assert_eq!(found_sat(&world), 58_000);
}

/// A block may need an answer at once, and coins none.
#[test]
fn a_block_does_not_wait_for_the_coins() {
    let mut world = lying_at(&[]);
    world.start().unwrap();
    let before = world.chain.tip().height;
    world.wallet().look_anew();
    let growing = Growing::over(&world.chain, "/scripthash/", 12);
    let looked = now(world.wallet().sync(&growing, world.time_ms)).unwrap();
    assert_eq!((looked.tip.height, world.wallet().is_looking_for_coins()), (before + 1, false));
}

/// They learn of a block one after the other.
#[test]
fn servers_behind_one_address_that_differ_by_a_block_end_no_look() {
    for is_behind in [false, true] {
        let mut world = lying_at(&[(External, 19, 50_000), (Internal, 12, 8_000)]);
        world.chain.down.set(true);
        world.start().unwrap();
        world.chain.down.set(false);
        let wavering = Wavering::over(&world.chain, is_behind);
        for _ in 0..3 {
            world.time_ms += 60_000;
            world.wallet().look_anew();
            now(world.wallet().sync(&wavering, world.time_ms)).unwrap();
            assert_eq!((found_sat(&world), world.wallet().is_looking_for_coins()), (58_000, false));
        }
    }
}

/// However many addresses there are.
#[test]
fn a_search_that_takes_longer_than_a_block_comes_to_its_end() {
    let coins = [19, 39, 59, 79, 99].map(|index| (External, index, 5_000));
    let mut world = lying_at(&coins);
    world.chain.down.set(true);
    world.start().unwrap();
    world.chain.down.set(false);
    let growing = Growing::over(&world.chain, "/scripthash/", 60).on_and_on();
    let mut looks = 0;
    while found_sat(&world) < 25_000 {
        let _ = now(world.wallet().sync(&growing, world.time_ms));
        (looks, world.time_ms) = (looks + 1, world.time_ms + 60_000);
        assert!(looks < 6, "{} sat are found", found_sat(&world));
    }
    world.look().unwrap();
    assert!(!world.wallet().is_looking_for_coins());
}

/// One of two servers may know of no coin: the other is asked as soon as it answers.
#[test]
fn what_one_server_alone_did_not_list_is_found_when_the_other_answers() {
    let mut world = lying_at(&[(External, 19, 50_000)]);
    world.split();
    let second = world.second.as_ref().unwrap().copy();
    world.second.as_ref().unwrap().down.set(true);
    world.chain.down.set(true);
    world.start().unwrap();
    let silent = Lying::over(&second).says("/scripthash/", "[]");
    for (down, sat) in [(true, 0), (true, 0), (false, 50_000), (false, 50_000)] {
        world.chain.down.set(down);
        let servers = lifeboat_wallet::Servers::two(&world.chain, &silent);
        now(world.wallet().sync(servers, world.time_ms)).unwrap();
        assert_eq!(found_sat(&world), sat);
    }
}

/// Else it would give out an address that no other wallet finds.
#[test]
fn what_a_server_makes_up_leads_to_no_further_address() {
    let mut world = lying_at(&[]);
    world.start().unwrap();
    let first = world.wallet().address();
    let words = independent::of(&SEED, &world.chain);
    let at = |index| words.peek_address(External, index).address.script_pubkey();
    let mut made_up = world.payment_of_strangers(9_000);
    for outputs in [vec![at(19)], vec![at(0), at(19)]] {
        let output = made_up.output[0].clone();
        let to = |script_pubkey| lightning::bitcoin::TxOut { script_pubkey, ..output.clone() };
        made_up.output = outputs.into_iter().map(to).collect();
        let txid = made_up.compute_txid();
        let line = format!("[{{\"txid\":\"{txid}\",\"status\":{{\"confirmed\":false}}}}]");
        let raw = lightning::bitcoin::consensus::encode::serialize(&made_up);
        let liar = Lying::over(&world.chain).says("/scripthash/", line).says(&format!("/tx/{txid}/raw"), raw);
        world.wallet().look_anew();
        now(world.wallet().sync(&liar, world.time_ms)).unwrap();
        assert_eq!(world.wallet().balance().closing_sat, 0);
        assert_eq!(world.wallet().address(), first);
    }
}

/// The peers of the one that had the words would close its channels: it knows nothing of them.
#[test]
fn it_is_not_taken_for_the_wallet_whose_channels_it_does_not_know() {
    let mut world = opened(2).unwrap();
    let before = world.wallet().node_id();
    let (state, channels) = (world.cloud.clone(), world.wallet().channels().len());
    world.kill();
    world.cloud = state_of_words(Network::Regtest, [5; 16]);
    world.restore().unwrap();
    world.settle().unwrap();
    let alone = world.wallet().node_id();
    assert_ne!(alone, before);
    world.flush().unwrap();
    world.kill();
    world.restore().unwrap();
    assert_eq!(world.wallet().node_id(), alone, "its own channels stay its own");
    world.settle().unwrap();
    world.kill();
    world.cloud = state;
    world.restore().unwrap();
    world.settle().unwrap();
    assert_eq!((world.wallet().node_id(), world.wallet().channels().len()), (before, channels));
    assert!(world.closed == 0 && world.pay(true, 1_000_000).unwrap());
}

/// However far it looks, a wallet at rest asks for as little: far is seldom.
#[test]
fn at_rest_it_asks_for_as_little_as_any_other() {
    let mut world = lying_at(&[(External, 3, 50_000)]);
    world.start().unwrap();
    let asked_after = |world: &mut World, minutes: u64| {
        world.time_ms += minutes * 60_000;
        let counted = Counted::over(&world.chain);
        now(world.wallet().sync(&counted, world.time_ms)).unwrap();
        counted.asked()
    };
    asked_after(&mut world, 1);
    for minutes in [1, 597] {
        assert!(asked_after(&mut world, minutes) <= 3, "after {minutes} minutes");
    }
    let far = asked_after(&mut world, 1);
    assert!((41..60).contains(&far), "{far} after ten hours");
}

/// Its block does not link to any that is known, and may be made up: nothing that has to be mined in time is
/// built on such a coin.
#[test]
fn an_old_coin_that_one_of_two_servers_vouches_for_pays_for_no_closing() {
    let mut world = lying_at(&[(External, 0, 50_000)]);
    for _ in 0..2_100 {
        world.mine_unseen(vec![]).unwrap();
    }
    world.split();
    world.second.as_ref().unwrap().down.set(true);
    world.restore().unwrap();
    world.settle().unwrap();
    world.look().unwrap();
    let told = |world: &World| {
        let balance = world.wallet().balance();
        let entries = world.wallet().chain_entries();
        let states: Vec<ChainState> = entries.into_iter().map(|entry| entry.state).collect();
        (balance.onchain_sat, balance.unconfirmed_sat, states)
    };
    assert_eq!(told(&world), (0, 50_000, vec![ChainState::Waiting]));
    world.open(1_000_000, 400_000_000).unwrap();
    world.flush_alone();
    world.disconnect();
    let channel = world.wallet().channels().remove(0).id;
    world.wallet().close(&channel, CloseWay::Alone).unwrap();
    let leaving = |world: &mut World| {
        world.time_ms += 61_000;
        world.wallet().pump(world.time_ms);
        world.wallet().release_held();
        world.wallet().take_packages().iter().map(Vec::len).max()
    };
    assert_eq!(leaving(&mut world), Some(1), "bare");
    // Over a restart, too.
    world.flush_alone();
    world.kill();
    world.start().unwrap();
    assert_eq!(told(&world), (0, 50_000, vec![ChainState::Waiting]));
    world.second.as_ref().unwrap().down.set(false);
    world.look().unwrap();
    let (sat, waiting, states) = told(&world);
    assert!((sat, waiting) == (50_000, 0) && matches!(states[..], [ChainState::Confirmed { .. }]));
    assert_eq!(leaving(&mut world), Some(2), "with its fee");
}

/// The other server is there again, and does not vouch for it: who has to be told of a server that is missing is told.
#[test]
fn an_old_coin_that_the_other_server_does_not_vouch_for_is_not_passed_over_in_silence() {
    let mut world = lying_at(&[(External, 0, 50_000)]);
    for _ in 0..2_100 {
        world.mine_unseen(vec![]).unwrap();
    }
    world.split();
    world.second.as_ref().unwrap().down.set(true);
    world.restore().unwrap();
    world.settle().unwrap();
    world.look().unwrap();
    assert_eq!(world.wallet().balance().unconfirmed_sat, 50_000);
    world.second.as_ref().unwrap().down.set(false);
    let silent = Lying::over(world.second.as_ref().unwrap()).unknown("/block-height/");
    world.wallet().look_anew();
    let looked = now(world.wallet().sync(Servers::two(&world.chain, &silent), world.time_ms)).unwrap();
    assert!(looked.missing.is_some(), "nobody learns why it waits");
    assert_eq!(world.wallet().balance().unconfirmed_sat, 50_000);
    world.look().unwrap();
    assert_eq!(world.wallet().balance().onchain_sat, 50_000);
}
