//! Fuzzing that is led by coverage: libFuzzer over every reader of strangers' bytes (`crates/fuzz`), with stable Rust.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Result, command, output, step, target};

const SECONDS: &str = "60";
/// Where the programs are built: they have counters in all code, so they are beside what is built without
/// them.
const TRIPLE: &str = "x86_64-unknown-linux-gnu";
const PROFILE: &str = "fuzzing";

/// The counters that libFuzzer reads. LLVM's pass is part of the stable compiler; only its sanitizers are not.
const COUNTERS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Runs each reader for this many seconds, or one of them. What was found to reach new code is kept below the build
/// folder, for the next time; what breaks a reader is there as well, and belongs into `crates/fuzz/corpus`.
pub fn fuzz(args: &[String]) -> Result {
    let seconds = args.first().map_or(SECONDS, String::as_str);
    seconds.parse::<u32>().map_err(|_| format!("{seconds} is no number of seconds"))?;
    step(
        "building the readers, with counters",
        cargo_build("guided").args(["--features", "guided"]).env("RUSTFLAGS", COUNTERS),
    )?;
    step("building what writes the seeds", &mut plain_build())?;
    let all = output(plain("seeds"), &[]).ok_or("the list of the readers cannot be had")?;
    let chosen: Vec<&str> = all.lines().filter(|name| args.get(1).is_none_or(|one| one == name)).collect();
    if chosen.is_empty() {
        return Err(format!("no such reader. There is:\n{all}"));
    }
    let broken: Vec<String> = chosen
        .iter()
        .filter_map(|name| run(name, seconds).err().map(|error| format!("{name}: {error}")))
        .collect();
    println!("{} readers, {seconds} s each, {} broken", chosen.len(), broken.len());
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n")) }
}

fn cargo_build(program: &str) -> std::process::Command {
    let mut cargo = command("cargo");
    cargo.args(["build", "--locked", "--profile", PROFILE, "--target", TRIPLE]).args([
        "--package",
        "lifeboat-fuzz",
        "--bin",
        program,
    ]);
    cargo
}

fn plain_build() -> std::process::Command {
    let mut cargo = command("cargo");
    cargo.args(["build", "--locked", "--package", "lifeboat-fuzz", "--bin", "seeds"]);
    cargo
}

fn plain(program: &str) -> PathBuf {
    target().join("debug").join(program)
}

fn run(name: &str, seconds: &str) -> Result {
    let folder = target().join("fuzz").join(name);
    let corpus = folder.join("corpus");
    fs::create_dir_all(&corpus).map_err(|e| format!("{}: {e}", corpus.display()))?;
    write_seeds(name, &corpus)?;
    let program = target().join(TRIPLE).join(PROFILE).join("guided");
    step(
        &format!("{name}, {seconds} s"),
        command(program)
            .arg(&corpus)
            .args([
                &format!("-max_total_time={seconds}"),
                "-timeout=1",
                "-rss_limit_mb=2048",
                "-malloc_limit_mb=64",
            ])
            .args(["-max_len=65536", "-print_final_stats=1", "-verbosity=0"])
            .arg(format!("-artifact_prefix={}/", folder.display()))
            .env("LIFEBOAT_FUZZ_TARGET", name),
    )
}

fn write_seeds(name: &str, folder: &Path) -> Result {
    step(&format!("the seeds of {name}"), command(plain("seeds")).arg(name).arg(folder))
}
