//! Whether the languages say the same: nothing missing, nothing too much, in texts, arguments and plurals.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    APART, NOTES, REFERENCE, SPLASH,
    model::{Argument, Kind, Language, Part, Pattern},
    plural::categories,
};

/// The parts that a problem has besides its title, in this order.
const PROBLEM_PARTS: [&str; 2] = ["what", "fix"];

/// All texts in all languages.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// What there is, as English defines it.
    pub groups: Vec<Group>,
    /// The languages: tag and the texts by their full name (`id` or `id.attribute`).
    pub languages: BTreeMap<String, BTreeMap<String, Pattern>>,
}

/// Texts that belong together.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name in the file, such as `sign-in`.
    pub name: String,
    /// Its texts.
    pub texts: Vec<Text>,
}

/// A text that every language has.
#[derive(Clone, Debug)]
pub struct Text {
    /// Its name in the files.
    pub id: String,
    /// Its name in Rust, within its group.
    pub key: String,
    /// What the comment above it says.
    pub comment: String,
    /// Whether it is a problem, with `.what` and `.fix`.
    pub problem: bool,
    /// Its arguments. For a problem: those of its `.fix`.
    pub arguments: Vec<Argument>,
    /// Its English wording, for the documentation.
    pub english: String,
}

impl Text {
    /// The full names of its wordings, in order.
    pub fn names(&self) -> Vec<String> {
        let mut names = vec![self.id.clone()];
        if self.problem {
            names.extend(PROBLEM_PARTS.map(|part| format!("{}.{part}", self.id)));
        }
        names
    }
}

impl Catalogue {
    /// The groups of the page's table.
    pub fn shown(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(|group| !APART.contains(&group.name.as_str()) && group.name != SPLASH)
    }

    /// The groups of a language file: those of the table, then the one for the script.
    pub fn served(&self) -> impl Iterator<Item = &Group> {
        self.shown().chain(self.groups.iter().filter(|group| group.name == SPLASH))
    }

    /// A wording; every language has every one that the groups name.
    pub fn wording(&self, tag: &str, name: &str) -> Option<&Pattern> {
        self.languages.get(tag)?.get(name)
    }
}

/// Compares; what is wrong goes to `wrong`.
pub fn catalogue(languages: Vec<Language>, wrong: &mut Vec<String>) -> Option<Catalogue> {
    let mut by_tag = BTreeMap::new();
    let mut groups = None;
    for language in languages {
        let wordings = wordings(&language, wrong);
        if language.tag == REFERENCE {
            groups = Some(reference(&language, wrong));
        }
        by_tag.insert(language.tag, wordings);
    }
    let Some(groups) = groups else {
        wrong.push(format!("{REFERENCE}.ftl is missing"));
        return None;
    };
    let reference = by_tag.get(REFERENCE).cloned().unwrap_or_default();
    for (tag, wordings) in &by_tag {
        if tag != REFERENCE {
            compare(tag, wordings, &reference, wrong);
        }
        for (name, pattern) in wordings {
            plurals(tag, name, pattern, wrong);
        }
    }
    Some(Catalogue { groups, languages: by_tag })
}

/// The language's wordings by their full names.
fn wordings(language: &Language, wrong: &mut Vec<String>) -> BTreeMap<String, Pattern> {
    let mut all = BTreeMap::new();
    for message in &language.messages {
        let parts =
            message.attributes.iter().map(|(part, pattern)| (format!("{}.{part}", message.id), pattern));
        for (name, pattern) in [(message.id.clone(), &message.value)].into_iter().chain(parts) {
            let words = |part: &Part| matches!(part, Part::Words(words) if words.trim().is_empty());
            if pattern.0.is_empty() || pattern.0.iter().all(words) {
                wrong.push(format!("{}.ftl: {name} is empty", language.tag));
            }
            if all.insert(name.clone(), pattern.clone()).is_some() {
                wrong.push(format!("{}.ftl: {name} is there twice", language.tag));
            }
        }
    }
    all
}

