//! A payment is in the history from the order on, wherever it waits, and in no balance.

use lifeboat_wallet::sim::{World, invoice_of_a_stranger_for, opened};
use lifeboat_wallet::{CloseWay, Direction, Failure, Outcome, PaidService, PayError, Payment, PaymentStage};

const MSAT: u64 = 3_000_000;

fn order(world: &World) -> (String, String) {
    let invoice = world.peer_invoice(Some(MSAT)).unwrap();
    let hash = world.wallet().pay(&invoice, None, world.time_ms).unwrap();
    (invoice, hash)
}

fn seen(world: &World, hash: &str) -> Payment {
    world.wallet().payment(&format!("out/{hash}")).unwrap()
}

fn away(world: &mut World) {
    world.disconnect();
    world.wallet().pump(world.time_ms);
}

#[test]
fn an_ordered_payment_waits_in_the_history_and_goes_out_once_when_the_peer_is_back() {
    let mut world = opened(0).unwrap();
    let before = world.wallet().balance();
    away(&mut world);
    let (invoice, hash) = order(&world);
    assert_eq!(
        (seen(&world, &hash).outcome, seen(&world, &hash).stage),
        (Outcome::Pending, PaymentStage::Starting)
    );
    let balance = world.wallet().balance();
    assert_eq!(balance.lightning_msat, before.lightning_msat - MSAT, "no balance without what is under way");
    assert_eq!(balance.sendable_to_peer_msat, before.sendable_to_peer_msat - MSAT);
    assert_eq!(world.wallet().pay(&invoice, None, world.time_ms), Err(PayError::AlreadyPaid), "a second tap");
    world.connect().unwrap();
    world.settle().unwrap();
    assert_eq!(seen(&world, &hash).outcome, Outcome::Done);
    assert!(world.peer.has_claimed(&hash));
    assert_eq!(world.wallet().balance().lightning_msat, before.lightning_msat - MSAT, "once");
}

#[test]
fn a_payment_whose_peer_does_not_come_ends_and_never_goes_out_later() {
    let mut world = opened(0).unwrap();
    let before = world.wallet().balance().lightning_msat;
    away(&mut world);
    let (invoice, hash) = order(&world);
    world.time_ms += 14_999;
    world.wallet().pump(world.time_ms);
    assert_eq!(seen(&world, &hash).outcome, Outcome::Pending);
    world.time_ms += 1;
    world.wallet().pump(world.time_ms);
    assert_eq!(seen(&world, &hash).outcome, Outcome::Failed(Failure::NeverSent));
    assert_eq!(world.wallet().balance().lightning_msat, before);
    world.connect().unwrap();
    world.settle().unwrap();
    assert!(
        !world.peer.has_htlc(&hash) && seen(&world, &hash).outcome == Outcome::Failed(Failure::NeverSent)
    );
    // Nothing went out, so that it may be ordered again.
    world.wallet().pay(&invoice, None, world.time_ms).unwrap();
    world.settle().unwrap();
    assert_eq!(seen(&world, &hash).outcome, Outcome::Done);
}

#[test]
fn a_process_that_dies_while_a_payment_waits_for_the_peer_does_not_send_it_and_says_so() {
    let mut world = opened(0).unwrap();
    away(&mut world);
    let (_, hash) = order(&world);
    world.flush_alone();
    world.kill();
    world.settle().unwrap();
    world.time_ms += 60_000;
    world.settle().unwrap();
    assert_eq!(seen(&world, &hash).outcome, Outcome::Failed(Failure::NeverSent));
    assert!(!world.peer.has_htlc(&hash));
}

#[test]
fn tells_that_it_waits_for_the_backup_and_then_that_it_is_under_way() {
    let mut world = opened(0).unwrap();
    world.flush().unwrap();
    world.peer_holds();
    world.outage = true;
    let (_, hash) = order(&world);
    world.settle().unwrap();
    assert_eq!(seen(&world, &hash).stage, PaymentStage::Saving);
    assert!(!world.peer.has_htlc(&hash));
    world.outage = false;
    world.write_waiting();
    world.settle().unwrap();
    assert!(world.peer.has_htlc(&hash));
    assert_eq!(
        (seen(&world, &hash).outcome, seen(&world, &hash).stage),
        (Outcome::Pending, PaymentStage::UnderWay)
    );
}

