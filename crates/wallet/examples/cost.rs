//! What the backup of a payment costs after thousands of them, by what the drive received: entries, snapshots, padding.
//! `cargo run --package lifeboat-wallet --example cost [payments]`

#[path = "../tests/it/support/journal.rs"]
#[allow(dead_code, reason = "tests use the rest")]
mod journal;

use journal::{Cost, Grown};

const MARKS: [u64; 10] = [50, 100, 200, 500, 1_000, 2_000, 3_500, 5_000, 7_500, 10_000];
const LARGEST_FILE: usize = 4 << 20;
const MOST_ROUNDS: u32 = 6;
const MOST_GROWTH: f64 = 1.3;
const MOST_READ: f64 = 2.0;
/// The limits are those after this many payments: a small state is restored with more beside it.
const LIMITED: u64 = 10_000;

fn main() -> Result<(), String> {
    let most: u64 = match std::env::args().nth(1) {
        Some(payments) => payments.parse().map_err(|e| format!("{payments}: {e}"))?,
        None => 10_000,
    };
    let marks: Vec<u64> = MARKS.into_iter().filter(|mark| *mark <= most).collect();
    let mut grown = Grown::new()?;
    println!("payments, bytes each, files each, largest file, state, files kept, bytes kept");
    let rows = grown.pay(&marks, |row: &Cost| println!("{row}"))?;
    let at = |mark: u64| rows.iter().find(|row| row.after == mark).ok_or("not measured");
    let (first, last) = (at(200)?, rows.last().ok_or("nothing was measured")?);
    let ratio = last.per_payment as f64 / first.per_payment as f64;
    println!(
        "bytes per payment: {} up to 200, {} up to {} payments: {ratio:.2}x (limit {MOST_GROWTH}x)",
        first.per_payment, last.per_payment, last.after
    );
    println!("the largest file: {} bytes (limit {LARGEST_FILE})", last.largest);
    let restore = grown.restore()?;
    println!("a restore after {}: {restore} (limits {MOST_ROUNDS} rounds, {MOST_READ}x)", last.after);
    let read = restore.bytes as f64 / restore.state as f64;
    let within = ratio <= MOST_GROWTH
        && last.largest <= LARGEST_FILE
        && restore.rounds <= MOST_ROUNDS
        && read <= MOST_READ;
    if last.after < LIMITED || within { Ok(()) } else { Err("over a limit".to_owned()) }
}
