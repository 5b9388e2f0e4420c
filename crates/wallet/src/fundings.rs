//! What was seen of the transactions that fund unconfirmed channels.
//!
//! A channel that was bought is used before its funding is on the chain, and the provider sends that only once it has been
//! paid. When the first payment was refused, the funding never comes, while both sides count the channel as ready: money in
//! it would be the provider's word for good.

use std::cell::RefCell;
use std::collections::BTreeSet;

use lightning::bitcoin::Txid;
use lightning::ln::channel_state::ChannelDetails;

use crate::Wallet;
use crate::chain::{ChainError, Esplora};

/// Fundings that a chain server has shown, waiting for a block. Kept in memory: the next look sees them again.
#[derive(Default)]
pub(crate) struct Fundings(RefCell<BTreeSet<Txid>>);

impl Wallet {
    /// Look for the fundings that were never seen. One question for each, none when there is none.
    pub(crate) async fn look_for_fundings(&self, esplora: &Esplora<'_>) -> Result<(), ChainError> {
        let unseen: Vec<Txid> = self
            .manager
            .list_channels()
            .iter()
            .filter(|c| self.is_only_promised(c))
            .filter_map(funding)
            .collect();
        for txid in unseen {
            // The transaction itself: a mere "unconfirmed" is said of any id.
            if esplora.transaction_if_known(txid).await?.is_some() {
                self.fundings.0.borrow_mut().insert(txid);
                self.touch();
            }
        }
        Ok(())
    }

    /// Whether all there is of a channel is the provider's word: its funding was never seen, not even waiting for a block.
    pub(crate) fn is_only_promised(&self, channel: &ChannelDetails) -> bool {
        self.confirmations(channel).is_none()
    }

    /// Whether a channel waits for the look that shows its funding; it may be there already.
    pub fn waits_for_funding(&self) -> bool {
        self.manager.list_channels().iter().any(|c| c.is_channel_ready && self.is_only_promised(c))
    }

    /// Blocks on the funding, as this wallet has seen them: `Some(0)` while it waits for its first, `None` when it was never
    /// seen.
    pub(crate) fn confirmations(&self, channel: &ChannelDetails) -> Option<u32> {
        let seen = || funding(channel).is_some_and(|txid| self.fundings.0.borrow().contains(&txid));
        match channel.confirmations {
            Some(0) | None => seen().then_some(0),
            blocks => blocks,
        }
    }
}

fn funding(channel: &ChannelDetails) -> Option<Txid> {
    channel.funding_txo.map(|output| output.txid)
}