/// What English defines.
fn reference(language: &Language, wrong: &mut Vec<String>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for message in &language.messages {
        let mut fault = |what: &str| wrong.push(format!("{REFERENCE}.ftl: {}: {what}", message.id));
        let Some(key) = message.id.strip_prefix(&format!("{}-", message.group)) else {
            fault(&format!("stands in the group “{}” and does not begin with its name", message.group));
            continue;
        };
        let parts: Vec<&str> = message.attributes.iter().map(|(part, _)| part.as_str()).collect();
        if !parts.is_empty() && parts != PROBLEM_PARTS {
            fault("has other parts than .what and .fix");
        }
        let told = message.attributes.iter().find(|(part, _)| part == "fix").map(|(_, pattern)| pattern);
        if !parts.is_empty() {
            let plain =
                message.attributes.iter().filter(|(part, _)| part != "fix").map(|(_, pattern)| pattern);
            if plain.chain([&message.value]).any(|pattern| !pattern.arguments().is_empty()) {
                fault("only the .fix of a problem can be told something");
            }
        }
        let text = Text {
            id: message.id.clone(),
            key: key.replace('-', "_"),
            comment: message.comment.clone(),
            problem: !parts.is_empty(),
            arguments: told.unwrap_or(&message.value).arguments(),
            english: shown(&message.value),
        };
        match groups.iter_mut().find(|group| group.name == message.group) {
            Some(group) => group.texts.push(text),
            None => groups.push(Group { name: message.group.clone(), texts: vec![text] }),
        }
    }
    groups
}

fn compare(
    tag: &str,
    wordings: &BTreeMap<String, Pattern>,
    reference: &BTreeMap<String, Pattern>,
    wrong: &mut Vec<String>,
) {
    for (name, english) in reference {
        let Some(pattern) = wordings.get(name) else {
            if !name.starts_with(NOTES) {
                wrong.push(format!("{tag}.ftl: {name} is missing"));
            }
            continue;
        };
        let (told, has) = (english.arguments(), pattern.arguments());
        for argument in &told {
            if !has.iter().any(|it| it.name == argument.name) {
                wrong.push(format!("{tag}.ftl: {name} does not say ${}", argument.name));
            }
        }
        for argument in &has {
            match told.iter().find(|it| it.name == argument.name) {
                None => wrong.push(format!("{tag}.ftl: {name} is not told ${}", argument.name)),
                Some(it) if it.kind < argument.kind => wrong.push(format!(
                    "{tag}.ftl: {name} needs a number: write NUMBER(${}) in {REFERENCE}.ftl",
                    argument.name
                )),
                Some(_) => {}
            }
        }
    }
    for name in wordings.keys().filter(|name| !reference.contains_key(*name)) {
        wrong.push(format!("{tag}.ftl: {name} is not in {REFERENCE}.ftl"));
    }
}

/// Every plural has exactly the categories of its language.
fn plurals(tag: &str, name: &str, pattern: &Pattern, wrong: &mut Vec<String>) {
    for argument in pattern.uneven() {
        wrong.push(format!("{tag}.ftl: {name} says ${argument} in some wordings only"));
    }
    for part in &pattern.0 {
        let Part::Plural(_, variants) = part else { continue };
        let Some(needed) = categories(tag) else {
            wrong.push(format!(
                "{tag}.ftl: crates/texts/src/plural.rs does not know the plurals of this language"
            ));
            return;
        };
        let needed: BTreeSet<_> = needed.iter().copied().collect();
        let has: BTreeSet<_> = variants.keys().copied().collect();
        for plural in needed.difference(&has) {
            wrong.push(format!("{tag}.ftl: {name} has no wording for [{}]", plural.name()));
        }
        for plural in has.difference(&needed) {
            wrong.push(format!("{tag}.ftl: {name}: this language has no category [{}]", plural.name()));
        }
    }
}

/// A pattern for people: arguments in braces, of a plural the last wording.
fn shown(pattern: &Pattern) -> String {
    let part = |part: &Part| match part {
        Part::Words(words) => words.clone(),
        Part::Argument(Argument { name, kind: Kind::Words | Kind::Number }) => format!("{{{name}}}"),
        Part::Plural(_, variants) => variants.values().next_back().map(shown).unwrap_or_default(),
    };
    pattern.0.iter().map(part).collect()
}
