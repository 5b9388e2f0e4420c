//! What starts the page is compared with its hash by the browser ("subresource integrity"): a file that a
//! cache or a proxy has changed or cut does not run.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::Built;
use crate::run::Result;

/// The page's wasm, as `index.html` names it.
const WASM: &str = "data-wasm=\"/";
/// The first script.
const BOOT: &str = "src=\"/boot";
/// Trunk's link that asks for the wasm ahead of the first script.
const PRELOAD: &str = "<link rel=\"preload\" ";
const INTEGRITY: &str = " integrity=\"";

/// A file's hash, as an `integrity` has it.
pub fn of(bytes: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)))
}

/// `index.html` with the hashes of the first script and of the page's wasm.
pub fn put_into(index: &str, dist: &Built) -> Result<String> {
    let index = beside(&plain_preload(index)?, WASM, "data-wasm-integrity", dist)?;
    beside(&index, BOOT, "integrity", dist)
}

/// The page with the hash that Trunk gives the preload left out. Chromium ignores it there, and warns of it
/// at each start; what takes the file is the first script, which compares it.
fn plain_preload(index: &str) -> Result<String> {
    let missing = || "index.html has no preload with a hash".to_owned();
    let link = index.find(PRELOAD).ok_or_else(missing)?;
    let end = link + index[link..].find('>').ok_or_else(missing)?;
    let from = link + index[link..end].find(INTEGRITY).ok_or_else(missing)?;
    let hash = from + INTEGRITY.len();
    let to = hash + index[hash..end].find('"').ok_or_else(missing)? + 1;
    Ok(format!("{}{}", &index[..from], &index[to..]))
}

/// The page with the hash of the file that an attribute names, in another attribute behind it.
fn beside(index: &str, attribute: &str, hash: &str, dist: &Built) -> Result<String> {
    let missing = || format!("index.html has no {attribute}");
    let value = index.find(attribute).ok_or_else(missing)? + attribute.find('/').unwrap_or_default() + 1;
    let end = value + index[value..].find('"').ok_or_else(missing)?;
    let integrity = of(&dist.read(&index[value..end])?);
    Ok(format!("{}\" {hash}=\"{integrity}{}", &index[..end], &index[end..]))
}
