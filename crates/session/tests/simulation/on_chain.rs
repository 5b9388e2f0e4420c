//! Money on the chain: an address, a payment, and what the page is shown of them.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{
    Activity, Answer, ChainKind, ChainTarget, Outcome, Pasted, PaymentStage, Phase, Problem, Request,
    SendOrder, SendPreview,
};

use crate::{
    journey::{done, pin, saved},
    world::{Process, World},
};

const PAYEE: &str = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";

pub fn address(world: &World, tab: &Process) -> String {
    match world.ask(tab, Request::ChainAddress) {
        Some(Ok(Answer::ChainAddress { address })) => address,
        other => panic!("{other:?}"),
    }
}

fn read(world: &World, tab: &Process, text: &str) -> ChainTarget {
    match world.ask(tab, Request::Check { text: text.into() }) {
        Some(Ok(Answer::ChainTarget(target))) => target,
        other => panic!("{other:?}"),
    }
}

fn preview(world: &World, tab: &Process, order: &SendOrder) -> SendPreview {
    match world.ask(tab, Request::PreviewSend { order: order.clone() }) {
        Some(Ok(Answer::SendPreview(preview))) => preview,
        other => panic!("{other:?}"),
    }
}

pub fn send(world: &World, tab: &Process, amount_sat: u64) -> (SendPreview, String) {
    let target = read(world, tab, &format!("bitcoin:{PAYEE}?label=Boat"));
    let (to, sat_per_kvb) = (target.address, target.choices[1].sat_per_kvb);
    let order = SendOrder { to, amount_sat: Some(amount_sat), sat_per_kvb, keep_reserve: true };
    let shown = preview(world, tab, &order);
    let request = Request::SendOnChain {
        order,
        shown: shown.clone(),
        note: target.label,
        dear_is_well: false,
        again: false,
    };
    match world.ask(tab, request) {
        Some(Ok(Answer::SentOnChain { id })) => (shown, id),
        other => panic!("{other:?}"),
    }
}

/// A wallet with a backup that was paid 200,000 sat on the chain, in a block.
pub fn paid(world: &World, tab: &Process) -> String {
    saved(world, tab);
    let address = address(world, tab);
    world.around.network.give(&address, 200_000).unwrap();
    world.run(120_000);
    world.mine(1);
    world.see(tab, "a coin", |view| view.balance.onchain_sat == 200_000);
    address
}

fn found<'a>(activities: &'a [Activity], id: &str) -> &'a Activity {
    activities.iter().find(|activity| activity.id == id).unwrap()
}

#[test]
fn an_address_is_kept_before_it_is_shown_and_what_comes_to_it_is_seen_at_once() {
    let world = World::new(31);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    saved(&world, &tab);
    let given = address(&world, &tab);
    assert_eq!(address(&world, &tab), given, "the same until it is used");
    // The tab dies the moment it was shown.
    drop(tab);
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    world.around.network.give(&given, 200_000).unwrap();
    let seen = world.see(&tab, "a payment", |view| view.activities.iter().any(|it| it.on_chain.is_some()));
    let waiting = &seen.activities[0];
    assert_eq!(waiting.outcome, Outcome::Pending { stage: PaymentStage::Unconfirmed });
    assert_eq!((waiting.amount_msat, seen.balance.onchain_sat), (200_000_000, 0));
    world.mine(1);
    let seen = world.see(&tab, "a coin", |view| view.balance.onchain_sat == 200_000);
    let on_chain = seen.activities[0].on_chain.clone().unwrap();
    assert_eq!((on_chain.kind, on_chain.confirmations), (ChainKind::Received, 1));
    assert_eq!((seen.activities[0].outcome.clone(), seen.payments.all), (Outcome::Done, 1));
    world.mine(2);
    world.see(&tab, "confirmations", |view| {
        view.activities[0].on_chain.as_ref().is_some_and(|it| it.confirmations == 3)
    });
    assert_ne!(address(&world, &tab), given);
}

