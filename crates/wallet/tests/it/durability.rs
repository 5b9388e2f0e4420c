//! What waits for the cloud, what does not, and how much is written.

use crate::support::journal::Grown;
use lifeboat_wallet::sim::{World, opened, outage, writes_per_payment};

#[test]
fn a_payment_does_not_leave_while_the_cloud_is_away_and_completes_when_it_is_back() {
    let outage = outage().unwrap();
    assert!(!outage.left);
    assert!(outage.completed);
}

#[test]
fn sending_waits_for_two_writes_and_makes_four() {
    let writes = writes_per_payment(true).unwrap();
    println!("send {writes:?}");
    assert!(writes.awaited <= 2, "{writes:?}");
    assert!(writes.all <= 4, "{writes:?}");
    assert!(writes.later.is_empty(), "written although nobody needs it: {writes:?}");
}

#[test]
fn receiving_waits_for_three_writes_and_makes_four() {
    let writes = writes_per_payment(false).unwrap();
    println!("receive {writes:?}");
    assert!(writes.awaited <= 3, "{writes:?}");
    assert!(writes.all <= 4, "{writes:?}");
    assert!(writes.later.is_empty(), "written although nobody needs it: {writes:?}");
}

/// By what the drive received: entries, snapshots, padding.
#[test]
fn a_payment_costs_little_more_after_two_hundred_than_after_fifty() {
    let mut grown = Grown::new().unwrap();
    let rows = grown.pay(&[50, 100, 200, 250], |row| println!("{row}")).unwrap();
    let (early, late) = (rows[1].per_payment, rows[3].per_payment);
    assert!(late * 10 <= early * 13, "{early} bytes per payment after 50, {late} after 200");
    assert!(rows[3].largest <= 1 << 20, "the largest file has {} bytes", rows[3].largest);
    let restore = grown.restore().unwrap();
    println!("{restore}");
    assert!(restore.rounds <= 6, "{restore:?}");
}

/// What only the manager knows is cheap to lose and dear to write: it goes along with something else, or
/// alone when it is old, or when the page goes. Blocks alone wait longest: a wallet at rest writes nothing.
#[test]
fn blocks_are_written_alone_only_after_a_day() {
    let mut world = opened(1).unwrap();
    world.flush().unwrap();
    let cuts = world.cuts;
    let began_ms = world.time_ms;
    while world.time_ms < began_ms + 86_000_000 {
        world.mine(vec![]).unwrap();
        world.settle().unwrap();
    }
    assert_eq!(world.cuts, cuts, "a block is no reason to write");
    world.time_ms += 1_000_000;
    world.settle().unwrap();
    assert_eq!(world.cuts, cuts + 1);
    world.mine(vec![]).unwrap();
    world.flush().unwrap();
    assert_eq!(world.cuts, cuts + 2);
    // They go along with whatever is written.
    world.mine(vec![]).unwrap();
    world.pay(true, 1_000_000).unwrap();
    world.flush().unwrap();
    let cuts = world.cuts;
    world.time_ms += 86_500_000;
    world.settle().unwrap();
    assert_eq!(world.cuts, cuts, "there was nothing left to write");
}

/// LDK asks for the whole monitor on every fifth block. It grows with each payment, and a start needs none of it.
#[test]
fn blocks_alone_write_no_monitor() {
    let mut world = opened(3).unwrap();
    world.flush().unwrap();
    let monitors = |world: &World| -> Vec<Vec<u8>> {
        world.cloud.prefix("monitor/").map(|(_, value)| value.to_vec()).collect()
    };
    let before = monitors(&world);
    assert_eq!(before.len(), 1);
    for _ in 0..25 {
        world.mine(vec![]).unwrap();
        world.flush().unwrap();
    }
    assert!(monitors(&world) == before, "a monitor was written for blocks alone");
    // A process that starts from it is as good as the one that went on.
    world.kill();
    world.settle().unwrap();
    for out in [true, false] {
        assert!(world.pay(out, 1_000_000).unwrap());
    }
    assert_eq!(world.closed, 0);
}

/// The increments of a monitor are folded into it, and no payment waits for that.
#[test]
fn no_payment_waits_for_a_whole_monitor() {
    let mut world = opened(0).unwrap();
    let mut folded = 0;
    for n in 0..30 {
        world.outage = true;
        let bolt11 = world.peer_invoice(Some(1_000_000 + n)).unwrap();
        world.wallet().pay(&bolt11, None, world.time_ms).unwrap();
        loop {
            world.settle().unwrap();
            let whole = world.waiting_keys().unwrap_or_default().iter().any(|k| k.starts_with("monitor/"));
            assert!(!(whole && world.wallet().is_waiting()), "payment {n} waits for a whole monitor");
            if !world.write_waiting() {
                break;
            }
        }
        world.outage = false;
        let before = world.cloud.prefix("update/").count();
        world.flush().unwrap();
        folded += u32::from(world.cloud.prefix("update/").count() < before);
    }
    assert!(folded > 1, "folded {folded} times");
}
