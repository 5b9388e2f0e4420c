//! The dependency rules of ARCHITECTURE.md, read off the manifests; and what is linked into what holds the keys.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Which of our own crates may depend on which; everything else is forbidden. Tests of a crate may use more.
const ALLOWED: &[(&str, &[&str])] = &[
    ("lifeboat-crypto", &[]),
    ("lifeboat-guard", &[]),
    ("lifeboat-cloud", &[]),
    ("lifeboat-backup", &["lifeboat-crypto", "lifeboat-cloud", "lifeboat-names", "lifeboat-texts"]),
    ("lifeboat-model", &[]),
    ("lifeboat-wallet", &["lifeboat-backup", "lifeboat-pasted"]),
    ("lifeboat-messages", &[]),
    ("lifeboat-config", &["lifeboat-guard", "lifeboat-messages"]),
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
            "lifeboat-config",
            "lifeboat-crypto",
            "lifeboat-guard",
        ],
    ),
    (
        "lifeboat-worker",
        &["lifeboat-session", "lifeboat-messages", "lifeboat-backup", "lifeboat-cloud", "lifeboat-crypto"],
    ),
    ("lifeboat-app", &["lifeboat-messages", "lifeboat-names", "lifeboat-texts"]),
    ("lifeboat-texts", &[]),
    ("lifeboat-scanner", &[]),
    ("lifeboat-recovery", &["lifeboat-backup", "lifeboat-cloud", "lifeboat-crypto"]),
    ("lifeboat-module", &["lifeboat-backup", "lifeboat-cloud", "lifeboat-crypto"]),
    ("lifeboat-server", &["lifeboat-config", "lifeboat-guard"]),
    ("lifeboat-ports", &[]),
    ("lifeboat-regtest", &["lifeboat-ports"]),
    ("lifeboat-clouds", &["lifeboat-cloud"]),
    ("lifeboat-e2e", &["lifeboat-messages", "lifeboat-clouds", "lifeboat-ports"]),
    (
        "lifeboat-fuzz",
        &[
            "lifeboat-backup",
            "lifeboat-cloud",
            "lifeboat-crypto",
            "lifeboat-guard",
            "lifeboat-messages",
            "lifeboat-names",
            "lifeboat-pasted",
            "lifeboat-server",
            "lifeboat-wallet",
        ],
    ),
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

/// What is linked into the worker, which holds the keys: each crate once, with its version and its features.
fn linked_into_the_worker() -> BTreeSet<String> {
    let out = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--package", "lifeboat-worker"])
        .args(["--target", "wasm32-unknown-unknown", "--edges", "normal"])
        .args(["--prefix", "none", "--format", "{p} [{f}]"])
        .output()
        .expect("cargo runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let tree = String::from_utf8(out.stdout).expect("cargo tree prints text");
    tree.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect()
}

/// How many crates are linked into the worker, our own included. If you bring in another one, look at it
/// first: whose it is, how old, what it does when it is built, where it is unsafe.
const LINKED: usize = 179;

#[test]
fn no_crate_comes_to_where_the_keys_are_unseen() {
    let linked = linked_into_the_worker();
    assert!(linked.len() <= LINKED, "{} instead of {LINKED}: {linked:#?}", linked.len());
    assert!(linked.len() * 10 > LINKED * 9, "only {}: the bound is too wide by now", linked.len());
}

/// Two generations of the crate that asks for randomness are linked: the older one asks the browser by a
/// feature, the newer one by what `.cargo/config.toml` says. Nothing else may stand in for them, and no
/// generator is fed by anything but them.
#[test]
fn randomness_is_the_browsers_alone() {
    let linked = linked_into_the_worker();
    let sources: Vec<&str> =
        linked.iter().filter(|line| line.starts_with("getrandom v")).map(String::as_str).collect();
    for source in &sources {
        let (_, features) = source.split_once('[').expect("its features");
        let features: Vec<&str> = features.trim_end_matches(']').split(',').collect();
        let asks = if source.starts_with("getrandom v0.2.") { "js" } else { "wasm_js" };
        assert!(features.contains(&asks), "{source}");
        assert!(!features.iter().any(|feature| matches!(*feature, "custom" | "rdrand")), "{source}");
    }
    assert!(sources.len() <= 2 && !sources.is_empty(), "{sources:?}");
    let config = include_str!("../../.cargo/config.toml");
    let backends: Vec<&str> = config.split("getrandom_backend=").skip(1).collect();
    assert!(matches!(backends.as_slice(), [one] if one.starts_with("\\\"wasm_js\\\"")), "{backends:?}");
    // Generators that begin with a clock, an address or a constant.
    for other in [
        "fastrand",
        "oorandom",
        "nanorand",
        "wyrand",
        "tinyrand",
        "turborand",
        "rand_pcg",
        "rand_xorshift",
        "rand_xoshiro",
    ] {
        assert!(!linked.iter().any(|line| line.starts_with(&format!("{other} v"))), "{other}");
    }
    let small = linked.iter().any(|line| line.starts_with("rand v") && line.contains("small_rng"));
    assert!(!small, "a generator that is not for secrets");
}
