//! Two chain servers: what counts when they are not of one mind.

mod faults;

use crate::support::servers::{Failing, Lying};
use lifeboat_wallet::sim::{Chain, World, now, opened};
use lifeboat_wallet::{ChainError, CloseWay, ComingStep, Contradiction, Fetch, Outcome, Servers, SyncResult};

/// A wallet with a channel and two servers.
fn world() -> World {
    let mut world = opened(2).unwrap();
    for _ in 0..12 {
        world.mine(vec![]).unwrap();
        world.settle().unwrap();
    }
    world.flush().unwrap();
    world.split();
    world
}

fn second(world: &World) -> &Chain {
    world.second.as_ref().unwrap()
}

/// The second server leaves the chain: it has these many blocks of its own instead of so many of the newest.
fn part(world: &World, depth: usize, instead: u32) {
    second(world).cut(depth);
    for n in 0..instead {
        second(world).mine(1_900_000_000 + n, vec![]);
    }
}

/// The same look with either server first.
fn look(world: &World, a: &dyn Fetch, b: &dyn Fetch, swapped: bool) -> Result<SyncResult, ChainError> {
    let servers = if swapped { Servers::two(b, a) } else { Servers::two(a, b) };
    let looked = now(world.wallet().sync(servers, world.time_ms));
    world.wallet().pump(world.time_ms);
    looked
}

fn nothing_was_closed(world: &World) {
    assert_eq!(world.closed, 0, "{:?}", world.notices);
    assert_eq!(world.wallet().channels().len(), 1);
    assert!(world.foreign_broadcasts().is_empty());
}

#[test]
fn chains_that_parted_are_told_and_neither_is_followed() {
    for (instead, swapped) in [(4, false), (5, true), (9, false), (9, true)] {
        let mut world = world();
        let height = world.wallet().height();
        world.mine_alone(2, vec![]).unwrap();
        part(&world, 4, instead);
        let looked = look(&world, &world.chain, second(&world), swapped);
        assert_eq!(looked, Err(ChainError::Disagree));
        assert_eq!(world.wallet().height(), height, "nothing was told");
        assert!(world.wallet().is_settling());
        // A payment waits.
        let invoice = world.peer_invoice(Some(2_000_000)).unwrap();
        let hash = world.wallet().pay(&invoice, None, world.time_ms).unwrap();
        world.settle().unwrap();
        let outcome = |world: &World| {
            world.wallet().payments().into_iter().find(|payment| payment.hash == hash).unwrap().outcome
        };
        assert_eq!(outcome(&world), Outcome::Pending);
        assert!(!world.peer.has_htlc(&hash));
        nothing_was_closed(&world);
        world.split();
        world.look().unwrap();
        world.settle().unwrap();
        assert_eq!(world.wallet().height(), world.chain.tip().height);
        assert_eq!(outcome(&world), Outcome::Done);
        nothing_was_closed(&world);
    }
}

/// A wallet that has just started knows no newest block: what one of two servers makes up keeps it from no look.
#[test]
fn a_newest_block_that_one_server_makes_up_does_not_blind_a_wallet_that_has_just_started() {
    for swapped in [false, true] {
        for ahead in [0, 1, 100] {
            let mut world = world();
            world.mine_alone(2, vec![]).unwrap();
            world.split();
            world.kill();
            // It finds no server at first, so no newest block is known yet.
            world.chain.down.set(true);
            second(&world).down.set(true);
            world.start().unwrap();
            assert!(world.synced.is_err());
            world.chain.down.set(false);
            second(&world).down.set(false);
            let height = world.chain.tip().height + ahead;
            let made_up = "11".repeat(32);
            let liar = Lying::over(second(&world))
                .says("/blocks/tip/hash", made_up.clone())
                .says("/blocks/tip/height", height.to_string())
                .says(&format!("/block-height/{height}"), made_up.clone());
            let looked = look(&world, &world.chain, &liar, swapped);
            assert_eq!(looked.map(|looked| looked.tip), Ok(world.chain.tip()), "{swapped} {ahead}");
        }
    }
}

#[test]
fn chains_that_part_in_the_newest_blocks_are_no_contradiction() {
    for (depth, instead) in [(1, 1), (1, 2), (2, 3), (3, 3), (1, 0), (3, 0)] {
        for swapped in [false, true] {
            let mut world = world();
            world.mine_alone(3, vec![]).unwrap();
            part(&world, depth, instead);
            let looked = look(&world, &world.chain, second(&world), swapped).unwrap();
            let highest = world.chain.tip().height.max(second(&world).tip().height);
            assert_eq!((looked.tip.height, looked.missing), (highest, None), "{depth} {instead}");
            assert!(!world.wallet().is_settling());
            // The other one wins.
            world.split();
            world.mine_alone(2, vec![]).unwrap();
            world.look().unwrap();
            assert_eq!(world.wallet().height(), world.chain.tip().height);
            nothing_was_closed(&world);
        }
    }
}

