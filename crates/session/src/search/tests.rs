use lifeboat_messages::{ChainKind, OnChain, PaidService, PaymentStage};

use super::*;

fn payment(id: &str, direction: Direction, sat: u64) -> Activity {
    Activity::new(id.into(), direction, sat * 1000 + 999, 0, Outcome::Done)
}

/// One of each.
fn history() -> Vec<Activity> {
    let coffee = Activity {
        note: "Coffee and a croissant".into(),
        own_note: Some("Frühstück mit María".into()),
        ..payment("out/c0ffee", Direction::Out, 3_250)
    };
    let (name, thanks) = ("orders@bakery.example".into(), None);
    let bread = Activity {
        service: Some(Box::new(PaidService { name, thanks })),
        outcome: Outcome::Pending { stage: PaymentStage::UnderWay },
        ..payment("out/b0b0", Direction::Out, 12_345)
    };
    let to = Some("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080".into());
    let rent = Activity {
        note: "Rent".into(),
        on_chain: Some(OnChain { kind: ChainKind::Sent, confirmations: 1, to, fee_known: true }),
        ..payment("chain/abcd", Direction::Out, 120_000)
    };
    let faucet = payment("in/fa", Direction::In, 2_000);
    let asked = Activity {
        outcome: Outcome::Pending { stage: PaymentStage::Asked { expires_ms: 1 } },
        note: "Tickets".into(),
        ..payment("in/a5", Direction::In, 200_000_000)
    };
    vec![coffee, bread, rent, faucet, asked]
}

fn found(text: &str, only: PaymentFilter) -> Vec<String> {
    let query = Query::new(text, only);
    history().iter().filter(|payment| query.matches(payment)).map(|it| it.hash().to_owned()).collect()
}

#[test]
fn whatever_is_known_of_a_payment_finds_it() {
    let all = ["c0ffee", "b0b0", "abcd", "fa", "a5"];
    for (text, hashes) in [
        ("", &all[..]),
        ("  ", &all),
        ("croissant", &all[..1]),
        ("FRÜHSTÜCK", &all[..1]),
        ("maría coffee", &all[..1]),
        ("maría rent", &[]),
        ("bakery", &all[1..2]),
        ("BCRT1QW508", &all[2..3]),
        ("b0b0", &all[1..2]),
        ("nothing of that", &[]),
    ] {
        assert_eq!(found(text, PaymentFilter::All), hashes, "{text:?}");
    }
}

#[test]
fn an_amount_finds_its_payment_however_it_is_typed() {
    for (text, hash) in [
        ("3250", "c0ffee"),
        ("3,250", "c0ffee"),
        ("3.250", "c0ffee"),
        ("3 250 sat", "c0ffee"),
        ("3\u{a0}250", "c0ffee"),
        ("3'250 sats", "c0ffee"),
        ("12345", "b0b0"),
        ("0.0012", "abcd"),
        ("0,00120000 BTC", "abcd"),
        ("₿", ""),
        ("0.00002", "fa"),
        ("2.0", "a5"),
    ] {
        let found = found(text, PaymentFilter::All);
        assert!(found.iter().any(|it| it == hash) != hash.is_empty(), "{text:?}: {found:?}");
    }
    // It matches while it is being typed; and nothing that only looks like a number is one.
    assert_eq!(found("32", PaymentFilter::All), ["c0ffee"]);
    assert_eq!(found("1234567890123456789012345.1", PaymentFilter::All), Vec::<String>::new());
    assert_eq!(found("0.001200001", PaymentFilter::All), Vec::<String>::new());
    assert_eq!(found("-3250", PaymentFilter::All), Vec::<String>::new());
}

#[test]
fn a_filter_leaves_one_kind() {
    assert_eq!(found("", PaymentFilter::Sent), ["c0ffee", "b0b0", "abcd"]);
    assert_eq!(found("", PaymentFilter::Received), ["fa"], "nobody has paid the other one");
    assert_eq!(found("", PaymentFilter::Waiting), ["b0b0", "a5"]);
    assert_eq!(found("coffee", PaymentFilter::Waiting), Vec::<String>::new());
}
