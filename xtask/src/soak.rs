//! `cargo xtask soak <what>`: what the suite runs short, for long.

mod fuzz;

use crate::run::{Result, command, step};
use crate::{build, cache, setup};

const RACES: &str = "500";

/// What can be run for long.
pub fn soak(args: &[String]) -> Result {
    match args.split_first() {
        Some((what, args)) if what == "races" => races(args),
        Some((what, args)) if what == "fuzz" => fuzz::fuzz(args),
        _ => Err("soak what? There is: races [rounds], fuzz [seconds for each reader] [reader]".into()),
    }
}

/// Races of two devices for one entry, on other people's servers, this many rounds at each of four latencies.
fn races(args: &[String]) -> Result {
    let rounds = args.first().map_or(RACES, String::as_str);
    rounds.parse::<usize>().map_err(|_| format!("{rounds} is no number of rounds"))?;
    setup::for_testing()?;
    build::servers()?;
    step(
        &format!("races of two devices, {rounds} rounds at each latency"),
        command("cargo")
            .args(["test", "--locked", "--package", "lifeboat-cloud", "--test", "real_servers"])
            .args(["--", "--nocapture", "however_slow_the_line"])
            .env("LIFEBOAT_RACES", rounds)
            .env("LIFEBOAT_TOOLS", cache::tools()),
    )
}
