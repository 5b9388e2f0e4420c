//! `cargo xtask check`: formatting, lints, and who may depend on whom.

use crate::run::{Result, command, step};

/// Runs them all; the first that fails ends it.
pub fn check() -> Result {
    step("formatting", command("cargo").args(["fmt", "--all", "--check"]))?;
    // In groups that share features: see the root manifest.
    let native =
        ["crypto", "cloud", "clouds", "backup", "messages", "model", "wallet", "worker", "server", "e2e"];
    let mut clippy = command("cargo");
    clippy.args(["clippy", "--quiet", "--locked", "--all-targets", "--package", "xtask"]);
    for name in native {
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
