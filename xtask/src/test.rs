//! `cargo xtask test`: every test there is, and one line that counts them.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::run::{Result, command, root, target};
use crate::{budgets, build, cache, check, package, setup};

/// Tests that also, or only, run in a browser as wasm: package, and which of its tests.
const IN_BROWSER: &[(&str, &[&str])] = &[
    ("lifeboat-crypto", &["--test", "it"]),
    ("lifeboat-backup", &["--test", "indexed_db"]),
    ("lifeboat-wallet", &["--test", "it"]),
    ("lifeboat-app", &["--lib"]),
];

/// Our crates whose tests run natively, in one build. The model and the local network have builds of their own.
pub const NATIVE: &[&str] = &[
    "crypto", "guard", "cloud", "clouds", "ports", "backup", "messages", "config", "names", "pasted",
    "scanner", "texts", "wallet", "session", "worker", "server", "reality", "fuzz", "recovery", "module",
];

/// What one lane of the suite has counted.
#[derive(Default)]
struct Count {
    /// Stands before each line that the lane prints, so that two lanes at once can be told apart.
    prefix: &'static str,
    passed: u64,
    failed: u64,
    broken: Vec<String>,
}

/// Runs everything, even after a failure; `fast` leaves out what needs browsers.
///
/// The journeys mostly wait for browsers, and the end of the app's build keeps one core busy: both run beside
/// the other tests.
pub fn test(args: &[String]) -> Result {
    let fast = args.iter().any(|arg| arg == "fast");
    setup::for_testing()?;
    let mut count = Count::default();
    if let Err(error) = check::check() {
        count.broken.push(error);
    }
    build::servers()?;
    keep_servers()?;

    std::thread::scope(|scope| {
        let beside = (!fast).then(|| scope.spawn(journeys));
        without_the_app(&mut count, fast);
        match beside.map(|lane| lane.join()) {
            Some(Ok(lane)) => count.add(lane),
            Some(Err(_)) => count.broken.push("the journeys panicked".into()),
            None => {}
        }
    });

    for broken in &count.broken {
        println!("BROKEN {broken}");
    }
    // A step that could not even run its tests counts as one failure.
    let failed = count.failed + count.broken.len() as u64;
    println!("{} passed, {failed} failed", count.passed);
    if failed == 0 { Ok(()) } else { Err("not everything passed".into()) }
}

/// The app as it is shipped, its screens with sample data, and then the journeys through them.
fn journeys() -> Count {
    let mut count = Count { prefix: "journeys | ", ..Count::default() };
    if let Err(error) = build::app().and_then(|()| build::gallery()) {
        count.broken.push(error);
        return count;
    }
    if let Err(error) = budgets::check() {
        count.broken.push(error);
    }
    if let Err(error) = package::package() {
        count.broken.push(error);
    }
    count.run(
        "the journeys, in browsers",
        cargo(&["nextest", "run", "--locked", "--no-fail-fast", "--package", "lifeboat-e2e"]),
    );
    count
}

/// Every test that needs no built app.
fn without_the_app(count: &mut Count, fast: bool) {
    let mut args = vec![
        "nextest",
        "run",
        "--locked",
        "--no-fail-fast",
        "--package",
        "xtask",
        "--package",
        "lifeboat-app",
    ];
    let names: Vec<String> = NATIVE.iter().map(|name| format!("lifeboat-{name}")).collect();
    for name in &names {
        args.extend(["--package", name]);
    }
    count.run("native tests", cargo(&args));
    count.run(
        "the model of the journal",
        cargo(&["nextest", "run", "--locked", "--no-fail-fast", "--package", "lifeboat-model"]),
    );
    count.run(
        "the local network",
        cargo(&["nextest", "run", "--locked", "--no-fail-fast", "--package", "lifeboat-regtest"]),
    );
    count.run(
        "opening a backup with nothing but Python",
        command(cache::venv().join("bin/python"))
            .arg("docs/recover/test_recover.py")
            .env("PYTHONDONTWRITEBYTECODE", "1"),
    );
    if fast {
        return;
    }
    for (package, which_tests) in IN_BROWSER {
        count.run(
            &format!("{package} in Chromium"),
            // Never `--quiet`: cargo would pass it on to a runner that refuses it.
            cargo(&["test", "--locked", "--target", "wasm32-unknown-unknown", "--package", package])
                // Ten tests of the wallet run here: to optimise its code takes longer than to run it as it is.
                .args(["--config", "profile.dev.package.lifeboat-wallet.opt-level=0"])
                .args(*which_tests)
                .env("CHROMEDRIVER", which("chromedriver")),
        );
    }
}

/// Where the servers lie that the tests start.
fn servers() -> PathBuf {
    target().join("servers")
}

/// Copies them there: what one lane builds must not replace a program that the other is about to start.
fn keep_servers() -> Result {
    std::fs::create_dir_all(servers()).map_err(|e| format!("{}: {e}", servers().display()))?;
    for name in build::SERVERS {
        let (from, to) = (target().join("debug").join(name), servers().join(name));
        std::fs::copy(&from, &to).map_err(|e| format!("{}: {e}", from.display()))?;
    }
    Ok(())
}

