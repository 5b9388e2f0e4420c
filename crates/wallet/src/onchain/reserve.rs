//! What is kept on the chain for the channels: a channel that is closed alone is claimed with fees that come
//! from these coins.

use lightning::bitcoin::FeeRate;
use lightning::util::anchor_channel_reserves::{AnchorChannelReserveContext, get_reserve_per_channel};

use crate::Wallet;

/// The feerate that a claim is reckoned with: twice what is urgent now, between 10 and 50 sat/vB; sat per
/// 1000 weight units.
const LEAST_RATE: u32 = 2_500;
const MOST_RATE: u32 = 12_500;

impl Wallet {
    /// What should stay on the chain for closing the channels there are, sat: offered, never forced. Zero
    /// without channels. They rarely need it all at once: each channel after the first counts half.
    pub fn onchain_reserve_sat(&self) -> u64 {
        let channels = self.channels.list();
        let anchors = |features: &lightning::types::features::ChannelTypeFeatures| {
            features.supports_anchors_zero_fee_htlc_tx()
        };
        let count = channels.iter().filter(|c| c.channel_type.as_ref().is_some_and(anchors)).count();
        let rate = self.chain.fees().deadline().saturating_mul(2).clamp(LEAST_RATE, MOST_RATE);
        let each = get_reserve_per_channel(&AnchorChannelReserveContext {
            upper_bound_fee_rate: FeeRate::from_sat_per_kwu(u64::from(rate)),
            expected_accepted_htlcs: 1,
            taproot_wallet: false,
        });
        let halves = u64::try_from(count).unwrap_or(u64::MAX).saturating_add(1);
        if count == 0 { 0 } else { each.to_sat().saturating_mul(halves) / 2 }
    }
}
