//! The language files (`texts/<tag>.ftl`), read at build time.
//!
//! A file is written in the [Fluent syntax]. English defines which texts there are and their arguments; every
//! other language must have exactly the same, except for the notes beside a backup. From them come
//!
//! - the typed table that the page reads its texts from ([`rust::table`]),
//! - for every language the file that the page fetches ([`asset`]),
//! - the texts in HTML pages ([`html`]) and in notes beside a backup ([`rust::notes`]).
//!
//! What is used of Fluent: messages, the attributes `.what` and `.fix`, `{ $argument }`, `{ NUMBER($argument) }`,
//! `{ "literal" }`, and selection by a number's plural category. Everything else is refused.
//!
//! [Fluent syntax]: https://projectfluent.org/fluent/guide/
#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]
#![allow(clippy::missing_errors_doc)]

pub mod asset;
mod check;
pub mod html;
mod model;
mod plural;
mod read;
pub mod rust;

use std::{fs, io, path::PathBuf};

pub use check::{Catalogue, Group, Text};
pub use model::{Argument, Kind, Language, Part, Pattern};
pub use plural::Plural;

/// The language that defines what the others must have.
pub const REFERENCE: &str = "en";

/// Groups that no screen shows: they are written into pages and files when these are built.
const APART: [&str; 3] = ["page", "note", "recovery"];

/// What the notes beside a backup are called. They are written in English alone, because they are recognised byte for
/// byte: another language need not have them.
const NOTES: &str = "note-";

/// The group that only a script shows, before the page's own code is there.
const SPLASH: &str = "splash";

/// Why there are no texts.
#[derive(Debug, thiserror::Error)]
pub enum TextsError {
    /// The folder or a file of it cannot be read.
    #[error("{0}: {1}")]
    Unreadable(PathBuf, io::Error),
    /// What is wrong in the files, a line each.
    #[error("{}", .0.join("\n"))]
    Wrong(Vec<String>),
}

/// Where the language files are: above the package that cargo builds or runs now. What is kept of a build may
/// have been made in another checkout, so that the path of that time proves nothing.
pub fn folder() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let found = package.ancestors().map(|above| above.join("texts")).find(|it| it.join("en.ftl").exists());
    found.unwrap_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../texts")))
}

/// Reads and checks the languages of [`folder`].
pub fn load() -> Result<Catalogue, TextsError> {
    let unreadable = |path: &PathBuf, error| TextsError::Unreadable(path.clone(), error);
    let folder = folder();
    let mut sources = Vec::new();
    for entry in fs::read_dir(&folder).map_err(|error| unreadable(&folder, error))? {
        let path = entry.map_err(|error| unreadable(&folder, error))?.path();
        if path.extension().is_some_and(|ending| ending == "ftl")
            && let Some(tag) = path.file_stem().and_then(|stem| stem.to_str())
        {
            let source = fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
            sources.push((tag.to_owned(), source));
        }
    }
    sources.sort();
    compile(&sources)
}

/// Reads and checks languages: tag and source of each.
pub fn compile(sources: &[(String, String)]) -> Result<Catalogue, TextsError> {
    let mut wrong = Vec::new();
    let languages = sources.iter().map(|(tag, source)| read::language(tag, source, &mut wrong)).collect();
    let catalogue = check::catalogue(languages, &mut wrong);
    match catalogue {
        Some(catalogue) if wrong.is_empty() => Ok(catalogue),
        _ => Err(TextsError::Wrong(wrong)),
    }
}

/// For a build script: the catalogue, or its faults as errors of the compiler and the end.
pub fn load_in_build_script() -> Catalogue {
    println!("cargo::rerun-if-changed={}", folder().display());
    match load() {
        Ok(catalogue) => catalogue,
        Err(fault) => {
            for line in fault.to_string().lines() {
                println!("cargo::error={line}");
            }
            std::process::exit(1)
        }
    }
}

#[cfg(test)]
mod tests;
