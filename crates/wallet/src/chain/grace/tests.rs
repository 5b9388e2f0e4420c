//! Incoming payments whose proof is known: LDK closes 36 blocks before their time is over.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use super::*;
use crate::sim::{World, opened};

/// A wallet that has the proof of a payment, and a peer that has not heard so yet; with the height at which
/// the payment's time is over. No peer is connected.
fn claimed() -> (World, u32) {
    for entries in 1..10 {
        let mut world = opened(0).unwrap();
        let invoice = world.invoice(Some(2_000_000)).unwrap();
        world.outage_from = Some(world.cuts + entries);
        world.peer_pays(&invoice.bolt11).unwrap();
        world.settle().unwrap();
        world.apply_waiting();
        world.kill();
        world.outage_from = None;
        world.start().unwrap();
        let channels = world.wallet().channels.list();
        let htlc = channels[0].pending_inbound_htlcs.iter().find(|htlc| is_claimed(htlc));
        if let Some(htlc) = htlc {
            return (world, htlc.cltv_expiry);
        }
    }
    panic!("no entry leaves the payment claimed and not acknowledged");
}

/// How many blocks before the payment's time is over.
fn at(world: &mut World, expiry: u32, left: u32) {
    let blocks = expiry - left - world.chain.tip().height;
    world.mine_alone(usize::try_from(blocks).unwrap(), vec![]).unwrap();
    world.look().unwrap();
}

#[test]
fn with_37_blocks_left_nothing_waits_and_ldk_closes_nothing() {
    let (mut world, expiry) = claimed();
    at(&mut world, expiry, 37);
    assert!(!world.wallet().is_settling());
    assert_eq!(world.wallet().height(), expiry - 37);
    assert_eq!(world.closed, 0);
}

#[test]
fn with_36_blocks_left_the_height_waits_ten_minutes_for_the_peer_and_then_ldk_closes() {
    let (mut world, expiry) = claimed();
    let told = world.wallet().height();
    at(&mut world, expiry, 36);
    assert_eq!((world.wallet().height(), world.closed), (told, 0));
    world.time_ms += 597_000;
    world.look().unwrap();
    assert_eq!((world.wallet().height(), world.closed), (told, 0));
    world.time_ms += 3_000;
    world.look().unwrap();
    assert_eq!((world.wallet().height(), world.closed), (expiry - 36, 1));
}

#[test]
fn a_peer_that_comes_back_takes_the_proof_and_nothing_is_closed() {
    let (mut world, expiry) = claimed();
    at(&mut world, expiry, 36);
    world.connect().unwrap();
    world.settle().unwrap();
    assert!(world.wallet().is_look_due(world.time_ms));
    world.look().unwrap();
    world.settle().unwrap();
    assert_eq!((world.wallet().height(), world.closed), (expiry - 36, 0));
}

#[test]
fn with_fewer_than_18_blocks_left_a_minute_is_all() {
    for (left, most) in [(18, 600_000), (17, 60_000)] {
        let (mut world, expiry) = claimed();
        let told = world.wallet().height();
        at(&mut world, expiry, left);
        world.time_ms += most - 3_000;
        world.look().unwrap();
        assert_eq!((world.wallet().height(), world.closed), (told, 0), "{left}");
        world.time_ms += 3_000;
        world.look().unwrap();
        assert_eq!((world.wallet().height(), world.closed), (expiry - left, 1), "{left}");
    }
}

/// By its expiry the peer has to have it, or takes the payment back, whatever the height.
#[test]
fn a_proof_reaches_its_peer_although_no_chain_server_has_answered_for_hours() {
    let (mut world, _) = claimed();
    let peer = world.lsp().node_id;
    world.chain.down.set(true);
    world.time_ms += 2 * 3_600_000;
    world.wallet().forget_old_look(world.time_ms);
    assert!(world.wallet().may_connect(peer));
    world.connect().unwrap();
    world.settle().unwrap();
    let owes = |world: &World| world.wallet().has_to_be_settled(peer);
    assert!(!owes(&world));
    world.disconnect();
    assert!(!world.wallet().may_connect(peer), "nothing more is judged by the old height");
    assert!(world.connect().is_err());
    let (world, _) = claimed();
    world.wallet().forget_look();
    assert!(owes(&world) && !world.wallet().may_connect(peer), "after a sleep the state itself may be old");
}

/// No chain server answers for longer than an hour.
fn hours_without_servers(world: &mut World) {
    world.chain.down.set(true);
    world.time_ms += 2 * 3_600_000;
    world.wallet().forget_old_look(world.time_ms);
}

/// Its peer has to say what became of it: a peer that was paid elsewhere, and cannot say so here, would close
/// the channel for its money.
#[test]
fn a_line_is_kept_without_chain_servers_until_a_payment_that_was_sent_is_settled() {
    let mut world = opened(0).unwrap();
    let peer = world.lsp().node_id;
    world.peer_holds();
    let invoice = world.peer_invoice(Some(2_000_000)).unwrap();
    world.wallet().pay(&invoice, None, world.time_ms).unwrap();
    world.settle().unwrap();
    hours_without_servers(&mut world);
    assert!(world.wallet().may_connect(peer), "its peer cannot say that it is paid");
    world.peer_claims();
    world.settle().unwrap();
    assert_eq!(world.wallet().payments()[0].outcome, crate::Outcome::Done);
    assert!(!world.wallet().may_connect(peer), "nothing more is judged by the old height");
}

/// Its peer is to say whether the state is the newest, which no chain server knows.
#[test]
fn a_line_is_kept_without_chain_servers_until_the_peer_has_agreed_with_the_state() {
    let mut world = opened(1).unwrap();
    let peer = world.lsp().node_id;
    world.flush().unwrap();
    world.kill();
    world.journal = [7; 8];
    world.start().unwrap();
    hours_without_servers(&mut world);
    assert!(!world.wallet().is_trusted() && world.wallet().may_connect(peer), "it cannot be asked");
    world.connect().unwrap();
    world.settle().unwrap();
    assert!(world.wallet().is_trusted() && !world.wallet().may_connect(peer));
}
