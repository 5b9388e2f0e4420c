//! What the chain of a network must look like, by what was known when this release was made.
//!
//! A header costs the work that its target asks for, so a floor for the target is what makes a forged one dear; and a
//! height that no chain can have reached by now is not believed whatever headers lead there.

use lightning::bitcoin::consensus::Params;
use lightning::bitcoin::{BlockHash, CompactTarget, Network, Target};

/// A block of the network's chain that this release knows.
pub(crate) struct Checkpoint {
    pub(crate) height: u32,
    pub(crate) hash: &'static str,
    /// Unix seconds.
    pub(crate) time: u32,
    /// Eight times its target: an easier header is not believed. The difficulty has never come near falling so far.
    easiest: u32,
}

impl Checkpoint {
    pub(crate) fn is(&self, hash: BlockHash) -> bool {
        hash.to_string() == self.hash
    }
}

const MAINNET: Checkpoint = Checkpoint {
    height: 840_000,
    hash: "0000000000000000000320283a032748cef8227873ff4872689bf23f1cda83a5",
    time: 1_713_571_767,
    easiest: 0x171a_10c8,
};

/// `None` for test networks, whose blocks cost nothing or are signed rather than worked for: they are for play.
pub(crate) fn checkpoint(network: Network) -> Option<&'static Checkpoint> {
    (network == Network::Bitcoin).then_some(&MAINNET)
}

/// No header with an easier target is believed.
pub(crate) fn easiest_target(network: Network) -> Target {
    match checkpoint(network) {
        Some(checkpoint) => Target::from_compact(CompactTarget::from_consensus(checkpoint.easiest)),
        None => Params::new(network).max_attainable_target,
    }
}

/// Seconds between blocks, on average.
const SPACING: u64 = 600;
/// Blocks that may have come on top of the expected ones: a day.
const SLACK: u64 = 144;

/// Whether a chain can have this height by now: above the checkpoint, and not a fifth faster than it grows.
pub(crate) fn is_plausible(network: Network, height: u32, now_ms: u64) -> bool {
    let Some(checkpoint) = checkpoint(network) else { return true };
    let since = (now_ms / 1000).saturating_sub(u64::from(checkpoint.time));
    let most = u64::from(checkpoint.height) + since / SPACING * 6 / 5 + SLACK;
    (u64::from(checkpoint.height)..=most).contains(&u64::from(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_height_must_fit_the_time() {
        let now = u64::from(MAINNET.time) * 1000 + 600_000 * 10_000;
        for (height, fits) in
            [(839_999, false), (840_000, true), (850_000, true), (852_144, true), (852_145, false)]
        {
            assert_eq!(is_plausible(Network::Bitcoin, height, now), fits, "{height}");
        }
        assert!(!is_plausible(Network::Bitcoin, u32::MAX, now));
        assert!(
            is_plausible(Network::Bitcoin, 840_000, 0),
            "a clock that stands still refuses nothing by itself"
        );
        assert!(is_plausible(Network::Regtest, 7, now));
    }
}
