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
    /// The time in the block's header, Unix seconds.
    pub(crate) time: u32,
    /// Eight times the target of the blocks before it: from here on an easier header is not believed. The
    /// difficulty has never come near falling so far.
    easiest: u32,
    /// The easiest target that the blocks below had, by the era.
    eras: [u32; 18],
}

/// Blocks of an era: 26 changes of the target, about a year.
const ERA: u32 = 26 * 2_016;

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
    eras: [
        0x1d00_ffff,
        0x1c16_546f,
        0x1b02_fa29,
        0x1a0e_8668,
        0x1a05_a6b1,
        0x1916_b0ca,
        0x1837_ba62,
        0x1815_0815,
        0x1805_7228,
        0x1801_8d30,
        0x1741_5a49,
        0x1729_fb45,
        0x1714_7f35,
        0x1714_9624,
        0x170a_2a04,
        0x1705_dd01,
        0x1703_8a6d,
        0x1702_6816,
    ],
};

/// `None` for test networks, whose blocks cost nothing or are signed rather than worked for: they are for play.
pub(crate) fn checkpoint(network: Network) -> Option<&'static Checkpoint> {
    (network == Network::Bitcoin).then_some(&MAINNET)
}

/// The time of the newest block of a network that this release knows, Unix ms; `None` for test networks.
pub fn checkpoint_ms(network: Network) -> Option<u64> {
    checkpoint(network).map(|checkpoint| u64::from(checkpoint.time) * 1000)
}

/// No header with an easier target is believed at this height.
pub(crate) fn easiest_target(network: Network, height: u32) -> Target {
    let Some(checkpoint) = checkpoint(network) else { return Params::new(network).max_attainable_target };
    let era = usize::try_from(height / ERA).ok().filter(|_| height < checkpoint.height);
    let easiest = era.and_then(|era| checkpoint.eras.get(era)).unwrap_or(&checkpoint.easiest);
    Target::from_compact(CompactTarget::from_consensus(*easiest))
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

    /// The limits follow from what the blocks of the halvings needed, and those after the deepest falls.
    #[test]
    fn no_block_that_there_was_is_too_easy() {
        for (height, bits) in [
            (0, 0x1d00_ffff),
            (157_248, 0x1a0e_8668),
            (210_000, 0x1a04_e0ea),
            (420_000, 0x1805_26fd),
            (554_400, 0x1737_1ef4),
            (630_000, 0x1711_7a39),
            (691_488, 0x1714_9624),
            (840_000, 0x1703_4219),
            (MAINNET.height, 0x1701_f303),
        ] {
            let target = Target::from_compact(CompactTarget::from_consensus(bits));
            assert!(target <= easiest_target(Network::Bitcoin, height), "{height}");
        }
        assert_eq!(MAINNET.eras.len(), usize::try_from(MAINNET.height / ERA).unwrap() + 1);
        let newest = CompactTarget::from_consensus(MAINNET.easiest);
        for height in [MAINNET.height, u32::MAX] {
            assert_eq!(easiest_target(Network::Bitcoin, height), Target::from_compact(newest));
        }
    }

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
