//! The dependency rules of ARCHITECTURE.md, read off the manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Who may depend on whom, among our own crates; everything else is forbidden. Tests of a crate may use more.
const ALLOWED: &[(&str, &[&str])] = &[
    ("lifeboat-crypto", &[]),
    ("lifeboat-cloud", &[]),
    ("lifeboat-backup", &["lifeboat-crypto", "lifeboat-cloud", "lifeboat-names", "lifeboat-texts"]),
    ("lifeboat-model", &[]),
    ("lifeboat-wallet", &["lifeboat-backup", "lifeboat-pasted"]),
    ("lifeboat-messages", &[]),
    ("lifeboat-names", &[]),
    ("lifeboat-pasted", &[]),
    (
        "lifeboat-session",
        &[
            "lifeboat-messages",
            "lifeboat-wallet",
            "lifeboat-pasted",
            "lifeboat-backup",
            "lifeboat-cloud",
            "lifeboat-crypto",
        ],
    ),
    (
        "lifeboat-worker",
        &["lifeboat-session", "lifeboat-messages", "lifeboat-backup", "lifeboat-cloud", "lifeboat-crypto"],
    ),
    ("lifeboat-app", &["lifeboat-messages", "lifeboat-names", "lifeboat-texts"]),
    ("lifeboat-texts", &[]),
    ("lifeboat-scanner", &[]),
    ("lifeboat-server", &[]),
    ("lifeboat-ports", &[]),
    ("lifeboat-regtest", &["lifeboat-ports"]),
    ("lifeboat-clouds", &["lifeboat-cloud"]),
    ("lifeboat-e2e", &["lifeboat-messages", "lifeboat-clouds", "lifeboat-ports"]),
    ("lifeboat-reality", &["lifeboat-wallet", "lifeboat-cloud"]),
    ("wasm-bindgen-tools", &[]),
    ("xtask", &["lifeboat-texts"]),
];

/// Crates that only some may use directly.
const RESERVED: &[(&str, &[&str])] = &[
    ("leptos", &["lifeboat-app"]),
    ("lightning", &["lifeboat-wallet", "lifeboat-regtest"]),
    ("ldk-node", &["lifeboat-regtest"]),
];

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&out.stdout).expect("cargo metadata is JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("a string").to_owned();
    metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|package| {
            let direct = package["dependencies"].as_array().expect("dependencies").iter();
            let direct = direct.filter(|dep| dep["kind"] != "dev").map(|dep| text(&dep["name"])).collect();
            (text(&package["name"]), direct)
        })
        .collect()
}

#[test]
fn every_arrow_between_our_crates_is_allowed() {
    let found = dependencies();
    let ours: BTreeSet<&String> = found.keys().collect();
    for (name, direct) in &found {
        let allowed = ALLOWED.iter().find(|(it, _)| it == name).map(|(_, to)| *to);
        let allowed = allowed.unwrap_or_else(|| panic!("{name} is not in the table of ARCHITECTURE.md"));
        for to in direct.iter().filter(|to| ours.contains(to)) {
            assert!(allowed.contains(&to.as_str()), "{name} must not depend on {to}");
        }
    }
}

#[test]
fn leptos_and_lightning_stay_where_they_belong() {
    for (name, direct) in dependencies() {
        for (reserved, who) in RESERVED {
            assert!(
                !direct.contains(*reserved) || who.contains(&name.as_str()),
                "{name} must not use {reserved}"
            );
        }
    }
}
