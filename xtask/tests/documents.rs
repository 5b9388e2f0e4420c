//! What the documents point to is there, and neither they nor the comments are too wide to read.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the repository").to_path_buf()
}

/// Every document, from the root.
fn documents() -> Vec<PathBuf> {
    let root = root();
    let mut folders = vec![root.clone(), root.join("docs"), root.join("docs/providers")];
    folders.extend(crates());
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    found.sort();
    assert!(found.len() > 15, "{found:?}");
    found
}

fn crates() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("crates")).expect("there are crates");
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}

/// Every source of ours: not what was built or fetched.
fn sources() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        ["app", "crates", "tests", "tools", "xtask"].iter().map(|name| root().join(name)).collect();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(folder).expect("a folder can be read");
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            match path.is_dir() {
                true if path.ends_with("target") || path.ends_with("node_modules") => {}
                true => folders.push(path),
                false if path.extension().is_some_and(|extension| extension == "rs") => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    assert!(found.len() > 1_000, "{}", found.len());
    found
}

/// What stands between each `open` and the next `close`.
fn between<'a>(text: &'a str, open: &'static str, close: char) -> impl Iterator<Item = &'a str> {
    text.split(open).skip(1).filter_map(move |rest| rest.split_once(close).map(|(inner, _)| inner))
}

/// The anchor that GitHub makes of a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    kept.chars().filter(|c| c.is_alphanumeric() || "-_ ".contains(*c)).collect::<String>().replace(' ', "-")
}

fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| anchor(line.trim_start_matches('#'))).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for document in documents() {
        let text = fs::read_to_string(&document).expect("a document is text");
        for link in between(&text, "](", ')').filter(|link| !link.contains("://")) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => document.clone(),
                file => document.parent().expect("it lies in a folder").join(file),
            };
            let known = || fs::read_to_string(&target).is_ok_and(|text| anchors(&text).contains(heading));
            if !target.exists() || !(heading.is_empty() || known()) {
                broken.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_path_into_the_repository_exists() {
    const TOP: [&str; 7] = ["crates/", "app/", "docs/", "tests/", "xtask/", "public/", "tools/"];
    let mut homes = crates();
    homes.push(root());
    let mut broken = Vec::new();
    for document in documents() {
        let text = fs::read_to_string(&document).expect("a document is text");
        let paths = text.split('`').skip(1).step_by(2).filter(|code| {
            TOP.iter().any(|top| code.starts_with(top)) && !code.contains(['<', '*', '{', ' ', '\n'])
        });
        // Some documents are about one crate, and name its own files.
        for path in paths.filter(|path| !homes.iter().any(|home| home.join(path).exists())) {
            broken.push(format!("{}: {path}", document.display()));
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// Tables, code and addresses are as wide as they must be.
#[test]
fn no_document_is_wider_than_100_characters() {
    let mut wide = Vec::new();
    for document in documents() {
        let text = fs::read_to_string(&document).expect("a document is text");
        let mut code = false;
        for (number, line) in text.lines().enumerate() {
            code ^= line.trim_start().starts_with("```");
            let free = code || line.trim_start().starts_with(['|', '<']) || line.starts_with("    ");
            // What has no space to break at cannot be narrower.
            let widest =
                line.trim_start().trim_start_matches("- ").split(' ').map(|word| word.chars().count()).max();
            if !free && line.chars().count() > 100 && widest.unwrap_or_default() < 96 {
                wide.push(format!("{}:{}", document.display(), number + 1));
            }
        }
    }
    assert!(wide.is_empty(), "{wide:#?}");
}

/// Tables, code and addresses are as wide as they must be.
#[test]
fn comments_are_no_wider_than_120() {
    let mut wide = Vec::new();
    for source in sources() {
        let text = fs::read_to_string(&source).expect("a source is text");
        let mut code = false;
        for (number, line) in text.lines().enumerate() {
            let Some(comment) = line.trim_start().strip_prefix("//") else {
                code = false;
                continue;
            };
            let comment = comment.trim_start_matches(['/', '!']).trim_start();
            code ^= comment.starts_with("```");
            let mut words = comment.split(' ');
            // An address that leaves room for others is on a line of its own.
            let address = words.any(|word| word.contains("://") && word.chars().count() > 90);
            if line.chars().count() > 120 && !code && !comment.starts_with('|') && !address {
                let path = source.strip_prefix(root()).expect("it lies below").display();
                wide.push(format!("{path}:{}", number + 1));
            }
        }
    }
    assert!(wide.is_empty(), "wrap them at 110 columns: {wide:#?}");
}

#[test]
fn nextcloud_is_spelled_as_it_spells_itself() {
    let texts = fs::read_dir(root().join("texts")).expect("there are texts");
    let texts = texts.filter_map(|entry| Some(entry.ok()?.path()));
    for path in documents().into_iter().chain(texts) {
        let text = fs::read_to_string(&path).expect("it is text");
        assert!(!text.contains("NextCloud") && !text.contains("Next Cloud"), "{}", path.display());
    }
}
