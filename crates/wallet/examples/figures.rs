//! What a payment costs in cloud writes: `cargo run --package lifeboat-wallet --example figures`.

use lifeboat_wallet::sim::{purchase, writes_per_payment};

fn main() -> Result<(), String> {
    let mut within = true;
    for (what, out, most_awaited) in [("send", true, 2), ("receive", false, 3)] {
        let writes = writes_per_payment(out)?;
        println!(
            "{what}: waits for {} cloud writes (limit {most_awaited}), {} in all (limit 4), {} bytes",
            writes.awaited, writes.all, writes.bytes
        );
        within &= writes.awaited <= most_awaited && writes.all <= 4;
    }
    let first = purchase(None)?;
    println!(
        "the first receive, with the channel it buys: the invoice waits for {} cloud writes (limit 1), {} in all until the channel \
         has confirmed (limit 12), {} bytes",
        first.before_the_invoice, first.cuts, first.bytes
    );
    within &= first.before_the_invoice <= 1 && first.cuts <= 12;
    if within { Ok(()) } else { Err("over a limit".to_owned()) }
}
