//! What a payment costs in cloud writes and bytes: `cargo run --package lifeboat-wallet --example figures`.

use lifeboat_wallet::sim::{growth, purchase, writes_per_payment};

fn main() -> Result<(), String> {
    for (what, out, most_awaited) in [("send", true, 2), ("receive", false, 3)] {
        let writes = writes_per_payment(out)?;
        println!(
            "{what}: waits for {} cloud writes (limit {most_awaited}), {} in all (limit 4), {} bytes",
            writes.awaited, writes.all, writes.bytes
        );
    }
    let first = purchase(None)?;
    println!(
        "the first receive, with the channel it buys: the invoice waits for {} cloud writes, {} in all until the channel \
         has confirmed, {} bytes",
        first.before_the_invoice, first.cuts, first.bytes
    );
    let rows = growth(210, 10)?;
    let at = |after: u64| rows.iter().find(|row| row.after == after).ok_or("the window was not measured");
    let (early, late) = (at(10)?.per_payment, at(200)?.per_payment);
    let ratio = late as f64 / early as f64;
    println!("bytes per payment: {early} after 10, {late} after 200 payments: {ratio:.2}x (limit 1.5x)");
    Ok(())
}
