//! Estimates of feerates.

use super::Ask;
use crate::report::Weight;

/// What the wallet reads: soon, some hours, a day.
const READ: [u32; 3] = [2, 12, 144];
/// More is not believed, sat/vB.
const CEILING: f64 = 2_000.0;

pub(super) async fn check(ask: &mut Ask<'_>) -> Option<()> {
    const WHAT: &str = "feerates by the number of blocks";
    let said = ask.json(WHAT, "/fee-estimates").await?;
    let Some(rates) = said.as_object() else {
        ask.report.differs(Weight::Breaks, WHAT, "an object", said);
        return None;
    };
    let targets: Vec<u32> = rates.keys().filter_map(|key| key.parse().ok()).collect();
    let double: Vec<u32> = (1..=25).chain([144, 504, 1008]).collect();
    let missing: Vec<u32> = double.iter().copied().filter(|blocks| !targets.contains(blocks)).collect();
    if missing.is_empty() && targets.len() == rates.len() {
        ask.report.same(WHAT);
    } else {
        let here =
            format!("without {missing:?}: the wallet takes that of a shorter wait, or what it had before");
        ask.report.differs(Weight::Bearable, WHAT, "1 to 25, 144, 504 and 1008", here);
    }
    let wrong =
        rates.iter().find(|(_, rate)| !rate.as_f64().is_some_and(|rate| rate > 0.0 && rate <= CEILING));
    match wrong {
        None => ask.report.same("feerates are bearable numbers"),
        Some((blocks, rate)) => ask.report.differs(
            Weight::Bearable,
            "feerates are bearable numbers",
            format!("above 0, at most {CEILING} sat/vB"),
            format!("{rate} for {blocks} blocks: left out, or cut to that"),
        ),
    }
    let rate =
        |blocks: u32| said[blocks.to_string()].as_f64().map_or("none".to_owned(), |rate| rate.to_string());
    let read: Vec<String> = READ.iter().map(|blocks| format!("{} in {blocks}", rate(*blocks))).collect();
    ask.report.fact("sat/vB, and the blocks to wait", read.join(", "));
    Some(())
}
