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
        // The words from last to first, as dictated by someone who holds the plate upside down.
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

/// Read so, each is the phrase that is meant; read word by word, some are another one or none.
#[test]
fn what_stands_beside_a_phrase_makes_no_other_of_it() {
    let mut rng = crate::common::Counter(29);
    for words in [Words::Twelve, Words::TwentyFour] {
        // As with twice the length, one in 256 would have a right checksum.
        for _ in 0..300 {
            let phrase = Phrase::make(&mut rng, words);
            let twice = format!("{}\n{}", &*phrase.words(), &*phrase.words());
            assert_eq!(Phrase::parse(&twice).unwrap().words(), phrase.words());
        }
        let phrase = Phrase::make(&mut rng, words);
        let text = phrase.words();
        let list: Vec<&str> = text.split(' ').collect();
        let half = list.len() / 2;
        let all = |mark: &dyn Fn(usize) -> String| -> String {
            list.iter().enumerate().map(|(at, word)| format!("{} {word}\n", mark(at))).collect()
        };
        let roman = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
        let mut texts = vec![
            all(&|at| format!("Word {}:", at + 1)),
            all(&|at| format!("seed #{}", at + 1)),
            all(&|at| format!("{})", char::from(b'a' + u8::try_from(at).unwrap()))),
            format!("Seed phrase ({} words):\n{}", list.len(), *text),
            format!("Recovery phrase: {}", *text),
            format!("My secret key word: {}", all(&|at| format!("{}.", at + 1))),
            (0..half).map(|at| format!("{at}: {}  {}: {}\n", list[at], at + half, list[at + half])).collect(),
        ];
        // Headings above headings, and beside each row.
        let rows = |heading: &str, per_row: usize| -> String {
            let row = |at: usize| {
                format!("{heading} {}-{}: {}\n", at + 1, at + per_row, list[at..at + per_row].join(" "))
            };
            (0..list.len()).step_by(per_row).map(row).collect()
        };
        texts.extend([
            format!("Wallet: savings\nSeed phrase: {}", *text),
            format!("Name: Ana\nDate: 3 May\nWords:\n{}", *text),
            format!("Mots\u{a0}: {}", *text),
            format!("助记词：{}", *text),
            format!("{}: {}", list[..half].join(" "), list[half..].join(" ")),
            list.join(" : "),
            rows("Words", 6),
            rows("Zeile", 4),
            rows("Word", 3),
            format!("Seed phrase:\n{}", rows("Words", 6)),
            (0..half).map(|at| format!("{}: {}\n", list[2 * at], list[2 * at + 1])).collect(),
        ]);
        for zero in ['\u{660}', '\u{966}'] {
            let number = |at: usize| -> String {
                let digits = (at + 1).to_string();
                digits
                    .bytes()
                    .map(|it| char::from_u32(u32::from(zero) + u32::from(it - b'0')).unwrap())
                    .collect()
            };
            let row = |at: usize| {
                format!("{} {}\t{} {}\n", number(at), list[at], number(at + half), list[at + half])
            };
            texts.push((0..half).map(row).collect());
        }
        if words == Words::Twelve {
            texts.push(all(&|at| format!("{}.", roman[at])));
        }
        for text in texts {
            match Phrase::parse(&text) {
                Ok(again) => assert_eq!(again.words(), phrase.words(), "{text}"),
                Err(why) => panic!("{why}: {text}"),
            }
        }
        let japanese = Phrase::make_in(WordLanguage::Japanese, &mut rng, words);
        let is_small = |letter: char| ('ぁ'..='ゖ').contains(&letter);
        let katakana =
            |letter| if is_small(letter) { char::from_u32(letter as u32 + 0x60).unwrap() } else { letter };
        let dictated: String = japanese.words().chars().map(katakana).collect();
        assert_eq!(Phrase::parse(&dictated).unwrap().words(), japanese.words(), "{dictated}");
    }
}

/// A colon within a phrase does not turn it into another: half of a damaged phrase is never a phrase of its
/// own.
#[test]
fn what_stands_behind_a_colon_is_no_phrase_of_its_own() {
    let mut rng = crate::common::Counter(37);
    for damaged in 0..400 {
        let text = Phrase::make(&mut rng, Words::TwentyFour).words();
        let mut list: Vec<&str> = text.split(' ').collect();
        list[damaged % 12] = "qqq";
        let (head, tail) = (list[..12].join(" "), list[12..].join(" "));
        for text in [format!("{head}: {tail}"), format!("Words 1-12: {head}\nWords 13-24: {tail}")] {
            assert!(Phrase::parse(&text).is_err(), "{text}");
        }
        let columns: String = list.chunks(2).map(|pair| format!("{}: {}\n", pair[0], pair[1])).collect();
        assert!(Phrase::parse(&columns).is_err(), "{columns}");
    }
}

/// Eight words of one list in a row: also without the last of them, or with others around.
#[test]
fn a_phrase_with_something_missing_is_still_known_as_one() {
    let mut rng = crate::common::Counter(31);
    for language in
        [WordLanguage::English, WordLanguage::Spanish, WordLanguage::Japanese, WordLanguage::Korean]
    {
        let text = Phrase::make_in(language, &mut rng, Words::Twelve).words();
        let (short, _) = text.rsplit_once(' ').unwrap();
        for text in [short.to_owned(), format!("{} qqq", *text), format!("(My words: {short})")] {
            assert!(Phrase::is_in(&text), "{text}");
        }
    }
    for text in [
        "Please pay this invoice until Friday, or tell me when you can come to the office about that.",
        "你们好，请在星期五之前支付这张账单，或者告诉我你什么时候可以来办公室。",
        "lnbc25u1p4sdt5qpp5x3kmqujz2n5kcv7r9z82m8009crr78zymzg9exk8",
        "",
    ] {
        assert!(!Phrase::is_in(text), "{text}");
    }
}
