//! Types are nouns, and a type's name means one thing (docs/glossary.md). What a crate keeps for its tests is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What is done to something, or a word that only stands beside a noun: no heading of a document. Words on `-ed` and
/// `-ing` need not be listed.
const NO_NOUNS: &[&str] = &[
    "About", "Above", "At", "Away", "Behind", "Beside", "Both", "Bought", "Broken", "Chosen", "Due", "First",
    "Found", "Fresh", "From", "Given", "Had", "Has", "Heard", "Held", "Here", "Hidden", "Home", "Kept",
    "Known", "Late", "Left", "Live", "Local", "Long", "Lost", "Made", "Met", "Mine", "Needs", "New", "Newer",
    "Newest", "Next", "Nothing", "Old", "Older", "Once", "Open", "Other", "Ours", "Paid", "Plain",
    "Previous", "Ready", "Said", "Say", "Second", "Seen", "Send", "Sent", "Short", "Shown", "Since", "Slow",
    "Sold", "Spoken", "Stale", "Stray", "Sure", "Taken", "Theirs", "Then", "There", "Thrown", "Tiny", "Told",
    "Torn", "Unsent", "Until", "Waits", "When", "Where", "Who", "Why", "Written", "Wrong",
];

/// Such a word all the same, and why.
const ACCEPTED_WORDS: &[(&str, &str)] = &[
    ("Greeting", "a noun"),
    ("Keyring", "a noun"),
    ("Long", "an error: the field was too long"),
    ("Malformed", "an error: the bytes make no sense"),
    ("Next", "what a flow does next; the flows read better with it"),
    ("Opened", "its name in the JavaScript interface of the crypto"),
    ("Pasted", "what people paste, as a kind; the messages carry it"),
    ("Routing", "a noun"),
    ("Sealed", "what seal() makes, before it is opened"),
    ("Seed", "a noun"),
    ("Shared", "what a handle and what it handles have in common, or all requests of a server"),
    ("Short", "an error: the input ended early"),
    ("Sighting", "a noun"),
];

/// One name for several types of one crate, and why.
const ACCEPTED_WITHIN: &[(&str, &str, &str)] = &[
    ("backup", "Inner", "what the clones of one handle share; private to its file"),
    ("cloud", "Account", "vss::Account is the account of that service"),
    ("cloud", "Client", "oauth::Client is RFC 6749's word, http::native::Client the HTTP client"),
    ("cloud", "Endpoints", "one a service, always named with its module"),
    ("cloud", "Server", "nextcloud::Server and vss::Server, always named with their module"),
];

/// Crates that speak of the same things by the same names: what the second shows, keeps or measures is the first's.
const TWINS: &[(&str, &str, &str)] = &[
    ("messages", "wallet", "what the page is told of the wallet's own"),
    ("messages", "backup", "what the page is told of the backup's own"),
    ("messages", "crypto", "what the page is told of the crypto's own"),
    ("messages", "session", "what the page is told of the session's own"),
    ("cloud", "session", "how a service is reached again, under the name of its drive"),
    ("app", "texts", "the table that is made at build time, and what reads it"),
];

/// One name for public types of several crates, and why.
const ACCEPTED_ACROSS: &[(&str, &str)] = &[
    ("Answer", "of HTTP, and of the worker"),
    ("Call", "of the page, and of a test to its drive"),
    ("Fault", "damage of a file, an injected one, and what does not work now"),
    ("Fetch", "HTTP as the wallet needs it, and the browser's"),
    ("Flow", "of screens, and of OAuth"),
    ("Keys", "of a journal, and of a bucket"),
    ("Kind", "of a sealed object, of what was pasted, and of a text's argument"),
    ("Limits", "of a server, and of real money"),
    ("Message", "of the worker, and of Fluent"),
    ("Place", "where a folder is, and what the page shows"),
    ("Request", "of HTTP, and of the page"),
    ("Retry", "of one request, and of what the user asked for"),
    ("Server", "ours, and those of services"),
    ("Service", "where a backup is, and how it is reached"),
    ("Session", "the worker's, and the page's view of it"),
    ("StartError", "each crate's own: why it does not start"),
    ("Weakness", "of a storage, and as the probe found it"),
];

struct Definition {
    name: String,
    krate: String,
    at: String,
    public: bool,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the repository").to_path_buf()
}

/// Whether a file is there for tests alone.
fn is_for_tests(path: &Path) -> bool {
    let words = path.iter().filter_map(|part| part.to_str());
    words.into_iter().any(|part| matches!(part.trim_end_matches(".rs"), "tests" | "sim" | "mounted"))
}

fn add_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("a folder can be read");
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| !is_for_tests(path)) {
        match path.is_dir() {
            true => add_files(&path, files),
            false if path.extension().is_some_and(|extension| extension == "rs") => files.push(path),
            false => {}
        }
    }
}

