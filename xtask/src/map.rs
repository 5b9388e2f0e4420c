//! `cargo xtask map`: which crate uses which, and which modules of a crate use each other in a circle.
//!
//! Read off the text of the sources, without the compiler: paths that begin with `crate`, `self` or `super`, in `use`
//! and elsewhere. A name that comes through the `use` of another module, as through `lib.rs`, counts for the module
//! that defines it. Siblings are compared, each with all that lies below it; that a module and its own children know
//! each other is not a circle here. Neither is a type whose methods are in several modules: a module that only opens
//! `impl` blocks of a type is a part of it, and does not use it. Tests are left out.

mod circles;
mod paths;
mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use circles::Circle;

use crate::run::{Result, output, root};

/// The circles that are there and accepted; a new one fails. `crate: module, module` a line.
const ACCEPTED: &str = include_str!("map/accepted.txt");

/// Prints both, and fails on a circle that is not accepted, or on an accepted one that is gone.
pub fn map() -> Result {
    println!("crates\n");
    for (name, uses) in crates()? {
        println!("  {name:<20} {}", if uses.is_empty() { "-".to_owned() } else { uses.join(", ") });
    }
    let found = circles_found()?;
    println!("\ncircles of modules: {}\n", found.len());
    for (circle, members) in &found {
        println!("  {circle}");
        for (member, uses) in members {
            println!("    {member} -> {}", uses.iter().map(String::as_str).collect::<Vec<_>>().join(", "));
        }
    }
    judge(&found)
}

/// Fails as [`map`] does, and prints nothing.
pub fn check() -> Result {
    judge(&circles_found()?)
}

/// All circles, by the line that accepts them.
fn circles_found() -> Result<BTreeMap<String, Circle>> {
    Ok(homes()?.iter().flat_map(|(name, src)| circles_of(name, src)).collect())
}

fn judge(found: &BTreeMap<String, Circle>) -> Result {
    let found: BTreeSet<String> = found.keys().cloned().collect();
    let accepted: BTreeSet<String> = ACCEPTED
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(String::from)
        .collect();
    let new: Vec<&String> = found.difference(&accepted).collect();
    let gone: Vec<&String> = accepted.difference(&found).collect();
    match (new.is_empty(), gone.is_empty()) {
        (true, true) => Ok(()),
        (false, _) => Err(format!("new circles of modules: {new:#?}")),
        (true, false) => Err(format!("these circles are gone; take them out of accepted.txt: {gone:#?}")),
    }
}

fn circles_of(name: &str, src: &Path) -> Vec<(String, Circle)> {
    let line = |circle: &Circle| {
        format!("{name}: {}", circle.keys().map(String::as_str).collect::<Vec<_>>().join(", "))
    };
    circles::among_siblings(&sources::read(src)).into_iter().map(|circle| (line(&circle), circle)).collect()
}

/// Our crates that have modules, with their folders of sources.
fn homes() -> Result<Vec<(String, std::path::PathBuf)>> {
    let mut homes = vec![("app".to_owned(), root().join("app/src"))];
    let folders = std::fs::read_dir(root().join("crates")).map_err(|error| error.to_string())?;
    for folder in folders.filter_map(std::result::Result::ok) {
        homes.push((folder.file_name().to_string_lossy().into_owned(), folder.path().join("src")));
    }
    homes.sort();
    Ok(homes)
}

/// Our crates, each with those of ours that it is built of.
fn crates() -> Result<Vec<(String, Vec<String>)>> {
    let said = output("cargo", &["metadata", "--format-version", "1", "--no-deps", "--offline"]);
    let metadata: serde_json::Value = serde_json::from_str(&said.ok_or("cargo metadata does not run")?)
        .map_err(|error| error.to_string())?;
    let packages = metadata["packages"].as_array().ok_or("cargo metadata names no packages")?;
    let short = |value: &serde_json::Value| value.as_str()?.strip_prefix("lifeboat-").map(String::from);
    let uses = |package: &serde_json::Value| -> BTreeSet<String> {
        let all = package["dependencies"].as_array().into_iter().flatten();
        all.filter(|used| used["kind"].is_null()).filter_map(|used| short(&used["name"])).collect()
    };
    let ours = packages.iter().filter_map(|p| Some((short(&p["name"])?, uses(p).into_iter().collect())));
    Ok(ours.collect())
}
