//! `cargo xtask reproduce`: builds the newest commit twice, in two folders that lie at different depths, each
//! with nothing built before, and compares the files that are served.

use std::fs;
use std::path::Path;

use crate::built::Built;
use crate::run::{Result, command, root, step};
use crate::setup;

const FIRST: &str = "first";
const SECOND: &str = "second/at/another/depth";

/// Fails with the name of every file that is not the same in both builds.
pub fn reproduce() -> Result {
    setup::for_running()?;
    // Elsewhere than below this checkout, whose settings cargo would read as well.
    let folder = std::env::temp_dir().join(format!("lifeboat-reproduce-{}", std::process::id()));
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let first = build_in(&folder.join(FIRST))?;
    let second = build_in(&folder.join(SECOND))?;
    let count = first.files()?.len();
    let wrong = differences(&first, &second)?;
    if !wrong.is_empty() {
        return Err(format!("two builds of one commit differ:\n{}", wrong.join("\n")));
    }
    fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    println!("{count} of {count} files are the same in two builds of one commit");
    Ok(())
}

/// Builds the commit as in a fresh clone there.
fn build_in(place: &Path) -> Result<Built> {
    step("a clone", command("git").args(["clone", "--quiet", "--no-hardlinks"]).arg(root()).arg(place))?;
    step(
        &format!("a build in {}", place.display()),
        command("cargo").current_dir(place).env_remove("CARGO_TARGET_DIR").args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "xtask",
            "--",
            "build",
        ]),
    )?;
    Ok(Built(place.join("dist")))
}

/// One line for each file that only one of the builds has, or that differs.
fn differences(first: &Built, second: &Built) -> Result<Vec<String>> {
    let (in_first, in_second) = (first.files()?, second.files()?);
    let mut wrong = Vec::new();
    for file in &in_first {
        if !in_second.contains(file) {
            wrong.push(format!("only in the first: {file}"));
        } else if first.read(file)? != second.read(file)? {
            wrong.push(format!("differs: {file}"));
        }
    }
    let only_second = in_second.iter().filter(|file| !in_first.contains(file));
    wrong.extend(only_second.map(|file| format!("only in the second: {file}")));
    Ok(wrong)
}

#[cfg(test)]
mod tests;
