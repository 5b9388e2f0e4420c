//! `/.well-known/lifeboat-parts.json`: the crates that the served files are built from, each with its
//! version, its licence and the hash of its source, in the form of CycloneDX 1.6, which tools that look for
//! known weaknesses read.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::Built;
use crate::run::{Result, output, root};

/// Where it is served, and where it lies in the build.
const PATH: &str = ".well-known/lifeboat-parts.json";
/// What a line says: name and version (of our own, also the folder), then the licence.
const LINE: &str = "{p}|{l}";
/// The crates that are served.
const SERVED: [&str; 3] = ["lifeboat-app", "lifeboat-worker", "lifeboat-scanner"];

/// Writes it.
pub fn write(dist: &Built) -> Result {
    let mut asked =
        vec!["tree", "--offline", "--locked", "--target", "wasm32-unknown-unknown", "--prefix", "none"];
    asked.extend(["--edges", "normal,no-proc-macro", "--format", LINE]);
    for name in SERVED {
        asked.extend(["--package", name]);
    }
    let tree = output("cargo", &asked).ok_or("cargo does not say what is linked")?;
    let lock = root().join("Cargo.lock");
    let lock = fs::read_to_string(&lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    let text = serde_json::to_string_pretty(&parts(&tree, &lock)).map_err(|error| error.to_string())?;
    dist.write(PATH, text + "\n")
}

/// The list, of what `cargo tree` says in [`LINE`]s and of the lock file.
fn parts(tree: &str, lock: &str) -> Value {
    let lines: BTreeSet<_> = tree.lines().filter_map(read).collect();
    let components: Vec<_> =
        lines.iter().map(|(name, version, licence)| part(name, version, licence, lock)).collect();
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": { "type": "application", "name": "lifeboat" } },
        "components": components,
    })
}

/// Name, version and licence of a line. Where a crate is repeated, `(*)` ends its line.
fn read(line: &str) -> Option<(&str, &str, &str)> {
    let (package, licence) = line.trim_end_matches(" (*)").split_once('|')?;
    let mut words = package.split(' ');
    Some((words.next()?, words.next()?.strip_prefix('v')?, licence))
}

fn part(name: &str, version: &str, licence: &str, lock: &str) -> Value {
    let mut part = json!({ "type": "library", "name": name, "version": version });
    if !licence.is_empty() {
        // Older crates write a slash where SPDX has a word.
        part["licenses"] = json!([{ "expression": licence.replace('/', " OR ") }]);
    }
    // Only what comes from a registry has one: our own crates are of this source.
    if let Some(hash) = hash(name, version, lock) {
        part["purl"] = format!("pkg:cargo/{name}@{version}").into();
        part["hashes"] = json!([{ "alg": "SHA-256", "content": hash }]);
    }
    part
}

fn hash<'a>(name: &str, version: &str, lock: &'a str) -> Option<&'a str> {
    let wanted = format!("name = \"{name}\"\nversion = \"{version}\"\n");
    let package = lock.split("[[package]]\n").find(|package| package.starts_with(&wanted))?;
    package.lines().find_map(|line| line.strip_prefix("checksum = \"")?.strip_suffix('"'))
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn a_part_has_its_version_its_licence_and_the_hash_of_its_source_and_stands_there_once() {
        let tree = "lifeboat-app v0.1.0 (/home/samantha/app)|MIT OR Apache-2.0\nlog v0.4.1|MIT/Apache-2.0\n\nlog v0.4.1|MIT/Apache-2.0 (*)\n";
        let lock = "[[package]]\nname = \"lifeboat-app\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"log\"\nversion = \"0.4.1\"\nsource = \"registry\"\nchecksum = \"ab12\"\n";
        let parts = parts(tree, lock);
        let expected = serde_json::json!([
            { "type": "library", "name": "lifeboat-app", "version": "0.1.0",
              "licenses": [{ "expression": "MIT OR Apache-2.0" }] },
            { "type": "library", "name": "log", "version": "0.4.1", "purl": "pkg:cargo/log@0.4.1",
              "licenses": [{ "expression": "MIT OR Apache-2.0" }],
              "hashes": [{ "alg": "SHA-256", "content": "ab12" }] },
        ]);
        assert_eq!(parts["components"], expected);
    }

    #[test]
    fn what_is_linked_is_listed_and_what_only_builds_it_is_not() {
        let dist = std::env::temp_dir().join(format!("lifeboat-parts-{}", std::process::id()));
        std::fs::create_dir_all(dist.join(".well-known")).unwrap();
        super::write(&crate::built::Built(dist.clone())).unwrap();
        let text = std::fs::read_to_string(dist.join(super::PATH)).unwrap();
        std::fs::remove_dir_all(dist).unwrap();
        let list: serde_json::Value = serde_json::from_str(&text).unwrap();
        let parts = list["components"].as_array().unwrap();
        let part = |name: &str| parts.iter().find(|part| part["name"] == name);
        for linked in ["lightning", "secp256k1-sys", "leptos", "argon2", "lifeboat-worker"] {
            assert!(part(linked).is_some(), "{linked} is missing");
        }
        for never in ["cc", "serde_derive", "tokio", "axum"] {
            assert!(part(never).is_none(), "{never} is not linked");
        }
        let foreign = parts.iter().filter(|part| !part["name"].as_str().unwrap().starts_with("lifeboat-"));
        assert!(foreign.clone().count() > 100);
        for part in foreign {
            assert_eq!(part["hashes"][0]["content"].as_str().map(str::len), Some(64), "{part}");
            assert!(part["licenses"][0]["expression"].is_string(), "{part}");
        }
    }
}
