//! The folder in `docs/recover/fixture`.

use std::fs;
use std::path::Path;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/recover/fixture");

/// Its files, by the names from the root of a drive.
pub fn files() -> Vec<(Vec<String>, Vec<u8>)> {
    let mut found = Vec::new();
    collect(Path::new(FIXTURE), &["Bitcoin Wallet Backup".to_owned()], &mut found);
    found
}

fn collect(folder: &Path, names: &[String], into: &mut Vec<(Vec<String>, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let names = [names, &[name]].concat();
        match entry.file_type().unwrap().is_dir() {
            true => collect(&entry.path(), &names, into),
            false => into.push((names, fs::read(entry.path()).unwrap())),
        }
    }
}
