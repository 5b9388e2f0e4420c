//! Invoices that others can pay, as they pay them.

use lifeboat_wallet::sim::{World, buying, final_cltv, first_receive, hints, opened};
use lifeboat_wallet::{Batch, InvoiceError, InvoiceRequest, Op, Outcome, PeerLine};

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

fn ask(world: &World) -> Result<lifeboat_wallet::Invoice, InvoiceError> {
    let request = InvoiceRequest { amount_msat: Some(1_000_000), note: String::new(), expiry_secs: 3_600 };
    world.wallet().invoice(&request, PeerLine::Dialled, world.time_ms)
}

fn needs(world: &World, line: PeerLine) -> bool {
    let [some, any] = [Some(1_000_000), None].map(|msat| world.wallet().needs_channel(msat, line));
    assert_eq!(some, any);
    some
}

#[test]
fn no_invoice_leads_through_a_peer_that_is_away() {
    let mut world = opened(1).unwrap();
    assert!(ask(&world).is_ok() && !needs(&world, PeerLine::Up));
    world.disconnect();
    world.wallet().pump(world.time_ms);
    assert_eq!(ask(&world).unwrap_err(), InvoiceError::NoWay);
    assert_eq!(world.wallet().receivable_msat(), 0, "what can be received says the same");
    assert!(needs(&world, PeerLine::Dialled));
    // Right after a start the line is still being made.
    world.wallet().connect(world.lsp().node_id).unwrap();
    assert!(world.wallet().connected().is_empty());
    assert_eq!(hints(&ask(&world).unwrap().bolt11).unwrap(), [world.lsp().node_id]);
    // Where it has not come in time, being dialled says nothing: another channel is bought.
    assert!(!needs(&world, PeerLine::Dialled) && needs(&world, PeerLine::Up));
    let request = InvoiceRequest { amount_msat: Some(1_000_000), note: String::new(), expiry_secs: 3_600 };
    let refused = world.wallet().invoice(&request, PeerLine::Up, world.time_ms);
    assert_eq!(refused.unwrap_err(), InvoiceError::NoWay);
    // Nor where it has been gone for long: it is dialled again and again, and another peer may be there meanwhile.
    // Absences are noted once a minute.
    for _ in 0..2 {
        world.time_ms += 60_000;
        world.wallet().pump(world.time_ms);
    }
    assert!(needs(&world, PeerLine::Dialled));
    assert_eq!(ask(&world).unwrap_err(), InvoiceError::NoWay);
    assert_eq!(world.wallet().receivable_msat(), 0);
    // How long it was gone before a start says nothing of whether the line comes now.
    world.time_ms += 11 * 60_000;
    world.wallet().pump(world.time_ms);
    world.flush_alone();
    world.kill();
    world.start().unwrap();
    world.wallet().connect(world.lsp().node_id).unwrap();
    for minutes in 0..3 {
        world.wallet().pump(world.time_ms);
        assert!(world.wallet().channels()[0].away_since_ms.is_some());
        assert_eq!(needs(&world, PeerLine::Dialled), minutes > 0, "after {minutes} minutes");
        world.time_ms += 60_000;
    }
}

#[test]
fn no_invoice_without_a_channel() {
    let mut world = World::new().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    assert_eq!(ask(&world).unwrap_err(), InvoiceError::NoWay);
}

/// The provider has opened a channel for a payment that was then refused, and sends its funding never.
fn refused_first_payment() -> World {
    let mut world = World::with_payer().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    let invoice = buying(&mut world, Some(100_000_000)).unwrap().unwrap().invoice;
    world.kill();
    let key = format!("invoice/{}", invoice.hash);
    let text = String::from_utf8(world.cloud.get(&key).unwrap().to_vec()).unwrap();
    let value = text.replace("\"most_msat\":500000", "\"most_msat\":499999").into_bytes();
    world.cloud.apply(&Batch { ops: vec![Op::Put { key, value }] });
    world.settle().unwrap();
    world.payer_pays(&invoice.bolt11, None).unwrap();
    world.settle().unwrap();
    assert_eq!(world.payer_failures(&invoice.hash), 1);
    world.mine(vec![]).unwrap();
    world.settle().unwrap();
    world
}