#[test]
fn a_payment_on_the_chain_is_shown_as_it_stands() {
    let world = World::new(32);
    let tab = world.open(&world.device("phone"));
    paid(&world, &tab);
    let (shown, id) = send(&world, &tab, 60_000);
    let seen = world.see(&tab, "a payment that left", |view| {
        found(&view.activities, &id).outcome == Outcome::Pending { stage: PaymentStage::Unconfirmed }
    });
    let ours = found(&seen.activities, &id);
    assert_eq!((ours.amount_msat, ours.fee_msat), (60_000_000, shown.fee_sat * 1_000));
    assert_eq!(ours.note, "Boat");
    let order =
        SendOrder { to: PAYEE.into(), amount_sat: Some(60_000), sat_per_kvb: 2_000, keep_reserve: true };
    let shown_again = preview(&world, &tab, &order);
    let request = Request::SendOnChain {
        order,
        shown: shown_again,
        note: String::new(),
        dear_is_well: false,
        again: false,
    };
    assert_eq!(world.ask(&tab, request), Some(Err(Problem::PaidJustNow)), "perhaps by mistake");
    assert_eq!(ours.on_chain.clone().unwrap().to.as_deref(), Some(PAYEE));
    assert_eq!(world.around.network.broadcasts.borrow().len(), 2, "what came, and what went");
    // That a server took it is written, too; it waits for no backup meanwhile.
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    world.run(20_000);
    let unconfirmed = Outcome::Pending { stage: PaymentStage::Unconfirmed };
    assert_eq!(found(&tab.view().activities, &id).outcome, unconfirmed);
    world.around.clouds[0].mend();
    world.see(&tab, "a payment in the backup", |view| found(&view.activities, &id).saved);
    world.mine(1);
    let seen =
        world.see(&tab, "a payment in a block", |view| found(&view.activities, &id).outcome == Outcome::Done);
    assert_eq!(seen.balance.onchain_sat, shown.left_sat);
    let one = world.ask(&tab, Request::Payment { id: id.clone() });
    assert!(matches!(one, Some(Ok(Answer::Payments { payments })) if payments[0].id == id));

    // A link to the same address that can be paid over Lightning: the same amount would be paid twice.
    world.open_channel(&tab, 1_000_000, 400_000_000);
    for (msat, link, paid) in [
        (60_000_000, true, true),
        (59_999_001, true, true),
        (60_001_000, true, false),
        (60_000_000, false, false),
    ] {
        let invoice = world.around.network.invoice(msat).unwrap();
        let text = if link { format!("bitcoin:{PAYEE}?lightning={invoice}") } else { invoice };
        match world.ask(&tab, Request::Check { text }) {
            Some(Ok(Answer::Payable(payable))) => assert_eq!(payable.paid_on_chain, paid, "{msat} {link}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn nothing_leaves_before_it_is_in_the_backup() {
    let world = World::new(33);
    let tab = world.open(&world.device("phone"));
    paid(&world, &tab);
    world.run(60_000);
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    let (_, id) = send(&world, &tab, 60_000);
    world.run(20_000);
    let stage = Outcome::Pending { stage: PaymentStage::Saving };
    assert_eq!(found(&tab.view().activities, &id).outcome, stage);
    assert_eq!(world.around.network.broadcasts.borrow().len(), 1);
    // As long as nothing has left it can be called off; what stays goes when the storage answers.
    let (_, other) = send(&world, &tab, 70_000);
    done(&world, &tab, Request::CallOff { id: other.clone() });
    let calling_off = Outcome::Pending { stage: PaymentStage::CallingOff };
    world.see(&tab, "what is called off", |view| found(&view.activities, &other).outcome == calling_off);
    assert_eq!(world.ask(&tab, Request::CallOff { id: other.clone() }), Some(Err(Problem::NotWaiting)));
    world.around.clouds[0].mend();
    world.see(&tab, "a payment that left", |view| found(&view.activities, &id).outcome != stage);
    world.run(70_000);
    assert_eq!(world.around.network.broadcasts.borrow().len(), 2);
    let called_off = Outcome::Failed { problem: Problem::CalledOff };
    assert_eq!(found(&tab.view().activities, &other).outcome, called_off);
    assert_eq!(world.ask(&tab, Request::CallOff { id }), Some(Err(Problem::HasLeft)));
}

#[test]
fn the_words_of_a_server_that_refuses_are_shown() {
    let world = World::new(34);
    let tab = world.open(&world.device("phone"));
    paid(&world, &tab);
    *world.around.network.refusal.borrow_mut() = Some("min relay fee not met".to_owned());
    let (_, id) = send(&world, &tab, 60_000);
    let problem = Problem::NotAccepted { words: "min relay fee not met".to_owned() };
    let seen = world.see(&tab, "a refusal", |view| {
        found(&view.activities, &id).outcome == Outcome::Failed { problem: problem.clone() }
    });
    assert_eq!(seen.balance.onchain_sat, 200_000, "no money moved");
}

#[test]
fn what_cannot_be_sent_is_named() {
    let world = World::new(35);
    let tab = world.open(&world.device("phone"));
    let own = paid(&world, &tab);
    let check = |text: &str| world.ask(&tab, Request::Check { text: text.into() }).unwrap().unwrap_err();
    assert_eq!(check(&own), Problem::OwnAddress);
    assert_eq!(check("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"), Problem::OtherNetwork);
    assert_eq!(check(&format!("bitcoin:{PAYEE}?amount=1,5")), Problem::BadLink);
    let required = Problem::LinkRequires { what: "pj".into() };
    assert_eq!(check(&format!("bitcoin:{PAYEE}?req-pj=https://x.example")), required);
    let words = ["abandon "; 11].concat();
    for phrase in [format!("{words}about"), format!("{words}zoo")] {
        let problem = Problem::NotAnInvoice { what: Pasted::RecoveryPhrase };
        assert_eq!(check(&phrase), problem, "with a wrong checksum, too: it is one but for a word");
    }
    assert!(matches!(check("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt08q"), Problem::NotAnInvoice { .. }));
    let short = format!("My words: {}", ["abandon "; 11].concat());
    assert_eq!(check(&short), Problem::NotAnInvoice { what: Pasted::RecoveryPhrase }, "one is missing");
    assert_eq!(check("hello"), Problem::BadInvoice);
    // Over Lightning there is nothing, and of a link the address can be paid.
    let invoice = world.around.network.invoice(50_000_000).unwrap();
    let link = format!("bitcoin:{PAYEE}?amount=0.0005&lightning={invoice}");
    assert_eq!(read(&world, &tab, &link).amount_sat, Some(50_000));
    let asked = world.ask(&tab, Request::Check { text: invoice });
    assert!(matches!(asked, Some(Ok(Answer::Payable(_)))), "alone it is what it is: {asked:?}");
    let service = format!("bitcoin:{PAYEE}?amount=0.0005&lightning=ana@silent.example");
    assert_eq!(read(&world, &tab, &service).amount_sat, Some(50_000));
    let order = |amount_sat, sat_per_kvb| {
        let order =
            SendOrder { to: PAYEE.into(), amount_sat: Some(amount_sat), sat_per_kvb, keep_reserve: true };
        world.ask(&tab, Request::PreviewSend { order }).unwrap().map(|_| ()).unwrap_err()
    };
    assert_eq!(order(100, 1_000), Problem::Dust { least_sat: 294 });
    assert!(matches!(order(200_000, 1_000), Problem::NotEnoughOnChain { most_sat: 199_000..200_000 }));
    assert_eq!(order(10_000, 10), Problem::FeeRate { least_sat_per_kvb: 1_000 });
}

/// A link with an invoice in it: the address takes the money only as long as nothing of it went over Lightning.
#[test]
fn what_was_paid_over_lightning_is_not_offered_on_the_chain_when_its_invoice_expires() {
    let world = World::new(36);
    let tab = world.open(&world.device("phone"));
    saved(&world, &tab);
    done(&world, &tab, Request::AutoLock { minutes: None });
    world.open_channel(&tab, 1_000_000, 400_000_000);
    let [paid, other] = [25_000_000, 26_000_000].map(|msat| {
        let invoice = world.around.network.invoice(msat).unwrap();
        format!("bitcoin:{PAYEE}?amount=0.00025&lightning={invoice}")
    });
    let request = Request::Pay { invoice: paid.clone(), amount_msat: None, most_fee_msat: 0, again: false };
    done(&world, &tab, request);
    world.see(&tab, "a payment", |view| view.activities.iter().any(|it| it.outcome == Outcome::Done));
    world.run(11 * 3_600_000);
    assert_eq!(world.ask(&tab, Request::Check { text: paid }), Some(Err(Problem::AlreadyPaid)));
    assert_eq!(read(&world, &tab, &other).amount_sat, Some(25_000), "nothing of it was paid");
}

/// What is in channels needs the backup, and what is on the chain needs nothing.
#[test]
fn words_alone_bring_back_what_lies_on_the_chain() {
    let world = World::new(37);
    let tab = world.open(&world.device("phone"));
    paid(&world, &tab);
    let shown = world.ask(&tab, Request::ShowPhrase { unlocker: Some(pin()) });
    let Some(Ok(Answer::Phrase { words })) = shown else { panic!("{shown:?}") };
    let other = world.open(&world.device("laptop"));
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    let restore = |words: &str| Request::RestoreWords { name: "Samantha".into(), words: words.into() };
    assert_eq!(world.ask(&other, restore("not a phrase")), Some(Err(Problem::BadPhrase)));
    done(&world, &other, restore(words.expose()));
    world.see(&other, "a coin", |view| view.balance.onchain_sat == 200_000 && !view.looking);
    assert_eq!(world.ask(&other, restore(words.expose())), Some(Err(Problem::Occupied)));
}