/// The type that a line defines, and whether it is public.
fn defined(line: &str) -> Option<(&str, bool)> {
    let text = line.trim_start();
    let public = text.strip_prefix("pub ");
    let text = match text.strip_prefix("pub(") {
        Some(rest) => rest.split_once(") ")?.1,
        None => public.unwrap_or(text),
    };
    let (keyword, rest) = text.split_once(' ')?;
    // An indented alias belongs to a trait, or to the function around it.
    let is_type =
        matches!(keyword, "struct" | "enum" | "trait") || keyword == "type" && !line.starts_with(' ');
    let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
    let name = &rest[..end];
    (is_type && name.starts_with(|letter: char| letter.is_ascii_uppercase()))
        .then_some((name, public.is_some()))
}

/// Every type of the product. The model and the local network are there for tests alone.
fn definitions() -> Vec<Definition> {
    let root = root();
    let crates = fs::read_dir(root.join("crates")).expect("there are crates");
    let crates = crates.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.join("src").is_dir());
    let mut found = Vec::new();
    for folder in crates.chain([root.join("app"), root.join("xtask")]) {
        let krate = folder.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        if matches!(krate.as_str(), "model" | "regtest") {
            continue;
        }
        let mut files = Vec::new();
        add_files(&folder.join("src"), &mut files);
        for file in files {
            let text = fs::read_to_string(&file).expect("a source is text");
            for (number, line) in text.lines().enumerate() {
                let Some((name, public)) = defined(line) else { continue };
                let path = file.strip_prefix(&root).expect("it lies below").display();
                let at = format!("{name} ({path}:{})", number + 1);
                found.push(Definition { name: name.to_owned(), krate: krate.clone(), at, public });
            }
        }
    }
    assert!(found.len() > 500, "{}", found.len());
    found
}

/// One word, and not a noun as far as its letters tell.
fn is_no_noun(name: &str) -> bool {
    let is_one_word = name.chars().filter(char::is_ascii_uppercase).count() == 1;
    NO_NOUNS.contains(&name) || is_one_word && (name.ends_with("ed") || name.ends_with("ing"))
}

#[test]
fn types_are_nouns() {
    let accepted: BTreeSet<&str> = ACCEPTED_WORDS.iter().map(|(word, _)| *word).collect();
    let wrong: Vec<Definition> = definitions().into_iter().filter(|found| is_no_noun(&found.name)).collect();
    let new: Vec<&str> =
        wrong.iter().filter(|found| !accepted.contains(&*found.name)).map(|found| &*found.at).collect();
    assert!(new.is_empty(), "name them after what they are:\n{}", new.join("\n"));
    let gone = accepted.iter().filter(|word| wrong.iter().all(|found| found.name != **word));
    assert_eq!(gone.collect::<Vec<_>>(), [] as [&&str; 0], "accepted, and not there any more");
}

#[test]
fn a_name_means_one_thing_in_a_crate() {
    let definitions = definitions();
    let mut by_name: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for found in &definitions {
        by_name.entry((&found.krate, &found.name)).or_default().push(&found.at);
    }
    by_name.retain(|_, places| places.len() > 1);
    let accepted: BTreeSet<(&str, &str)> =
        ACCEPTED_WITHIN.iter().map(|(krate, name, _)| (*krate, *name)).collect();
    let new: Vec<_> =
        by_name.iter().filter(|(key, _)| !accepted.contains(*key)).map(|(_, places)| places).collect();
    assert!(new.is_empty(), "one name for several types: {new:#?}");
    let gone: Vec<_> = accepted.iter().filter(|key| !by_name.contains_key(*key)).collect();
    assert!(gone.is_empty(), "accepted, and not there any more: {gone:?}");
}

#[test]
fn a_public_name_means_one_thing_in_the_workspace() {
    let definitions = definitions();
    let mut crates: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for found in definitions.iter().filter(|found| found.public) {
        crates.entry(&found.name).or_default().insert(&found.krate);
    }
    crates.retain(|_, of| of.len() > 1);
    let twins =
        |of: &BTreeSet<&str>| TWINS.iter().any(|(one, other, _)| *of == BTreeSet::from([*one, *other]));
    let accepted: BTreeSet<&str> = ACCEPTED_ACROSS.iter().map(|(name, _)| *name).collect();
    let new: Vec<_> = crates.iter().filter(|(name, of)| !accepted.contains(*name) && !twins(of)).collect();
    assert!(new.is_empty(), "one name for several public types: {new:#?}");
    let gone: Vec<_> = accepted.iter().filter(|name| !crates.contains_key(*name)).collect();
    assert!(gone.is_empty(), "accepted, and not there any more: {gone:?}");
}
