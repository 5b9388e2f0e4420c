//! Builds, runs, tests and measures the project: `cargo xtask <command>`.

#![allow(clippy::disallowed_methods, reason = "steps are timed")]

mod bench;
mod budgets;
mod build;
mod built;
mod cache;
mod check;
mod finish;
mod map;
mod package;
mod proof;
mod reality;
mod reproduce;
mod run;
mod serve;
mod setup;
mod soak;
mod test;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  serve     set up what is missing, build, and run the app with a local bitcoin and Lightning network
  test      set up what is missing, build, and pass every test
  soak      run for long what the suite runs short: `soak races [rounds]`, `soak fuzz [seconds]`
  reproduce build the newest commit twice, in two folders, and compare what comes of it
  reality   look at servers of your own, and print where they differ from what the tests run against
  bench     print the project's figures
  check     formatting, spelling, the tests that docs/proof.md names, dependencies and their licences, lints
  map       which crate uses which, and circles of modules
  setup     only install what the other commands need
  build     only build the app into dist/
  package   build the module for other wallets, ready for `npm pack`, into pkg/
  gallery   only build every screen with sample data, into target/gallery
  finish    (for Trunk) texts, names by content, the service worker, compressed files
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let result = match args.first().map(String::as_str) {
        Some("serve") => serve::serve(&args[1..]),
        Some("test") => test::test(&args[1..]),
        Some("soak") => soak::soak(&args[1..]),
        Some("reproduce") => reproduce::reproduce(),
        Some("reality") => reality::reality(&args[1..]),
        Some("bench") => bench::bench(&args[1..]),
        Some("check") => setup::for_checking().and_then(|()| check::check()),
        Some("map") => map::map(),
        Some("setup") => setup::for_testing(),
        Some("finish") => finish::finish(),
        Some("package") => setup::for_running().and_then(|()| package::package()),
        Some("gallery") => setup::for_running().and_then(|()| build::gallery()),
        Some("build") => setup::for_running().and_then(|()| build::app()),
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error}");
            ExitCode::FAILURE
        }
    }
}
