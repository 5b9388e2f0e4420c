//! Rules of the page's own source that no compiler checks.
#![allow(clippy::unwrap_used)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use lifeboat_messages::ServiceKind;

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ext| ext == "rs") && !path.ends_with("rules.rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() > 30);
    found
}

#[test]
fn no_element_has_an_inline_style_or_markup_from_text() {
    for (path, text) in sources() {
        for forbidden in [" style=", "style:", "inner_html", "insert_adjacent_html", "set_outer_html"] {
            assert!(
                !text.contains(forbidden),
                "{forbidden} in {}: the page's CSP refuses it",
                path.display()
            );
        }
    }
}

/// The text between each of these beginnings in a source and the end that follows it.
fn elements<'a>(text: &'a str, begins: &'a str, ends: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(begins).skip(1).filter_map(move |rest| rest.split_once(ends).map(|(inner, _)| inner))
}

/// Browsers offer again what was typed, and send it to a server to check its spelling, unless the field says
/// no. A PIN is typed into no field at all.
#[test]
fn browsers_keep_neither_words_nor_pins_and_check_no_spelling_there() {
    let off = ["autocomplete=\"off\"", "autocapitalize=\"off\"", "spellcheck=\"false\""];
    let mut secret = 0;
    for (path, text) in sources() {
        let name = path.display();
        for field in elements(&text, "<textarea", "</textarea>") {
            // A phrase is typed in one, and may be pasted into the other by mistake.
            secret += 1;
            assert!(off.iter().all(|off| field.contains(off)), "{name}: {field}");
        }
        let inputs: Vec<_> = elements(&text, "<input", "/>").collect();
        let of_pin = path.components().any(|part| part.as_os_str() == "pin") || path.ends_with("lock.rs");
        assert!(!of_pin || inputs.iter().all(|input| input.contains("type=\"radio\"")), "{name}: {inputs:?}");
    }
    assert_eq!(secret, 2);
}

/// Languages are read from either side.
#[test]
fn no_style_names_left_or_right() {
    let styles = Path::new(env!("CARGO_MANIFEST_DIR")).join("styles");
    for entry in fs::read_dir(styles).unwrap() {
        let path = entry.unwrap().path();
        for line in fs::read_to_string(&path).unwrap().lines() {
            // The room that a phone's own edges take is the phone's, whatever is read.
            let line = line.replace("safe-area-inset-left", "").replace("safe-area-inset-right", "");
            let mut words = line.split(|c: char| !c.is_ascii_alphanumeric());
            assert!(words.all(|word| word != "left" && word != "right"), "{}: {line}", path.display());
        }
    }
}

#[test]
fn every_id_names_one_element_only() {
    let ids = include_str!("ids.rs");
    let values: Vec<_> = ids
        .lines()
        .filter(|line| line.starts_with("pub const"))
        .filter_map(|line| line.split('"').nth(1))
        .collect();
    let distinct: BTreeSet<_> = values.iter().collect();
    assert!(values.len() > 80);
    assert_eq!(values.len(), distinct.len());
}

#[test]
fn every_id_is_used_by_the_page() {
    let ids = include_str!("ids.rs").lines().filter_map(|line| line.strip_prefix("pub const "));
    let page: String =
        sources().into_iter().filter(|(path, _)| !path.ends_with("ids.rs")).map(|(_, text)| text).collect();
    let services = ServiceKind::ALL.map(|kind| kind.row().element);
    for id in ids {
        let (name, value) = (id.split(':').next().unwrap(), id.split('"').nth(1));
        let is_row = value.is_some_and(|value| services.contains(&value));
        assert!(is_row || page.contains(&format!("ids::{name}")), "no element has the id {name}");
    }
}

#[test]
fn the_page_links_neither_keys_nor_a_node() {
    let manifest = include_str!("../Cargo.toml");
    for forbidden in ["lightning", "lifeboat-wallet", "lifeboat-crypto", "lifeboat-backup", "bitcoin", "ldk"]
    {
        assert!(!manifest.contains(forbidden), "{forbidden} in app/Cargo.toml");
    }
}

/// Tests of what needs a browser are `wasm_bindgen_test`s: a plain `#[test]` is not run there.
#[test]
fn every_test_is_where_it_is_run() {
    for folder in ["screens", "components", "state", "gallery"] {
        for (path, text) in sources() {
            let of_browser = path.components().any(|part| part.as_os_str() == folder);
            assert!(
                !(of_browser && text.contains("#[test]")),
                "{} has tests that are never run",
                path.display()
            );
        }
    }
}

/// Notes and names come from others: a direction mark in them reverses nothing beside them.
#[test]
fn what_others_wrote_is_isolated_from_what_stands_beside_it() {
    let css = include_str!("../styles/components.css");
    for selector in [".row-title", ".fact dd"] {
        let rule = css.split(&format!("\n{selector} {{")).nth(1).and_then(|rest| rest.split('}').next());
        assert!(rule.is_some_and(|rule| rule.contains("unicode-bidi: isolate")), "{selector}");
    }
}
