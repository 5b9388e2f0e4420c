//! The Rust that build scripts write: the table of the page's texts, and notes as constants.

use std::fmt::Write;

use crate::{Argument, Catalogue, Group, Kind, REFERENCE, Text, asset};

/// The page's table: `Texts` with one struct for each group. A text without arguments is a field. One with arguments
/// is a method: with one argument it takes that, with more a struct of `args`, so that each is named.
///
/// The module that includes it has `ProblemText`, `Explanation`, `Number`, `FilledArgument`, `Lines` and `fill`.
pub fn table(catalogue: &Catalogue) -> String {
    let groups: Vec<&Group> = catalogue.shown().collect();
    let mut out = String::new();
    constants(&mut out, catalogue);
    out.push_str("/// Every text of one language, by where it is used.\npub struct Texts {\n");
    for group in &groups {
        let _ = writeln!(out, "    pub {}: {},", snake(&group.name), camel(&group.name));
    }
    out.push_str("}\n\nimpl Texts {\n    const EMPTY: Texts = Texts {\n");
    for group in &groups {
        let _ = writeln!(out, "        {}: {}::EMPTY,", snake(&group.name), camel(&group.name));
    }
    out.push_str(
        "    };\n\n    fn read(lines: &mut Lines) -> Texts {\n        let mut texts = Texts::EMPTY;\n",
    );
    for group in &groups {
        let _ = writeln!(out, "        texts.{}.read(lines);", snake(&group.name));
    }
    out.push_str("        texts\n    }\n}\n");
    for group in &groups {
        structure(&mut out, group);
        methods(&mut out, group);
    }
    out.push_str("\n/// What texts are told that are told more than one thing.\npub mod args {\n    use super::Number;\n");
    for text in groups.iter().flat_map(|group| &group.texts).filter(|text| text.arguments.len() > 1) {
        let _ = writeln!(out, "\n    /// {}\n    pub struct {} {{", doc(text), arguments_type(text));
        for argument in &text.arguments {
            let _ =
                writeln!(out, "        pub {}: {},", snake(&argument.name), argument_type(argument, true));
        }
        out.push_str("    }\n");
    }
    out.push_str("}\n");
    out
}

fn constants(out: &mut String, catalogue: &Catalogue) {
    let names: usize = catalogue.served().flat_map(|group| &group.texts).map(|text| text.names().len()).sum();
    let _ = writeln!(out, "/// What a language file must begin with to fit this table.");
    let _ = writeln!(out, "const STAMP: &str = {:?};", asset::stamp(catalogue));
    let _ = writeln!(out, "/// How many texts such a file has.");
    let _ = writeln!(out, "const COUNT: usize = {names};\n");
    let _ = writeln!(out, "/// The languages: BCP 47, and what each calls itself.");
    let _ = writeln!(out, "const LANGUAGES: [(&str, &str); {}] = [", catalogue.languages.len());
    for tag in catalogue.languages.keys() {
        let own = catalogue.wording(tag, "page-language").and_then(|it| it.plain()).unwrap_or_default();
        let _ = writeln!(out, "    ({tag:?}, {own:?}),");
    }
    out.push_str("];\n\n/// Their files, for tests.\n#[cfg(test)]\n");
    let _ = writeln!(out, "pub(super) const FILES: [&str; {}] = [", catalogue.languages.len());
    for tag in catalogue.languages.keys() {
        let _ = writeln!(out, "    include_str!(concat!(env!(\"OUT_DIR\"), \"/{tag}.txt\")),");
    }
    out.push_str("];\n\n");
}

/// Constants with the English wordings of `note`: name in Rust, name in the file.
///
/// # Errors
///
/// The name of a text that is not there, or that has to be told something.
pub fn notes(catalogue: &Catalogue, wanted: &[(&str, &str)]) -> Result<String, String> {
    let mut out = String::new();
    for (name, id) in wanted {
        let text = catalogue.wording(REFERENCE, id).and_then(|it| it.plain());
        let text = text.ok_or_else(|| format!("{REFERENCE}.ftl has no plain text {id}"))?;
        let _ = writeln!(out, "pub(crate) const {name}: &str = {:?};", format!("{text}\n"));
    }
    Ok(out)
}

