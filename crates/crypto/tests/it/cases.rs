//! What people really typed, with the right outcome of each.
use lifeboat_crypto::*;
use serde_json::Value;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A phrase that needs help is helped: every one of them can be read.
#[test]
fn phrases_as_people_have_them() {
    let all: Value = serde_json::from_str(include_str!("../cases/phrases.json")).unwrap();
    let cases = all["cases"].as_array().unwrap();
    assert!(cases.len() > 70);
    for case in cases {
        let (id, text) = (case["id"].as_str().unwrap(), case["text"].as_str().unwrap());
        match (Phrase::parse(text), case["want"].as_str().unwrap()) {
            (Ok(phrase), "accept" | "help") => {
                assert_eq!(hex(phrase.seed().expose()), case["seed"].as_str().unwrap(), "{id}");
            }
            (Err(_), "refuse") => {}
            (Err(why), want) => panic!("{id}: {why}; wanted: {want}"),
            (Ok(_), want) => panic!("{id} was read; wanted: {want}"),
        }
    }
}

/// How a phrase can look on paper, in a mail or on a plate of steel.
fn costumes(words: &str, latin: bool) -> Vec<String> {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    let list: Vec<&str> = words.split(' ').collect();
    let numbered = |at: usize| format!("{}. {}", at + 1, list[at]);
    let half = list.len() / 2;
    let mut costumes = vec![
        words.to_uppercase(),
        words.nfc().collect(),
        list.join(", "),
        list.join("\u{3001}"),
        list.join("\u{200b}"),
        format!("\u{feff}{{\"words\": [\"{}\"]}}", list.join("\",\"")).replace("words", ""),
        (0..list.len()).map(numbered).collect::<Vec<_>>().join("\n"),
        // Two columns, read line by line.
        (0..half).map(|row| format!("{}\t{}\r\n", numbered(row), numbered(row + half))).collect(),
        // From the last to the first, as somebody dictates who holds the plate upside down.
        (0..list.len()).rev().map(numbered).collect::<Vec<_>>().join(" "),
    ];
    if latin {
        costumes.push(words.chars().filter(|letter| !is_combining_mark(*letter)).collect());
        let cut = |word: &&str| word.chars().filter(|letter| !is_combining_mark(*letter)).take(4).collect();
        costumes.push(list.iter().map(cut).collect::<Vec<String>>().join(" "));
    }
    costumes
}

#[test]
fn a_phrase_is_read_in_every_costume() {
    use WordLanguage::*;
    let mut rng = crate::common::Counter(11);
    for language in WordLanguage::ALL {
        for words in [Words::Twelve, Words::TwentyFour] {
            for _ in 0..4 {
                let phrase = Phrase::make_in(*language, &mut rng, words);
                let latin = matches!(language, English | French | Spanish | Italian | Portuguese | Czech);
                for text in costumes(&phrase.words(), latin) {
                    match Phrase::parse(&text) {
                        Ok(again) => assert_eq!(again.words(), phrase.words(), "{language:?}: {text}"),
                        Err(why) => panic!("{language:?}: {why}: {text}"),
                    }
                }
            }
        }
    }
}