/// The balance is without what is under way, and a state that is old loses that as well, until a block has the closing.
#[test]
fn what_is_at_stake_includes_what_is_under_way_either_way() {
    let mut world = opened(2).unwrap();
    let stake = |world: &World| world.wallet().at_stake_sat();
    let ours = |world: &World| world.wallet().balance().lightning_msat;
    let before = ours(&world);
    let all_sat = before.div_ceil(1_000);
    assert_eq!(stake(&world), all_sat);
    away(&mut world);
    order(&world);
    assert_eq!((ours(&world), stake(&world)), (before - MSAT, all_sat), "ordered");
    world.peer_holds();
    world.connect().unwrap();
    world.settle().unwrap();
    assert_eq!((ours(&world), stake(&world)), (before - MSAT, all_sat), "on its way out");
    world.flush().unwrap();
    world.outage = true;
    let asked = world.invoice(Some(2 * MSAT)).unwrap();
    world.peer_pays(&asked.bolt11).unwrap();
    world.settle().unwrap();
    let with_coming = all_sat + 2 * MSAT / 1_000;
    assert_eq!((ours(&world), stake(&world)), (before - MSAT, with_coming), "on its way in");
}

#[test]
fn a_closed_channel_is_at_stake_until_a_block_has_its_closing() {
    let mut world = opened(2).unwrap();
    let all_sat = world.wallet().at_stake_sat();
    let closing = world.peer_closes_alone().unwrap();
    world.flush().unwrap();
    let id = world.wallet().channels().first().map(|channel| channel.id.clone());
    if let Some(id) = id {
        world.wallet().close(&id, CloseWay::Alone).unwrap();
    }
    world.wallet().pump(world.time_ms);
    let stake_sat = world.wallet().at_stake_sat();
    assert!(stake_sat > 0 && stake_sat <= all_sat, "{stake_sat} of {all_sat}");
    world.mine(vec![closing]).unwrap();
    world.look().unwrap();
    world.settle().unwrap();
    assert_eq!(world.wallet().at_stake_sat(), 0);
}

/// What was handed to the journal and is not in the cloud: the next process shows it before it can do anything.
#[test]
fn a_queued_payment_is_shown_as_waiting_by_the_next_process() {
    let mut world = opened(0).unwrap();
    world.flush().unwrap();
    let before = world.wallet().balance().lightning_msat;
    world.outage = true;
    let (_, hash) = order(&world);
    world.settle().unwrap();
    world.outage = false;
    let keys = world.waiting_payment_keys();
    assert_eq!(keys, [format!("payment/out/{hash}")]);
    // The state with what is queued, as the device holds both.
    world.apply_waiting();
    let looking = world.open_durable().unwrap();
    looking.note_queued(keys);
    let shown = looking.payment(&format!("out/{hash}")).unwrap();
    assert_eq!((shown.outcome, shown.stage, shown.saved), (Outcome::Pending, PaymentStage::Saving, false));
    assert_eq!(looking.balance().lightning_msat, before - MSAT);
}

#[test]
fn another_invoice_of_the_same_payee_and_amount_within_minutes_is_noticed() {
    let mut world = opened(0).unwrap();
    let first = world.peer_invoice(Some(MSAT)).unwrap();
    assert_eq!(world.wallet().alike(None, &first, None, world.time_ms), None);
    let hash = world.wallet().pay(&first, None, world.time_ms).unwrap();
    let again = world.peer_invoice(Some(MSAT)).unwrap();
    let alike = |world: &World, invoice: &str, amount| {
        world.wallet().alike(None, invoice, amount, world.time_ms).map(|p| p.hash)
    };
    assert_eq!(alike(&world, &again, None), Some(hash.clone()), "while it is under way");
    world.settle().unwrap();
    assert_eq!(alike(&world, &again, None), Some(hash.clone()), "and when it is done");
    let open = world.peer_invoice(None).unwrap();
    assert_eq!(alike(&world, &open, Some(MSAT)), Some(hash));
    assert_eq!(alike(&world, &open, Some(MSAT + 1)), None);
    let stranger = lifeboat_wallet::sim::invoice_of_a_stranger(MSAT, world.time_ms).unwrap();
    assert_eq!(alike(&world, &stranger, None), None);
    world.time_ms += 600_000;
    assert_eq!(alike(&world, &again, None), None, "ten minutes later it is another payment");
}

