//! A peer that says that this wallet's state is old.

use std::cell::RefCell;
use std::rc::Rc;

use lifeboat_wallet::CloseWay;
use lifeboat_wallet::sim::{Forgery, World, opened};
use lightning::ln::msgs::ChannelReestablish;

fn forged(world: &mut World, forgery: impl Fn(&mut ChannelReestablish) + 'static) {
    world.disconnect();
    world.peer.forges(Some(Box::new(forgery) as Forgery));
    world.connect().unwrap();
    world.settle().unwrap();
}

fn honest(world: &mut World) {
    world.disconnect();
    world.peer.forges(None);
    world.connect().unwrap();
    world.settle().unwrap();
}

fn commitments(world: &World) -> usize {
    let sent = world.wallet().take_broadcasts();
    sent.iter().chain(&world.broadcasts).filter(|tx| world.is_commitment(tx)).count()
}

/// Numbers alone, in every combination that could mean "old", beside a secret that is none, one that is not
/// ours, and the true one of another number.
#[test]
fn an_accusation_without_its_proof_stops_nothing_and_the_channel_can_be_closed() {
    const LAST: u64 = (1 << 48) - 1;
    let ahead: [u64; 5] = [1, 2, 1000, LAST - 40, LAST];
    for revocations in ahead {
        for secret in [Some([0; 32]), Some([7; 32]), None] {
            let mut world = opened(2).unwrap();
            forged(&mut world, move |msg| {
                msg.next_remote_commitment_number =
                    msg.next_remote_commitment_number.saturating_add(revocations);
                msg.your_last_per_commitment_secret = secret.unwrap_or(msg.your_last_per_commitment_secret);
            });
            let wallet = world.wallet();
            assert!(!wallet.is_stale(), "{revocations} ahead, {secret:?}");
            // As BOLT 2 says; its commitment is the newest, and may go.
            assert_eq!(wallet.channels().len(), 0);
            assert_eq!(wallet.held_broadcasts().len(), 1);
            wallet.release_held();
            assert_eq!(commitments(&world), 1);
            assert!(world.wallet().connect(world.lsp().node_id).is_ok(), "it may be connected again");
        }
    }
}

/// A peer that asks to have the channel closed "in a non-standard way", as after a loss of its own state.
#[test]
fn numbers_that_no_state_has_close_the_channel() {
    for (theirs, revocations) in [(0, 0), (0, 3), ((1 << 48) - 1, 3), (3, u64::MAX), (u64::MAX, u64::MAX)] {
        let mut world = opened(2).unwrap();
        forged(&mut world, move |msg| {
            msg.next_local_commitment_number = theirs;
            msg.next_remote_commitment_number = revocations;
        });
        assert!(!world.wallet().is_stale(), "{theirs} {revocations}");
        assert_eq!(world.wallet().channels().len(), 0, "{theirs} {revocations}");
        assert_eq!(world.wallet().held_broadcasts().len(), 1);
    }
}

/// The peer knows the secrets of both its channels. Those of one prove nothing of the other.
#[test]
fn the_secret_of_another_channel_is_no_proof() {
    let mut world = opened(3).unwrap();
    world.open(300_000, 50_000_000).unwrap();
    let most: Rc<RefCell<Option<ChannelReestablish>>> = Rc::default();
    let seen = most.clone();
    forged(&mut world, move |msg| {
        let mut most = seen.borrow_mut();
        if most.as_ref().is_none_or(|m| m.next_remote_commitment_number < msg.next_remote_commitment_number) {
            *most = Some(msg.clone());
        }
    });
    let most = most.borrow_mut().take().unwrap();
    forged(&mut world, move |msg| {
        if msg.channel_id != most.channel_id {
            assert!(most.next_remote_commitment_number > msg.next_remote_commitment_number + 2);
            msg.next_remote_commitment_number = most.next_remote_commitment_number;
            msg.your_last_per_commitment_secret = most.your_last_per_commitment_secret;
        }
    });
    assert!(!world.wallet().is_stale());
    let channels = world.wallet().channels();
    assert!(channels.len() == 1 && channels[0].usable, "the other channel goes on: {channels:?}");
}

