//! Invoices, good and bad, and the history.

use lifeboat_wallet::sim::{Map, World, opened};
use lifeboat_wallet::{
    Direction, Failure, InvoiceError, InvoiceRequest, Network, Outcome, PayError, PeerLine,
};

fn pay(world: &World, text: &str, amount: Option<u64>) -> Result<String, PayError> {
    world.wallet().pay(text, amount, world.time_ms)
}

#[test]
fn refuses_what_is_not_an_invoice() {
    let world = opened(0).unwrap();
    for text in ["", "hello", "lnbcrt1", "🙂"] {
        assert_eq!(pay(&world, text, None), Err(PayError::NotAnInvoice), "{text}");
    }
    let good = world.peer_invoice(Some(1_000)).unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone().into_bytes();
        bad[at] = if bad[at] == b'q' { b'p' } else { b'q' };
        let bad = String::from_utf8(bad).unwrap();
        assert_ne!(world.wallet().check(&bad, world.time_ms).err(), None, "changed at {at}: {bad}");
    }
}

/// Its description is not UTF-8; or it has a feature that is required and that nobody here knows.
#[test]
fn an_invoice_that_is_whole_and_cannot_be_paid_is_not_called_damaged() {
    let world = opened(0).unwrap();
    let not_utf8 = "lnbcrt25u1p4sdt5qpp5ekczmd033euf6j9dzyvy60d0v7uqyw4vm9mmzut3lyj4uchcsqqssp5rw7tfh6td2dujus9uhfmpwus33t24hne6nja94chs9jm87tl7vdqdq8vdskd6gxqxfvcqcq9qyysgqqjudj3ys3hud88ldmjp7ssnvtzhxxchx2tj42mqmfdft6flmf3gnt0d3227r27ua300wvphl5nlg5aa5udhdafgu3funnukt8z25jncqf7vkyq";
    let unknown_feature = "lnbcrt25u1p4sdt5qpp5yu395kfugze84lkqemraynjrnyxhqv6f85cu5y6xa8mgczyqk57ssp53lj0u0dus7zqljgcu6vzhs9a072kmg6e28evxr8ha4stqh279kyqdq2vdhkven9v5xqxfvcqcq9q4pqqqqqqqqqqqqqqqqysgq2t4f5ds4ja0n8qqe9490wjrsknae5vxpla602uvssc3wrd350qr8nxhc7qy6tsu7vrpsh6gp6tqfk9538le494a8sgsjwzn2paetzsqpmscruc";
    for text in [not_utf8, unknown_feature] {
        assert_eq!(pay(&world, text, None), Err(PayError::Unpayable), "{text}");
    }
}

#[test]
fn refuses_an_invoice_of_another_network() {
    let world = opened(0).unwrap();
    // The first example of BOLT 11: mainnet, any amount.
    let mainnet = "lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq9qrsgq357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap9us6v52vjjsrvywa6rt52cm9r9zqt8r2t7mlcwspyetp5h2tztugp9lfyql";
    assert_eq!(pay(&world, mainnet, Some(1_000)), Err(PayError::OtherNetwork));
}

#[test]
fn refuses_an_expired_invoice() {
    let world = opened(0).unwrap();
    let invoice = world.peer_invoice(Some(1_000)).unwrap();
    let later = world.time_ms + 36_001_000;
    assert_eq!(world.wallet().pay(&invoice, None, later), Err(PayError::Expired));
    assert_eq!(world.wallet().check(&invoice, later).unwrap_err(), PayError::Expired);
}

#[test]
fn needs_an_amount_when_the_invoice_names_none() {
    let mut world = opened(0).unwrap();
    let invoice = world.peer_invoice(None).unwrap();
    assert_eq!(pay(&world, &invoice, None), Err(PayError::AmountMissing));
    assert_eq!(pay(&world, &invoice, Some(0)), Err(PayError::AmountMissing));
    let hash = pay(&world, &invoice, Some(123_000)).unwrap();
    world.settle().unwrap();
    let payment = world.wallet().payments().into_iter().find(|p| p.hash == hash).unwrap();
    assert_eq!((payment.amount_msat, payment.outcome), (123_000, Outcome::Done));
}

#[test]
fn refuses_to_pay_less_than_is_asked_or_more_than_there_is() {
    let world = opened(0).unwrap();
    let invoice = world.peer_invoice(Some(5_000)).unwrap();
    assert_eq!(pay(&world, &invoice, Some(4_999)), Err(PayError::AmountTooSmall));
    let much = world.peer_invoice(Some(1_000_000_000)).unwrap();
    let most_msat = world.wallet().sendable_msat();
    assert!(most_msat > 30_000_000 && most_msat < 40_000_000, "{most_msat}");
    assert_eq!(pay(&world, &much, None), Err(PayError::NotEnough { most_msat }));
    assert!(world.wallet().payments().is_empty(), "what was refused leaves no trace");
}

