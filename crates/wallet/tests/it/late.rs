//! Coming back after a payment's time is over.

use crate::support::servers::Lying;
use lifeboat_wallet::sim::{World, now, opened};
use lifeboat_wallet::{CloseWay, Outcome};

const BLOCKS: usize = 1_100;

/// A payment is held by the payee, the wallet closes, and its time passes. `seen` by the payee, too, or not.
fn late(seen: bool) -> (World, String, u32) {
    late_in(opened(2).unwrap(), seen)
}

/// The same, in this world.
fn late_in(mut world: World, seen: bool) -> (World, String, u32) {
    world.peer_holds();
    let invoice = world.peer_invoice(Some(3_000_000)).unwrap();
    let hash = world.wallet().pay(&invoice, None, world.time_ms).unwrap();
    world.settle().unwrap();
    world.flush().unwrap();
    let height = world.wallet().height();
    world.kill();
    if seen {
        for _ in 0..BLOCKS {
            world.mine_unseen(vec![]).unwrap();
        }
    } else {
        world.mine_alone(BLOCKS, vec![]).unwrap();
    }
    world.start().unwrap();
    assert_eq!(world.synced, Ok(()));
    (world, hash, height)
}

fn outcome(world: &World, hash: &str) -> Outcome {
    world.wallet().payments().into_iter().find(|payment| payment.hash == hash).unwrap().outcome
}

#[test]
fn the_peer_settles_what_is_past_its_time_before_the_height_is_told() {
    let (mut world, hash, height) = late(true);
    assert!(world.wallet().is_settling());
    assert_eq!(world.wallet().height(), height, "looked at, not told");
    world.connect().unwrap();
    world.settle().unwrap();
    assert!(world.wallet().is_look_due(world.time_ms));
    world.look().unwrap();
    world.settle().unwrap();
    assert!(!world.wallet().is_settling());
    assert_eq!(world.wallet().height(), world.chain.tip().height);
    let outcome = outcome(&world, &hash);
    assert!(matches!(outcome, Outcome::Failed(_)), "{outcome:?} {:?}", world.notices);
    assert_eq!((world.closed, world.wallet().channels().len()), (0, 1));
    world.peer_takes();
    assert!(world.pay(true, 1_000_000).unwrap());
}

/// What closed another channel long ago is found again by each new process. That is no reason not to wait.
#[test]
fn what_closed_another_channel_long_ago_leaves_the_peer_its_minute() {
    let mut world = opened(2).unwrap();
    let other = world.wallet().channels()[0].id.clone();
    world.open(2_000_000, 900_000_000).unwrap();
    world.wallet().close(&other, CloseWay::Together).unwrap();
    world.settle().unwrap();
    let closing = world.unmined();
    world.mine(closing).unwrap();
    for _ in 0..10 {
        world.mine(vec![]).unwrap();
        world.settle().unwrap();
    }
    world.connect().unwrap();
    world.settle().unwrap();
    assert!(world.pay(true, 1_000_000).unwrap());
    assert_eq!(world.wallet().channels().len(), 1);
    let (mut world, _, height) = late_in(world, true);
    assert!(world.wallet().is_settling());
    assert_eq!(world.wallet().height(), height, "looked at, not told");
    world.connect().unwrap();
    world.settle().unwrap();
    world.look().unwrap();
    world.settle().unwrap();
    assert!(!world.wallet().is_settling());
    assert_eq!((world.closed, world.wallet().channels().len()), (1, 1), "the other one alone");
}

#[test]
fn without_the_peer_the_height_is_told_after_ten_minutes() {
    let (mut world, _, height) = late(true);
    world.time_ms += 500_000;
    assert!(!world.wallet().is_look_due(world.time_ms));
    world.look().unwrap();
    assert_eq!((world.wallet().height(), world.closed), (height, 0));
    world.time_ms += 100_000;
    assert!(world.wallet().is_look_due(world.time_ms));
    world.look().unwrap();
    assert_eq!(world.wallet().height(), world.chain.tip().height);
    assert_eq!(world.closed, 1, "as LDK does when it is told");
}

