//! What a language file says, before it is compared with the others.

use std::collections::{BTreeMap, BTreeSet};

use crate::Plural;

/// One language.
#[derive(Clone, Debug)]
pub struct Language {
    /// BCP 47, the name of its file.
    pub tag: String,
    /// Its texts in the order of the file.
    pub messages: Vec<Message>,
}

/// One text or, with its parts, one problem.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its name in the file.
    pub id: String,
    /// The group heading (`## name`) that it is under.
    pub group: String,
    /// What its comment says to translators.
    pub comment: String,
    /// The text itself.
    pub value: Pattern,
    /// `.what`, `.fix`.
    pub attributes: Vec<(String, Pattern)>,
}

/// A text with what is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern(pub Vec<Part>);

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words.
    Words(String),
    /// An argument, as it is shown.
    Argument(Argument),
    /// One of several wordings, by the plural category of a number.
    Plural(String, BTreeMap<Plural, Pattern>),
}

/// An argument of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
}

/// What an argument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A name, an amount, a date: shown as it is.
    Words,
    /// A whole number: wordings can depend on it.
    Number,
}

impl Pattern {
    /// Its arguments, in the order in which they come; an argument that is a number anywhere is one everywhere.
    pub fn arguments(&self) -> Vec<Argument> {
        let mut found: Vec<Argument> = Vec::new();
        let mut add = |argument: Argument| match found.iter_mut().find(|it| it.name == argument.name) {
            Some(known) => known.kind = known.kind.max(argument.kind),
            None => found.push(argument),
        };
        for part in &self.0 {
            match part {
                Part::Words(_) => {}
                Part::Argument(argument) => add(argument.clone()),
                Part::Plural(name, variants) => {
                    add(Argument { name: name.clone(), kind: Kind::Number });
                    variants.values().flat_map(Pattern::arguments).for_each(&mut add);
                }
            }
        }
        found
    }

    /// Arguments that one wording of a plural names and another does not, except for the number itself.
    pub fn uneven(&self) -> BTreeSet<String> {
        let mut uneven = BTreeSet::new();
        for part in &self.0 {
            if let Part::Plural(number, variants) = part {
                let named = |pattern: &Pattern| -> BTreeSet<String> {
                    pattern.arguments().into_iter().map(|it| it.name).filter(|name| name != number).collect()
                };
                let every: BTreeSet<String> = variants.values().flat_map(named).collect();
                for variant in variants.values() {
                    uneven.extend(every.difference(&named(variant)).cloned());
                }
            }
        }
        uneven
    }

    /// The words alone, if nothing is filled in.
    pub fn plain(&self) -> Option<String> {
        self.0
            .iter()
            .map(|part| if let Part::Words(words) = part { Some(words.as_str()) } else { None })
            .collect()
    }
}
