//! `/.well-known/lifeboat.json`: which source this is a build of, and the hash of each of its files, for
//! everybody who builds the same source and compares.
//!
//! - `source`: `commit`, Git's name of it, and `changed`, whether files that Git knows differed from it;
//!   `null` for a build outside of a repository.
//! - `rustc`: the compiler, as it names itself.
//! - `build`: as page and worker call it.
//! - `files`: SHA-256 of each file before it is compressed, hexadecimal, by its path.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{Built, hex};
use crate::run::{Result, output};

/// Where it is served, and where it lies in the build.
pub const PATH: &str = ".well-known/lifeboat.json";

/// Writes it, of all files that are there.
pub fn write(dist: &Built, build: &str) -> Result {
    let rustc = output("rustc", &["--version"]).map(|version| version.trim().to_owned());
    let published = json!({ "source": source(), "rustc": rustc, "build": build, "files": hashes(dist)? });
    let text = serde_json::to_string_pretty(&published).map_err(|error| error.to_string())?;
    dist.write(PATH, text + "\n")
}

fn source() -> Option<Value> {
    let commit = output("git", &["rev-parse", "HEAD"])?;
    let changes = output("git", &["status", "--porcelain", "--untracked-files=no"])?;
    Some(json!({ "commit": commit.trim(), "changed": !changes.trim().is_empty() }))
}

fn hashes(dist: &Built) -> Result<Map<String, Value>> {
    let files = dist.files()?.into_iter().filter(|file| file != PATH);
    files.map(|file| Ok((file.clone(), hex(&Sha256::digest(dist.read(&file)?)).into()))).collect()
}