#[test]
fn a_peer_that_settles_nothing_is_given_a_minute() {
    let (mut world, _, height) = late(false);
    world.connect().unwrap();
    world.settle().unwrap();
    world.time_ms += 50_000;
    assert!(!world.wallet().is_look_due(world.time_ms));
    world.look().unwrap();
    assert_eq!(world.wallet().height(), height);
    world.time_ms += 11_000;
    assert!(world.wallet().is_look_due(world.time_ms));
    world.look().unwrap();
    assert_eq!(world.closed, 1);
}

#[test]
fn justice_does_not_wait() {
    let (mut world, _, height) = late(false);
    assert_eq!(world.wallet().height(), height);
    let commitment = world.peer_closes_alone().unwrap();
    world.mine_alone(1, vec![commitment]).unwrap();
    world.look().unwrap();
    assert_eq!(world.wallet().height(), world.chain.tip().height, "told at once");
    assert!(world.wallet().channels().is_empty());
}

#[test]
fn a_clock_that_is_set_back_ends_the_wait() {
    let (mut world, ..) = late(true);
    world.time_ms -= 5 * 3_600_000;
    assert!(world.wallet().is_look_due(world.time_ms));
    world.look().unwrap();
    assert_eq!(world.wallet().height(), world.chain.tip().height);
}

#[test]
fn a_height_that_was_held_is_told_when_the_wait_is_over_although_no_server_answers() {
    let (mut world, _, height) = late(false);
    world.chain.down.set(true);
    world.time_ms += 500_000;
    assert!(world.look().is_err());
    assert_eq!(world.wallet().height(), height, "not before");
    world.time_ms += 100_000;
    assert!(world.look().is_err());
    assert_eq!(world.wallet().height(), world.chain.tip().height);
    assert!(!world.wallet().is_settling());
    world.chain.down.set(false);
    world.look().unwrap();
    assert_eq!(world.closed, 1);
}

#[test]
fn a_wait_that_is_over_does_not_begin_again_when_the_look_fails() {
    let (mut world, _, height) = late(false);
    world.time_ms += 600_000;
    // The newest block is another one each time.
    let other = "00".repeat(32);
    let moving = Lying::over(&world.chain).says("/blocks/tip/hash", other);
    assert!(now(world.wallet().sync(&moving, world.time_ms)).is_err());
    assert!(world.wallet().height() > height);
}

/// A device that slept, or to which no chain server answers: with the height of before, a payment that is
/// past its time looks as if it could be taken, and one of ours would be past its time when it arrives.
#[test]
fn by_a_height_that_may_be_old_no_line_is_opened_and_no_payment_taken_or_sent() {
    let mut world = opened(3).unwrap();
    let outcome = |world: &World, hash: &str| {
        world.wallet().payments().into_iter().find(|payment| payment.hash == hash).map(|it| it.outcome)
    };
    let invoice = world.invoice(Some(2_000_000)).unwrap();
    world.wallet().forget_look();
    assert!(!world.wallet().may_connect(world.lsp().node_id));
    world.peer_pays(&invoice.bolt11).unwrap();
    let theirs = world.peer_invoice(Some(1_000_000)).unwrap();
    let ours = world.wallet().pay(&theirs, None, world.time_ms).unwrap();
    world.settle().unwrap();
    assert_ne!(outcome(&world, &invoice.hash), Some(Outcome::Done));
    assert_eq!(outcome(&world, &ours), Some(Outcome::Pending));
    world.look().unwrap();
    world.settle().unwrap();
    assert!(world.wallet().may_connect(world.lsp().node_id));
    assert_eq!(outcome(&world, &invoice.hash), Some(Outcome::Done));
    assert_eq!(outcome(&world, &ours), Some(Outcome::Done));
}
