//! The history: every payment once, by direction and hash, and what was sent back.

use lifeboat_wallet::sim::{World, opened};
use lifeboat_wallet::{Batch, CloseReason, Direction, Failure, Notice, Op, Outcome, Payment};

fn find(world: &World, id: &str) -> Option<Payment> {
    world.wallet().payments().into_iter().find(|p| p.id() == id)
}

/// The payee knows the proof of a payment that is still on its way, and sends it back as money: the payment
/// stays what it is, and so does its end.
#[test]
fn the_proof_of_a_payment_of_ours_that_comes_back_changes_nothing() {
    let mut world = opened(2).unwrap();
    let before = world.wallet().balance().lightning_msat;
    let invoice = world.peer_invoice(Some(3_000_000)).unwrap();
    world.peer_holds();
    let hash = world.wallet().pay(&invoice, None, world.time_ms).unwrap();
    world.settle().unwrap();
    let proof = world.peer_proof(&hash).unwrap();
    world.peer_sends(&proof, 1_000).unwrap();
    world.settle().unwrap();
    let ours = find(&world, &format!("out/{hash}")).unwrap();
    assert_eq!((ours.outcome, ours.amount_msat, ours.preimage), (Outcome::Pending, 3_000_000, None));
    assert!(world.peer.has_failed(&hash), "what came back was not taken");
    assert!(world.notices.contains(&Notice::Refused { hash: hash.clone() }));
    world.peer_claims();
    world.settle().unwrap();
    let ours = find(&world, &format!("out/{hash}")).unwrap();
    assert_eq!((ours.outcome, ours.preimage), (Outcome::Done, Some(proof)));
    assert_eq!(world.wallet().balance().lightning_msat, before - 3_000_000);
    assert_eq!(world.wallet().payments().iter().filter(|p| p.hash == hash).count(), 1);
}

/// Nobody asked for it, and whoever sends it pays nothing for trying: it must not fill the history.
#[test]
fn money_that_nobody_asked_for_is_not_taken_and_leaves_no_trace() {
    let mut world = opened(2).unwrap();
    world.flush().unwrap();
    let (before, entries) = (world.wallet().balance().lightning_msat, world.wallet().payments().len());
    world.peer_sends(&"11".repeat(32), 50_000).unwrap();
    world.settle().unwrap();
    world.flush().unwrap();
    assert_eq!(world.wallet().balance().lightning_msat, before);
    assert_eq!(world.wallet().payments().len(), entries);
    assert!(matches!(world.notices.last(), Some(Notice::Refused { .. })), "{:?}", world.notices.last());
}

#[test]
fn an_invoice_that_was_paid_is_not_paid_again() {
    let mut world = opened(1).unwrap();
    let invoice = world.invoice(Some(2_000_000)).unwrap();
    world.peer_pays(&invoice.bolt11).unwrap();
    world.settle().unwrap();
    let (balance, entries) = (world.wallet().balance().lightning_msat, world.wallet().payments().len());
    for _ in 0..3 {
        world.peer_pays_again(&invoice.bolt11).unwrap();
        world.settle().unwrap();
    }
    assert_eq!(world.wallet().balance().lightning_msat, balance, "what history does not show was not taken");
    let refused = find(&world, &format!("refused/{}", invoice.hash)).unwrap();
    assert_eq!((refused.direction, refused.outcome), (Direction::In, Outcome::Failed(Failure::PaidBefore)));
    assert_eq!(find(&world, &format!("in/{}", invoice.hash)).unwrap().outcome, Outcome::Done);
    assert_eq!(world.wallet().payments().len(), entries + 1, "told once, however often it is tried");
}

/// States of before the direction stood in the key: `payment/<hash>`.
#[test]
fn a_history_of_before_is_renamed_with_the_first_write_and_complete_before_and_after() {
    let mut world = opened(4).unwrap();
    world.flush().unwrap();
    let was = world.wallet().payments();
    assert_eq!(was.len(), 4);
    world.kill();
    let keys: Vec<(String, Vec<u8>)> =
        world.cloud.prefix("payment/").map(|(k, v)| (k.to_owned(), v.to_vec())).collect();
    let mut ops = vec![Op::Delete { key: "about".to_owned() }];
    for (key, value) in keys {
        let old = format!("payment/{}", key.rsplit_once('/').unwrap().1);
        ops.extend([Op::Delete { key }, Op::Put { key: old, value }]);
    }
    world.cloud.apply(&Batch { ops });
    world.start().unwrap();
    assert_eq!(world.wallet().payments(), was, "also that they are in the backup is true");
    world.connect().unwrap();
    world.settle().unwrap();
    world.flush().unwrap();
    assert_eq!(world.wallet().payments(), was);
    let kinds: Vec<&str> =
        world.cloud.prefix("payment/").map(|(key, _)| key.split('/').nth(1).unwrap()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "in").count(), 2);
    assert_eq!(kinds.iter().filter(|kind| **kind == "out").count(), 2);
}

#[test]
fn a_channel_that_was_closed_is_told_once_and_for_good() {
    let mut world = opened(3).unwrap();
    let ours = world.wallet().balance().lightning_msat;
    let commitment = world.peer_closes_alone().unwrap();
    world.settle().unwrap();
    world.mine(vec![commitment]).unwrap();
    world.settle().unwrap();
    let told = world.wallet().closed_channels();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].why, told[0].amount_msat), (CloseReason::ByPeer, Some(ours)));
    world.flush_alone();
    world.kill();
    world.start().unwrap();
    assert_eq!(world.wallet().closed_channels(), told);
}
