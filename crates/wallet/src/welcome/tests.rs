use super::*;
use crate::opening_terms::{OpeningFee, Promise};

fn asked(amount_msat: Option<u64>, opening: Option<Promise>) -> InvoiceRecord {
    InvoiceRecord { note: String::new(), amount_msat, expires_ms: 0, opening, shown: None }
}

fn promise(most_msat: Option<u64>) -> Promise {
    let fee = OpeningFee { least_msat: 500_000, parts_per_million: 5_000 };
    Promise { provider: None, scid: 7, fee, most_msat, valid_until_ms: 0 }
}

#[test]
fn nothing_may_be_missing_where_nothing_was_agreed_on() {
    let plain = asked(Some(100_000), None);
    assert!(keeps_to(Some(&plain), 100_000, 0));
    assert!(keeps_to(Some(&plain), 200_000, 0));
    assert!(!keeps_to(Some(&plain), 99_999, 1));
    assert!(!keeps_to(Some(&plain), 100_000, 1), "not even of more than was asked for");
    assert!(!keeps_to(Some(&plain), 99_999, 0));
    assert!(keeps_to(None, 1, 0), "an invoice that was forgotten, but is paid in full");
    assert!(!keeps_to(None, 1, 1));
}

#[test]
fn no_more_may_be_missing_than_was_shown() {
    let opening = asked(Some(100_000_000), Some(promise(Some(500_000))));
    assert!(keeps_to(Some(&opening), 99_500_000, 500_000));
    assert!(keeps_to(Some(&opening), 99_600_000, 400_000));
    assert!(keeps_to(Some(&opening), 100_000_000, 0));
    assert!(!keeps_to(Some(&opening), 99_499_999, 500_001));
    assert!(!keeps_to(Some(&opening), 99_499_999, 500_000), "the payer sent too little");
    assert!(
        !keeps_to(Some(&opening), 300_000_000, 1_500_000),
        "what was shown does not rise with the amount"
    );
    assert!(!keeps_to(Some(&opening), u64::MAX, 500_000), "no such number");
}

#[test]
fn the_payers_amount_decides_where_he_chooses_it() {
    let opening = asked(None, Some(promise(None)));
    assert!(keeps_to(Some(&opening), 9_500_000, 500_000));
    assert!(!keeps_to(Some(&opening), 9_500_000, 500_001));
    assert!(keeps_to(Some(&opening), 398_000_000, 2_000_000));
    assert!(!keeps_to(Some(&opening), 398_000_000, 2_000_011));
    assert!(!keeps_to(Some(&opening), 1, u64::MAX));
}

#[test]
fn what_was_agreed_on_is_read_back_also_from_before_there_was_any() {
    let opening = asked(Some(1), Some(promise(Some(1))));
    let bytes = serde_json::to_vec(&opening).unwrap();
    assert_eq!(serde_json::from_slice::<InvoiceRecord>(&bytes).unwrap(), opening);
    let old = br#"{"note":"a","amount_msat":1,"expires_ms":2}"#;
    assert_eq!(serde_json::from_slice::<InvoiceRecord>(old).unwrap().opening, None);
}
