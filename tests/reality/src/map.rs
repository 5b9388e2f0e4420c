//! A server of Rapid Gossip Sync: its snapshot, read by the wallet itself.

use std::time::Instant;

use bitcoin::constants::genesis_block;
use lifeboat_wallet::{MOST_MAP_BYTES, Network, Tip};

use crate::report::{Report, Weight};
use crate::site::Site;
use crate::wallet::{new, now_ms};

/// Where such servers keep the snapshot of everything.
const WHOLE: &str = "/snapshot/0";
/// `LDK`, the format, the chain, and the time (seconds since 1970, most significant byte first).
const FORMAT: usize = 3;
const TIME: std::ops::Range<usize> = 36..40;
/// What the double makes.
const DOUBLE: u8 = 1;
/// Servers make a new one every three hours; the wallet reads what is two weeks old.
const OLD_HOURS: u64 = 24;

/// Look at it. Without a chain server nobody says of which network the map has to be: then it is mainnet's.
pub async fn check(site: &Site, network: Network) -> Report {
    let mut report = Report::of(format!("map {}{WHOLE}, of {network}", site.base()));
    const WHAT: &str = "a snapshot of the map";
    let said = match site.ask(WHOLE).await {
        Ok(said) if said.status == 200 => said,
        Ok(said) => {
            report.differs(Weight::Breaks, WHAT, "200", said);
            return report;
        }
        Err(error) => {
            report.differs(Weight::Breaks, WHAT, "200", error);
            return report;
        }
    };
    report.fact("size, bytes", format!("{} (at most {MOST_MAP_BYTES})", said.body.len()));
    // A map is read by a wallet that has seen nothing of the chain.
    let first = Tip { hash: genesis_block(network).block_hash(), height: 0 };
    let wallet = match new(network, Vec::new(), first) {
        Ok(wallet) => wallet,
        Err(error) => {
            report.skipped(WHAT, error);
            return report;
        }
    };
    let start = Instant::now();
    match wallet.read_map(&said.body, now_ms()) {
        Ok(()) => report.same(WHAT),
        Err(error) => {
            report.differs(Weight::Breaks, WHAT, "one that the wallet reads", error);
            return report;
        }
    }
    report.fact("channels", format!("{}, read in {:.0?}", wallet.known_channels(), start.elapsed()));
    let format = said.body.get(FORMAT).copied().unwrap_or_default();
    report.compare(Weight::Bearable, "the map's format", DOUBLE, format);
    age(&mut report, &said.body);
    report
}

fn age(report: &mut Report, body: &[u8]) {
    const WHAT: &str = "the map's age";
    let made = body.get(TIME).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
    let Some(made) = made else { return };
    let hours = (now_ms() / 1000).saturating_sub(u64::from(made)) / 3_600;
    report.fact("hours since it was made", hours);
    match hours <= OLD_HOURS {
        true => report.same(WHAT),
        false => report.differs(
            Weight::Bearable,
            WHAT,
            format!("at most {OLD_HOURS} hours"),
            format!("{hours} hours"),
        ),
    }
}
