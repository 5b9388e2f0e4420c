//! Buying channels: what is agreed on, what is refused.

use lifeboat_wallet::sim::{OFFER, Offer, World, buying, first_receive};
use lifeboat_wallet::{
    Batch, Direction, Failure, InvoiceError, InvoiceRequest, Notice, Op, OpeningError, OpeningInvoice,
    Outcome,
};

/// A connected wallet without a channel, and somebody who can pay it.
fn world() -> World {
    let mut world = World::with_payer().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    world
}

fn buy(world: &mut World, amount_msat: Option<u64>) -> Result<OpeningInvoice, OpeningError> {
    buying(world, amount_msat).unwrap()
}

fn request(amount_msat: Option<u64>) -> InvoiceRequest {
    InvoiceRequest { amount_msat, note: String::new(), expiry_secs: 3_600 }
}

#[test]
fn says_why_no_channel_can_be_bought() {
    let mut world = world();
    let offer = |offer: Offer| vec![offer];
    let cases: [(Vec<Offer>, u64, OpeningError); 6] = [
        (vec![], 50_000_000, OpeningError::NoOffer),
        (offer(Offer { valid_secs: 1, ..OFFER }), 50_000_000, OpeningError::OffersOver),
        (offer(OFFER), 4_999_999, OpeningError::TooLittle { least_msat: 5_000_000 }),
        (offer(OFFER), 700_000_001, OpeningError::TooMuch { most_msat: 700_000_000 }),
        (
            offer(Offer { least_fee_msat: 7_500_001, ..OFFER }),
            50_000_000,
            OpeningError::TooDear { fee_msat: 7_500_001 },
        ),
        (offer(OFFER), 0, OpeningError::Invoice(InvoiceError::Zero)),
    ];
    for (offers, amount, expected) in cases {
        *world.peer.seller.offers.borrow_mut() = offers;
        assert_eq!(buy(&mut world, Some(amount)).unwrap_err(), expected);
    }
    *world.peer.seller.offers.borrow_mut() = vec![OFFER];
    assert!(buy(&mut world, Some(50_000_000)).is_ok(), "after all that");
}

#[test]
fn does_not_wait_for_ever() {
    let mut world = world();
    world.peer.seller.silent.set(true);
    assert_eq!(buy(&mut world, Some(50_000_000)).unwrap_err(), OpeningError::Silent);
    world.peer.seller.silent.set(false);
    let id = world.wallet().begin_opening(request(Some(50_000_000)), world.time_ms).unwrap();
    world.disconnect();
    world.settle().unwrap();
    assert_eq!(world.wallet().take_opening(id), None);
    world.time_ms += 20_000;
    world.settle().unwrap();
    assert_eq!(world.wallet().take_opening(id), Some(Err(OpeningError::NoPeer)));
    let refused = world.wallet().begin_opening(request(Some(50_000_000)), world.time_ms);
    assert_eq!(refused, Err(OpeningError::NoPeer));
}

#[test]
fn buys_only_from_a_provider_that_is_trusted() {
    let mut world = World::with(false).unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    assert!(!world.wallet().can_open());
    assert_eq!(buy(&mut world, Some(50_000_000)).unwrap_err(), OpeningError::Untrusted);
}

#[test]
fn hands_on_that_the_provider_refused() {
    let mut world = world();
    // A provider lets nobody order without end.
    let refused = (0..20).find_map(|_| buy(&mut world, Some(50_000_000)).err());
    assert!(matches!(refused, Some(OpeningError::Refused { .. })), "{refused:?}");
}

#[test]
fn the_payer_may_choose_the_amount() {
    for (amount, fee) in [(20_000_000, 500_000), (300_000_000, 1_500_000)] {
        let mut world = world();
        let bought = buy(&mut world, None).unwrap();
        assert_eq!(bought.fee_msat, None);
        assert_eq!((bought.terms.fee.least_msat, bought.terms.fee.parts_per_million), (500_000, 5_000));
        assert_eq!((bought.terms.least_msat, bought.terms.most_msat), (5_000_000, 700_000_000));
        let invoice = bought.invoice;
        let payment = first_receive(&mut world, &invoice.bolt11, &invoice.hash, Some(amount)).unwrap();
        assert_eq!((payment.amount_msat, payment.fee_msat), (amount - fee, fee));
        assert_eq!(world.wallet().balance().lightning_msat, amount - fee);
    }
}

