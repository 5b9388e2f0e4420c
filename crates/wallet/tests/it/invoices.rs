//! What people paste under "Send", with the right outcome of each.

use lifeboat_pasted::Kind;
use lifeboat_wallet::sim::{World, opened};
use lifeboat_wallet::{Outcome, PayError, Payable};
use serde_json::Value;

struct Cases {
    now_ms: u64,
    cases: Vec<Value>,
}

impl Cases {
    fn read() -> Cases {
        let all: Value = serde_json::from_str(include_str!("../cases/invoices.json")).unwrap();
        Cases { now_ms: all["now"].as_u64().unwrap() * 1000, cases: all["cases"].as_array().unwrap().clone() }
    }

    fn text(&self, case: &Value) -> String {
        let made = || {
            assert_eq!(case["generate"], "plain[:-1] + 'q' * 1000000");
            let plain = self.cases[0]["text"].as_str().unwrap();
            format!("{}{}", &plain[..plain.len() - 1], "q".repeat(1_000_000))
        };
        case["text"].as_str().map_or_else(made, str::to_owned)
    }

    fn check(&self, world: &World, case: &Value) -> Result<Payable, PayError> {
        world.wallet().check(&self.text(case), self.now_ms)
    }
}

/// What is read of an invoice.
#[derive(Debug, PartialEq)]
enum Want {
    /// With its amount and note.
    Read,
    Is(PayError),
    /// Nothing that can be paid over Lightning, and what it is instead.
    Named(Kind),
    /// Paid elsewhere: on the chain, or after asking a service for an invoice.
    NoInvoice,
    /// From this many seconds after it was looked at first.
    ExpiredAfter(u64),
}

/// One outcome each, where the collection leaves a choice, too.
fn wanted(id: &str, want: &str) -> Want {
    use Want::*;
    match id {
        "bip21-no-lightning" | "lnurl-pay" | "lnurl-scheme" | "lnurlp-scheme" => NoInvoice,
        "two-invoices" => Named(Kind::Several),
        "node-id" => Named(Kind::NodeId),
        "cashu-token" => Named(Kind::Ecash),
        // Copying it once more helps.
        "one-letter-wrong" | "cut-short" => Named(Kind::Damaged),
        // No text of a hand.
        "a-megabyte" => Named(Kind::Nothing),
        "network-bc" | "network-sb" => Is(PayError::OtherNetwork),
        "secret-missing" => Is(PayError::TooOld),
        // Whole, and made so that nobody can read or pay it: its maker has to mend it.
        "feature-unknown-even"
        | "feature-amp-required"
        | "feature-none"
        | "note-not-utf8"
        | "note-cp1251"
        | "amount-01p"
        | "amount-15p"
        | "amount-too-many-digits"
        | "amount-unknown-unit"
        | "amount-u64-max-m"
        | "description-none"
        | "description-twice"
        | "description-hash-short"
        | "hash-twice"
        | "tag-length-past-end"
        | "payee-field-other"
        | "tag-unknown-over-7089"
        | "signature-broken"
        | "routes-cut"
        | "routes-bad-key"
        | "fallback-version-only" => Is(PayError::Unpayable),
        "expiry-zero" => ExpiredAfter(1),
        "expiry-one-second" => ExpiredAfter(2),
        "stamp-zero" | "expired-yesterday" => ExpiredAfter(0),
        // The checksum and the signature hold.
        "mixed-case" => Read,
        // The payer chooses.
        "amount-none" | "amount-zero" => Read,
        // Of a field that is there twice, the first.
        "expiry-twice" | "expiry-u64-max" | "stamp-max" => Read,
        // Paying ends with an answer: `what_is_read_is_paid_or_refused_with_an_answer`.
        "cltv-u64-max" => Read,
        id if id.starts_with("note-") => Read,
        _ if want.starts_with("read") || want.starts_with("as expiry") => Read,
        _ => panic!("{id} has no test: {want}"),
    }
}

/// A note stands on one line beside an amount: what would move or hide the amount is not shown.
fn shown_note(id: &str, note: &str) -> String {
    match id {
        "note-newlines" => "Invoice Amount: 1 sat".to_owned(),
        "note-nul" => "cof fee".to_owned(),
        "note-bidi-override" => "Shop sat 000 5 ot 1".to_owned(),
        "note-bidi-unclosed" => "تخفیف ۵۰٪".to_owned(),
        "note-lone-bom" => String::new(),
        // Three marks over and under each letter.
        "note-zalgo" => "c\u{335}\u{321}\u{322}".repeat(note.matches('c').count()) + "offee",
        _ => note.to_owned(),
    }
}

