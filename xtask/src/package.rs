//! `cargo xtask package`: the module for other wallets, as npm packs it, into `pkg/`.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::build;
use crate::built::Built;
use crate::finish;
use crate::run::{Result, command, root, step, target};

/// Where the sources are that go into it as they are.
const SOURCE: &str = "crates/module";
const NAME: &str = "lifeboat-journal";
const EXAMPLE: [&str; 2] = ["example/index.html", "example/example.js"];
/// Where what wasm-bindgen says of its own memory begins: no part of what callers may use.
const INTERNAL: &str = "export type InitInput";
/// The types of the last build that was meant.
const KEPT_TYPES: &str = "crates/module/package/api.d.ts";
/// Most bytes of the wasm after brotli.
const MOST: u64 = 820_000;

/// Where it lies, ready for `npm pack`.
pub fn folder() -> PathBuf {
    root().join("pkg")
}

/// Builds it.
///
/// # Errors
/// A step fails, its types are not those that are kept, or it is over its limit of bytes.
pub fn package() -> Result {
    let pkg = Built(folder());
    if pkg.0.exists() {
        fs::remove_dir_all(&pkg.0).map_err(|error| format!("{}: {error}", pkg.0.display()))?;
    }
    step(
        "the module for other wallets",
        command("cargo")
            .env(build::FLAGS, build::flags())
            .args(["build", "--quiet", "--locked", "--release", "--package", "lifeboat-module", "--lib"])
            .args(["--target", "wasm32-unknown-unknown"]),
    )?;
    step(
        "its bindings and types",
        command("wasm-bindgen")
            .args(["--target", "web", "--out-name", NAME, "--out-dir"])
            .arg(&pkg.0)
            .arg(target().join("wasm32-unknown-unknown/release/lifeboat_module.wasm")),
    )?;
    let source = Built(root().join(SOURCE));
    pkg.write("package.json", manifest(&source.text("package/package.json")?)?)?;
    pkg.write("README.md", source.text("package/README.md")?)?;
    for file in EXAMPLE {
        pkg.write(file, source.read(file)?)?;
    }
    types_are_kept(&pkg)?;
    fits(&pkg)
}

/// With the version of the workspace.
fn manifest(template: &str) -> Result<String> {
    let mut manifest: Value =
        serde_json::from_str(template).map_err(|error| format!("package.json: {error}"))?;
    manifest["version"] = env!("CARGO_PKG_VERSION").into();
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| format!("package.json: {error}"))?;
    Ok(format!("{text}\n"))
}

/// What callers may use changes only when somebody means it, with a version that says so.
fn types_are_kept(pkg: &Built) -> Result {
    let types = pkg.text(&format!("{NAME}.d.ts"))?;
    let (public, _) = types.split_once(INTERNAL).ok_or("the types have no internal part")?;
    let kept = Built(root());
    if std::env::var_os("LIFEBOAT_WRITE_GOLDEN").is_some() {
        return kept.write(KEPT_TYPES, public);
    }
    match kept.text(KEPT_TYPES)? == public {
        true => Ok(()),
        false => Err(format!(
            "the types of {NAME} are not those of {KEPT_TYPES}. If that is meant, say it in CHANGELOG.md, and run \
             `LIFEBOAT_WRITE_GOLDEN=1 cargo xtask package`"
        )),
    }
}

fn fits(pkg: &Built) -> Result {
    let bytes = finish::brotli(&pkg.read(&format!("{NAME}_bg.wasm"))?);
    let bytes = bytes.map_err(|error| format!("{NAME}: {error}"))?.len() as u64;
    println!(
        "module wasm: {bytes} bytes as served: {:.2}x of its limit ({MOST})",
        bytes as f64 / MOST as f64
    );
    if bytes > MOST { Err("the module's wasm is over its limit".to_owned()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_has_the_version_of_the_workspace_and_runs_nothing_when_it_is_installed() {
        let template = include_str!("../../crates/module/package/package.json");
        let manifest: Value = serde_json::from_str(&manifest(template).unwrap()).unwrap();
        assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(manifest["name"], NAME);
        assert!(manifest.get("scripts").is_none() && manifest.get("dependencies").is_none());
        let files: Vec<&str> =
            manifest["files"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        for file in ["lifeboat-journal.js", "lifeboat-journal_bg.wasm", "lifeboat-journal.d.ts", "example"] {
            assert!(files.contains(&file), "{file}");
        }
    }
}