fn structure(out: &mut String, group: &Group) {
    let ty = camel(&group.name);
    let _ = writeln!(out, "\npub struct {ty} {{");
    for text in &group.texts {
        // Only a method can fill in the arguments of a text.
        let (public, ty) = (if text.arguments.is_empty() { "pub " } else { "" }, field_type(text));
        let _ = writeln!(out, "    /// {}\n    {public}{}: {ty},", doc(text), text.key);
    }
    let _ = writeln!(out, "}}\n\nimpl {ty} {{\n    const EMPTY: {ty} = {ty} {{");
    for text in &group.texts {
        let empty = if text.problem { "ProblemText::EMPTY" } else { "\"\"" };
        let _ = writeln!(out, "        {}: {empty},", text.key);
    }
    // One loop over where each goes is a quarter of the code that one read after another would be.
    out.push_str("    };\n\n    fn read(&mut self, lines: &mut Lines) {\n        lines.fill(&mut [\n");
    for text in &group.texts {
        let parts: &[&str] = if text.problem { &[".title", ".what", ".fix"] } else { &[""] };
        for part in parts {
            let _ = writeln!(out, "            &mut self.{}{part},", text.key);
        }
    }
    out.push_str("        ]);\n    }\n");
}

/// Closes the `impl` that [`structure`] has opened.
fn methods(out: &mut String, group: &Group) {
    for text in group.texts.iter().filter(|text| !text.arguments.is_empty()) {
        let (takes, values) = match text.arguments.as_slice() {
            [one] => (format!("{}: {}", snake(&one.name), argument_type(one, false)), vec![value("", one)]),
            more => {
                let values = more.iter().map(|argument| value("told.", argument)).collect();
                (format!("told: args::{}", arguments_type(text).replace("'a", "'_")), values)
            }
        };
        let values = values.join(", ");
        let (gives, body) = match text.problem {
            true => ("Explanation", format!("self.{0}.told(fill(self.{0}.fix, &[{values}]))", text.key)),
            false => ("String", format!("fill(self.{}, &[{values}])", text.key)),
        };
        let _ = writeln!(
            out,
            "\n    /// {}\n    pub fn {}(&self, {takes}) -> {gives} {{\n        {body}\n    }}",
            doc(text),
            text.key
        );
    }
    out.push_str("}\n");
}

fn field_type(text: &Text) -> &'static str {
    if text.problem { "ProblemText" } else { "&'static str" }
}

/// In a struct the words are borrowed for a named lifetime.
fn argument_type(argument: &Argument, named: bool) -> &'static str {
    match (argument.kind, named) {
        (Kind::Words, true) => "&'a str",
        (Kind::Words, false) => "&str",
        (Kind::Number, _) => "Number",
    }
}

fn value(of: &str, argument: &Argument) -> String {
    let name = snake(&argument.name);
    match argument.kind {
        Kind::Words => format!("FilledArgument::words({of}{name})"),
        Kind::Number => format!("FilledArgument::number(&{of}{name})"),
    }
}

fn arguments_type(text: &Text) -> String {
    let lends = text.arguments.iter().any(|argument| argument.kind == Kind::Words);
    let name = camel(&text.id);
    if lends { format!("{name}<'a>") } else { name }
}

fn doc(text: &Text) -> String {
    let english = text.english.replace('\n', " ").replace('[', "\\[").replace('<', "\\<");
    match text.comment.as_str() {
        "" => format!("“{english}”"),
        comment => format!("“{english}” {comment}"),
    }
}

fn snake(name: &str) -> String {
    name.replace('-', "_")
}

fn camel(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
            .unwrap_or_default()
    };
    name.split(['-', '_']).map(word).collect()
}
