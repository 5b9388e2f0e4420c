//! Invoices that others can pay, as they pay them.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use lifeboat_wallet::Outcome;
use lifeboat_wallet::sim::{World, buying, final_cltv, first_receive, opened};

/// The counterparty pays an invoice with an HTLC that expires so many blocks above the newest one.
fn paid_with(blocks: Option<u32>) -> (World, bool) {
    let mut world = opened(1).unwrap();
    let invoice = world.invoice(Some(2_000_000)).unwrap();
    world.peer_pays_expiring(&invoice.bolt11, blocks).unwrap();
    world.settle().unwrap();
    let came = world.wallet().payments().iter().any(|p| p.hash == invoice.hash && p.outcome == Outcome::Done);
    assert_ne!(came, world.peer.has_failed(&invoice.hash), "either it is here, or it went back");
    (world, came)
}

/// Electrum adds no block to what an invoice asks for, LND adds 3.
#[test]
fn can_be_paid_by_those_who_leave_exactly_what_the_invoice_asks_for() {
    let (world, came) = paid_with(None);
    assert!(came);
    let plain = world.invoice(Some(1_000)).unwrap();
    assert_eq!(final_cltv(&plain.bolt11).unwrap(), 147);
}

/// What was held for some blocks on its way is taken as long as LDK itself takes it.
#[test]
fn enforces_the_floor_of_ldk_and_nothing_above() {
    assert!(paid_with(Some(41)).1);
    assert!(!paid_with(Some(40)).1);
}

#[test]
fn an_invoice_that_opens_a_channel_asks_for_two_blocks_more() {
    let mut world = World::with_payer().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    let bought = buying(&mut world, Some(100_000_000)).unwrap().unwrap();
    assert_eq!(final_cltv(&bought.invoice.bolt11).unwrap(), 149);
    first_receive(&mut world, &bought.invoice.bolt11, &bought.invoice.hash, None).unwrap();
}