fn cargo(args: &[&str]) -> Command {
    let mut cargo = command("cargo");
    cargo
        .args(args)
        .env("LIFEBOAT_DIST", root().join("dist"))
        .env("LIFEBOAT_GALLERY", build::gallery_folder())
        .env("LIFEBOAT_PACKAGE", package::folder())
        .env("LIFEBOAT_BIN", servers())
        .env("LIFEBOAT_TOOLS", cache::tools());
    cargo
}

fn which(program: &str) -> String {
    crate::run::output("sh", &["-c", &format!("command -v {program}")]).unwrap_or_default().trim().to_owned()
}

impl Count {
    /// Takes in what another lane has counted.
    fn add(&mut self, lane: Count) {
        self.passed += lane.passed;
        self.failed += lane.failed;
        self.broken.extend(lane.broken);
    }

    /// Runs one runner, shows what it says, and adds up its closing lines.
    fn run(&mut self, what: &str, mut command: impl std::borrow::BorrowMut<Command>) {
        println!("\n{}== {what}", self.prefix);
        let command = command.borrow_mut();
        match self.count(command) {
            Ok((0, 0)) => self.broken.push(format!("{what}: no test ran")),
            Ok((passed, failed)) => {
                self.passed += passed;
                self.failed += failed;
            }
            Err(error) => self.broken.push(format!("{what}: {error}")),
        }
    }

    fn count(&self, command: &mut Command) -> Result<(u64, u64)> {
        // Both streams in one, in order: runners disagree on where their closing line goes.
        let (reader, writer) = std::io::pipe().map_err(|e| e.to_string())?;
        let second = writer.try_clone().map_err(|e| e.to_string())?;
        let mut child = command
            .env("NO_COLOR", "1")
            .env("CARGO_TERM_COLOR", "never")
            .stdin(Stdio::null())
            .stdout(writer)
            .stderr(second)
            .spawn()
            .map_err(|e| e.to_string())?;
        // The command still holds the writing ends; without this the loop below would never end.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let (mut passed, mut failed) = (0, 0);
        for line in BufReader::new(reader).lines() {
            let line = line.map_err(|e| e.to_string())?;
            println!("{}{line}", self.prefix);
            if let Some((good, bad)) = closing_line(&line) {
                passed += good;
                failed += bad;
            }
        }
        let status = child.wait().map_err(|e| e.to_string())?;
        if !status.success() && failed == 0 {
            return Err(format!("{status}"));
        }
        Ok((passed, failed))
    }
}

/// (passed, failed) of the closing line of nextest, of cargo's own runner, of Python's, or of
/// `N passed, N failed`. nextest indents what a failed test printed, with cargo's closing line in it: that
/// one is counted already.
fn closing_line(line: &str) -> Option<(u64, u64)> {
    let is_quoted = line.trim_start().starts_with("test result: ") && line.starts_with(' ');
    if is_quoted {
        return None;
    }
    let line = line.trim();
    if let Some(rest) = line.strip_prefix("Ran ") {
        // Python counts here what ran; a failure shows in the exit code.
        let (count, _) = rest.split_once(" test")?;
        return Some((count.parse().ok()?, 0));
    }
    let counts = line
        .strip_prefix("Summary [")
        .and_then(|rest| rest.split_once("tests run: ").or_else(|| rest.split_once("test run: ")))
        .or_else(|| line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")))
        .map(|(_, counts)| counts)
        .or_else(|| line.split_once(" passed, ").filter(|(n, _)| n.parse::<u64>().is_ok()).map(|_| line))?;
    let number = |word: &str| {
        counts
            .split([',', ';'])
            .filter_map(|part| part.trim().split_once(' '))
            .find(|(_, what)| what.split_whitespace().next() == Some(word))
            .and_then(|(n, _)| n.parse::<u64>().ok())
    };
    let timed_out =
        counts.split(',').find_map(|part| part.trim().strip_suffix(" timed out")?.parse::<u64>().ok());
    Some((number("passed")?, number("failed").unwrap_or(0) + timed_out.unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::{NATIVE, closing_line};

    #[test]
    fn no_crate_is_left_out() {
        let crates = std::fs::read_dir(crate::run::root().join("crates")).unwrap();
        let names = crates.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let left: Vec<String> = names
            .filter(|name| !NATIVE.contains(&name.as_str()) && !matches!(name.as_str(), "model" | "regtest"))
            .collect();
        assert_eq!(left, [""; 0]);
    }

    #[test]
    fn reads_the_closing_lines_of_every_runner() {
        assert_eq!(
            closing_line("     Summary [   2.1s] 10 tests run: 9 passed, 1 failed, 2 skipped"),
            Some((9, 1))
        );
        assert_eq!(closing_line("     Summary [   0.1s] 1 test run: 1 passed, 0 skipped"), Some((1, 0)));
        assert_eq!(
            closing_line(
                "     Summary [   9.1s] 3 tests run: 1 passed (1 slow), 1 failed, 1 timed out, 0 skipped"
            ),
            Some((1, 2))
        );
        assert_eq!(
            closing_line("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured"),
            Some((3, 2))
        );
        assert_eq!(closing_line("7 passed, 0 failed"), Some((7, 0)));
        assert_eq!(closing_line("Ran 21 tests in 5.120s"), Some((21, 0)));
        assert_eq!(closing_line("    test result: FAILED. 0 passed; 1 failed; 2 filtered out"), None);
        assert_eq!(closing_line("running 3 tests"), None);
    }
}
