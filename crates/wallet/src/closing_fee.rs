//! What is paid out of the coins on the chain, so that a closing, or the claim of a payment in it, gets into a block.
//!
//! The fee is at most half of what it saves, whatever a server says is needed, and however many coins that
//! takes.

mod unpaid;

use lightning::events::bump_transaction::BumpTransactionEvent;
use lightning::events::bump_transaction::sync::WalletSourceSync;
use lightning::ln::types::ChannelId;

use crate::Wallet;
use crate::chain::most_rate;
use crate::proceeds::amount_sat;

pub use unpaid::UnpaidClaims;
pub(crate) use unpaid::WantedClaims;

/// Weight of a transaction that spends an anchor and a coin of ours, of a payment's claim beside it, and of
/// each further coin, generously.
const CHILD_WEIGHT: u64 = 900;
const CLAIM_WEIGHT: u64 = 720;
const COIN_WEIGHT: u64 = 280;
/// A closing pays no more than this part of what it saves.
const PART: u64 = 2;

impl Wallet {
    /// An anchor channel's commitment carries almost no fee of its own. What can be added from on-chain coins
    /// is; without any, the bare transaction is offered, and again with every block. One that spends an
    /// output that was never seen is not offered, and takes no coin: LDK asks again every minute, and so
    /// would keep it for itself as long as the channel is known.
    pub(crate) fn bump(&self, mut event: BumpTransactionEvent) {
        match &mut event {
            BumpTransactionEvent::ChannelClose { channel_id, .. } if !self.has_funding(*channel_id) => return,
            BumpTransactionEvent::ChannelClose {
                channel_id,
                commitment_tx,
                package_target_feerate_sat_per_1000_weight: rate,
                ..
            } => {
                let weight = commitment_tx.weight().to_wu().saturating_add(CHILD_WEIGHT);
                *rate = self.within(*rate, self.most_closing_fee_sat(*channel_id), weight);
                self.chain.offer(&[commitment_tx]);
            }
            BumpTransactionEvent::HTLCResolution {
                claim_id,
                htlc_descriptors,
                target_feerate_sat_per_1000_weight: rate,
                ..
            } => {
                self.wanted_claims.note(*claim_id, *rate, htlc_descriptors);
                self.touch();
                let saved: u64 = htlc_descriptors.iter().map(|of| of.htlc.amount_msat / 1000).sum();
                let count = u64::try_from(htlc_descriptors.len()).unwrap_or(u64::MAX);
                let weight = CHILD_WEIGHT.saturating_add(count.saturating_mul(CLAIM_WEIGHT));
                *rate = self.within(*rate, saved / PART, weight);
            }
        }
        self.bumper.handle_event(&event);
    }

    /// What may be paid at most for getting the closing of a channel into a block, sat.
    pub(crate) fn most_closing_fee_sat(&self, channel: ChannelId) -> u64 {
        self.channels.claims(channel).iter().map(amount_sat).sum::<u64>() / PART
    }

    fn within(&self, rate: u32, fee_sat: u64, weight: u64) -> u32 {
        let coins = self.onchain.list_confirmed_utxos().unwrap_or_default();
        let mut coins: Vec<u64> = coins.iter().map(|coin| coin.output.value.to_sat()).collect();
        coins.sort_unstable();
        rate_within(rate, fee_sat, weight, &coins)
    }
}

/// The highest feerate, up to the wanted one, at which no more than this fee is paid, with the coins that LDK
/// takes for it: the smallest first, each of which adds its own weight. Feerates are satoshis per 1000 weight
/// units.
fn rate_within(wanted: u32, fee_sat: u64, weight: u64, coins: &[u64]) -> u32 {
    let with = |coins: usize| {
        let further = u64::try_from(coins.saturating_sub(1)).unwrap_or(u64::MAX);
        most_rate(fee_sat, weight.saturating_add(further.saturating_mul(COIN_WEIGHT)))
    };
    let mut rate = wanted;
    for _ in coins {
        let most = with(taken(rate, weight, coins));
        if rate <= most {
            return rate;
        }
        rate = most;
    }
    rate.min(with(coins.len()))
}

/// How many of the coins are taken at this feerate, at most.
fn taken(rate: u32, weight: u64, coins: &[u64]) -> usize {
    let costs = |weight: u64| u64::from(rate).saturating_mul(weight) / 1000;
    let mut missing = costs(weight);
    let worth = coins.iter().filter(|coin| **coin > costs(COIN_WEIGHT));
    let needed = worth.take_while(|coin| {
        let needs = missing > 0;
        missing = missing.saturating_sub(coin.saturating_sub(costs(COIN_WEIGHT)));
        needs
    });
    needed.count()
}

#[cfg(all(test, feature = "sim"))]
mod tests;
