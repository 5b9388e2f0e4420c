//! The modules of a crate, and which they name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::paths;

/// The way from the crate's root: `["journal", "head"]`.
pub type Module = Vec<String>;

/// Every module with those it names. An item that is not found is taken for one of the module it is said to be in.
pub fn read(src: &Path) -> BTreeMap<Module, BTreeSet<Module>> {
    let mut texts = BTreeMap::new();
    walk(src, &[], &mut texts);
    let modules: BTreeSet<Module> = texts.keys().cloned().collect();
    let names = |module: &Module, text: &str| {
        let absolute = paths::named(text).into_iter().filter_map(|path| absolute(module, &path));
        absolute.map(|path| home(&path, &modules)).filter(|named| named != module).collect()
    };
    texts.iter().map(|(module, text)| (module.clone(), names(module, text))).collect()
}

fn walk(folder: &Path, above: &[String], texts: &mut BTreeMap<Module, String>) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    for path in entries.map(|entry| entry.path()) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if name == "tests" {
            continue;
        }
        let module = [above, std::slice::from_ref(&name)].concat();
        if path.is_dir() {
            walk(&path, &module, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            // Inline tests stand at the end.
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
            let root = above.is_empty() && (name == "lib" || name == "main");
            texts.insert(if root { Vec::new() } else { module }, text);
        }
    }
}

/// `super::x` and `self::x` from the crate's root.
fn absolute(module: &Module, path: &[String]) -> Option<Vec<String>> {
    let ups = path.iter().take_while(|word| *word == "super").count();
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "self" => Some([module, &path[1..]].concat()),
        _ => Some([&module[..module.len().checked_sub(ups)?], &path[ups..]].concat()),
    }
}

/// The module a path leads into.
fn home(path: &[String], modules: &BTreeSet<Module>) -> Module {
    let lengths = (0..=path.len()).rev();
    let found = lengths.map(|length| path[..length].to_vec()).find(|module| modules.contains(module));
    found.unwrap_or_default()
}