#[test]
fn an_invoice_ends_before_the_provider_is_free_again() {
    let mut world = world();
    let began = 1_700_000_000_000;
    let valid_ms = world.time_ms - began + 300_000;
    *world.peer.seller.offers.borrow_mut() = vec![Offer { valid_secs: valid_ms / 1000, ..OFFER }];
    let bought = buy(&mut world, Some(50_000_000)).unwrap();
    assert_eq!(bought.invoice.expires_ms, began + valid_ms / 1000 * 1000);
}

/// The wallet's own check, with the agreement changed underneath it.
#[test]
fn sends_back_what_more_was_kept_back_of_than_was_agreed_on() {
    let agreed: [(&str, &str); 3] = [
        ("\"most_msat\":500000", "\"most_msat\":499999"),
        ("\"opening\"", "\"something\""),
        ("\"amount_msat\":100000000", "\"amount_msat\":100000001"),
    ];
    for (was, becomes) in agreed {
        let mut world = world();
        let invoice = buy(&mut world, Some(100_000_000)).unwrap().invoice;
        world.kill();
        let key = format!("invoice/{}", invoice.hash);
        let text = String::from_utf8(world.cloud.get(&key).unwrap().to_vec()).unwrap();
        assert!(text.contains(was), "{text}");
        let value = text.replace(was, becomes).into_bytes();
        world.cloud.apply(&Batch { ops: vec![Op::Put { key, value }] });
        world.settle().unwrap();
        // Without the agreement the channel would not be used at all.
        world.wallet().expect_channel(world.time_ms);
        world.payer_pays(&invoice.bolt11, None).unwrap();
        world.settle().unwrap();
        assert_eq!(world.payer_failures(&invoice.hash), 1, "{becomes}");
        assert!(!world.payer_has_proof(&invoice.hash));
        let underpaid = Notice::Underpaid { hash: invoice.hash.clone(), missing_msat: 500_000 };
        assert!(world.notices.contains(&underpaid), "{:?}", world.notices);
        let kept: Vec<_> = world.wallet().payments();
        assert_eq!(kept.len(), 1, "it is told in the history");
        assert_eq!(kept[0].id(), format!("refused/{}", invoice.hash));
        assert_eq!(
            (kept[0].direction, kept[0].outcome),
            (Direction::In, Outcome::Failed(Failure::Underpaid))
        );
        assert_eq!(world.wallet().balance().lightning_msat, 0);
    }
}

#[test]
fn an_invoice_is_not_shown_before_its_agreement_is_durable() {
    let mut world = world();
    let id = world.wallet().begin_opening(request(Some(50_000_000)), world.time_ms).unwrap();
    world.outage = true;
    world.settle().unwrap();
    let bought = world.wallet().take_opening(id).unwrap().unwrap();
    assert!(!world.wallet().is_invoice_saved(&bought.invoice.hash));
    world.flush().unwrap();
    assert!(!world.wallet().is_invoice_saved(&bought.invoice.hash), "handed out, but not durable");
    world.outage = false;
    world.write_waiting();
    assert!(world.wallet().is_invoice_saved(&bought.invoice.hash));
}

/// Also where LDK counts only what is above the channel's reserve.
#[test]
fn the_balance_is_exact_from_the_first_satoshi() {
    let mut world = world();
    *world.peer.seller.offers.borrow_mut() =
        vec![Offer { least_fee_msat: 1_000, least_msat: 2_000, ..OFFER }];
    let invoice = buy(&mut world, Some(50_000)).unwrap().invoice;
    first_receive(&mut world, &invoice.bolt11, &invoice.hash, None).unwrap();
    world.settle().unwrap();
    let balance = world.wallet().balance().lightning_msat;
    assert_eq!(balance, 49_000);
    assert_eq!(world.wallet().sendable_msat(), 0, "all of it is reserve");
}

#[test]
fn a_second_payment_of_the_same_invoice_may_not_be_smaller() {
    let mut world = world();
    let invoice = buy(&mut world, Some(100_000_000)).unwrap().invoice;
    first_receive(&mut world, &invoice.bolt11, &invoice.hash, None).unwrap();
    world.flush().unwrap();
    assert!(world.cloud.get(&format!("invoice/{}", invoice.hash)).is_none(), "the agreement is used up");
}

/// As long as the menu grants, so that the wallet may stay closed for two weeks.
#[test]
fn the_provider_of_a_bought_channel_waits_as_long_as_it_grants() {
    let mut world = world();
    let invoice = buy(&mut world, Some(50_000_000)).unwrap().invoice;
    first_receive(&mut world, &invoice.bolt11, &invoice.hash, None).unwrap();
    assert_eq!(world.peer.delays(world.wallet().node_id()), [2_016]);
}
