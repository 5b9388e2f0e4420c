//! The `q` of `files.list`: the terms we use, joined by `and`.

use std::collections::BTreeMap;

use super::{Item, is_trashed};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Term {
    Name(String),
    Mime(bool, String),
    Trashed(bool),
    In(String),
    Property(String, String),
}

impl Term {
    pub(super) fn holds(&self, files: &BTreeMap<String, Item>, item: &Item) -> bool {
        match self {
            // As the real one: without a difference of case.
            Term::Name(name) => item.name.to_lowercase() == name.to_lowercase(),
            Term::Mime(equal, mime) => (item.mime == *mime) == *equal,
            Term::Trashed(trashed) => is_trashed(files, item) == *trashed,
            Term::In(parent) if parent == "root" => item.parent.is_none(),
            Term::In(parent) => item.parent.as_ref() == Some(parent),
            Term::Property(key, value) => item.properties.get(key) == Some(value),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    Sign(char),
}

/// `None`: Drive would answer 400, or we do not know it.
pub(super) fn parse(text: &str) -> Option<Vec<Term>> {
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Some(Vec::new());
    }
    let mut rest = tokens.as_slice();
    let mut terms = Vec::new();
    loop {
        let (term, after) = term(rest)?;
        terms.push(term);
        match after {
            [] => return Some(terms),
            [Token::Word(and), more @ ..] if and == "and" => rest = more,
            _ => return None,
        }
    }
}

fn term(tokens: &[Token]) -> Option<(Term, &[Token])> {
    use Token::{Sign, Text, Word};
    match tokens {
        [Text(parent), Word(word), Word(of), rest @ ..] if word == "in" && of == "parents" => {
            Some((Term::In(parent.clone()), rest))
        }
        [Word(field), Sign('='), Word(value), rest @ ..] if field == "trashed" => {
            Some((Term::Trashed(value.parse().ok()?), rest))
        }
        [Word(field), Sign(sign @ ('=' | '!')), Text(value), rest @ ..] => match (field.as_str(), sign) {
            ("name", '=') => Some((Term::Name(value.clone()), rest)),
            ("mimeType", sign) => Some((Term::Mime(*sign == '=', value.clone()), rest)),
            _ => None,
        },
        [
            Word(field),
            Word(has),
            Sign('{'),
            Word(key),
            Sign('='),
            Text(name),
            Word(and),
            Word(value),
            Sign('='),
            Text(wanted),
            Sign('}'),
            rest @ ..,
        ] if field == "appProperties" && has == "has" && key == "key" && and == "and" && value == "value" => {
            Some((Term::Property(name.clone(), wanted.clone()), rest))
        }
        _ => None,
    }
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' => {}
            '=' | '{' | '}' => tokens.push(Token::Sign(letter)),
            '!' if letters.next() == Some('=') => tokens.push(Token::Sign('!')),
            '\'' => {
                let mut text = String::new();
                loop {
                    match letters.next()? {
                        '\'' => break,
                        '\\' => text.push(letters.next().filter(|escaped| matches!(escaped, '\'' | '\\'))?),
                        letter => text.push(letter),
                    }
                }
                tokens.push(Token::Text(text));
            }
            letter if letter.is_ascii_alphabetic() => {
                let mut word = letter.to_string();
                while let Some(next) = letters.next_if(char::is_ascii_alphanumeric) {
                    word.push(next);
                }
                tokens.push(Token::Word(word));
            }
            _ => return None,
        }
    }
    Some(tokens)
}
