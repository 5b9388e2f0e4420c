//! Every word the user reads, in the language that was chosen.
//!
//! The texts are in `texts/<tag>.ftl`, one file a language. `build.rs` makes the typed table of them, and the file of
//! each language that the page fetches; only the chosen one is ever loaded.
//!
//! To add a text, write it into every language file, in the group of its screen; a text that one language lacks, or an
//! argument that is missing or superfluous, does not compile. `restore-pin-sentence` is then the field
//! `texts.restore.pin_sentence`. `restore-found-sentence`, which says `{ $service }`, is the method
//! `texts.restore.found_sentence(service)`. A text that is told more than one thing takes a struct that names each:
//! `texts.restore.older(args::RestoreOlder { service, count })`. A number is made by `Session::count`.

use lifeboat_messages::Network;

mod fill;
mod problems;
mod table {
    #![allow(missing_docs, clippy::doc_markdown)]

    use super::{
        Lines,
        fill::{FilledArgument, Number, fill},
        problems::{Explanation, ProblemText},
    };

    include!(concat!(env!("OUT_DIR"), "/table.rs"));

    /// The languages there are: BCP 47, and what each calls itself.
    pub(super) const ALL: &[(&str, &str)] = &LANGUAGES;

    impl Texts {
        /// The table of a language file; `None` if it is of another build.
        pub(super) fn of(file: &'static str) -> Option<Texts> {
            let mut lines = Lines(file.split('\0'));
            (lines.0.next() == Some(STAMP) && file.bytes().filter(|byte| *byte == 0).count() == COUNT)
                .then(|| Texts::read(&mut lines))
        }
    }
}

impl Texts {
    /// Which money amounts are of, where they are not simply real: beside the heading of every screen that
    /// shows any. A worker that has ended cannot tell, and then it is never said to be test money.
    pub fn money(&self, network: Option<Network>) -> Option<&'static str> {
        match network {
            Some(Network::Mainnet) => None,
            Some(Network::Signet) => Some(self.common.test_money_signet),
            Some(Network::Regtest) => Some(self.common.test_money),
            None => Some(self.common.network_unknown),
        }
    }
}

pub use problems::problem_name;
pub use table::Texts;
// For the parts that only a browser builds.
#[cfg(target_arch = "wasm32")]
pub use {
    fill::{Number, Plural},
    problems::{Explanation, Formatter},
    table::{Start, args},
};

/// The texts of a language file, one after the other.
struct Lines(std::str::Split<'static, char>);

impl Lines {
    /// Reads as many as there are places for, in their order.
    fn fill(&mut self, places: &mut [&mut &'static str]) {
        for (place, text) in places.iter_mut().zip(&mut self.0) {
            **place = text;
        }
    }
}

/// A language that the catalogue has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(&'static str);

impl Language {
    /// All languages that there are texts in.
    pub fn all() -> impl Iterator<Item = Language> {
        table::ALL.iter().map(|(tag, _)| Language(tag))
    }

    /// The language of a tag, such as the page's `lang`.
    pub fn of(tag: &str) -> Option<Language> {
        Language::all().find(|language| language.0 == tag)
    }

    /// Its tag (BCP 47).
    pub fn tag(self) -> &'static str {
        self.0
    }

    /// What it calls itself.
    pub fn name(self) -> &'static str {
        table::ALL.iter().find(|(tag, _)| *tag == self.0).map_or(self.0, |(_, name)| name)
    }
}

/// The table of a language file that was fetched. It lives as long as the page; `None` if it is of another build.
pub fn read(file: String) -> Option<&'static Texts> {
    Texts::of(String::leak(file)).map(|texts| &*Box::leak(Box::new(texts)))
}

#[cfg(test)]
pub mod tests;
