//! What a map of the network costs a wallet: `cargo run --package lifeboat-wallet --example map [CHANNELS]`.
#![allow(clippy::disallowed_methods, reason = "it measures")]

use std::time::Instant;

use lifeboat_wallet::sim::{Map, World};
use lifeboat_wallet::{Network, PayError};

const CHANNELS: usize = 50_000;

fn main() -> Result<(), String> {
    let channels = std::env::args().nth(1).map_or(Ok(CHANNELS), |n| n.parse()).map_err(|e| format!("{e}"))?;
    let before = resident_kb();
    let world = World::new()?;
    let with_wallets = resident_kb();
    let made = u32::try_from(world.time_ms / 1000).map_err(|e| e.to_string())?;
    let map = Map::of_size(channels, Network::Regtest, made).encode();
    let start = Instant::now();
    world.wallet().read_map(&map, world.time_ms).map_err(|e| e.to_string())?;
    let reading = start.elapsed();
    println!(
        "a map of {} channels: {} bytes, read in {reading:.0?}",
        world.wallet().known_channels(),
        map.len()
    );
    drop(map);
    println!(
        "memory: {before} kB before, {with_wallets} kB with two nodes, {} kB with the map in one of them",
        resident_kb()
    );
    let stranger = lifeboat_wallet::sim::invoice_of_a_stranger(1_000_000, world.time_ms)?;
    let start = Instant::now();
    match world.wallet().quote(&stranger, None, world.time_ms) {
        Err(PayError::NoRoute | PayError::NotEnough { .. }) => {}
        other => return Err(format!("a stranger is on the map: {other:?}")),
    }
    println!("a search in vain: {:.0?}", start.elapsed());
    println!("scores of a wallet that has paid nobody: {} bytes", world.wallet().scores().len());
    Ok(())
}

/// Of this process, as Linux counts it; 0 elsewhere.
fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse().ok()).unwrap_or_default()
}
