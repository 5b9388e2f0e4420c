//! What people paste, scan and type: payments, words, PINs, names, notes.

use lifeboat_crypto::{Phrase, Pin, WordLanguage, words_starting_with};
use lifeboat_names::{folder_part, visible};
use lifeboat_pasted::{Service, on_one_line, read};

use crate::{Target, corpus};

/// The readers of what is pasted, scanned and typed.
pub const TARGETS: &[Target] = &[
    Target { name: "pasted", seeds: pasted, run: paste, inputs: 30_000 },
    Target { name: "words", seeds: phrases, run: words, inputs: 50_000 },
    Target { name: "pin", seeds: pins, run: pin, inputs: 500_000 },
    Target { name: "names", seeds: names, run: name, inputs: 200_000 },
];

fn paste(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let _ = read(&text);
    let _ = Service::at(&text);
    let line = on_one_line(&text);
    assert!(!line.contains(['\n', '\r']), "more than a line: {line:?}");
}

fn words(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let _ = Phrase::is_in(&text);
    let _ = words_starting_with(WordLanguage::English, &text);
    if let Ok(phrase) = Phrase::parse(&text) {
        let again = Phrase::parse_in(phrase.language(), &phrase.words());
        let same = again.is_ok_and(|again| *again.words() == *phrase.words());
        assert!(same, "other words when they are read again");
    }
}

fn pin(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if Pin::choose(&text).is_ok() {
        assert!(Pin::enter(&text).is_ok(), "a PIN that can be chosen and not be entered");
    }
}

fn name(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if let Some(name) = visible(&text) {
        assert_eq!(visible(&name).as_ref(), Some(&name), "another name when it is read again");
    }
    let part = folder_part(&text);
    assert_eq!(folder_part(&part), part, "another folder for its own name");
    assert!(!part.contains(['/', '\\', '\0']) && !matches!(part.as_str(), "." | ".."), "{part:?}");
}

fn pasted() -> Vec<Vec<u8>> {
    corpus::texts("wallet/tests/cases/invoices.json")
}

fn phrases() -> Vec<Vec<u8>> {
    [corpus::texts("crypto/tests/cases/phrases.json"), corpus::texts("crypto/tests/vectors/bip39.json")]
        .concat()
}

fn pins() -> Vec<Vec<u8>> {
    corpus::texts("crypto/tests/cases/pins.json")
}

fn names() -> Vec<Vec<u8>> {
    corpus::texts("names/tests/cases/names.json")
}
