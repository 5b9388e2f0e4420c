//! The paths a source names: `crate::a::b`, `super::{c, d::e}`.

/// What a source is cut into: words, `::`, and single signs.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if word > 0 {
            word
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(length);
        if !token.starts_with("//") && !token.trim().is_empty() {
            tokens.push(token);
        }
        rest = after;
    }
    tokens
}

/// A path that a source names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathUse {
    /// Its words: `["crate", "a", "B"]`.
    pub path: Vec<String>,
    /// What the source calls it: the last word, or the one after `as`. `None` in a path that is not imported.
    pub import: Option<String>,
}

/// Every path that begins with `crate`, `self` or `super`, and every path of a `use`; one for each leaf of a group.
pub fn named(text: &str) -> Vec<PathUse> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let mut leaves = Vec::new();
        if tokens[at] == "use" {
            at = tree(&tokens, at + 1, &[], &mut leaves);
            found.extend(leaves.into_iter().map(|(path, name)| PathUse { path, import: Some(name) }));
            continue;
        }
        let begins = matches!(tokens[at], "crate" | "self" | "super") && tokens.get(at + 1) == Some(&"::");
        if begins && (at == 0 || tokens[at - 1] != "::") {
            at = tree(&tokens, at, &[], &mut leaves);
            found.extend(leaves.into_iter().map(|(path, _)| PathUse { path, import: None }));
        } else {
            at += 1;
        }
    }
    found.retain(|named| !named.path.is_empty());
    found
}

/// Whether a source only opens `impl` blocks of the imported `name`.
pub fn only_implements(text: &str, name: &str) -> bool {
    let tokens = tokens(text);
    let mut at = 0;
    let mut blocks = 0;
    while at < tokens.len() {
        if tokens[at] == "use" {
            at = tree(&tokens, at + 1, &[], &mut Vec::new());
        } else if tokens[at..].starts_with(&["impl", name, "{"]) {
            blocks += 1;
            at += 3;
        } else if tokens[at] == name {
            return false;
        } else {
            at += 1;
        }
    }
    blocks > 0
}

/// One tree of a path or `use`, from `at`: its leaves, each with the name it goes by; returns where it ends.
fn tree(tokens: &[&str], mut at: usize, before: &[String], leaves: &mut Vec<(Vec<String>, String)>) -> usize {
    let mut path = before.to_vec();
    loop {
        match tokens.get(at) {
            Some(&"{") => {
                at += 1;
                while at < tokens.len() && tokens[at] != "}" {
                    at = if tokens[at] == "," { at + 1 } else { tree(tokens, at, &path, leaves).max(at + 1) };
                }
                return at + 1;
            }
            Some(&"self") if !path.is_empty() => {}
            Some(word) if word.chars().all(|c| c.is_alphanumeric() || c == '_') => {
                path.push((*word).to_owned())
            }
            _ => break,
        }
        at += 1;
        if tokens.get(at) != Some(&"::") {
            break;
        }
        at += 1;
    }
    let renamed = tokens.get(at) == Some(&"as");
    let name = if renamed { tokens.get(at + 1).map(|name| (*name).to_owned()) } else { path.last().cloned() };
    leaves.push((path, name.unwrap_or_default()));
    if renamed { at + 2 } else { at }
}

#[cfg(test)]
mod tests {
    use super::{named, only_implements};

    #[test]
    fn groups_are_taken_apart_and_comments_left_out() {
        let text = "use crate::{a::{self, B, c as d}, e};\n// crate::no::never\nlet x = super::f::g(1); use std::fmt; pub(crate) fn h() {}";
        let paths: Vec<String> = named(text)
            .iter()
            .map(|named| named.path.join("/") + " " + named.import.as_deref().unwrap_or("-"))
            .collect();
        assert_eq!(
            paths,
            ["crate/a a", "crate/a/B B", "crate/a/c d", "crate/e e", "super/f/g -", "std/fmt fmt"]
        );
    }

    #[test]
    fn one_mention_outside_of_an_impl_block_is_a_use() {
        let methods = "use crate::Whole; impl Whole { fn f(&self) {} } impl Whole { fn g() {} }";
        assert!(only_implements(methods, "Whole"));
        assert!(!only_implements(&format!("{methods} fn h(whole: &Whole) {{}}"), "Whole"));
        assert!(!only_implements("use crate::Whole; impl Default for Whole { }", "Whole"));
        assert!(!only_implements("use crate::Whole;", "Whole"));
    }
}
