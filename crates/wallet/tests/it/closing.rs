//! Closing a channel, from the tap to money that can be spent.

use lifeboat_wallet::sim::{World, buying, first_receive, funded, opened};
use lifeboat_wallet::{Amount, CloseError, CloseWay, ComingStep, SendOrder};
use lightning::bitcoin::Txid;
use lightning::bitcoin::hashes::Hash;

fn channel(world: &World) -> String {
    world.wallet().channels()[0].id.clone()
}

/// The commitments that leave once the host has looked at the head.
fn released(world: &mut World) -> usize {
    world.wallet().pump(world.time_ms);
    world.wallet().release_held();
    let sent = world.wallet().take_broadcasts();
    let commitments = sent.iter().filter(|tx| world.is_commitment(tx)).count();
    world.broadcasts.extend(sent);
    commitments
}

fn steps(world: &World, channel: &str) -> Vec<ComingStep> {
    world.wallet().coming(channel).into_iter().map(|part| part.step).collect()
}

#[test]
fn a_peer_that_is_there_gets_six_blocks_to_close_with_its_own_commitment() {
    let mut world = opened(2).unwrap();
    let id = channel(&world);
    world.wallet().close(&id, CloseWay::Alone).unwrap();
    world.settle().unwrap();
    let until = world.wallet().height() + 6;
    for block in 0..6 {
        if block == 3 {
            // Whatever ends this process, the wait is the same.
            world.flush_alone();
            world.kill();
            world.start().unwrap();
            world.look().unwrap();
        }
        assert_eq!(released(&mut world), 0);
        assert_eq!(steps(&world, &id), [ComingStep::WaitsForPeer { until }]);
        world.mine(vec![]).unwrap();
    }
    assert_eq!(steps(&world, &id), [ComingStep::WaitsForHead]);
    world.wallet().pump(world.time_ms);
    world.flush_alone();
    assert_eq!(world.cloud.get("patience"), None);
    assert_eq!(released(&mut world), 1);
    assert_eq!(steps(&world, &id), [ComingStep::Sent]);
}

/// Ours is not sent then, and no coin is needed.
#[test]
fn the_peers_commitment_takes_the_place_of_ours() {
    let mut world = opened(2).unwrap();
    let id = channel(&world);
    let lightning = world.wallet().balance().lightning_msat / 1000;
    let commitment = world.peer.commitment().unwrap();
    let closing = commitment.compute_txid().to_string();
    world.wallet().close(&id, CloseWay::Alone).unwrap();
    world.settle().unwrap();
    world.mine(vec![commitment]).unwrap();
    let at = world.wallet().height() + 5;
    assert_eq!(steps(&world, &id), [ComingStep::Ripens { at }]);
    for _ in 0..8 {
        world.time_ms += 61_000;
        assert_eq!(released(&mut world), 0, "it conflicts with what is in a block");
        world.mine(vec![]).unwrap();
    }
    world.look().unwrap();
    world.flush_alone();
    assert_eq!(steps(&world, &id), [ComingStep::OnTheWay]);
    let sweeps = world.unmined();
    world.mine(sweeps).unwrap();
    world.look().unwrap();
    assert_eq!(steps(&world, &id), [ComingStep::Arrived]);
    assert!(world.wallet().balance().onchain_sat + 2_000 > lightning);
    for _ in 0..6 {
        world.mine(vec![]).unwrap();
    }
    world.look().unwrap();
    assert_eq!(steps(&world, &id), [], "all of it is home");
    for _ in 0..2 {
        let closed = world.wallet().closed_channels().remove(0);
        assert_eq!(closed.closing.as_deref(), Some(closing.as_str()));
        assert_eq!(closed.peer, Some(world.lsp().node_id));
        world.flush_alone();
        world.kill();
        world.start().unwrap();
    }
}

/// A channel that was bought is used before its funding is on the chain; where that never comes, nothing comes back.
#[test]
fn what_was_only_promised_does_not_come_back_by_closing() {
    let mut world = World::with_payer().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    let bought = buying(&mut world, Some(100_000_000)).unwrap().unwrap();
    first_receive(&mut world, &bought.invoice.bolt11, &bought.invoice.hash, None).unwrap();
    world.share_pool();
    let funding = world.chain.waiting_transactions();
    world.forget_unmined();
    world.split();
    world.second.as_ref().unwrap().down.set(true);
    world.look().unwrap();
    let id = channel(&world);
    world.disconnect();
    world.wallet().close(&id, CloseWay::Alone).unwrap();
    world.wallet().pump(world.time_ms);
    world.look().unwrap();
    assert!(!steps(&world, &id).contains(&ComingStep::Unfunded), "one server alone does not know it");
    world.second = None;
    for restarted in [false, true] {
        if restarted {
            world.flush_alone();
            world.kill();
            world.start().unwrap();
        }
        world.look().unwrap();
        assert_eq!(steps(&world, &id), [ComingStep::Unfunded]);
        assert_eq!(world.wallet().balance().closing_sat, 0);
        world.time_ms += 61_000;
        assert!(!world.wallet().waits_for_head(), "it spends what is not there");
        assert_eq!(released(&mut world), 0);
    }
    world.mine(funding).unwrap();
    world.look().unwrap();
    assert!(!steps(&world, &id).contains(&ComingStep::Unfunded));
    assert!(world.wallet().balance().closing_sat > 90_000);
    world.time_ms += 61_000;
    assert_eq!(released(&mut world), 1, "it is there after all");
    world.flush_alone();
    world.kill();
    world.start().unwrap();
    assert_eq!(world.wallet().closed_channels()[0].funded, Some(true), "it is known to have come");
}

