//! What a wallet is started with, and the rules it keeps with its channel peers.

use lightning::bitcoin::Network;
use lightning::bitcoin::secp256k1::PublicKey;
use lightning::util::config::{
    ChannelConfigOverrides, ChannelConfigUpdate, ChannelHandshakeConfigUpdate, MaxDustHTLCExposure,
    UserConfig,
};

use crate::chain::Tip;
use crate::keys::LightningSeed;

/// Which journal a wallet runs on: [`lifeboat_backup::OpenedJournal::writer`].
pub type JournalName = [u8; 8];

/// Somebody who sells channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The peer's identity on the Lightning network.
    pub node_id: PublicKey,
    /// `host:port`, for the bridge.
    pub address: String,
    /// Whether its channels are used before they are confirmed: until then its word is all there is.
    pub zero_conf: bool,
    /// Whether it sells channels by LSPS2 (bLIP 52); only those that are used before they are confirmed.
    pub lsps2: bool,
    /// What it gives its terms for, if it asks for one (bLIP 52, `token`).
    pub token: Option<String>,
}

/// What a wallet is started with. No `Debug`: it holds the seed.
pub struct Setup {
    /// What all keys of the Lightning side are made of.
    pub seed: LightningSeed,
    /// The network that the wallet is of.
    pub network: Network,
    /// The sellers of new channels. The state records who sold the existing ones.
    pub sellers: Vec<Peer>,
    /// Fresh randomness of the operating system or browser. Two starts must never share it.
    pub entropy: [u8; 32],
    /// The newest block; needed for a new wallet only, ignored otherwise.
    pub tip: Option<Tip>,
    /// The journal that the state is of. A state that was proved for another one came from elsewhere.
    pub journal: JournalName,
    /// Unix milliseconds.
    pub now_ms: u64,
}

/// An exposure in the middle of LDK's feerate-dependent default leaves no amount that can be sent on a small
/// channel at a high feerate, so it is fixed, and generous.
const MAX_DUST_MSAT: u64 = 500_000_000;

/// How much more than our own fee estimate we let a cooperative close cost before closing alone.
const FORCE_CLOSE_AVOIDANCE_SAT: u64 = 1_000;

pub(crate) fn channel_config() -> UserConfig {
    let mut config = UserConfig::default();
    let handshake = &mut config.channel_handshake_config;
    handshake.minimum_depth = 3;
    handshake.announce_for_forwarding = false;
    handshake.negotiate_anchors_zero_fee_htlc_tx = true;
    handshake.max_inbound_htlc_value_in_flight_percent_of_channel = 100;
    // The provider is not asked to keep a reserve: it lets the user receive all the channel holds.
    handshake.their_channel_reserve_proportional_millionths = 0;
    config.channel_handshake_limits.force_announced_channel_preference = false;
    config.channel_config.force_close_avoidance_max_fee_satoshis = FORCE_CLOSE_AVOIDANCE_SAT;
    config.channel_config.max_dust_htlc_exposure = MaxDustHTLCExposure::FixedLimitMsat(MAX_DUST_MSAT);
    // Whether a channel is taken, and whether without confirmations, is decided per peer.
    config.manually_accept_inbound_channels = true;
    config.accept_forwards_to_priv_channels = false;
    config
}

/// Only in channels of the trusted provider may a payment arrive smaller than the payer sent it. How much smaller, and
/// which, is decided payment by payment ([`Wallet::is_enough`](crate::Wallet::is_enough)).
pub(crate) fn provider_terms() -> ChannelConfigUpdate {
    ChannelConfigUpdate { accept_underpaying_htlcs: Some(true), ..ChannelConfigUpdate::default() }
}

/// The overrides for a channel that is being opened, with what it grants (bLIP 52, `max_client_to_self_delay`), if it
/// has sold one.
pub(crate) fn provider_overrides(granted: Option<u32>) -> ChannelConfigOverrides {
    let delay = delay_of_the_other_side(granted);
    let handshake = ChannelHandshakeConfigUpdate { to_self_delay: Some(delay), ..Default::default() };
    ChannelConfigOverrides { handshake_overrides: Some(handshake), update_overrides: Some(provider_terms()) }
}

/// The longest delay that LDK and LND take: two weeks of blocks.
const LONGEST_DELAY: u16 = 2_016;

/// How many blocks the other side has to wait for its money after closing alone, and so how long this wallet
/// may stay closed without losing anything to an old state. It is what the other side grants; LDK's default
/// if it has granted nothing, or less: a channel with less is not bought.
pub(crate) fn delay_of_the_other_side(granted: Option<u32>) -> u16 {
    let least = least_delay_of_the_other_side();
    granted.map_or(least, |most| u16::try_from(most).unwrap_or(u16::MAX).clamp(least, LONGEST_DELAY))
}

/// The shortest that is taken.
pub(crate) fn least_delay_of_the_other_side() -> u16 {
    channel_config().channel_handshake_config.our_to_self_delay
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_side_waits_as_long_as_it_grants_within_what_others_take() {
        let cases =
            [(None, 144), (Some(0), 144), (Some(143), 144), (Some(1_000), 1_000), (Some(u32::MAX), 2_016)];
        for (granted, delay) in cases {
            assert_eq!(delay_of_the_other_side(granted), delay, "{granted:?}");
        }
    }
}
