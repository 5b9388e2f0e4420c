use crate::common::*;
use lifeboat_crypto::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const VECTORS: &str = include_str!("../vectors/bip39.json");

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn seeds_are_those_of_the_reference_vectors() {
    let vectors: serde_json::Value = serde_json::from_str(VECTORS).unwrap();
    for language in ["english", "japanese"] {
        for vector in vectors[language].as_array().unwrap() {
            let phrase =
                Phrase::parse(vector["words"].as_str().unwrap()).unwrap_or_else(|why| panic!("{why}"));
            let seed = phrase.seed_with_passphrase(vector["passphrase"].as_str().unwrap());
            assert_eq!(hex(seed.expose()), vector["seed"].as_str().unwrap());
        }
    }
}

#[test]
fn the_canonical_phrase_has_its_seed() {
    assert!(
        hex(phrase().seed().expose())
            .starts_with("5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc1")
    );
}

#[test]
fn words_of_every_language_come_back() {
    let mut rng = Counter(0);
    for language in WordLanguage::ALL {
        for words in [Words::Twelve, Words::TwentyFour] {
            for round in 0..8 {
                let phrase = Phrase::make_in(*language, &mut rng, words);
                let again =
                    Phrase::parse(&phrase.words()).unwrap_or_else(|why| panic!("{language:?}: {why}"));
                assert_eq!(again.words(), phrase.words());
                if round == 0 {
                    assert_eq!(again.seed().expose(), phrase.seed().expose());
                }
                assert_eq!(phrase.word_count(), if words == Words::Twelve { 12 } else { 24 });
                assert!(Phrase::parse_in(*language, &phrase.words()).is_ok());
            }
        }
    }
}

#[test]
fn case_spacing_and_unicode_form_do_not_matter() {
    let typed = "  ABANDON abandon\tabandon\nabandon abandon  abandon abandon abandon abandon Abandon abandon\u{3000}about ";
    assert_eq!(Phrase::parse(typed).ok().unwrap().words().as_str(), WORDS);
    let mut rng = Counter(7);
    for language in
        [WordLanguage::French, WordLanguage::Spanish, WordLanguage::Korean, WordLanguage::Japanese]
    {
        use unicode_normalization::UnicodeNormalization;
        let phrase = Phrase::make_in(language, &mut rng, Words::TwentyFour);
        let composed: String = phrase.words().nfc().collect();
        assert_ne!(composed, phrase.words().as_str(), "{language:?} has something to compose");
        assert_eq!(Phrase::parse(&composed).ok().unwrap().words(), phrase.words());
    }
}

#[test]
fn what_is_no_phrase_is_refused_with_the_reason() {
    let eleven = WORDS.rsplit_once(' ').unwrap().0;
    for (text, why) in [
        ("".to_owned(), PhraseError::WordCount { found: 0 }),
        (eleven.to_owned(), PhraseError::WordCount { found: 11 }),
        (format!("{WORDS} abandon"), PhraseError::WordCount { found: 13 }),
        (format!("{eleven} aboot"), PhraseError::UnknownWord { position: 11 }),
        (format!("abandon lifeboat {}", &eleven[16..]) + " about", PhraseError::UnknownWord { position: 1 }),
        (format!("{eleven} abandon"), PhraseError::Checksum),
        (format!("about {eleven}"), PhraseError::Checksum),
    ] {
        assert_eq!(refusal(Phrase::parse(&text)), Some(why), "{text}");
    }
}

#[test]
fn two_phrases_made_are_not_the_same() {
    let rng = &mut system_rng();
    assert_ne!(Phrase::make(rng, Words::Twelve).words(), Phrase::make(rng, Words::Twelve).words());
}

#[test]
fn words_are_completed_in_every_language() {
    assert_eq!(words_starting_with(WordLanguage::English, "aban"), ["abandon"]);
    assert_eq!(words_starting_with(WordLanguage::English, "Zo"), ["zone", "zoo"]);
    assert!(words_starting_with(WordLanguage::English, "xyz").is_empty());
    for language in WordLanguage::ALL {
        let all = language.word_list();
        assert!(all.iter().all(|word| words_starting_with(*language, word).contains(word)), "{language:?}");
    }
}