#[test]
fn a_server_that_is_behind_is_waited_for_and_one_that_is_far_behind_is_left_out() {
    for (behind, missing) in [(1, None), (3, None), (60, None), (200, Some(ChainError::Behind))] {
        for swapped in [false, true] {
            let mut world = world();
            world.mine_alone(210, vec![]).unwrap();
            second(&world).cut(behind);
            let looked = look(&world, &world.chain, second(&world), swapped).unwrap();
            assert_eq!((looked.tip, looked.missing), (world.chain.tip(), missing), "{behind}");
            nothing_was_closed(&world);
        }
    }
}

#[test]
fn one_server_is_enough_to_go_on_and_is_said_to_be_alone() {
    let mut world = world();
    for swapped in [false, true] {
        for is_first in [false, true] {
            world.mine_alone(1, vec![]).unwrap();
            let silent = if is_first { &world.chain } else { second(&world) };
            silent.down.set(true);
            let looked = look(&world, &world.chain, second(&world), swapped).unwrap();
            silent.down.set(false);
            assert_eq!((looked.tip, looked.missing), (world.chain.tip(), Some(ChainError::Unreachable)));
        }
    }
    world.chain.down.set(true);
    second(&world).down.set(true);
    assert_eq!(look(&world, &world.chain, second(&world), false), Err(ChainError::Unreachable));
    nothing_was_closed(&world);
}

#[test]
fn an_only_server_that_fails_once_is_asked_again_later_and_misses_nobody() {
    let mut world = world();
    world.mine_alone(1, vec![]).unwrap();
    let failing = Failing::over(&world.chain, "/tx/", 1);
    assert_eq!(now(world.wallet().sync(&failing, world.time_ms)), Err(ChainError::Unreachable));
    let looked = now(world.wallet().sync(&failing, world.time_ms)).unwrap();
    assert_eq!((looked.tip, looked.missing), (world.chain.tip(), None));
}

#[test]
fn one_server_alone_does_not_replace_seven_blocks() {
    for (depth, by_one) in [(6, true), (7, false), (30, false)] {
        // The second shows another chain, alone: the first is silent, or there is none.
        for only in [false, true] {
            let mut world = world();
            world.mine_alone(40, vec![]).unwrap();
            world.look().unwrap();
            let height = world.wallet().height();
            part(&world, depth, u32::try_from(depth).unwrap() + 1);
            world.chain.down.set(true);
            let looked = match only {
                true => now(world.wallet().sync(second(&world), world.time_ms)),
                false => look(&world, &world.chain, second(&world), false),
            };
            match by_one {
                true => assert_eq!(looked.map(|looked| looked.tip), Ok(second(&world).tip())),
                false => assert_eq!(looked, Err(ChainError::Rewritten)),
            }
            let expected = if by_one { height + 1 } else { height };
            assert_eq!(world.wallet().height(), expected);
            nothing_was_closed(&world);
            if by_one {
                continue;
            }
            // Both show it.
            let rewritten = second(&world).copy();
            let looked = look(&world, &rewritten, second(&world), false).unwrap();
            assert_eq!((looked.tip, world.wallet().height()), (rewritten.tip(), height + 1));
        }
    }
}

#[test]
fn a_spend_that_one_server_hides_is_seen_by_the_other() {
    for swapped in [false, true] {
        let mut world = world();
        let commitment = world.peer_closes_alone().unwrap();
        world.disconnect();
        world.mine_alone(1, vec![commitment]).unwrap();
        let hiding = |world: &World| {
            let unspent = "{\"spent\":false}";
            let funding = world.chain.at(1).unwrap().txdata[1].compute_txid();
            (format!("/tx/{funding}/outspend"), unspent)
        };
        let (path, unspent) = hiding(&world);
        let liar = Lying::over(&world.chain).says(&path, unspent);
        // By its word alone there is nothing to see.
        now(world.wallet().sync(&liar, world.time_ms)).unwrap();
        assert_eq!(world.wallet().channels().len(), 1);
        world.mine_alone(1, vec![]).unwrap();
        let liar = Lying::over(&world.chain).says(&path, unspent);
        look(&world, &liar, second(&world), swapped).unwrap();
        assert!(world.wallet().channels().is_empty());
    }
}

#[test]
fn a_spend_does_not_wait_for_the_servers_to_agree() {
    for swapped in [false, true] {
        let mut world = world();
        let commitment = world.peer_closes_alone().unwrap();
        world.disconnect();
        part(&world, 8, 9);
        world.mine_alone(1, vec![commitment]).unwrap();
        assert_eq!(look(&world, &world.chain, second(&world), swapped), Err(ChainError::Disagree));
        assert!(world.wallet().channels().is_empty(), "it was told");
        assert_eq!(look(&world, &world.chain, second(&world), swapped), Err(ChainError::Disagree));
    }
}

