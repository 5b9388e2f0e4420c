//! What was seen of the transactions that fund unconfirmed channels.
//!
//! A channel that was bought is used before its funding is on the chain, and the provider sends that only once it has been
//! paid. When the first payment was refused, the funding never comes, while both sides count the channel as ready: money in
//! it would be the provider's word for good.

//!
//! The node is told of a funding's block only when that is deep enough; the screen counts from the first one on.

use std::cell::RefCell;
use std::collections::BTreeMap;

use lightning::bitcoin::{BlockHash, Transaction, Txid};
use lightning::ln::channel_state::ChannelDetails;

use crate::Wallet;
use crate::chain::{ChainError, View};

/// Fundings that a chain server has shown, as long as the node does not know of their block. Kept in memory: the next look
/// sees them again.
#[derive(Default)]
pub(crate) struct Fundings(RefCell<BTreeMap<Txid, Sighting>>);

/// Where one was seen, when this was the newest block.
struct Sighting {
    tip: BlockHash,
    /// The height of its block, proved; `None` while it waits for one.
    height: Option<u32>,
}

impl Wallet {
    /// Look for the fundings whose block the node does not know. Nothing is asked for one in a block that was looked at under
    /// this tip already, and nothing at all when the node knows every one.
    pub(crate) async fn look_for_fundings(&self, view: &View<'_>) -> Result<(), ChainError> {
        let tip = view.tip;
        for channel in self.manager.list_channels().iter().filter(|channel| blocks_told(channel).is_none()) {
            let Some(txid) = funding(channel) else { continue };
            if self.is_in_block_under(&txid, tip.hash) {
                continue;
            }
            if let Some(height) = self.seen(view, channel, txid).await? {
                let sighting = Sighting { tip: tip.hash, height };
                let before = self.fundings.0.borrow_mut().insert(txid, sighting);
                if before.is_none_or(|before| before.tip != tip.hash || before.height != height) {
                    self.touch();
                }
            }
        }
        Ok(())
    }

    fn is_in_block_under(&self, txid: &Txid, tip: BlockHash) -> bool {
        self.fundings.0.borrow().get(txid).is_some_and(|seen| seen.tip == tip && seen.height.is_some())
    }

    /// The height of the block of what funds a channel, with its proof; `Some(None)` while it waits for one, `None` when
    /// nobody knows it, or it is another transaction, which funds no such channel.
    async fn seen(
        &self,
        view: &View<'_>,
        channel: &ChannelDetails,
        txid: Txid,
    ) -> Result<Option<Option<u32>>, ChainError> {
        if let Some(found) = self.find_in_block(view, txid, view.tip.height).await? {
            return Ok(funds(channel, &found.tx).then_some(Some(found.height)));
        }
        // The transaction itself: a mere "unconfirmed" is said of any id.
        let known = view.sources.transaction_if_known(txid).await?;
        Ok(known.filter(|tx| funds(channel, tx)).map(|_| None))
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
        if let Some(blocks) = blocks_told(channel) {
            return Some(blocks);
        }
        let fundings = self.fundings.0.borrow();
        let seen = fundings.get(&funding(channel)?)?;
        let deep = |height| self.height().saturating_add(1).saturating_sub(height);
        Some(seen.height.map_or(0, deep))
    }
}

/// Blocks that the node knows of.
fn blocks_told(channel: &ChannelDetails) -> Option<u32> {
    channel.confirmations.filter(|blocks| *blocks > 0)
}

/// Whether a transaction has the output that the channel is made of: its place, script and value (BOLT 3, "Funding
/// Transaction Output"). The peer names a transaction, and any real one has an id; LDK looks only when it is told the block.
fn funds(channel: &ChannelDetails, tx: &Transaction) -> bool {
    let output = channel.funding_txo.and_then(|at| tx.output.get(usize::from(at.index)));
    output.is_some() && output == channel.get_funding_output().as_ref()
}

fn funding(channel: &ChannelDetails) -> Option<Txid> {
    channel.funding_txo.map(|output| output.txid)
}
