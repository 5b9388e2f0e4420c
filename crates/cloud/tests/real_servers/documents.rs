//! The configurations that the documents show, to be run as they stand there.

use std::{fs, path::PathBuf};

/// The only block of this language in a document, with its example values exchanged for those of this run. Each must be
/// there exactly once: what the documents show and what is tried cannot part.
pub fn block(document: &str, language: &str, number: usize, values: &[(&str, &str)]) -> String {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(document);
    let text = fs::read_to_string(file).unwrap();
    let fence = format!("```{language}\n");
    let block = text.split(&fence).nth(number).and_then(|rest| rest.split("```").next());
    let block = block.unwrap_or_else(|| panic!("{document} shows no block {number} of {language}"));
    exchanged(block, values)
}

pub fn exchanged(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from} in {text}");
        text.replace(from, to)
    })
}
