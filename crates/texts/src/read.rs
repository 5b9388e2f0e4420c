//! A language file, by the grammar of Fluent 1.0.

use fluent_syntax::{
    ast::{Comment, Entry, Expression, InlineExpression, PatternElement, Variant, VariantKey},
    parser::{self, ParserError},
};

use crate::{
    Plural,
    model::{Argument, Kind, Language, Message, Part, Pattern},
};

type Mistakes = Vec<String>;

/// Reads one file; what is wrong with it goes to `wrong`.
pub fn language(tag: &str, source: &str, wrong: &mut Mistakes) -> Language {
    let (resource, errors) = match parser::parse(source) {
        Ok(resource) => (resource, Vec::new()),
        Err((resource, errors)) => (resource, errors),
    };
    wrong.extend(errors.iter().map(|error| syntax(tag, source, error)));
    let (mut group, mut messages) = (String::new(), Vec::new());
    for entry in &resource.body {
        match entry {
            Entry::GroupComment(comment) => group = joined(comment),
            Entry::Message(message) => {
                let id = message.id.name.to_owned();
                let mut fault = |what: &str| wrong.push(format!("{tag}.ftl: {id}: {what}"));
                let Some(value) = &message.value else {
                    fault("has no text of its own");
                    continue;
                };
                let value = pattern(&value.elements, &mut fault);
                let attributes = message.attributes.iter().map(|attribute| {
                    (attribute.id.name.to_owned(), pattern(&attribute.value.elements, &mut fault))
                });
                let attributes = attributes.collect();
                let comment = message.comment.as_ref().map(joined).unwrap_or_default();
                messages.push(Message { id, group: group.clone(), comment, value, attributes });
            }
            Entry::Term(term) => wrong.push(format!("{tag}.ftl: -{}: terms are not used here", term.id.name)),
            // Junk has been reported as an error of syntax.
            Entry::Comment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => {}
        }
    }
    Language { tag: tag.to_owned(), messages }
}

fn syntax(tag: &str, source: &str, error: &ParserError) -> String {
    let before = source.get(..error.pos.start).unwrap_or(source);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    format!("{tag}.ftl:{line}: {}", error.kind)
}

fn joined(comment: &Comment<&str>) -> String {
    comment.content.join(" ").trim().to_owned()
}

fn pattern(elements: &[PatternElement<&str>], fault: &mut impl FnMut(&str)) -> Pattern {
    let mut parts = Vec::new();
    for element in elements {
        let part = match element {
            PatternElement::TextElement { value } => Part::Words((*value).to_owned()),
            PatternElement::Placeable { expression: Expression::Inline(inline) } => match placed(inline) {
                Some(part) => part,
                None => {
                    fault("only { $argument }, { NUMBER($argument) } and { \"text\" } can be filled in");
                    continue;
                }
            },
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                match selected(selector, variants, fault) {
                    Some(part) => part,
                    None => continue,
                }
            }
        };
        match (parts.last_mut(), part) {
            (Some(Part::Words(before)), Part::Words(more)) => before.push_str(&more),
            (_, part) => parts.push(part),
        }
    }
    if parts
        .iter()
        .any(|part| matches!(part, Part::Words(words) if words.contains(|c: char| c < ' ' && c != '\n')))
    {
        fault("has a control character");
    }
    Pattern(parts)
}

fn placed(inline: &InlineExpression<&str>) -> Option<Part> {
    match inline {
        InlineExpression::StringLiteral { value } => Some(Part::Words((*value).to_owned())),
        InlineExpression::VariableReference { id } => {
            Some(Part::Argument(Argument { name: id.name.to_owned(), kind: Kind::Words }))
        }
        InlineExpression::FunctionReference { id, arguments } if id.name == "NUMBER" => {
            match (arguments.positional.as_slice(), arguments.named.as_slice()) {
                ([InlineExpression::VariableReference { id }], []) => {
                    Some(Part::Argument(Argument { name: id.name.to_owned(), kind: Kind::Number }))
                }
                _ => None,
            }
        }
        InlineExpression::NumberLiteral { .. }
        | InlineExpression::FunctionReference { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { .. }
        | InlineExpression::Placeable { .. } => None,
    }
}

fn selected(
    selector: &InlineExpression<&str>,
    variants: &[Variant<&str>],
    fault: &mut impl FnMut(&str),
) -> Option<Part> {
    let Some(Part::Argument(number)) = placed(selector) else {
        fault("wordings are chosen by a number's plural category only");
        return None;
    };
    let mut wordings = std::collections::BTreeMap::new();
    for variant in variants {
        let plural = match &variant.key {
            VariantKey::Identifier { name } => Plural::of(name),
            VariantKey::NumberLiteral { .. } => None,
        };
        let Some(plural) = plural else {
            fault("a wording is marked by a plural category: zero, one, two, few, many or other");
            continue;
        };
        let wording = pattern(&variant.value.elements, fault);
        if wording.0.iter().any(|part| matches!(part, Part::Plural(..))) {
            fault("a plural within a plural is not understood");
        }
        if wordings.insert(plural, wording).is_some() {
            fault(&format!("says [{}] twice", plural.name()));
        }
    }
    Some(Part::Plural(number.name, wordings))
}
