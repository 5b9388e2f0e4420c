//! Typing a recovery phrase: whether there can be enough words yet. What they are is for the worker to judge.

/// The fewest words of a phrase (BIP39).
pub const FEWEST: usize = 12;

/// About how many words there are, whatever parts them. Chinese ones are a character each and need nothing
/// between them.
pub fn count(text: &str) -> usize {
    let words = text.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    words.map(|word| word.chars().filter(|letter| is_whole_word(*letter)).count().max(1)).sum()
}

fn is_whole_word(letter: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No phrase that can be read is held up by the page.
    #[test]
    fn every_phrase_that_can_be_read_is_long_enough() {
        let all: serde_json::Value =
            serde_json::from_str(include_str!("../../../crates/crypto/tests/cases/phrases.json")).unwrap();
        for case in all["cases"].as_array().unwrap() {
            let text = case["text"].as_str().unwrap();
            if case["want"] != "refuse" {
                assert!(count(text) >= FEWEST, "{}: {}", case["id"], count(text));
            }
        }
    }

    #[test]
    fn a_phrase_that_is_not_whole_is_told_before_it_is_tried() {
        assert_eq!(count(""), 0);
        assert_eq!(count(" \u{3000}\n"), 0);
        assert_eq!(count("1. square 2. alien"), 2);
        assert_eq!(count("津染"), 2);
    }
}
