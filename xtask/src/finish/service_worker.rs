//! The service worker: `app/service-worker.js`, with the build's name and the list of its files filled in.

use serde_json::{Map, Value};

use super::{Built, integrity, recovery};
use crate::run::{Result, root};

const SOURCE: &str = "app/service-worker.js";
const NAME: &str = "sw.js";

/// It, before anything is filled in.
pub fn source() -> Result<String> {
    std::fs::read_to_string(root().join(SOURCE)).map_err(|error| format!("{SOURCE}: {error}"))
}

/// Writes it.
pub fn write(dist: &Built, build: &str) -> Result {
    dist.write(NAME, fill(&source()?, build, &shell(dist)?)?)
}

/// The addresses of all that the page needs to start, each with its hash, as a browser compares it (SRI, "integrity").
fn shell(dist: &Built) -> Result<Map<String, Value>> {
    let mut shell = Map::new();
    for file in dist.files()?.iter().filter(|file| is_needed(file)) {
        let path = if file == "index.html" { "/".to_owned() } else { format!("/{file}") };
        shell.insert(path, integrity::of(&dist.read(file)?).into());
    }
    Ok(shell)
}

/// Pages of a sign-in come from the server always, and what only an installation shows is not needed to
/// start, nor is the page that people save for the day when there is no Lifeboat.
fn is_needed(file: &str) -> bool {
    let ending = file.rsplit('.').next().unwrap_or_default();
    !file.starts_with("oauth/")
        && file != "icons-LICENSE.txt"
        && file != recovery::PAGE
        && matches!(ending, "html" | "js" | "css" | "wasm" | "svg" | "txt")
}

fn fill(source: &str, build: &str, shell: &Map<String, Value>) -> Result<String> {
    let files = serde_json::to_string_pretty(shell).map_err(|error| error.to_string())?;
    let mut filled = source.to_owned();
    for (mark, value) in [("\"BUILD\"", format!("\"{build}\"")), ("{ /* FILES */ }", files)] {
        if filled.matches(mark).count() != 1 {
            return Err(format!("{SOURCE}: {mark} has to stand there once"));
        }
        filled = filled.replace(mark, &value);
    }
    Ok(filled)
}
