//! The on-chain wallet: what it believes of the chain, and what it writes.

use crate::support::servers::{Counted, Lying};
use lifeboat_wallet::sim::{World, now, opened};
use lifeboat_wallet::{Batch, ChainError, Contradiction, Op, State, Urgency};
use lightning::bitcoin::address::NetworkUnchecked;
use lightning::bitcoin::{Address, Amount, OutPoint, ScriptBuf, Transaction, TxOut};

/// A wallet with a confirmed coin, everything durable.
fn with_coin() -> World {
    let mut world = opened(0).unwrap();
    let address = world.wallet().address();
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
    // The other end is never let answer here. Since when it is away is no news of a look.
    let away = Op::Delete { key: "away".to_owned() };
    world.cloud.apply(&Batch { ops: vec![away] });
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
    world.flush_alone();
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
    let address = world.wallet().address();
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

/// Of a wallet that was made at a height: below it, but for a day's blocks, nothing is asked.
#[test]
fn no_coin_is_looked_for_below_the_height_at_which_the_wallet_was_made() {
    const BORN: u32 = 1_000;
    let mut world = World::new().unwrap();
    world.kill();
    world.mine_alone(BORN as usize, vec![]).unwrap();
    world.cloud = State::default();
    world.start().unwrap();
    assert_eq!(world.chain.tip().height, BORN);
    // What nobody has been given is not looked at.
    let _given = world.wallet().address();
    let txid = OutPoint::null().txid;
    let look = |height: u32| {
        let hash = world.chain.at(height).unwrap().block_hash();
        let status = format!("{{\"confirmed\":true,\"block_height\":{height},\"block_hash\":\"{hash}\"}}");
        let list = format!("[{{\"txid\":\"{txid}\",\"status\":{status}}}]");
        let server = Lying::over(&world.chain).says("/scripthash/", list);
        let asked = Counted::over(&server);
        world.wallet().look_anew();
        let seen = now(world.wallet().sync(&asked, world.time_ms));
        (seen, asked.asked())
    };
    let too_old = Err(ChainError::Contradiction(Contradiction::TooOld));
    assert_eq!(look(1).0, too_old);
    assert_eq!(look(BORN - 145).0, too_old);
    let (seen, asked) = look(BORN - 144);
    assert!(seen.is_err() && seen != too_old, "{seen:?}");
    assert!(look(BORN - 145).1 < asked, "nothing is asked of what cannot be");
}

/// Each question is time in which no block is told.
#[test]
fn junk_in_a_list_is_soon_asked_for_no_more_and_hides_no_coin() {
    let mut world = with_coin();
    let junk = |status: &str| {
        let line = |number: u32| format!("{{\"txid\":\"{number:064x}\",\"status\":{status}}}");
        format!("[{}]", (0..2_000).map(line).collect::<Vec<_>>().join(","))
    };
    let tip = world.chain.tip();
    let (height, hash) = (tip.height, tip.hash);
    let in_block = format!("{{\"confirmed\":true,\"block_height\":{height},\"block_hash\":\"{hash}\"}}");
    for status in ["{\"confirmed\":false}", &in_block] {
        let liar = Lying::over(&world.chain).says("/scripthash/", junk(status));
        let counted = Counted::over(&liar);
        world.wallet().look_anew();
        assert!(now(world.wallet().sync(&counted, world.time_ms)).is_err());
        assert!(counted.asked() < 250, "{}", counted.asked());
        world.check().unwrap();
    }
    // Beside an honest one it is soon left alone, too.
    world.split();
    let address = world.wallet().address();
    world.fund_again(&address, 5_000).unwrap();
    let second = world.second.as_ref().unwrap().copy();
    let liar = Lying::over(&second).says("/scripthash/", junk("{\"confirmed\":false}"));
    let counted = Counted::over(&liar);
    let servers = lifeboat_wallet::Servers::two(&counted, &world.chain);
    let looked = now(world.wallet().sync(servers, world.time_ms)).unwrap();
    assert_eq!(looked.missing, Some(ChainError::Contradiction(Contradiction::NotOurs)));
    assert_eq!(world.wallet().balance().onchain_sat, 75_000);
    assert!(counted.asked() < 300, "{}", counted.asked());
}

/// A real transaction of strangers is no coin of ours, and is not kept.
#[test]
fn what_is_listed_and_has_nothing_to_do_with_us_is_refused() {
    let mut world = with_coin();
    let stranger = world.payment_of_strangers(9_000);
    world.mine(vec![stranger.clone()]).unwrap();
    world.look().unwrap();
    world.flush_alone();
    let tip = world.chain.tip();
    let listed = format!(
        "[{{\"txid\":\"{}\",\"status\":{{\"confirmed\":true,\"block_height\":{},\"block_hash\":\"{}\"}}}}]",
        stranger.compute_txid(),
        tip.height,
        tip.hash
    );
    world.wallet().look_anew();
    let liar = Lying::over(&world.chain).says("/scripthash/", listed);
    let looked = now(world.wallet().sync(&liar, world.time_ms));
    assert_eq!(looked, Err(ChainError::Contradiction(Contradiction::NotOurs)));
    assert!(!written(&world).iter().any(|key| key.starts_with("tx/")));
}

/// What a server lists for every script, with the transaction itself.
fn listing<'a>(world: &'a World, tx: &Transaction) -> Lying<'a> {
    let txid = tx.compute_txid();
    Lying::over(&world.chain)
        .says("/scripthash/", format!("[{{\"txid\":\"{txid}\",\"status\":{{\"confirmed\":false}}}}]"))
        .says(&format!("/tx/{txid}/raw"), lightning::bitcoin::consensus::serialize(tx))
}