#[test]
fn can_send_what_it_says_it_can() {
    let mut world = opened(0).unwrap();
    let most = world.wallet().sendable_msat();
    assert!(world.pay(true, most).unwrap());
}

#[test]
fn pays_an_invoice_only_once_also_after_a_restart() {
    let mut world = opened(0).unwrap();
    let invoice = world.peer_invoice(Some(1_000_000)).unwrap();
    pay(&world, &invoice, None).unwrap();
    let expired = |world: &World| world.wallet().check(&invoice, world.time_ms + 36_001_000).unwrap_err();
    assert_eq!(pay(&world, &invoice, None), Err(PayError::AlreadyPaid), "while it is under way");
    assert_eq!(expired(&world), PayError::AlreadyPaid, "its payee may take it in hours");
    world.settle().unwrap();
    assert_eq!(pay(&world, &invoice, None), Err(PayError::AlreadyPaid), "when it is done");
    assert_eq!(expired(&world), PayError::AlreadyPaid, "whatever time it is");
    world.flush().unwrap();
    world.kill();
    world.settle().unwrap();
    assert_eq!(pay(&world, &invoice, None), Err(PayError::AlreadyPaid), "after a restart");
}

#[test]
fn refuses_its_own_invoice() {
    let world = opened(0).unwrap();
    let own = world.invoice(Some(1_000)).unwrap();
    assert_eq!(pay(&world, &own.bolt11, None), Err(PayError::OwnInvoice));
    let later = world.time_ms + 36_001_000;
    assert_eq!(world.wallet().check(&own.bolt11, later).unwrap_err(), PayError::OwnInvoice);
}

#[test]
fn a_spent_channel_is_not_taken_for_a_peer_that_is_away() {
    let mut world = opened(0).unwrap();
    let most = world.wallet().sendable_msat();
    assert!(world.pay(true, most).unwrap());
    assert_eq!(world.wallet().sendable_msat(), 0);
    let invoice = world.peer_invoice(Some(1_000_000)).unwrap();
    assert_eq!(pay(&world, &invoice, None), Err(PayError::NotEnough { most_msat: 0 }));
}

#[test]
fn says_when_the_peer_is_away_or_there_is_no_way() {
    let mut world = opened(0).unwrap();
    let invoice = world.peer_invoice(Some(1_000)).unwrap();
    world.disconnect();
    world.wallet().pump(world.time_ms);
    let hash = pay(&world, &invoice, None).unwrap();
    world.time_ms += 15_000;
    world.wallet().pump(world.time_ms);
    let told = world.wallet().payment(&format!("out/{hash}")).unwrap();
    assert_eq!(told.outcome, Outcome::Failed(Failure::NeverSent));
    let empty = World::new().unwrap();
    assert_eq!(pay(&empty, &invoice, None), Err(PayError::NotEnough { most_msat: 0 }));
    // A node nobody knows a way to.
    let mut stranger = World::new().unwrap();
    stranger.connect().unwrap();
    let world = opened(0).unwrap();
    let unknown = lifeboat_wallet::sim::invoice_of_a_stranger(1_000, world.time_ms).unwrap();
    assert_eq!(pay(&world, &unknown, None), Err(PayError::NoMap));
    let made = u32::try_from(world.time_ms / 1000).unwrap();
    let map = Map::of_size(40, Network::Regtest, made).encode();
    world.wallet().read_map(&map, world.time_ms).unwrap();
    assert_eq!(pay(&world, &unknown, None), Err(PayError::NoRoute));
    assert!(world.wallet().payments().is_empty(), "what was refused leaves no trace");
}

#[test]
fn reads_what_people_paste() {
    let world = opened(0).unwrap();
    let invoice = world.peer_invoice(Some(1_000)).unwrap();
    let (head, tail) = invoice.split_at(40);
    for text in [format!("lightning:{invoice}"), invoice.to_uppercase(), format!(" {head}\n{tail} ")] {
        assert_eq!(world.wallet().check(&text, world.time_ms).unwrap().invoice, invoice);
    }
}

