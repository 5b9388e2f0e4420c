//! Feerates for LDK, from the chain service, within sane bounds.

use std::cell::Cell;
use std::collections::BTreeMap;

use lightning::chain::chaininterface::{ConfirmationTarget, FeeEstimator};

/// Satoshis per 1000 weight units; nothing below is relayed.
pub(crate) const FLOOR: u32 = 253;
/// A server that says more than 2000 sat/vB is not believed.
const CEILING: u32 = 500_000;

/// Weight of a sweep beside its inputs, and of each of them, generously.
const SWEEP_WEIGHT: u64 = 300;
const SWEPT_WEIGHT: u64 = 320;

/// The feerate, in satoshis per 1000 weight units, at which so much weight costs so many satoshis.
pub(crate) fn most_rate(fee_sat: u64, weight: u64) -> u32 {
    let rate = fee_sat.saturating_mul(1000) / weight.max(1);
    u32::try_from(rate).unwrap_or(CEILING).clamp(FLOOR, CEILING)
}

/// The newest estimates, in satoshis per 1000 weight units.
pub(crate) struct Fees {
    urgent: Cell<u32>,
    soon: Cell<u32>,
    someday: Cell<u32>,
    /// What a sweep may pay at most, by what it brings home.
    sweep: Cell<u32>,
}

impl Default for Fees {
    /// Until the service was asked: enough to be mined in quiet times.
    fn default() -> Self {
        Self {
            urgent: Cell::new(5_000),
            soon: Cell::new(2_000),
            someday: Cell::new(FLOOR),
            sweep: Cell::new(CEILING),
        }
    }
}

impl Fees {
    /// A sweep has no deadline: whatever the server says, at most a tenth of these outputs goes as its fee, or what is relayed
    /// at all. Is that too little, it waits in the pool or is offered again with the next block.
    pub(crate) fn bound_sweep(&self, value_sat: u64, outputs: usize) {
        let outputs = u64::try_from(outputs).unwrap_or(u64::MAX);
        let weight = SWEEP_WEIGHT.saturating_add(outputs.saturating_mul(SWEPT_WEIGHT));
        self.sweep.set(most_rate(value_sat / 10, weight));
    }

    /// From Esplora's map of blocks to sat/vB. What is missing stays as it was.
    pub(crate) fn update(&self, estimates: &BTreeMap<String, f64>) {
        let at = |blocks: u32| estimate(estimates, blocks);
        if let Some(rate) = at(2) {
            self.urgent.set(rate);
        }
        if let Some(rate) = at(12) {
            self.soon.set(rate);
        }
        if let Some(rate) = at(144) {
            self.someday.set(rate);
        }
    }
}

/// The estimate for at most so many blocks: the slowest that is quick enough, else the quickest there is.
fn estimate(estimates: &BTreeMap<String, f64>, blocks: u32) -> Option<u32> {
    let known: BTreeMap<u32, f64> =
        estimates.iter().filter_map(|(k, v)| Some((k.parse().ok()?, *v))).collect();
    let rate = known.range(..=blocks).next_back().or_else(|| known.iter().next())?.1;
    to_kw(*rate)
}

fn to_kw(sat_per_vb: f64) -> Option<u32> {
    if !sat_per_vb.is_finite() || sat_per_vb < 0.0 {
        return None;
    }
    let rate = (sat_per_vb * 250.0).ceil().clamp(f64::from(FLOOR), f64::from(CEILING));
    // Between FLOOR and CEILING: a whole number that fits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Some(rate as u32)
}

impl FeeEstimator for Fees {
    fn get_est_sat_per_1000_weight(&self, target: ConfirmationTarget) -> u32 {
        use ConfirmationTarget::*;
        let rate = match target {
            // A peer may ask for much without our refusing it: an upper bound for sanity only.
            MaximumFeeEstimate => self.urgent.get().saturating_mul(4).max(50_000),
            UrgentOnChainSweep => self.urgent.get(),
            MinAllowedAnchorChannelRemoteFee => FLOOR,
            // A little less than the slowest estimate, so that two servers' opinions may differ.
            MinAllowedNonAnchorChannelRemoteFee => self.someday.get() / 2,
            AnchorChannelFee | ChannelCloseMinimum => self.someday.get(),
            NonAnchorChannelFee => self.soon.get(),
            OutputSpendingFee => self.soon.get().min(self.sweep.get()),
        };
        rate.max(FLOOR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, f64)]) -> BTreeMap<String, f64> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), *v)).collect()
    }

    #[test]
    fn takes_the_slowest_estimate_that_is_quick_enough() {
        let known = map(&[("1", 20.0), ("6", 10.0), ("144", 2.0)]);
        assert_eq!(estimate(&known, 12), Some(2_500));
        assert_eq!(estimate(&known, 144), Some(500));
        assert_eq!(estimate(&map(&[("6", 10.0)]), 2), Some(2_500));
        assert_eq!(estimate(&map(&[]), 2), None);
    }

    #[test]
    fn a_sweep_pays_a_tenth_at_most_whatever_the_server_says() {
        let fees = Fees::default();
        fees.update(&map(&[("1", 3_000.0)]));
        for (value, outputs) in
            [(316_498u64, 1usize), (20_000, 3), (1_000_000_000, 1), (u64::MAX, usize::MAX), (0, 0)]
        {
            fees.bound_sweep(value, outputs);
            let rate = u64::from(fees.get_est_sat_per_1000_weight(ConfirmationTarget::OutputSpendingFee));
            let weight =
                SWEEP_WEIGHT.saturating_add(SWEPT_WEIGHT.saturating_mul(u64::try_from(outputs).unwrap()));
            let fee = u128::from(rate) * u128::from(weight) / 1000;
            assert!(fee <= u128::from(value / 10) || rate == u64::from(FLOOR), "{value} {outputs}: {fee}");
        }
        let urgent = fees.get_est_sat_per_1000_weight(ConfirmationTarget::UrgentOnChainSweep);
        assert_eq!(urgent, CEILING, "what has a deadline is bounded by what it saves, elsewhere");
    }

    #[test]
    fn never_leaves_the_bounds_whatever_the_server_says() {
        for rate in [0.0, 1e-9, 1e18, f64::MAX] {
            let fees = Fees::default();
            fees.update(&map(&[("1", rate)]));
            let sweep = fees.get_est_sat_per_1000_weight(ConfirmationTarget::UrgentOnChainSweep);
            assert!((FLOOR..=CEILING).contains(&sweep));
        }
        let fees = Fees::default();
        fees.update(&map(&[("1", f64::NAN), ("2", -5.0)]));
        assert_eq!(fees.urgent.get(), 5_000);
    }
}
