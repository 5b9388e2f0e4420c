//! `cargo xtask reality`: where the servers of an operator differ from the doubles that the tests run against.

use crate::run::{Result, command};

/// Looks at the servers that are named; ends with a failure where the wallet cannot work with one of them.
pub fn reality(args: &[String]) -> Result {
    let mut cargo = command("cargo");
    cargo.args(["run", "--quiet", "--locked", "--package", "lifeboat-reality", "--"]).args(args);
    let status = cargo.status().map_err(|e| e.to_string())?;
    if status.success() { Ok(()) } else { Err("not everything is as the wallet needs it".into()) }
}
