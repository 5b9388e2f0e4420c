//! The on-chain wallet: what it believes of the chain, and what it writes.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod servers;

use lifeboat_wallet::sim::{World, decode, now, opened};
use lifeboat_wallet::{ChainError, Contradiction, Op, Urgency};
use servers::Lying;

/// A wallet with a confirmed coin, everything durable.
fn with_coin() -> World {
    let mut world = opened(0).unwrap();
    let address = world.wallet().address().unwrap();
    world.fund(&address, 70_000).unwrap();
    world.look().unwrap();
    world.flush_alone();
    assert_eq!(world.wallet().balance().onchain_sat, 70_000);
    world
}

fn written(world: &World) -> Vec<String> {
    let batch = world.wallet().next_cut(world.time_ms, Urgency::Flush);
    world.wallet().cut_durable();
    batch
        .into_iter()
        .flat_map(|batch| batch.ops)
        .map(|op| match op {
            Op::Put { key, .. } | Op::Delete { key } => key,
        })
        .collect()
}

#[test]
fn a_thousand_looks_leave_the_state_as_it_is() {
    let mut world = with_coin();
    let size = world.cloud.size();
    for _ in 0..1_000 {
        world.look().unwrap();
    }
    world.flush_alone();
    assert_eq!(world.cloud.size(), size);
}

#[test]
fn a_block_is_no_news_of_coins() {
    let mut world = with_coin();
    for _ in 0..20 {
        world.mine(vec![]).unwrap();
        let keys = written(&world);
        assert!(!keys.iter().any(|key| key == "onchain" || key.starts_with("tx/")), "{keys:?}");
    }
}

#[test]
fn what_is_swept_is_not_written_with_every_block() {
    let mut world = opened(2).unwrap();
    let commitment = world.peer_closes_alone().unwrap();
    world.disconnect();
    world.mine(vec![commitment]).unwrap();
    for _ in 0..6 {
        world.mine(vec![]).unwrap();
    }
    world.look().unwrap();
    let sweeps = world.unmined();
    world.mine(sweeps).unwrap();
    world.look().unwrap();
    world.flush_alone();
    for _ in 0..20 {
        world.mine(vec![]).unwrap();
        let keys = written(&world);
        assert!(!keys.iter().any(|key| key == "sweeper"), "{keys:?}");
    }
    // Nor because of a start.
    world.flush_alone();
    world.kill();
    world.start().unwrap();
    assert!(!written(&world).iter().any(|key| key == "sweeper"));
}

#[test]
fn a_coin_that_leaves_the_chain_waits_and_comes_back_in_another_block() {
    let mut world = with_coin();
    let tip = world.chain.tip().height;
    let coin = world.chain.at(tip).unwrap().txdata[1].clone();
    for restart in [false, true] {
        let depth = usize::try_from(world.chain.tip().height - tip).unwrap() + 1;
        world.flush_alone();
        if restart {
            world.kill();
        }
        world.chain.cut(depth);
        world.mine_alone(depth + 1, vec![]).unwrap();
        if restart {
            world.start().unwrap();
        }
        world.look().unwrap();
        assert_eq!(world.wallet().balance().onchain_sat, 0, "nobody knows it any more");
        world.chain.cut(depth + 1);
        world.mine_alone(1, vec![coin.clone()]).unwrap();
        world.mine_alone(depth + 2, vec![]).unwrap();
        world.look().unwrap();
        assert_eq!(world.wallet().balance().onchain_sat, 70_000);
    }
}

#[test]
fn a_coin_is_believed_by_its_proof_alone() {
    let mut world = opened(0).unwrap();
    let address = world.wallet().address().unwrap();
    // A transaction that pays us, in no block of the chain.
    let tip = world.chain.tip();
    world.fund(&address, 70_000).unwrap();
    let forged = world.chain.at(tip.height + 1).unwrap().txdata[1].clone();
    world.chain.cut(1);
    world.mine_alone(2, vec![]).unwrap();
    let txid = forged.compute_txid();
    let raw = lightning::bitcoin::consensus::serialize(&forged);
    let listed = |height: u32, hash: &str| {
        format!(
            "[{{\"txid\":\"{txid}\",\"status\":{{\"confirmed\":true,\"block_height\":{height},\"block_hash\":\"{hash}\"}}}}]"
        )
    };
    let look = |world: &World, list: String| {
        let path = format!("/tx/{txid}/raw");
        let proof = format!("/tx/{txid}/merkle-proof");
        let empty = format!("{{\"block_height\":{},\"merkle\":[],\"pos\":0}}", tip.height);
        let server =
            Lying::over(&world.chain).says("/scripthash/", list).says(&path, raw.clone()).says(&proof, empty);
        now(world.wallet().sync(&server, world.time_ms))
    };
    world.look().unwrap();
    let cases = [
        (listed(tip.height, &tip.hash.to_string()), ChainError::Contradiction(Contradiction::NotInBlock)),
        (listed(0, &tip.hash.to_string()), ChainError::Contradiction(Contradiction::TooOld)),
        (listed(u32::MAX, &tip.hash.to_string()), ChainError::Moved),
        (listed(tip.height - 1, &tip.hash.to_string()), ChainError::Moved),
    ];
    for (list, error) in cases {
        assert_eq!(look(&world, list), Err(error));
        assert_eq!(world.wallet().balance().onchain_sat, 0);
    }
}

#[test]
fn a_sweep_keeps_nine_tenths_whatever_the_server_says_of_fees() {
    let mut world = opened(2).unwrap();
    let lightning = world.wallet().balance().lightning_msat / 1000;
    let commitment = world.peer_closes_alone().unwrap();
    world.disconnect();
    let look = |world: &World| {
        let dear = "{\"1\":3000,\"12\":3000,\"144\":3000}";
        now(world.wallet().sync(&Lying::over(&world.chain).says("/fee-estimates", dear), world.time_ms))
            .unwrap();
        world.wallet().pump(world.time_ms);
    };
    let mut blocks = vec![vec![commitment]];
    blocks.extend((0..8).map(|_| vec![]));
    for txs in blocks {
        world.mine_alone(1, txs).unwrap();
        look(&world);
    }
    // It is swept, not waited for a lie to end.
    let sweep = world.wallet().take_broadcasts().pop().unwrap();
    let home: u64 = decode(&sweep.raw).unwrap().output.iter().map(|output| output.value.to_sat()).sum();
    assert!(home * 100 >= lightning * 89, "{home} of {lightning}");
    assert!(world.wallet().balance().closing_sat <= lightning, "counted once");
}