/// Some sign every invoice with a fresh key, or leave that to whoever serves them.
#[test]
fn the_same_service_or_purpose_is_noticed_whatever_key_has_signed() {
    let mut world = opened(0).unwrap();
    let service = |name: &str| PaidService { name: name.to_owned(), description: None, thanks: None };
    let samantha = service("samantha@lifeboat.example");
    let first = world.peer_invoice_for("Two tickets", Some(MSAT)).unwrap();
    let quote = world.wallet().quote(&first, None, world.time_ms).unwrap();
    let wallet = world.wallet();
    let hash = wallet.pay_service(Some(samantha), &first, None, quote.most_fee_msat, world.time_ms).unwrap();
    world.settle().unwrap();
    let alike = |by: Option<&str>, note: &str, msat: u64| {
        let invoice = invoice_of_a_stranger_for(note, msat, world.time_ms).unwrap();
        let found = world.wallet().alike(by.map(service).as_ref(), &invoice, None, world.time_ms);
        found.map(|payment| payment.hash)
    };
    assert_eq!(alike(Some("samantha@lifeboat.example"), "", MSAT), Some(hash.clone()), "the same address");
    assert_eq!(alike(Some("Samantha@Lifeboat.example"), "", MSAT), Some(hash.clone()), "however it is typed");
    assert_eq!(alike(None, "Two tickets", MSAT), Some(hash), "the same purpose");
    assert_eq!(alike(None, "Two tickets", MSAT + 1), None);
    assert_eq!(alike(Some("other@lifeboat.example"), "", MSAT), None);
}

/// That neither says what it is for has nothing in common.
#[test]
fn invoices_without_a_purpose_are_not_alike_for_that() {
    let mut world = opened(0).unwrap();
    let (_, hash) = order(&world);
    world.settle().unwrap();
    assert_eq!((seen(&world, &hash).outcome, seen(&world, &hash).note.as_str()), (Outcome::Done, ""));
    let stranger = invoice_of_a_stranger_for("", MSAT, world.time_ms).unwrap();
    assert_eq!(world.wallet().alike(None, &stranger, None, world.time_ms), None);
}

/// A payment that hangs for an hour is when somebody asks for another invoice.
#[test]
fn a_payment_under_way_is_noticed_however_long_ago_it_was_ordered() {
    let mut world = opened(0).unwrap();
    world.peer.holds(true);
    let (_, hash) = order(&world);
    world.settle().unwrap();
    world.time_ms += 3_600_000;
    let again = world.peer_invoice(Some(MSAT)).unwrap();
    let alike = |world: &World| world.wallet().alike(None, &again, None, world.time_ms).map(|p| p.hash);
    assert_eq!((seen(&world, &hash).outcome, alike(&world)), (Outcome::Pending, Some(hash.clone())));
    world.peer.holds(false);
    world.peer.claim_held();
    world.settle().unwrap();
    assert_eq!(
        (seen(&world, &hash).outcome, alike(&world)),
        (Outcome::Done, Some(hash)),
        "it has only just ended"
    );
    world.time_ms += 600_000;
    assert_eq!(alike(&world), None);
}

#[test]
fn gives_the_history_in_pages_that_hold_every_payment_once() {
    let mut world = opened(9).unwrap();
    let all = world.wallet().payments();
    let newest = world.wallet().newest_payments(4);
    assert_eq!(newest, all[..4]);
    let mut pages = newest;
    loop {
        let last = pages.last().unwrap().id();
        let page = world.wallet().payments_after(&last, 2);
        if page.is_empty() {
            break;
        }
        pages.extend(page);
    }
    assert_eq!(pages, all);
    assert!(world.wallet().payments_after("out/none", 5).is_empty());
    let counts = world.wallet().counts();
    assert_eq!((counts.all, counts.any_received), (9, true));
    world.flush().unwrap();
    assert_eq!(world.wallet().counts().unsaved, 0);
    // One that is under way is shown however old it is.
    world.peer_holds();
    let (_, hash) = order(&world);
    world.settle().unwrap();
    for n in 0..5 {
        world.time_ms += 1_000;
        assert!(world.pay(false, 10_000 + n).unwrap());
    }
    let shown = world.wallet().newest_payments(3);
    assert_eq!(shown.len(), 4);
    assert_eq!(shown.last().unwrap().id(), format!("out/{hash}"));
    assert_eq!(shown.last().unwrap().direction, Direction::Out);
}

#[test]
fn a_clock_that_is_set_back_ends_the_wait_for_the_line() {
    let mut world = opened(0).unwrap();
    away(&mut world);
    let (_, hash) = order(&world);
    world.time_ms -= 3 * 3_600_000;
    world.wallet().pump(world.time_ms);
    assert_eq!(seen(&world, &hash).outcome, Outcome::Failed(Failure::NeverSent));
}