#[test]
fn what_is_pasted_is_read_or_named() {
    let (cases, world) = (Cases::read(), opened(0).unwrap());
    assert!(cases.cases.len() > 90);
    for case in &cases.cases {
        let (id, want) = (case["id"].as_str().unwrap(), case["want"].as_str().unwrap());
        let got = cases.check(&world, case);
        match wanted(id, want) {
            Want::Read => {
                let payable = got.unwrap_or_else(|why| panic!("{id}: {want}, and it was {why:?}"));
                let amount = case["amount_msat"].as_u64().filter(|msat| *msat > 0);
                let amount = if case.get("amount_msat").is_some() { amount } else { Some(2_500_000) };
                assert_eq!(payable.amount_msat, amount, "{id}");
                let note = case["note"].as_str().unwrap_or("coffee");
                assert_eq!(payable.note, shown_note(id, note), "{id}");
            }
            Want::Named(kind) => {
                assert_eq!(lifeboat_pasted::read(&cases.text(case)), Err(kind.into()), "{id}");
                assert_eq!(got, Err(PayError::NotAnInvoice), "{id}");
            }
            Want::NoInvoice => {
                let payee = lifeboat_pasted::read(&cases.text(case)).unwrap();
                assert!(payee.service.is_some() || !payee.addresses.is_empty(), "{id}");
                assert_eq!(got, Err(PayError::NotAnInvoice), "{id}");
            }
            Want::Is(error) => assert_eq!(got, Err(error), "{id}"),
            Want::ExpiredAfter(seconds) => {
                let at =
                    |seconds: u64| world.wallet().check(&cases.text(case), cases.now_ms + seconds * 1_000);
                assert_eq!(at(seconds).err(), Some(PayError::Expired), "{id}");
                assert!(seconds == 0 || at(seconds - 1).is_ok(), "{id}: {:?}", at(seconds - 1));
            }
        }
    }
}

/// What can be read can be tried: hints and delays that lead nowhere end with an answer, and no fee beyond the limit.
#[test]
fn what_is_read_is_paid_or_refused_with_an_answer() {
    let (cases, mut world) = (Cases::read(), opened(1).unwrap());
    world.time_ms = cases.now_ms;
    for case in &cases.cases {
        let Ok(payable) = cases.check(&world, case) else { continue };
        let amount = payable.amount_msat.is_none().then_some(1_000);
        if let Ok(hash) = world.wallet().pay(&cases.text(case), amount, cases.now_ms) {
            world.settle().unwrap();
            let payment = world.wallet().payments().into_iter().find(|payment| payment.hash == hash).unwrap();
            let failed = matches!(payment.outcome, Outcome::Failed(_));
            assert!(failed, "{}: nobody has this key: {payment:?}", case["id"]);
        }
    }
}

/// The invoice as people send it to each other: in a sentence, a list, a quoted mail.
#[test]
fn an_invoice_is_found_wherever_it_stands() {
    let (cases, world) = (Cases::read(), opened(0).unwrap());
    let plain = cases.text(&cases.cases[0]);
    let other = world.peer_invoice(Some(5_000)).unwrap();
    let whole = world.wallet().check(&plain, cases.now_ms).unwrap();
    let lines = |width: usize| {
        let letters: Vec<char> = plain.chars().collect();
        letters.chunks(width).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>()
    };
    let upper = plain.to_uppercase();
    for text in [
        format!("Hi!\n\nThe invoice is {plain}.\n\nThanks"),
        format!("({plain})"),
        format!("invoice: `lightning:{plain}`, please"),
        format!("Bitte zahlen: LIGHTNING:{upper}!"),
        format!("{plain}\n{plain}"),
        format!("> {}", lines(60).join("\n> ")),
        format!(">> {}", lines(76).join("\r\n>> ")),
        format!("“bitcoin:bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080?lightning={plain}”"),
    ] {
        assert_eq!(world.wallet().check(&text, cases.now_ms).as_ref(), Ok(&whole), "{text}");
    }
    for text in [format!("{plain} {other}"), format!("first {other}, then {plain}")] {
        assert_eq!(world.wallet().check(&text, cases.now_ms), Err(PayError::NotAnInvoice), "{text}");
        assert_eq!(lifeboat_pasted::read(&text), Err(Kind::Several.into()), "{text}");
    }
}