#[test]
fn a_spend_by_a_transaction_that_does_not_spend_it_is_none() {
    let mut world = world();
    world.mine_alone(1, vec![]).unwrap();
    let (funding, block) = (world.chain.at(1).unwrap(), world.chain.at(5).unwrap());
    let (path, txid) =
        (format!("/tx/{}/outspend", funding.txdata[1].compute_txid()), block.txdata[0].compute_txid());
    let spend = format!(
        "{{\"spent\":true,\"txid\":\"{txid}\",\"vin\":0,\"status\":{{\"confirmed\":true,\"block_height\":5,\"block_hash\":\"{}\"}}}}",
        block.block_hash()
    );
    let liar = Lying::over(&world.chain).says(&path, spend.clone());
    let wrong = ChainError::Contradiction(Contradiction::WrongTransaction);
    assert_eq!(now(world.wallet().sync(&liar, world.time_ms)), Err(wrong));
    // Beside an honest server it is heard no more.
    for swapped in [false, true] {
        world.mine_alone(1, vec![]).unwrap();
        let liar = Lying::over(&world.chain).says(&path, spend.clone());
        let looked = look(&world, &liar, second(&world), swapped).unwrap();
        assert_eq!(looked.tip, world.chain.tip());
    }
    nothing_was_closed(&world);
}

/// A payment is held by the payee, the wallet closes, and its time passes.
fn late() -> World {
    let mut world = world();
    world.peer_holds();
    let invoice = world.peer_invoice(Some(3_000_000)).unwrap();
    world.wallet().pay(&invoice, None, world.time_ms).unwrap();
    world.settle().unwrap();
    world.flush().unwrap();
    world.kill();
    world.mine_alone(1_100, vec![]).unwrap();
    world
}

#[test]
fn a_height_that_closes_a_channel_waits_for_the_second_server() {
    let mut world = late();
    second(&world).down.set(true);
    world.start().unwrap();
    let height = world.wallet().height();
    world.connect().unwrap();
    world.settle().unwrap();
    // With a peer that settles nothing, and both servers, a minute is enough.
    world.time_ms += 70_000;
    world.look().unwrap();
    assert_eq!((world.wallet().height(), world.closed), (height, 0));
    world.time_ms += 540_000;
    world.look().unwrap();
    assert_eq!((world.wallet().height(), world.closed), (world.chain.tip().height, 1));
}

#[test]
fn no_height_closes_a_channel_while_the_servers_contradict_each_other() {
    let mut world = late();
    part(&world, 1_101, 1_050);
    world.start().unwrap();
    assert_eq!(world.synced, Err(ChainError::Disagree));
    let height = world.wallet().height();
    world.connect().unwrap();
    for _ in 0..20 {
        world.settle().unwrap();
        world.time_ms += 600_000;
        assert_eq!(world.look(), Err(ChainError::Disagree.to_string()));
    }
    assert_eq!((world.wallet().height(), world.closed), (height, 0));
    world.split();
    world.look().unwrap();
    assert!(world.wallet().is_settling(), "and then as always");
}

#[test]
fn a_height_that_was_held_is_not_told_while_the_servers_contradict_each_other() {
    let mut world = late();
    world.start().unwrap();
    let height = world.wallet().height();
    assert!(world.wallet().is_settling());
    part(&world, 8, 9);
    for _ in 0..5 {
        world.time_ms += 400_000;
        assert_eq!(world.look(), Err(ChainError::Disagree.to_string()));
        assert!(!world.wallet().is_look_due(world.time_ms), "nothing is asked every second");
        assert_eq!((world.wallet().height(), world.closed), (height, 0));
    }
}

#[test]
fn a_coin_is_gone_when_every_server_says_so() {
    for silent in [false, true] {
        let mut world = world();
        let address = world.wallet().address();
        world.fund(&address, 70_000).unwrap();
        world.look().unwrap();
        assert_eq!(world.wallet().balance().onchain_sat, 70_000);
        world.chain.cut(1);
        world.split();
        world.mine_alone(2, vec![]).unwrap();
        second(&world).down.set(silent);
        world.look().unwrap();
        world.look().unwrap();
        let balance = world.wallet().balance();
        let waits = if silent { 70_000 } else { 0 };
        assert_eq!((balance.onchain_sat, balance.closing_sat), (0, waits));
    }
}

/// Servers that index anew, or lie, know nothing of a transaction that is deep in the chain.
#[test]
fn a_funding_that_was_in_the_chain_is_never_said_to_be_missing() {
    let mut world = world();
    let id = world.wallet().channels()[0].id.clone();
    world.wallet().close(&id, CloseWay::Alone).unwrap();
    world.wallet().pump(world.time_ms);
    world.disconnect();
    let before = world.wallet().balance().closing_sat;
    assert!(before > 0);
    for (restarts, silent) in [(false, true), (false, false), (true, true), (true, false)] {
        if restarts {
            world.flush_alone();
            world.kill();
            world.start().unwrap();
        }
        second(&world).down.set(silent);
        for _ in 0..2 {
            let first = Lying::over(&world.chain).unknown("/tx/");
            let other = Lying::over(second(&world)).unknown("/tx/");
            let _ = look(&world, &first, &other, false);
        }
        second(&world).down.set(false);
        assert_eq!(world.wallet().balance().closing_sat, before, "{restarts} {silent}");
        let steps = world.wallet().coming(&id);
        assert!(steps.iter().all(|part| part.step != ComingStep::Unfunded), "{restarts} {silent}: {steps:?}");
    }
}
