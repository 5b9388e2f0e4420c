//! `cargo xtask check`: circles of modules, what docs/proof.md names, formatting, spelling, dependencies, the rules for
//! crates, documents and names, and lints.

use crate::run::{Result, command, step};
use crate::test::NATIVE;
use crate::{map, proof};

/// Runs them all; the first that fails ends it.
pub fn check() -> Result {
    println!("· circles of modules");
    map::check()?;
    println!("· the tests that docs/proof.md names");
    proof::check()?;
    step("formatting", command("cargo").args(["fmt", "--all", "--check"]))?;
    step("spelling", command("typos").args(["--format", "brief"]))?;
    step("unused dependencies", command("cargo-shear").args(["shear", "--deny-warnings"]))?;
    licences()?;
    let rules = ["--test", "arrows", "--test", "documents", "--test", "names"];
    step(
        "arrows between crates, documents, names",
        command("cargo")
            .args(["nextest", "run", "--locked", "--cargo-quiet", "--status-level", "fail"])
            .args(["--package", "xtask"])
            .args(rules),
    )?;
    // In groups that share features: see the root manifest.
    let mut clippy = command("cargo");
    clippy.args(["clippy", "--quiet", "--locked", "--all-targets", "--package", "xtask"]);
    for name in NATIVE.iter().chain(&["model", "e2e"]) {
        clippy.arg("--package").arg(format!("lifeboat-{name}"));
    }
    step("lints, native", clippy.args(["--", "-D", "warnings"]))?;
    step(
        "lints, regtest",
        command("cargo").args([
            "clippy",
            "--quiet",
            "--locked",
            "--all-targets",
            "--package",
            "lifeboat-regtest",
            "--",
            "-D",
            "warnings",
        ]),
    )?;
    step(
        "lints, wasm",
        command("cargo").args([
            "clippy",
            "--quiet",
            "--locked",
            "--target",
            "wasm32-unknown-unknown",
            "--package",
            "lifeboat-worker",
            "--package",
            "lifeboat-scanner",
            "--package",
            "lifeboat-app",
            "--",
            "-D",
            "warnings",
        ]),
    )?;
    step(
        "lints, the crypto for JavaScript",
        command("cargo").args([
            "clippy",
            "--quiet",
            "--locked",
            "--target",
            "wasm32-unknown-unknown",
            "--package",
            "lifeboat-crypto",
            "--features",
            "js",
            "--",
            "-D",
            "warnings",
        ]),
    )
}

/// Licences, sources and doubled versions of every crate; known weaknesses where their list has been fetched.
fn licences() -> Result {
    let deny = || {
        let mut deny = command("cargo-deny");
        deny.args(["--offline", "--log-level", "error", "check", "--hide-inclusion-graph"]);
        deny
    };
    step("licences and sources", deny().args(["licenses", "bans", "sources"]))?;
    let home = std::env::var_os("CARGO_HOME").map(std::path::PathBuf::from);
    let home = home.or_else(|| Some(std::path::PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    if home.is_some_and(|home| home.join("advisory-dbs").exists()) {
        return step("known weaknesses", deny().arg("advisories"));
    }
    println!("  known weaknesses: not looked for; `cargo-deny fetch` brings their list");
    Ok(())
}
