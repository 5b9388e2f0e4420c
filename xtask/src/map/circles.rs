//! Modules that use each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::Module;

/// The members of a circle, each with those members that it uses.
pub type Circle = BTreeMap<String, BTreeSet<String>>;

/// The circles among the children of each module: `a::{b, c}` as `a::b`, `a::c`.
pub fn among_siblings(modules: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<Circle> {
    let parents: BTreeSet<&[String]> =
        modules.keys().filter_map(|module| Some(module.split_last()?.1)).collect();
    parents.into_iter().flat_map(|parent| circles(&edges(parent, modules))).collect()
}

type Edges = BTreeMap<String, BTreeSet<String>>;

/// Which child of `parent` uses which other one, each with all that lies below it.
fn edges(parent: &[String], modules: &BTreeMap<Module, BTreeSet<Module>>) -> Edges {
    let child = |module: &Module| {
        let below = module.starts_with(parent) && module.len() > parent.len();
        below.then(|| module[..=parent.len()].join("::"))
    };
    let mut edges = Edges::new();
    for (module, named) in modules {
        let Some(from) = child(module) else { continue };
        let others = named.iter().filter_map(child).filter(|to| *to != from);
        edges.entry(from.clone()).or_default().extend(others);
    }
    edges
}

/// The groups whose members all reach each other.
fn circles(edges: &Edges) -> Vec<Circle> {
    let mut found = BTreeSet::new();
    for start in edges.keys() {
        let reached = reach(edges, start);
        let group: BTreeSet<String> =
            reached.into_iter().filter(|other| reach(edges, other).contains(start)).collect();
        if group.len() > 1 {
            found.insert(group);
        }
    }
    let inside = |group: BTreeSet<String>| {
        group.iter().map(|member| (member.clone(), &edges[member] & &group)).collect()
    };
    found.into_iter().map(inside).collect()
}

/// Everything that can be reached from `start` in at least one step.
fn reach(edges: &Edges, start: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&String> = edges.get(start).into_iter().flatten().collect();
    while let Some(module) = waiting.pop() {
        if reached.insert(module.clone()) {
            waiting.extend(edges.get(module).into_iter().flatten());
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(path: &str) -> Module {
        path.split('/').map(String::from).collect()
    }

    #[test]
    fn a_circle_over_three_is_found_once_and_a_child_counts_as_its_parent() {
        let uses = [("a/x", "b"), ("b", "c/y"), ("c", "a"), ("c/y", "c/z"), ("d", "a")];
        let mut modules: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
        for (from, to) in uses {
            modules.entry(module(from)).or_default().insert(module(to));
            modules.entry(module(to)).or_default();
        }
        let member = |name: &str, uses: &str| (name.to_owned(), BTreeSet::from([uses.to_owned()]));
        assert_eq!(
            among_siblings(&modules),
            [Circle::from([member("a", "b"), member("b", "c"), member("c", "a")])]
        );
    }
}
