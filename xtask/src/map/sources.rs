//! The modules of a crate, and which they name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::paths::{self, PathUse};

/// The way from the crate's root: `["journal", "head"]`.
pub type Module = Vec<String>;

/// What each module calls the names that it imports, as paths from the root.
type Imports = BTreeMap<Module, BTreeMap<String, Vec<String>>>;

/// Every module with those it uses.
pub fn read(src: &Path) -> BTreeMap<Module, BTreeSet<Module>> {
    let mut texts = BTreeMap::new();
    walk(src, &[], &mut texts);
    uses(&texts)
}

/// A name that comes through the `use` of another module counts for the module that defines it, and an item that is
/// not found for the module that it is said to be in. A module that only implements methods of a type is a part of that
/// type, and does not use the module where it is defined.
fn uses(texts: &BTreeMap<Module, String>) -> BTreeMap<Module, BTreeSet<Module>> {
    let named: BTreeMap<&Module, Vec<PathUse>> =
        texts.iter().map(|(module, text)| (module, paths::named(text))).collect();
    let modules: BTreeSet<Module> = texts.keys().cloned().collect();
    let imports = named.iter().map(|(module, named)| {
        let of = |named: &PathUse| Some((named.import.clone()?, absolute(module, &named.path, &modules)?));
        ((*module).clone(), named.iter().filter_map(of).collect())
    });
    let names = ImportTable { imports: imports.collect(), modules: &modules };
    let uses = |module: &Module, named: &[PathUse]| {
        let counts = |named: &&PathUse| {
            !named.import.as_deref().is_some_and(|name| paths::only_implements(&texts[module], name))
        };
        let absolute = named.iter().filter(counts).filter_map(|n| absolute(module, &n.path, &modules));
        absolute.map(|path| names.home(&path, MOST_STEPS)).filter(|home| home != module).collect()
    };
    named.iter().map(|(module, named)| ((*module).clone(), uses(module, named))).collect()
}

/// Through how many `use` of other modules a name is followed.
const MOST_STEPS: usize = 8;

struct ImportTable<'a> {
    imports: Imports,
    modules: &'a BTreeSet<Module>,
}

impl ImportTable<'_> {
    /// The module that a path from the root leads into.
    fn home(&self, path: &[String], steps: usize) -> Module {
        let mut home = Module::new();
        for (at, word) in path.iter().enumerate() {
            let below = [home.as_slice(), std::slice::from_ref(word)].concat();
            if self.modules.contains(&below) {
                home = below;
                continue;
            }
            let imported = self.imports.get(&home).and_then(|imports| imports.get(word));
            return match (imported, steps.checked_sub(1)) {
                (Some(target), Some(steps)) => self.home(&[target, &path[at + 1..]].concat(), steps),
                _ => home,
            };
        }
        home
    }
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
            // Inline tests are at the end.
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
            let root = above.is_empty() && (name == "lib" || name == "main");
            texts.entry(if root { Module::new() } else { module }).or_default().push_str(&text);
        }
    }
}

/// A path from the crate's root, if it leads into the crate: by `crate`, `self`, `super`, or by the name of a child.
fn absolute(module: &Module, path: &[String], modules: &BTreeSet<Module>) -> Option<Vec<String>> {
    let ups = path.iter().take_while(|word| *word == "super").count();
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "self" => Some([module, &path[1..]].concat()),
        "super" => Some([&module[..module.len().checked_sub(ups)?], &path[ups..]].concat()),
        child => {
            let below = [module.as_slice(), &[child.to_owned()]].concat();
            modules.contains(&below).then(|| [module, path].concat())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(path: &str) -> Module {
        path.split('/').filter(|word| !word.is_empty()).map(String::from).collect()
    }

    /// What `from` uses, where the sources are these.
    fn used_by(from: &str, sources: &[(&str, &str)]) -> Vec<String> {
        let texts = sources.iter().map(|(path, text)| (module(path), (*text).to_owned())).collect();
        uses(&texts)[&module(from)].iter().map(|module| module.join("/")).collect()
    }

    #[test]
    fn a_name_counts_for_the_module_that_defines_it() {
        let sources = [
            ("", "mod a; mod b; mod c; pub use a::{Deep, x::Far as Near}; pub(crate) use b::Own;"),
            ("a", "mod x; pub use x::Deep;"),
            ("a/x", "pub struct Deep; pub struct Far;"),
            ("a/y", "use super::Deep;"),
            ("b", "use crate::{Deep, c};"),
            ("c", "use crate::{Near, b::Deep}; fn f() -> crate::Own {}"),
        ];
        assert_eq!(used_by("b", &sources), ["a/x", "c"]);
        assert_eq!(used_by("c", &sources), ["a/x", "b"]);
        assert_eq!(used_by("a/y", &sources), ["a/x"]);
    }

    #[test]
    fn names_that_import_each_other_end() {
        let sources = [("", "use a::X;"), ("a", "use crate::X;"), ("b", "use crate::X;")];
        assert!(used_by("b", &sources).len() == 1);
    }

    #[test]
    fn methods_of_a_type_are_a_part_of_it_and_whoever_takes_it_uses_it() {
        let sources = [
            ("", "pub use whole::Whole;"),
            ("whole", "use crate::methods::Part; pub struct Whole(Part);"),
            ("methods", "use crate::Whole; pub struct Part; impl Whole { fn f(&self) {} }"),
            ("user", "use crate::Whole; impl Whole { fn g(&self) {} } fn h(whole: &Whole) {}"),
        ];
        assert!(used_by("methods", &sources).is_empty());
        assert_eq!(used_by("user", &sources), ["whole"]);
    }
}