#[test]
fn no_money_is_asked_for_in_a_channel_that_the_chain_never_saw() {
    let mut world = refused_first_payment();
    let channels = world.wallet().channels();
    assert!(channels[0].usable && channels[0].trusted, "LDK counts it as ready: {channels:?}");
    assert_eq!(channels[0].confirmations, None);
    assert!(world.wallet().waits_for_funding());
    assert_eq!(world.wallet().receivable_msat(), 0);
    assert_eq!(ask(&world).unwrap_err(), InvoiceError::NoWay);
    // It goes by LSPS2 again, and that money is in a channel of its own.
    let bought = buying(&mut world, Some(50_000_000)).unwrap().unwrap();
    first_receive(&mut world, &bought.invoice.bolt11, &bought.invoice.hash, None).unwrap();
    world.mine_bought().unwrap();
    let ours: Vec<_> = world.wallet().channels().into_iter().filter(|c| c.local_msat > 0).collect();
    assert_eq!(ours.len(), 1);
    assert!(ours[0].confirmations.is_some_and(|blocks| blocks > 0), "{ours:?}");
}

#[test]
fn a_bought_channel_takes_more_once_its_funding_was_seen_and_is_the_providers_word_until_it_confirms() {
    let mut world = World::with_payer().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    let bought = buying(&mut world, Some(100_000_000)).unwrap().unwrap();
    first_receive(&mut world, &bought.invoice.bolt11, &bought.invoice.hash, None).unwrap();
    assert_eq!(ask(&world).unwrap_err(), InvoiceError::NoWay, "nobody has looked yet");
    world.look().unwrap();
    let balance = world.wallet().balance();
    assert_eq!((balance.lightning_msat, balance.promised_msat), (99_500_000, 99_500_000));
    assert_eq!(world.wallet().channels()[0].confirmations, Some(0));
    assert!(!world.wallet().waits_for_funding());
    assert!(ask(&world).is_ok());
    world.mine_bought().unwrap();
    assert_eq!(world.wallet().balance().promised_msat, 0);
    assert!(world.wallet().channels()[0].confirmations.is_some_and(|blocks| blocks >= 1));
}

/// The page has slept, and the user asks for money before the chain was looked at again.
#[test]
fn an_invoice_made_right_after_a_long_sleep_can_be_paid() {
    let mut world = opened(1).unwrap();
    world.time_ms += 10 * 3_600_000;
    let request = InvoiceRequest { amount_msat: Some(1_000_000), note: String::new(), expiry_secs: 3_600 };
    let invoice = world.wallet().invoice(&request, PeerLine::Dialled, world.time_ms).unwrap();
    world.mine(vec![]).unwrap();
    world.peer_pays(&invoice.bolt11).unwrap();
    world.settle().unwrap();
    let paid = world.wallet().payment(&format!("in/{}", invoice.hash));
    assert_eq!(paid.map(|p| p.outcome), Some(Outcome::Done));
}

/// The node is told of the block only when it is deep; what the user sees does not wait for that.
#[test]
fn confirmations_are_counted_from_the_first_block_on() {
    let mut world = World::with_payer().unwrap();
    world.funding_depth = 6;
    world.kill();
    world.start().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    let bought = buying(&mut world, Some(100_000_000)).unwrap().unwrap();
    first_receive(&mut world, &bought.invoice.bolt11, &bought.invoice.hash, None).unwrap();
    world.look().unwrap();
    let blocks = |world: &World| world.wallet().channels()[0].confirmations;
    assert_eq!(blocks(&world), Some(0));
    assert_eq!(world.wallet().balance().promised_msat, 99_500_000);
    assert_eq!(world.mine_bought_once().unwrap(), 1);
    for deep in 1..9 {
        assert_eq!(blocks(&world), Some(deep));
        assert_eq!(world.wallet().balance().promised_msat, 0);
        world.mine(vec![]).unwrap();
        world.settle().unwrap();
    }
}
