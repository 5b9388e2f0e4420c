//! What the chain of a network must look like, by what was known when this release was made.
//!
//! A header costs the work that its target asks for, so a floor for the target is what makes a forged one dear; and a
//! height that no chain can have reached by now is not believed whatever headers lead there.

use lightning::bitcoin::block::Header;
use lightning::bitcoin::consensus::Params;
use lightning::bitcoin::{BlockHash, CompactTarget, Network, Target};

/// A block of the network's chain that this release knows.
pub(crate) struct Checkpoint {
    pub(crate) height: u32,
    pub(crate) hash: &'static str,
    /// Unix seconds.
    pub(crate) time: u32,
    /// Eight times the target of the blocks before it: an easier header is not believed. The difficulty has never come near
    /// falling so far.
    easiest: u32,
}

impl Checkpoint {
    pub(crate) fn is(&self, hash: BlockHash) -> bool {
        hash.to_string() == self.hash
    }
}

/// Where it comes from, and how a release renews it: docs/decisions.md.
const MAINNET: Checkpoint = Checkpoint {
    height: 938_343,
    hash: "00000000000000000000ccebd6d74d9194d8dcdc1d177c478e094bfad51ba5ac",
    time: 1_772_055_173,
    easiest: 0x170f_88d7,
};

/// `None` for test networks, whose blocks cost nothing or are signed rather than worked for: they are for play.
pub(crate) fn checkpoint(network: Network) -> Option<&'static Checkpoint> {
    (network == Network::Bitcoin).then_some(&MAINNET)
}

/// The time of the newest block of a network that this release knows, Unix ms; `None` for test networks.
pub fn checkpoint_ms(network: Network) -> Option<u64> {
    checkpoint(network).map(|checkpoint| u64::from(checkpoint.time) * 1000)
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

/// A block's time may be so far ahead of the time, by Bitcoin's own rules, seconds.
const AHEAD: u64 = 2 * 3_600;

/// Whether a block's time is later than a right clock allows.
pub(crate) fn is_ahead(header: &Header, now_ms: u64) -> bool {
    u64::from(header.time) > (now_ms / 1000).saturating_add(AHEAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_height_must_fit_the_time() {
        let now = u64::from(MAINNET.time) * 1000 + 600_000 * 10_000;
        for (height, fits) in
            [(938_342, false), (938_343, true), (948_343, true), (950_487, true), (950_488, false)]
        {
            assert_eq!(is_plausible(Network::Bitcoin, height, now), fits, "{height}");
        }
        assert!(!is_plausible(Network::Bitcoin, u32::MAX, now));
        assert!(is_plausible(Network::Regtest, 7, now));
    }
}
