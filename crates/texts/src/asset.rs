//! The file of a language that the page fetches: its texts in the order of the table, then those of the first
//! screen, ready to be filled in.
//!
//! UTF-8. The [`stamp`] of the table, then every text, with a NUL before each. Within a text stand
//!
//! - `\u{1}` and a digit for an argument, counted from 0 in the order of the English text,
//! - `\u{2}` and a digit for a choice by that argument's plural category, then for each category `\u{3}`, its letter
//!   and the wording, and `\u{4}` at the end.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::{Argument, Catalogue, Part, Pattern, REFERENCE};

/// The whole file.
pub fn of(catalogue: &Catalogue, tag: &str) -> String {
    let mut file = stamp(catalogue);
    for (name, pattern) in served(catalogue, tag) {
        file.push('\0');
        let arguments = catalogue.wording(REFERENCE, &name).map(Pattern::arguments).unwrap_or_default();
        encode(pattern, &arguments, &mut file);
    }
    file
}

/// Its name when it is served: the language, and a hash of what is in it.
pub fn name(tag: &str, file: &str) -> String {
    format!("{tag}-{}.txt", hash(&file))
}

/// Tells apart tables that do not fit together: a hash of the names and arguments of all texts.
pub fn stamp(catalogue: &Catalogue) -> String {
    let mut names = Vec::new();
    for text in catalogue.served().flat_map(|group| &group.texts) {
        let arguments: Vec<&str> = text.arguments.iter().map(|it| it.name.as_str()).collect();
        names.push((text.names(), arguments));
    }
    hash(&names)
}

/// The place of a text in the file, counted from 1 (0 is the stamp).
pub fn place(catalogue: &Catalogue, name: &str) -> Option<usize> {
    served(catalogue, REFERENCE).position(|(it, _)| it == name).map(|at| at + 1)
}

fn served<'a>(catalogue: &'a Catalogue, tag: &'a str) -> impl Iterator<Item = (String, &'a Pattern)> {
    let names = catalogue.served().flat_map(|group| &group.texts).flat_map(|text| text.names());
    names.filter_map(move |name| catalogue.wording(tag, &name).map(|pattern| (name, pattern)))
}

/// 64 bits, in hex; the same for the same toolchain.
fn hash(of: &impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn encode(pattern: &Pattern, arguments: &[Argument], out: &mut String) {
    let digit = |name: &str| {
        let at = arguments.iter().position(|it| it.name == name).unwrap_or_default();
        at.to_string()
    };
    for part in &pattern.0 {
        match part {
            Part::Words(words) => out.push_str(words),
            Part::Argument(argument) => {
                out.push('\u{1}');
                out.push_str(&digit(&argument.name));
            }
            Part::Plural(number, variants) => {
                out.push('\u{2}');
                out.push_str(&digit(number));
                for (plural, wording) in variants {
                    out.push('\u{3}');
                    out.push(plural.letter());
                    encode(wording, arguments, out);
                }
                out.push('\u{4}');
            }
        }
    }
}
