//! `cargo xtask bench`: the project's figures, each beside what it is compared with. Fails when one is over its limit.

use std::path::Path;

use crate::run::{Result, command, output, root, step, target};
use crate::{budgets, build, setup};

/// Crates that are built for speed; the comparison builds them for size.
const FAST: &[&str] = &["argon2", "blake2", "aes", "aes-gcm", "ghash", "polyval", "ctr", "pbkdf2"];
/// (package, target of tests): what a wallet at rest asks is counted, printed and limited there.
const AT_REST: &[(&str, &str)] =
    &[("lifeboat-backup", "simulation"), ("lifeboat-wallet", "it"), ("lifeboat-session", "simulation")];

/// Prints them.
///
/// # Errors
/// One could not be measured, or is over its limit.
pub fn bench(_args: &[String]) -> Result {
    setup::for_testing()?;
    at_rest()?;
    page()?;
    crypto()?;
    step(
        "what a payment costs",
        command("cargo").args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "lifeboat-wallet",
            "--example",
            "figures",
        ]),
    )?;
    step(
        "what a map of the network costs",
        command("cargo").args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "lifeboat-wallet",
            "--example",
            "map",
        ]),
    )?;
    build::servers()?;
    step(
        "from the tap to \"sent\" through three hops",
        command("cargo")
            .args(["run", "--quiet", "--locked", "--package", "lifeboat-wallet", "--example", "hops"])
            .env("LIFEBOAT_BIN", target().join("debug")),
    )?;
    step(
        "what a payment costs after thousands",
        command("cargo")
            .args(["run", "--quiet", "--locked", "--package", "lifeboat-wallet", "--example", "cost"])
            .args(["--config", "profile.dev.opt-level=2"])
            // Apart from what is tested.
            .env("CARGO_TARGET_DIR", target().join("bench/cost")),
    )?;
    build::app()?;
    step(
        "time to the first screen",
        command("cargo")
            .args(["run", "--quiet", "--locked", "--package", "lifeboat-e2e", "--example", "first_screen"])
            .env("LIFEBOAT_DIST", root().join("dist"))
            .env("LIFEBOAT_BIN", target().join("debug")),
    )?;
    step(
        "the memory of the page with its node",
        command("cargo")
            .args(["run", "--quiet", "--locked", "--package", "lifeboat-e2e", "--example", "memory"])
            .env("LIFEBOAT_DIST", root().join("dist"))
            .env("LIFEBOAT_BIN", target().join("debug")),
    )?;
    // Last: what is over its limit keeps nothing else from being measured.
    budgets::check()
}

fn at_rest() -> Result {
    AT_REST.iter().try_for_each(|(package, tests)| {
        step(
            "what a wallet at rest asks",
            command("cargo")
                .args(["test", "--quiet", "--locked", "--package", package, "--test", tests])
                .args(["--", "at_rest", "--nocapture"]),
        )
    })
}

/// The message that each change brings, after 100 payments and after 10,000: counted, printed and limited by its test.
fn page() -> Result {
    step(
        "what the page is sent",
        command("cargo")
            .args(["test", "--quiet", "--locked", "--package", "lifeboat-session", "--lib"])
            .args(["--", "what_the_page_is_sent", "--nocapture"]),
    )
}

fn crypto() -> Result {
    let (fast, small) = (target().join("bench/fast"), target().join("bench/small"));
    module(&fast, &[])?;
    let for_size: Vec<String> =
        FAST.iter().map(|name| format!("profile.release.package.{name}.opt-level=\"z\"")).collect();
    module(&small, &for_size)?;
    let args = ["run", "--quiet", "--release", "--package", "lifeboat-crypto", "--example", "native_costs"];
    let native = output("cargo", &args).ok_or("the native figures could not be measured")?;
    step(
        "key derivation and sealing",
        command("node")
            .arg("tests/bench/crypto.mjs")
            .arg(fast.join("lifeboat_crypto.js"))
            .arg(small.join("lifeboat_crypto.js"))
            .arg(native.trim()),
    )
}

/// The crypto module for node, built as shipped except for these settings.
fn module(out: &Path, config: &[String]) -> Result {
    let built = out.join("build");
    let mut cargo = command("cargo");
    cargo.args(["build", "--quiet", "--locked", "--release", "--target", "wasm32-unknown-unknown"]);
    cargo.args(["--package", "lifeboat-crypto", "--features", "js", "--target-dir"]).arg(&built);
    for setting in config {
        cargo.args(["--config", setting]);
    }
    step("the crypto module", &mut cargo)?;
    step(
        "its bindings",
        command("wasm-bindgen")
            .args(["--target", "nodejs", "--out-dir"])
            .arg(out)
            .arg(built.join("wasm32-unknown-unknown/release/lifeboat_crypto.wasm")),
    )
}
