//! This device's clock beside the time of the newest block: a clock that is hours off makes every invoice look out of
//! date, and users do not think of the clock.

use lifeboat_messages::Network;

/// How far off a block's time may be, including what Bitcoin's own rules allow (two hours ahead at most).
const BLOCKS_AHEAD_MS: u64 = 2 * 3_600_000;
/// If no new block has come for this long, as happens once in many years, the clock is taken to be wrong.
const NO_BLOCK_MS: u64 = 6 * 3_600_000;

/// Both clocks, at one moment.
#[derive(Clone, Copy, Debug)]
pub struct ChainClock {
    /// This device's, Unix ms.
    pub device_ms: u64,
    /// The newest checked block's, Unix ms; `None`: the chain was not looked at yet.
    pub block_ms: Option<u64>,
    /// Blocks of a test network come only when they are mined.
    pub network: Network,
}

impl ChainClock {
    /// Whether the device's clock is far from the time.
    pub fn is_wrong(self) -> bool {
        let Some(block_ms) = self.block_ms else { return false };
        let behind = self.device_ms.saturating_add(BLOCKS_AHEAD_MS) < block_ms;
        let ahead = self.device_ms > block_ms.saturating_add(NO_BLOCK_MS);
        match self.network {
            Network::Mainnet | Network::Signet => behind || ahead,
            Network::Regtest => behind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: u64 = 3_600_000;
    const NOON_MS: u64 = 1_780_000_000_000;

    fn off(by_hours: i64, network: Network) -> bool {
        let device_ms = NOON_MS.saturating_add_signed(by_hours * HOUR_MS as i64);
        ChainClock { device_ms, block_ms: Some(NOON_MS), network }.is_wrong()
    }

    #[test]
    fn a_clock_that_is_days_off_is_wrong_and_one_that_fits_the_blocks_is_not() {
        for network in [Network::Mainnet, Network::Signet] {
            for hours in [-36, -3, 7, 36, 24 * 30] {
                assert!(off(hours, network), "{hours} on {network:?}");
            }
            for hours in [-2, -1, 0, 1, 2, 5] {
                assert!(!off(hours, network), "{hours} on {network:?}");
            }
        }
    }

    #[test]
    fn a_test_network_without_blocks_says_nothing_of_a_clock_that_is_ahead() {
        assert!(!off(24 * 30, Network::Regtest));
        assert!(off(-36, Network::Regtest));
    }

    #[test]
    fn without_a_look_at_the_chain_nothing_is_known() {
        for network in [Network::Mainnet, Network::Regtest] {
            assert!(!ChainClock { device_ms: 0, block_ms: None, network }.is_wrong());
        }
    }
}
