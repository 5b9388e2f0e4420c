//! Random lives of a wallet: what its user does, in any order, in tabs of two devices; clouds, chain and
//! stores that fail; processes that sleep or die anywhere. Every view and every answer is judged, and so is
//! what a new device finds.
//!
//! `LIFEBOAT_TRACES` says how many lives each of the tests looks at; `LIFEBOAT_SEED` which one alone.

mod judge;
mod life;
mod money;
mod owner;
mod trace;
mod wishes;

use life::Life;
use trace::Trace;

const STEPS: usize = 6;

fn live(seed: u64, trace: Trace) -> Trace {
    let mut life = Life::new(seed, trace);
    for _ in 0..STEPS {
        life.step();
    }
    life.end();
    let mut trace = std::mem::replace(&mut life.trace, Trace::dropped());
    trace.clouds(&life.world);
    trace
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Of each of the eight tests that look at lives.
const LIVES: u64 = 1_250;

/// So many lives from here on; several tests, because a test is one thread.
fn lives(from: u64) {
    if let Some(seed) = number("LIFEBOAT_SEED") {
        let trace = live(seed, Trace::kept());
        trace.lines().iter().for_each(|line| println!("{line}"));
        return;
    }
    for seed in from..from + number("LIFEBOAT_TRACES").unwrap_or(LIVES) {
        live(seed, Trace::dropped());
    }
}

/// What every page was shown and answered, and what every cloud was asked, each with its time.
#[test]
fn the_same_seed_gives_the_same_life() {
    for seed in 0..16 {
        let (first, second) = (live(seed, Trace::kept()), live(seed, Trace::kept()));
        assert!(first.lines().len() > 20, "seed {seed}: nothing happened");
        for (number, (one, other)) in first.lines().iter().zip(second.lines()).enumerate() {
            assert_eq!(one, other, "seed {seed}, line {number}");
        }
        assert_eq!(first.lines().len(), second.lines().len(), "seed {seed}");
    }
}

macro_rules! no_life_is_told_what_is_not_so {
    ($($name:ident: $from:expr;)*) => {
        $(
            #[test]
            fn $name() {
                lives($from);
            }
        )*
    };
}

no_life_is_told_what_is_not_so! {
    no_life_is_told_what_is_not_so: 0;
    no_life_is_told_what_is_not_so_from_1250_on: LIVES;
    no_life_is_told_what_is_not_so_from_2500_on: 2 * LIVES;
    no_life_is_told_what_is_not_so_from_3750_on: 3 * LIVES;
    no_life_is_told_what_is_not_so_from_20000_on: 20_000;
    no_life_is_told_what_is_not_so_from_21250_on: 20_000 + LIVES;
    no_life_is_told_what_is_not_so_from_22500_on: 20_000 + 2 * LIVES;
    no_life_is_told_what_is_not_so_from_23750_on: 20_000 + 3 * LIVES;
}
