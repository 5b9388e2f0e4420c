//! Answers that no well-meaning server gives, and some that real ones give: none panics, none closes a channel.

use crate::support::servers::Lying;
use lifeboat_wallet::sim::{World, now, opened};
use lifeboat_wallet::{ChainError, Contradiction};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

/// A wallet with a channel and a coin, which has one block to look at.
fn world() -> World {
    let mut world = opened(2).unwrap();
    let address = world.wallet().address();
    world.fund(&address, 70_000).unwrap();
    world.look().unwrap();
    world.settle().unwrap();
    world
}

fn nothing_was_lost(world: &mut World) {
    world.look().unwrap();
    world.settle().unwrap();
    assert_eq!((world.closed, world.wallet().channels().len()), (0, 1));
    assert_eq!(world.wallet().balance().onchain_sat, 70_000);
    assert!(world.foreign_broadcasts().is_empty());
}

/// The real answers that were collected, with what is wanted of each. What servers say to a transaction is
/// judged where it is sent: by the session (`relay.rs`) and for payments (`onchain/outgoing.rs`).
#[test]
fn each_collected_answer_is_taken_for_what_it_is() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("../cases/esplora.json")).unwrap();
    for case in &cases {
        let text = |key: &str| case[key].as_str().unwrap();
        let mut world = world();
        world.flush_alone();
        world.kill();
        world.chain.down.set(true);
        world.start().unwrap();
        world.chain.down.set(false);
        // Late enough for fees to be asked for again.
        world.time_ms += 3_600_000;
        // To us, and not yet known here.
        let address = world.wallet().address();
        world.send_unmined(&address, 5_000).unwrap();
        world.share_pool();
        let coming = world.chain.waiting_transactions();
        world.forget_unmined();
        world.share_pool();
        world.mine_alone(1, coming).unwrap();
        let tip = world.chain.tip();
        let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
        let body = match text("id") {
            "tip-newline" => format!("{}\n", tip.hash),
            _ => text("body").to_owned(),
        };
        let before = world.wallet().fee_choices();
        let server = Lying::over(&world.chain).answers(text("path"), status, body);
        let looked = now(world.wallet().sync(&server, world.time_ms)).map(|synced| synced.tip);
        let fees = world.wallet().fee_choices();
        let refused = |error| Err(error);
        let want = match text("id") {
            // Said as what it is: it refuses, or the answer is of somebody else.
            "tip-403-cloudflare" => refused(ChainError::NotEsplora { status: 403 }),
            "tip-200-html" => refused(ChainError::NotEsplora { status: 200 }),
            "other-network" => refused(ChainError::Contradiction(Contradiction::OtherChain)),
            "tip-newline" | "fees-empty" | "fees-huge" | "status-null" => Ok(tip),
            other => panic!("{other} has no test"),
        };
        assert_eq!(looked, want, "{}", text("id"));
        match text("id") {
            // The one rate that is one counts, within 2000 sat/vB.
            "fees-huge" => assert!(fees.iter().all(|(_, rate)| *rate == 2_000_000), "{fees:?}"),
            _ => assert_eq!(fees, before, "{}", text("id")),
        }
        let is_believed = want.is_ok();
        assert_eq!(
            world.wallet().balance().onchain_sat,
            if is_believed { 75_000 } else { 70_000 },
            "{}",
            text("id")
        );
        assert_eq!((world.closed, world.wallet().channels().len()), (0, 1), "{}", text("id"));
        world.look().unwrap();
        world.settle().unwrap();
        assert_eq!((world.closed, world.wallet().channels().len()), (0, 1), "{}", text("id"));
        assert_eq!(world.wallet().balance().onchain_sat, 75_000, "{}", text("id"));
        assert!(world.foreign_broadcasts().is_empty(), "{}", text("id"));
    }
}

const PATHS: [&str; 10] = [
    "/blocks/tip/hash",
    "/blocks/tip/height",
    "/blocks/",
    "/block-height/",
    "/block/",
    "/tx/",
    "/scripthash/",
    "/fee-estimates",
    "/block-height/0",
    "/",
];

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("0".to_owned()),
        Just("-1".to_owned()),
        Just("1e400".to_owned()),
        Just("4294967295".to_owned()),
        Just("18446744073709551615".to_owned()),
        (0u32..60).prop_map(|n| n.to_string()),
    ]
}

fn hash() -> impl Strategy<Value = String> {
    prop_oneof![Just("00".repeat(32)), Just("ff".repeat(32)), Just("11".repeat(31)), "[0-9a-f]{64}"]
}

/// Bodies of the shape that is expected, with anything in them.
fn body() -> impl Strategy<Value = String> {
    let status = (any::<bool>(), number(), hash()).prop_map(|(confirmed, height, hash)| {
        format!("{{\"confirmed\":{confirmed},\"block_height\":{height},\"block_hash\":\"{hash}\"}}")
    });
    let status = status.boxed();
    prop_oneof![
        Just(String::new()),
        Just("null".to_owned()),
        Just("[]".to_owned()),
        Just("{}".to_owned()),
        Just("<html>".to_owned()),
        ".{0,40}",
        number(),
        hash(),
        status.clone(),
        (status.clone(), hash())
            .prop_map(|(status, txid)| format!("{{\"spent\":true,\"txid\":\"{txid}\",\"vin\":0,\"status\":{status}}}")),
        (status, hash()).prop_map(|(status, txid)| format!("[{{\"txid\":\"{txid}\",\"status\":{status}}}]")),
        (number(), number(), prop::collection::vec(hash(), 0..70)).prop_map(|(height, pos, merkle)| {
            format!("{{\"block_height\":{height},\"merkle\":{merkle:?},\"pos\":{pos}}}")
        }),
        (number(), number(), hash(), hash()).prop_map(|(a, b, root, previous)| {
            format!(
                "[{{\"version\":{a},\"timestamp\":{b},\"bits\":{a},\"nonce\":{b},\"merkle_root\":\"{root}\",\"previousblockhash\":\"{previous}\"}}]"
            )
        }),
        (number(), number()).prop_map(|(blocks, rate)| format!("{{\"{blocks}\":{rate},\"2\":{rate}}}")),
        "[0-9a-f]{160}",
    ]
}

#[test]
fn no_answer_panics_or_closes_a_channel() {
    let mut world = world();
    let lies = prop::collection::vec(
        (
            prop::sample::select(PATHS.to_vec()),
            prop::sample::select(vec![200u16, 200, 200, 404, 400, 429, 500, 503]),
            body(),
        ),
        1..4,
    );
    let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    let cell = std::cell::RefCell::new(&mut world);
    runner
        .run(&lies, |lies| {
            let mut world = cell.borrow_mut();
            world.mine_alone(1, vec![]).unwrap();
            let server = lies.into_iter().fold(Lying::over(&world.chain), |server, (path, status, body)| {
                server.answers(path, status, body)
            });
            let _ = now(world.wallet().sync(&server, world.time_ms));
            drop(server);
            world.wallet().pump(world.time_ms);
            prop_assert_eq!(world.wallet().channels().len(), 1);
            Ok(())
        })
        .unwrap();
    nothing_was_lost(&mut world);
}
