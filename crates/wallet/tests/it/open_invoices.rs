//! Invoices that can still be paid, shown again.

use lifeboat_wallet::sim::{World, buying, opened};
use lifeboat_wallet::{Batch, InvoiceRequest, Op, OpenInvoice, Outcome, PeerLine};

const EXPIRY_SECS: u32 = 3_600;

fn ask(world: &World, note: &str, amount_msat: Option<u64>) -> lifeboat_wallet::Invoice {
    let request = InvoiceRequest { amount_msat, note: note.into(), expiry_secs: EXPIRY_SECS };
    world.wallet().invoice(&request, PeerLine::Dialled, world.time_ms).unwrap()
}

fn open(world: &World) -> Vec<OpenInvoice> {
    world.wallet().open_invoices(world.time_ms)
}

#[test]
fn an_invoice_is_there_with_its_note_after_a_restart_until_it_is_paid() {
    let mut world = opened(1).unwrap();
    let first = ask(&world, "Half of the pizza", Some(2_000_000));
    world.time_ms += 1_000;
    let second = ask(&world, "", None);
    world.flush().unwrap();
    let before = open(&world);
    let hashes: Vec<&str> = before.iter().map(|it| it.invoice.hash.as_str()).collect();
    assert_eq!(hashes, [second.hash.as_str(), first.hash.as_str()], "newest first");
    assert_eq!((&before[1].invoice, before[1].note.as_str()), (&first, "Half of the pizza"));
    assert!(before.iter().all(|it| it.saved && it.fee_msat.is_none() && it.terms.is_none()));
    world.kill();
    world.start().unwrap();
    assert_eq!(open(&world), before);
    world.connect().unwrap();
    world.settle().unwrap();
    world.peer_pays(&first.bolt11).unwrap();
    world.settle().unwrap();
    let left: Vec<String> = open(&world).into_iter().map(|it| it.invoice.hash).collect();
    assert_eq!(left, [second.hash]);
    assert_eq!(world.wallet().open_invoice(&first.hash, world.time_ms), None);
    let paid = world.wallet().payment(&format!("in/{}", first.hash)).unwrap();
    assert_eq!((paid.outcome, paid.note.as_str()), (Outcome::Done, "Half of the pizza"));
}

#[test]
fn an_invoice_that_is_over_is_not_shown_any_more() {
    let mut world = opened(1).unwrap();
    let invoice = ask(&world, "", Some(1_000_000));
    world.time_ms = invoice.expires_ms - 1;
    assert_eq!(open(&world).len(), 1);
    world.time_ms += 1;
    assert_eq!(open(&world), []);
    assert_eq!(world.wallet().open_invoice(&invoice.hash, world.time_ms), None);
}

/// Whoever opens it again is told the same price.
#[test]
fn what_opening_a_channel_costs_is_said_again() {
    for amount_msat in [Some(100_000_000), None] {
        let mut world = World::with_payer().unwrap();
        world.connect().unwrap();
        world.settle().unwrap();
        let bought = buying(&mut world, amount_msat).unwrap().unwrap();
        let again = world.wallet().open_invoice(&bought.invoice.hash, world.time_ms).unwrap();
        assert_eq!((again.invoice, again.fee_msat), (bought.invoice, bought.fee_msat));
        assert_eq!(again.terms, Some(bought.terms));
    }
}

/// What earlier versions kept of an invoice does not give it back; its payment is taken all the same.
#[test]
fn an_invoice_of_an_earlier_version_is_only_waited_for() {
    let mut world = opened(1).unwrap();
    let invoice = ask(&world, "refresh me", Some(1_000_000));
    world.flush().unwrap();
    world.kill();
    let key = format!("invoice/{}", invoice.hash);
    let text = String::from_utf8(world.cloud.get(&key).unwrap().to_vec()).unwrap();
    let value = format!("{}}}", text.split_once(",\"shown\"").unwrap().0).into_bytes();
    world.cloud.apply(&Batch { ops: vec![Op::Put { key, value }] });
    world.start().unwrap();
    assert_eq!(open(&world), []);
    world.connect().unwrap();
    world.settle().unwrap();
    world.peer_pays(&invoice.bolt11).unwrap();
    world.settle().unwrap();
    let paid = world.wallet().payment(&format!("in/{}", invoice.hash)).unwrap();
    assert_eq!((paid.outcome, paid.note.as_str()), (Outcome::Done, "refresh me"));
}
