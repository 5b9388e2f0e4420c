//! What the repository keeps for tests: inputs from real trouble, and files of every format.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn crates() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The bytes of each file below a folder of our crates, `crypto/tests/golden` for instance, in the order of
/// their names.
///
/// # Panics
/// When the folder is not there, or empty: a target without seeds tries next to nothing.
pub fn files(folder: &str) -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    collect(&crates().join(folder), &mut paths);
    paths.sort();
    assert!(!paths.is_empty(), "nothing in {folder}");
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

/// The inputs that once broke this target: none for most.
pub fn kept(target: &str) -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    collect(&crates().join("fuzz/corpus").join(target), &mut paths);
    paths.sort();
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, into);
        } else {
            into.push(path);
        }
    }
}

/// Every text in a file of cases, wherever it stands in it.
///
/// # Panics
/// The same as [`files`].
pub fn texts(file: &str) -> Vec<Vec<u8>> {
    let bytes = fs::read(crates().join(file)).unwrap_or_default();
    let mut texts = Vec::new();
    if let Ok(value) = serde_json::from_slice(&bytes) {
        gather(&value, &mut texts);
    }
    assert!(!texts.is_empty(), "no text in {file}");
    texts
}

fn gather(value: &Value, into: &mut Vec<Vec<u8>>) {
    match value {
        Value::String(text) => into.push(text.clone().into_bytes()),
        Value::Array(items) => items.iter().for_each(|item| gather(item, into)),
        Value::Object(fields) => fields.values().for_each(|item| gather(item, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
