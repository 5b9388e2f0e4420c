//! `cargo xtask check`: what docs/proof.md says is there. It has one row for each point, and every test that
//! a row names is a test in the file that its link leads to.

use std::fs;

use crate::run::{Result, root};

/// Each list of the document: the letter of its numbers, and the last of them.
const LISTS: [(char, usize); 4] = [('R', 24), ('S', 43), ('F', 26), ('T', 23)];
/// What a row says that needs no test.
const WITHOUT_TEST: [&str; 2] = ["| not yet |", "| cannot |"];

/// Fails with everything that is wrong.
pub fn check() -> Result {
    let folder = root().join("docs");
    let text = fs::read_to_string(folder.join("proof.md")).map_err(|e| format!("docs/proof.md: {e}"))?;
    let wrong = wrong(&text, &LISTS, |file| fs::read_to_string(folder.join(file)).ok());
    if wrong.is_empty() { Ok(()) } else { Err(format!("docs/proof.md:\n{}", wrong.join("\n"))) }
}

/// What is wrong with the document; `read` gives the text of the file that a link leads to.
fn wrong(text: &str, lists: &[(char, usize)], read: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (letter, last) in lists {
        for number in 1..=*last {
            let id = format!("{letter}-{number:02}");
            let beginning = format!("| {id} |");
            let rows: Vec<&str> = text.lines().filter(|line| line.starts_with(&beginning)).collect();
            match rows.as_slice() {
                [row] if named(row).next().is_some() || WITHOUT_TEST.iter().any(|it| row.contains(it)) => {}
                [_] => wrong.push(format!("{id} names no test")),
                rows => wrong.push(format!("{id} has {} rows", rows.len())),
            }
        }
    }
    for (name, file) in named(text) {
        match read(file) {
            Some(source) if is_test(name, file, &source) => {}
            Some(_) => wrong.push(format!("no test {name} in {file}")),
            None => wrong.push(format!("no file {file}, which is to have {name}")),
        }
    }
    wrong
}

/// Every test that is named, as a link: its name, and the file.
fn named(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("[`").skip(1).filter_map(|rest| {
        let (name, rest) = rest.split_once("`](")?;
        Some((name, rest.split_once(')')?.0))
    })
}

/// Whether a file has a test of this name: in Rust, JavaScript or Python.
fn is_test(name: &str, file: &str, source: &str) -> bool {
    match file.rsplit_once('.') {
        Some((_, "rs")) => is_rust_test(name, source) || is_made_by_macro(name, source),
        Some((_, "mjs")) => source.contains(&format!("test(\"{name}\"")),
        Some((_, "py")) => source.contains(&format!("def {name}(self)")),
        _ => false,
    }
}

/// A function right below an attribute that makes it a test; comments and other attributes may stand between.
fn is_rust_test(name: &str, source: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim_start).collect();
    let starts = [format!("fn {name}("), format!("async fn {name}(")];
    let functions = lines.iter().enumerate().filter(|(_, line)| starts.iter().any(|it| line.starts_with(it)));
    functions.into_iter().any(|(at, _)| {
        let above =
            lines[..at].iter().rev().take_while(|line| line.starts_with("#[") || line.starts_with("//"));
        above.into_iter().any(|line| line.starts_with("#[") && line.contains("test"))
    })
}

/// A line of its own in a file with a macro that makes a test of each such line.
fn is_made_by_macro(name: &str, source: &str) -> bool {
    let of_line = |line: &str| line.trim().split(':').next() == Some(name);
    source.contains("fn $") && source.lines().any(of_line)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "
/// Of what.
#[tokio::test]
#[allow(dead_code)]
async fn it_holds() {}

fn it_helps() {}

macro_rules! each { ($($name:ident: $part:literal)*) => { $( #[test] fn $name() { run($part); } )* }; }
each! {
    it_holds_1: 0
}
";

    fn wrong_in(text: &str) -> Vec<String> {
        wrong(text, &[('R', 1)], |file| match file {
            "a.rs" => Some(SOURCE.to_owned()),
            "b.mjs" => Some("test(\"it is kept whole\", async () => {});".to_owned()),
            "c.py" => Some("    def test_it(self):".to_owned()),
            _ => None,
        })
    }

    #[test]
    fn tests_are_found_in_every_language_they_are_written_in() {
        let text = "| R-01 | x | shown | [`it_holds`](a.rs), [`it_holds_1`](a.rs), [`it is kept whole`](b.mjs), \
                    [`test_it`](c.py) |";
        assert_eq!(wrong_in(text), [""; 0]);
    }

    #[test]
    fn a_name_that_is_no_test_is_refused() {
        for (name, file) in [
            ("it_hold", "a.rs"),
            ("it_helps", "a.rs"),
            ("it_holds_2", "a.rs"),
            ("name", "a.rs"),
            ("it is kept", "b.mjs"),
            ("test", "c.py"),
            ("it_holds", "c.py"),
        ] {
            let text = format!("| R-01 | x | shown | [`{name}`]({file}) |");
            assert_eq!(wrong_in(&text), [format!("no test {name} in {file}")]);
        }
        let text = "| R-01 | x | shown | [`it_holds`](d.rs) |";
        assert_eq!(wrong_in(text), ["no file d.rs, which is to have it_holds"]);
    }

    #[test]
    fn every_point_has_one_row_with_a_test_or_says_that_it_has_none() {
        assert_eq!(wrong_in("| R-02 | x | not yet | |"), ["R-01 has 0 rows"]);
        assert_eq!(wrong_in("| R-01 | x | shown | by reading |"), ["R-01 names no test"]);
        assert_eq!(wrong_in("| R-01 | x | not yet | |"), [""; 0]);
        assert_eq!(wrong_in("| R-01 | x | cannot | |\n| R-01 | x | cannot | |"), ["R-01 has 2 rows"]);
    }

    #[test]
    fn the_document_is_as_it_should_be() {
        assert_eq!(check(), Ok(()));
    }
}