/// Both are in one block: there is no look in which the funding is there and the closing is not.
#[test]
fn a_funding_that_came_along_with_the_closing_is_known_to_have_come() {
    let mut world = World::new().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    world.wallet().expect_channel(world.time_ms);
    let funding = world.open_unconfirmed(400_000, 100_000_000).unwrap();
    let commitment = world.peer_closes_alone().unwrap();
    world.settle().unwrap();
    assert_eq!(world.wallet().closed_channels()[0].funded, Some(false));
    world.mine_alone(1, vec![funding, commitment]).unwrap();
    world.look().unwrap();
    world.flush_alone();
    world.kill();
    world.start().unwrap();
    assert_eq!(world.wallet().closed_channels()[0].funded, Some(true));
}

/// Opening a channel, giving most of it away, and closing it by an error costs a peer nothing.
#[test]
fn the_closing_of_a_channel_that_nobody_funded_takes_no_coins() {
    let mut world = funded(100_000).unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    let order = SendOrder {
        to: "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080".to_owned(),
        amount: Amount::All,
        sat_per_kvb: 5_000,
        keep_reserve: false,
    };
    let before = world.wallet().preview_send(&order).unwrap();
    world.open_without_funding(1_000_000, 900_000_000).unwrap();
    world.claim_funding(Txid::from_byte_array([9; 32])).unwrap();
    world.look().unwrap();
    world.peer_drops_unfunded().unwrap();
    for restarted in [false, true] {
        if restarted {
            world.flush_alone();
            world.kill();
            world.start().unwrap();
        }
        let closed = world.wallet().closed_channels();
        assert_eq!(closed.len(), 1);
        for _ in 0..2 {
            world.time_ms += 61_000;
            assert_eq!(released(&mut world), 0);
            assert_eq!(world.wallet().preview_send(&order), Ok(before.clone()));
            world.mine(vec![]).unwrap();
            world.look().unwrap();
        }
        assert_eq!(steps(&world, &closed[0].channel), [ComingStep::Unfunded]);
    }
}

#[test]
fn a_peer_that_is_away_is_not_waited_for() {
    let mut world = opened(2).unwrap();
    let id = channel(&world);
    world.disconnect();
    assert_eq!(world.wallet().close(&id, CloseWay::Together), Err(CloseError::NoPeer));
    world.wallet().close(&id, CloseWay::Alone).unwrap();
    assert_eq!(released(&mut world), 1);
    assert_eq!(world.wallet().close(&id, CloseWay::Alone), Err(CloseError::Unknown), "it is closed");
}

/// A payment that may have to be claimed leaves no time for it: fewer than 42 blocks are left.
#[test]
fn a_payment_with_little_time_left_is_not_made_to_wait() {
    for (left, waits) in [(60, 6), (45, 3), (42, 0), (41, 0)] {
        let mut world = opened(2).unwrap();
        world.peer.holds(true);
        let bolt11 = world.peer_invoice(Some(1_000_000)).unwrap();
        world.wallet().pay(&bolt11, None, world.time_ms).unwrap();
        world.settle().unwrap();
        let expiry = world.expiry_under_way().unwrap();
        let blocks = expiry - left - world.wallet().height();
        for _ in 0..blocks {
            world.mine(vec![]).unwrap();
        }
        // Over so many hours without an answer the line was given up.
        world.disconnect();
        world.connect().unwrap();
        world.settle().unwrap();
        let id = channel(&world);
        world.wallet().close(&id, CloseWay::Alone).unwrap();
        let mut waited = 0;
        while released(&mut world) == 0 {
            waited += 1;
            assert!(waited < 10);
            world.mine(vec![]).unwrap();
        }
        assert_eq!(waited, waits, "{left}");
    }
}

#[test]
fn since_when_a_peer_is_away_is_known_over_starts() {
    let mut world = opened(2).unwrap();
    let away = |world: &World| world.wallet().channels()[0].away_since_ms;
    let pass = |world: &mut World, ms: u64| {
        world.time_ms += ms;
        world.wallet().pump(world.time_ms);
    };
    pass(&mut world, 61_000);
    assert_eq!(away(&world), None);
    world.disconnect();
    pass(&mut world, 61_000);
    let since = away(&world).unwrap();
    for _ in 0..11 {
        pass(&mut world, 61_000);
    }
    world.flush_alone();
    world.kill();
    world.start().unwrap();
    pass(&mut world, 90_000_000);
    assert_eq!(away(&world), Some(since));
    world.connect().unwrap();
    world.settle().unwrap();
    pass(&mut world, 61_000);
    assert_eq!(away(&world), None);
    world.flush_alone();
    assert_eq!(world.cloud.get("away"), None);
}

#[test]
fn what_a_close_takes_is_told_before() {
    let world = opened(2).unwrap();
    let id = channel(&world);
    let cost = world.wallet().close_cost(&id).unwrap();
    assert_eq!(cost.delay_blocks, 144);
    assert!((100..5_000).contains(&cost.home_sat), "{cost:?}");
    // Half a transaction of an anchor's close and of a payment's claim, at 10 sat/vB: network's least bound.
    assert!((5_000..60_000).contains(&cost.coins_sat), "{cost:?}");
    let ours_sat = world.wallet().balance().lightning_msat / 1000;
    assert!(cost.most_coins_sat.abs_diff(ours_sat / 2) < 1_000, "half of it: {cost:?}");
    assert_eq!(world.wallet().close_cost("none"), None);
}
