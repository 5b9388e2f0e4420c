//! `cargo xtask soak <what> [count]`: what the suite runs short, for long.

use crate::run::{Result, command, step};
use crate::{build, cache, setup};

const RACES: &str = "500";

/// Races of two devices for one entry, on other people's servers, this many rounds at each of four latencies.
pub fn soak(args: &[String]) -> Result {
    let Some("races") = args.first().map(String::as_str) else {
        return Err("soak what? There is: races [rounds]".into());
    };
    let rounds = args.get(1).map_or(RACES, String::as_str);
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