/// Made once with a key of their own; their signatures are good.
const ZERO: &str = "lnbcrt01p4sdt5qpp5gms2amhr5p8gpln9nva00q74n803d786hnevdc0fmpaq0ldgzkrqsp5nc82jl9qjtm8sjv5w4hdegutwcht05q6d0tz40rey0479sp6sf9qdq2vdhkven9v5xqxfvcqcq9qyysgqj4p4yv6a30v48h8hk2uhl72628d6zkazrwmayfxg9fz5laa98rn8dhgw3uv888n5f7t02adwxhcgzkha77pnl3jr2ek8xsaqt5jgy6qpy35fuq";
const FOR_EVER: &str = "lnbcrt25u1p4sdt5qpp5cdrgyfhq06k3v7sst8d94mz8sae7qs2xtkz68dfpjneu5029qhjssp564wc65rg7tl63jlwzq4pq3kwzg7hjduy0unnv7c4rsm64n55plxsdq2vdhkven9v5xqvllllllllllll9qyysgq2kfjkpf7q675zf5akt02w4tsquskjp9t6lewd0l77eyq59thf7k34akptpkltr0uaus4f2un38trzyrmtgffvz4qs7q6r8m4uvct5ncqevj7hz";

#[test]
fn an_amount_of_nought_is_left_to_the_payer_and_one_beyond_all_numbers_is_not() {
    let world = opened(0).unwrap();
    let check = |text: &str| world.wallet().check(text, world.time_ms);
    assert_eq!(check(ZERO).unwrap().amount_msat, None);
    assert_eq!(pay(&world, ZERO, None), Err(PayError::AmountMissing));
    let beyond = lifeboat_wallet::sim::invoice_beyond_numbers(world.time_ms).unwrap();
    assert!(matches!(check(&beyond), Err(PayError::NotEnough { .. })), "{:?}", check(&beyond));
    assert!(matches!(pay(&world, &beyond, Some(1_000)), Err(PayError::NotEnough { .. })));
    assert_eq!(check(FOR_EVER).unwrap().expires_ms, None, "no date that a calendar does not have");
}

#[test]
fn remembers_notes_proofs_and_times_of_both_directions() {
    let mut world = opened(0).unwrap();
    let invoice = world.invoice(Some(2_000_000)).unwrap();
    world.peer_pays(&invoice.bolt11).unwrap();
    world.settle().unwrap();
    let got = world.wallet().payments().into_iter().find(|p| p.hash == invoice.hash).unwrap();
    assert_eq!((got.direction, got.amount_msat, got.outcome), (Direction::In, 2_000_000, Outcome::Done));
    assert_eq!(got.note, "a coffee");
    assert_eq!(got.settled_ms, Some(world.time_ms));
    assert_eq!(got.preimage.map(|p| p.len()), Some(64));
    world.flush().unwrap();
    assert!(world.wallet().payments().iter().all(|p| p.saved));
}

#[test]
fn says_that_a_payment_is_not_saved_until_it_is() {
    let mut world = opened(0).unwrap();
    world.flush().unwrap();
    let invoice = world.peer_invoice(Some(1_000_000)).unwrap();
    world.outage = true;
    pay(&world, &invoice, None).unwrap();
    world.settle().unwrap();
    assert!(world.wallet().is_waiting());
    assert!(!world.wallet().payments()[0].saved);
    world.outage = false;
    world.write_waiting();
    world.settle().unwrap();
    world.flush().unwrap();
    assert!(!world.wallet().is_waiting() && !world.wallet().is_unsaved());
    assert!(world.wallet().payments()[0].saved);
}

#[test]
fn does_not_ask_for_more_than_it_can_receive() {
    let world = opened(0).unwrap();
    let most_msat = world.wallet().receivable_msat();
    let request = |amount_msat| InvoiceRequest { amount_msat, note: String::new(), expiry_secs: 3_600 };
    let ask = |r: &InvoiceRequest| world.wallet().invoice(r, PeerLine::Dialled, world.time_ms);
    assert_eq!(ask(&request(Some(most_msat + 1))).unwrap_err(), InvoiceError::TooMuch { most_msat });
    assert_eq!(ask(&request(Some(0))).unwrap_err(), InvoiceError::Zero);
    assert!(ask(&request(Some(most_msat))).is_ok());
    assert!(ask(&request(None)).is_ok());
    let long = InvoiceRequest { note: "x".repeat(700), ..request(Some(1)) };
    assert_eq!(ask(&long).unwrap_err(), InvoiceError::NoteTooLong);
    assert!(world.wallet().needs_channel(Some(most_msat + 1), PeerLine::Dialled));
    assert!(!world.wallet().needs_channel(Some(most_msat), PeerLine::Dialled));
    assert!(World::new().unwrap().wallet().needs_channel(None, PeerLine::Dialled));
}

#[test]
fn invoices_carry_the_way_to_a_private_channel() {
    let world = opened(1).unwrap();
    let invoice = world.invoice(Some(1_000)).unwrap();
    let hints = lifeboat_wallet::sim::hints(&invoice.bolt11).unwrap();
    assert_eq!(hints, vec![world.lsp().node_id]);
}
