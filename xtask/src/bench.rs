//! `cargo xtask bench`: the project's figures.

use crate::run::{Result, command, step};
use crate::setup;

/// Prints them.
pub fn bench(_args: &[String]) -> Result {
    setup::for_running()?;
    step("size of what is shipped", command("sh").args(["-c", "ls -l dist"]))
}
