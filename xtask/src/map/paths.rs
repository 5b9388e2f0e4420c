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

/// Every path that begins with `crate`, `self` or `super`, one for each leaf of a group.
pub fn named(text: &str) -> Vec<Vec<String>> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let begins = matches!(tokens[at], "crate" | "self" | "super") && tokens.get(at + 1) == Some(&"::");
        if begins && (at == 0 || tokens[at - 1] != "::") {
            at = tree(&tokens, at, &[], &mut found);
        } else {
            at += 1;
        }
    }
    found
}

/// One tree of a path or `use`, from `at`; returns where it ends.
fn tree(tokens: &[&str], mut at: usize, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    loop {
        match tokens.get(at) {
            Some(&"{") => {
                at += 1;
                while at < tokens.len() && tokens[at] != "}" {
                    at = if tokens[at] == "," { at + 1 } else { tree(tokens, at, &path, found).max(at + 1) };
                }
                return at + 1;
            }
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
    found.push(path);
    if tokens.get(at) == Some(&"as") { at + 2 } else { at }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn groups_are_taken_apart_and_comments_left_out() {
        let text = "use crate::{a::{B, c as d}, e};\n// crate::no::never\nlet x = super::f::g(1); use std::fmt; pub(crate) fn h() {}";
        let paths: Vec<String> = named(text).iter().map(|path| path.join("/")).collect();
        assert_eq!(paths, ["crate/a/B", "crate/a/c", "crate/e", "super/f/g"]);
    }
}
