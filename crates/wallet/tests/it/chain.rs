//! Following the chain, and closing.

use lifeboat_wallet::sim::{now, opened};
use lifeboat_wallet::{ChainError, CloseWay, ConnectError, Notice};

#[test]
fn does_not_connect_before_it_has_looked_at_the_chain() {
    let mut world = opened(0).unwrap();
    world.kill();
    world.chain.down.set(true);
    world.start().unwrap();
    let peer = world.lsp().node_id;
    assert_eq!(world.wallet().connect(peer).unwrap_err(), ConnectError::NotSynced);
    world.chain.down.set(false);
    world.look().unwrap();
    assert!(world.wallet().connect(peer).is_ok());
}

#[test]
fn takes_nothing_back_because_a_server_is_behind() {
    let mut world = opened(0).unwrap();
    let height = world.wallet().height();
    world.chain.cut(6);
    let answer = now(world.wallet().sync(&world.chain, world.time_ms));
    assert_eq!(answer.unwrap_err(), ChainError::Behind);
    assert_eq!(world.wallet().height(), height);
    world.settle().unwrap();
    assert_eq!(world.wallet().channels().len(), 1);
}

#[test]
fn survives_a_reorganisation_above_its_channel() {
    let mut world = opened(2).unwrap();
    let balance = world.wallet().balance().lightning_msat;
    world.reorganise(3, 5).unwrap();
    world.settle().unwrap();
    assert_eq!(world.wallet().balance().lightning_msat, balance);
    assert!(world.pay(true, 500_000).unwrap());
    assert!(world.pay(false, 500_000).unwrap());
}

#[test]
fn the_money_of_a_channel_closed_by_the_peer_comes_to_the_on_chain_wallet() {
    let mut world = opened(2).unwrap();
    let lightning = world.wallet().balance().lightning_msat / 1000;
    let commitment = world.peer_closes_alone().unwrap();
    world.disconnect();
    world.mine(vec![commitment]).unwrap();
    world.look().unwrap();
    let balance = world.wallet().balance();
    assert_eq!(balance.lightning_msat, 0);
    assert!(balance.closing_sat + 1_000 >= lightning, "{balance:?}");
    for _ in 0..6 {
        world.mine(vec![]).unwrap();
    }
    world.look().unwrap();
    world.flush_alone();
    let sweeps = world.unmined();
    assert_eq!(sweeps.len(), 1, "a sweep may always go");
    // A restart in between loses nothing.
    world.flush_alone();
    world.kill();
    world.start().unwrap();
    world.mine(sweeps).unwrap();
    world.look().unwrap();
    let balance = world.wallet().balance();
    assert!(balance.onchain_sat + 2_000 > lightning, "{balance:?} of {lightning}");
    assert!(world.notices.iter().any(|n| matches!(n, Notice::ChannelClosed { funding: Some(_), .. })));
}

#[test]
fn a_close_that_is_reorganised_away_and_comes_back_is_swept_all_the_same() {
    let mut world = opened(2).unwrap();
    let lightning = world.wallet().balance().lightning_msat / 1000;
    let commitment = world.peer_closes_alone().unwrap();
    world.disconnect();
    world.mine(vec![commitment.clone()]).unwrap();
    world.mine(vec![]).unwrap();
    world.look().unwrap();
    world.reorganise(2, 3).unwrap();
    assert!(world.unmined().is_empty());
    world.mine(vec![commitment]).unwrap();
    for _ in 0..6 {
        world.mine(vec![]).unwrap();
    }
    world.look().unwrap();
    world.flush_alone();
    let sweeps = world.unmined();
    assert_eq!(sweeps.len(), 1);
    world.mine(sweeps).unwrap();
    world.look().unwrap();
    assert!(world.wallet().balance().onchain_sat + 2_000 > lightning);
}

#[test]
fn a_close_together_pays_the_on_chain_wallet() {
    let mut world = opened(2).unwrap();
    let lightning = world.wallet().balance().lightning_msat / 1000;
    let channel = world.wallet().channels()[0].id.clone();
    world.wallet().close(&channel, CloseWay::Together).unwrap();
    world.settle().unwrap();
    let closing = world.unmined();
    assert_eq!(closing.len(), 1, "no head check is needed for what both have signed");
    world.mine(closing).unwrap();
    for _ in 0..6 {
        world.mine(vec![]).unwrap();
    }
    world.look().unwrap();
    world.flush_alone();
    let sweeps = world.unmined();
    world.mine(sweeps).unwrap();
    world.look().unwrap();
    let balance = world.wallet().balance();
    assert!(balance.onchain_sat + 3_000 > lightning, "{balance:?} of {lightning}");
}

#[test]
fn an_own_commitment_waits_for_the_host() {
    let mut world = opened(2).unwrap();
    world.disconnect();
    let channel = world.wallet().channels()[0].id.clone();
    world.wallet().close(&channel, CloseWay::Alone).unwrap();
    world.wallet().pump(world.time_ms);
    assert!(world.wallet().take_broadcasts().is_empty());
    let held = world.wallet().held_broadcasts();
    assert_eq!(held.len(), 1);
    world.wallet().release_held();
    assert_eq!(world.wallet().take_broadcasts(), held);
    assert!(world.wallet().held_broadcasts().is_empty());
}

#[test]
fn gives_out_one_address_until_it_is_used_and_sees_what_it_gets() {
    let mut world = opened(0).unwrap();
    let address = world.wallet().address();
    assert!(address.starts_with("bcrt1q"), "{address}");
    assert!(!world.wallet().is_address_saved(), "not to be shown yet");
    world.flush_alone();
    assert!(world.wallet().is_address_saved());
    for _ in 0..3 {
        assert_eq!(world.wallet().address(), address, "never more than one ahead");
    }
    world.fund(&address, 70_000).unwrap();
    world.look().unwrap();
    assert_eq!(world.wallet().balance().onchain_sat, 70_000);
    world.flush().unwrap();
    world.kill();
    world.settle().unwrap();
    assert_eq!(world.wallet().balance().onchain_sat, 70_000, "after a restart");
    assert_ne!(world.wallet().address(), address, "no address twice");
}
