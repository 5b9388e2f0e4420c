//! What waits for the cloud, what does not, and how much is written.
#![cfg(not(target_arch = "wasm32"))]

use lifeboat_wallet::sim::{growth, opened, outage, writes_per_payment};

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

#[test]
fn a_payment_writes_no_more_after_two_hundred_than_after_ten() {
    let rows = growth(220, 10).unwrap();
    for row in rows.iter().filter(|r| [0, 10, 50, 100, 150, 200, 210].contains(&r.after)) {
        println!("{row:?}");
    }
    let mean = |from: u64, to: u64| {
        let of: Vec<u64> =
            rows.iter().filter(|r| r.after >= from && r.after < to).map(|r| r.per_payment).collect();
        of.iter().sum::<u64>() / u64::try_from(of.len()).unwrap()
    };
    let (early, late) = (mean(10, 30), mean(200, 220));
    println!("bytes per payment: {early} after 10, {late} after 200");
    assert!(late * 2 <= early * 3, "{early} bytes per payment after 10, {late} after 200");
}

/// What only the manager knows is cheap to lose and dear to write: it goes along with something else, or alone when it is
/// old, or when the page goes.
#[test]
fn what_only_the_manager_knows_is_written_alone_only_when_it_is_old() {
    let mut world = opened(1).unwrap();
    world.flush().unwrap();
    let cuts = world.cuts;
    world.mine(vec![]).unwrap();
    world.settle().unwrap();
    world.time_ms += 599_000;
    world.settle().unwrap();
    assert_eq!(world.cuts, cuts, "a block is no reason to write");
    world.time_ms += 2_000;
    world.settle().unwrap();
    assert_eq!(world.cuts, cuts + 1);
    world.mine(vec![]).unwrap();
    world.flush().unwrap();
    assert_eq!(world.cuts, cuts + 2);
}