/// A transaction with these outputs, to this address or to nobody.
fn made_up(address: Option<&str>, outputs: &[u64]) -> Transaction {
    let to = address.map_or_else(ScriptBuf::new, |address| {
        address.parse::<Address<NetworkUnchecked>>().unwrap().assume_checked().script_pubkey()
    });
    let output = |sat: &u64| TxOut { value: Amount::from_sat(*sat), script_pubkey: to.clone() };
    let mut tx = World::new().unwrap().chain.mine(1, vec![]).0.txdata.remove(0);
    tx.input[0].previous_output = OutPoint { txid: tx.compute_txid(), vout: 0 };
    tx.output = outputs.iter().map(output).collect();
    tx
}

#[test]
fn what_only_waits_is_shown_and_never_kept() {
    let mut world = opened(0).unwrap();
    let address = world.wallet().address();
    world.look().unwrap();
    world.flush_alone();
    let tx = made_up(Some(&address), &[50_000]);
    for _ in 0..3 {
        now(world.wallet().sync(&listing(&world, &tx), world.time_ms)).unwrap();
    }
    assert_eq!(world.wallet().balance().closing_sat, 50_000);
    assert!(
        !written(&world).iter().any(|key| key.starts_with("tx/")),
        "nothing but a server's word is behind it"
    );
    world.look().unwrap();
    world.look().unwrap();
    assert_eq!(world.wallet().balance().closing_sat, 0, "it is not listed any more");
}

#[test]
fn no_listed_transaction_breaks_the_balance() {
    let mut world = opened(0).unwrap();
    let address = world.wallet().address();
    world.look().unwrap();
    let next = |world: &World| world.wallet().address();
    for outputs in
        [&[1u64 << 63, (1 << 63) + 1][..], &[u64::MAX], &[2_100_000_000_000_001], &[2_100_000_000_000_000, 1]]
    {
        let tx = made_up(Some(&address), outputs);
        now(world.wallet().sync(&listing(&world, &tx), world.time_ms)).unwrap();
        assert_eq!(world.wallet().balance().closing_sat, 0, "{outputs:?}");
        world.flush_alone();
        world.check().unwrap();
    }
    // One that has nothing to do with the wallet is not counted, and uses up no address.
    let tx = made_up(None, &[1_000]);
    let first = next(&world);
    for _ in 0..5 {
        now(world.wallet().sync(&listing(&world, &tx), world.time_ms)).unwrap();
    }
    let asked = Counted::over(&world.chain);
    now(world.wallet().sync(&asked, world.time_ms)).unwrap();
    assert!(asked.asked() < 20, "{}", asked.asked());
    assert_eq!(next(&world), first);
    assert_eq!(world.wallet().balance().closing_sat, 0);
}