/// For more signatures than this wallet remembers giving there is no proof: the peer is as one that says nothing.
#[test]
fn signatures_that_nobody_gave_change_nothing() {
    for ahead in [2, 3, 1000, (1 << 48) - 100] {
        let mut world = opened(2).unwrap();
        forged(&mut world, move |msg| msg.next_local_commitment_number += ahead);
        assert!(!world.wallet().is_stale());
        let channels = world.wallet().channels();
        assert!(channels.len() == 1 && !channels[0].usable, "{ahead}: {channels:?}");
        assert!(world.wallet().held_broadcasts().is_empty(), "{ahead}");
        honest(&mut world);
        assert!(world.wallet().channels()[0].usable, "{ahead}");
        assert!(world.pay(true, 700_000).unwrap());
    }
}

/// Nor does it say that a restored state is the newest one.
#[test]
fn a_peer_that_shows_no_secret_has_agreed_to_nothing() {
    for forgery in [
        (|msg| msg.your_last_per_commitment_secret = [7; 32]) as fn(&mut ChannelReestablish),
        |msg| msg.next_local_commitment_number += 2,
        |msg| msg.next_remote_commitment_number += 1,
    ] {
        let mut world = opened(3).unwrap();
        world.flush().unwrap();
        world.kill();
        world.journal = [2; 8];
        world.peer.forges(Some(Box::new(forgery)));
        world.settle().unwrap();
        assert!(!world.wallet().is_stale() && !world.wallet().is_trusted());
        for channel in world.wallet().channels() {
            world.wallet().close(&channel.id, CloseWay::Alone).unwrap();
        }
        world.wallet().pump(world.time_ms);
        world.wallet().release_held();
        assert_eq!(world.wallet().held_broadcasts().len(), 1);
        assert_eq!(commitments(&world), 0);
    }
}

/// Whatever is said of the state, a commitment that its owner has revoked is punished.
#[test]
fn an_accused_wallet_still_punishes() {
    for proved in [false, true] {
        let mut world = opened(3).unwrap();
        world.flush().unwrap();
        let revoked = world.peer.commitment().unwrap();
        for _ in 0..3 {
            world.pay(true, 700_000).unwrap();
        }
        world.flush().unwrap();
        if proved {
            let old = world.cloud.clone();
            for _ in 0..3 {
                world.pay(true, 600_000).unwrap();
            }
            world.kill();
            world.cloud = old;
            world.settle().unwrap();
        } else {
            forged(&mut world, |msg| msg.next_remote_commitment_number += 1000);
        }
        assert_eq!(world.wallet().is_stale(), proved);
        let txid = revoked.compute_txid();
        world.mine(vec![revoked]).unwrap();
        world.look().unwrap();
        let spends = world.unmined().iter().flat_map(|tx| &tx.input).any(|i| i.previous_output.txid == txid);
        assert!(spends, "not punished, proved: {proved}");
    }
}

/// Nothing of a state that is proved to be old becomes durable any more. What the peer's own close gives back
/// comes home all the same: the newer state sweeps the very same output by the very same key.
#[test]
fn a_stale_wallet_still_sweeps() {
    let mut world = opened(3).unwrap();
    let old = world.older[world.older.len() - 6].clone();
    world.kill();
    world.cloud = old;
    world.settle().unwrap();
    assert!(world.wallet().is_stale());
    let commitment = world.peer_closes_alone().unwrap();
    let txid = commitment.compute_txid();
    world.mine(vec![commitment]).unwrap();
    for _ in 0..6 {
        world.mine(vec![]).unwrap();
    }
    world.look().unwrap();
    let sweeps = world.unmined();
    let spends = sweeps.iter().flat_map(|tx| &tx.input).any(|input| input.previous_output.txid == txid);
    assert!(spends, "{sweeps:?}");
    assert_eq!(commitments(&world), 0);
    world.mine(sweeps).unwrap();
    world.look().unwrap();
    assert!(world.wallet().balance().onchain_sat > 35_000, "{:?}", world.wallet().balance());
}
