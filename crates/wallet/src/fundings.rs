//! What was seen of the transactions that fund unconfirmed channels.
//!
//! A channel that was bought is used before its funding is on the chain, and the provider sends that only once it has been
//! paid. When the first payment was refused, the funding never comes, while both sides count the channel as ready: money in
//! it would be the provider's word for good.

//!
//! The node is told of a funding's block only when that is deep enough; the screen counts from the first one on.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use lightning::bitcoin::{Amount, BlockHash, OutPoint, ScriptBuf, Transaction, TxOut, Txid};
use lightning::ln::channel_state::ChannelDetails;
use lightning::ln::types::ChannelId;

use crate::Wallet;
use crate::chain::{ChainError, View};
use crate::coming::awaits_its_closing;

/// Fundings that were looked for, as long as the node does not know of their block. Kept in memory: the next look sees them
/// again.
#[derive(Default)]
pub(crate) struct Fundings {
    /// A chain server has shown them.
    seen: RefCell<BTreeMap<Txid, Sighting>>,
    /// No chain server knew them.
    missing: RefCell<BTreeSet<Txid>>,
}

/// What a channel is made of: an output, its script, and its value where that is known (BOLT 3, "Funding Transaction Output").
struct FundingOutput {
    at: OutPoint,
    script: ScriptBuf,
    value: Option<Amount>,
}

impl FundingOutput {
    fn of(channel: &ChannelDetails) -> Option<Self> {
        let TxOut { value, script_pubkey: script } = channel.get_funding_output()?;
        Some(Self { at: channel.funding_txo?.into_bitcoin_outpoint(), script, value: Some(value) })
    }

    /// Whether a transaction has it. The peer names a transaction, and any real one has an id; LDK looks only when it is told
    /// the block.
    fn is_in(&self, tx: &Transaction) -> bool {
        let output = tx.output.get(self.at.vout as usize);
        output.is_some_and(|output| {
            output.script_pubkey == self.script && self.value.is_none_or(|value| value == output.value)
        })
    }
}

/// Where one was seen, when this was the newest block.
struct Sighting {
    tip: BlockHash,
    /// The height of its block, proved; `None` while it waits for one.
    height: Option<u32>,
}

impl Wallet {
    /// Look for the fundings whose block the node does not know, and for those of closed channels whose closing is in no block.
    /// Nothing is asked for one in a block that was looked at under this tip already, and nothing at all when the node knows
    /// every one. Of one without an answer nothing is learned: that is the fault of whoever named it, and no other's.
    pub(crate) async fn look_for_fundings(&self, view: &View<'_>) {
        let tip = view.tip;
        let open = self.manager.list_channels();
        let untold =
            open.iter().filter(|channel| blocks_told(channel).is_none()).filter_map(FundingOutput::of);
        for funding in untold.chain(self.closed_in_no_block()) {
            let txid = funding.at.txid;
            if self.is_in_block_under(&txid, tip.hash) {
                continue;
            }
            let Ok(sighting) = self.seen(view, &funding).await else { continue };
            let changed = match sighting {
                Some(height) => {
                    let sighting = Sighting { tip: tip.hash, height };
                    let before = self.fundings.seen.borrow_mut().insert(txid, sighting);
                    self.fundings.missing.borrow_mut().remove(&txid);
                    before.is_none_or(|before| before.tip != tip.hash || before.height != height)
                }
                None => {
                    let known = self.fundings.seen.borrow().contains_key(&txid);
                    !known && self.fundings.missing.borrow_mut().insert(txid)
                }
            };
            if changed {
                self.touch();
            }
        }
    }

    /// The fundings that are on the chain, as far as the node was told: the peer cannot have made them up.
    pub(crate) fn proved_fundings(&self) -> BTreeSet<OutPoint> {
        let untold: BTreeSet<ChannelId> = self
            .manager
            .list_channels()
            .iter()
            .filter(|channel| blocks_told(channel).is_none())
            .map(|channel| channel.channel_id)
            .collect();
        let told = self.monitors.list_monitors().into_iter().filter(|id| !untold.contains(id));
        let monitors = told.filter_map(|id| self.monitors.get_monitor(id).ok());
        monitors.map(|monitor| monitor.get_funding_txo().into_bitcoin_outpoint()).collect()
    }

    /// The fundings of channels that are closed by what is in no block yet.
    fn closed_in_no_block(&self) -> Vec<FundingOutput> {
        let monitors = self.closed_monitors().into_iter().filter_map(|id| self.monitors.get_monitor(id).ok());
        let waiting = monitors.filter(|monitor| awaits_its_closing(&monitor.get_claimable_balances()));
        waiting
            .map(|monitor| FundingOutput {
                at: monitor.get_funding_txo().into_bitcoin_outpoint(),
                script: monitor.get_funding_script(),
                value: None,
            })
            .collect()
    }

    /// Whether what this channel was made of was looked for, and never seen: nothing can come back from it.
    pub(crate) fn is_unfunded(&self, channel: ChannelId) -> bool {
        let funding = self.monitors.get_monitor(channel).map(|monitor| monitor.get_funding_txo().txid);
        funding.is_ok_and(|txid| self.fundings.missing.borrow().contains(&txid))
    }

    fn is_in_block_under(&self, txid: &Txid, tip: BlockHash) -> bool {
        self.fundings.seen.borrow().get(txid).is_some_and(|seen| seen.tip == tip && seen.height.is_some())
    }

    /// The height of the block of what funds a channel, with its proof; `Some(None)` while it waits for one, `None` when
    /// nobody knows it, or it is another transaction, which funds no such channel.
    async fn seen(
        &self,
        view: &View<'_>,
        funding: &FundingOutput,
    ) -> Result<Option<Option<u32>>, ChainError> {
        let txid = funding.at.txid;
        if let Some(found) = self.find_in_block(view, txid, view.tip.height).await? {
            return Ok(funding.is_in(&found.tx).then_some(Some(found.height)));
        }
        // The transaction itself: a mere "unconfirmed" is said of any id.
        let known = view.sources.transaction_if_known(txid).await?;
        Ok(known.filter(|tx| funding.is_in(tx)).map(|_| None))
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
        let fundings = self.fundings.seen.borrow();
        let seen = fundings.get(&channel.funding_txo?.txid)?;
        let deep = |height| self.height().saturating_add(1).saturating_sub(height);
        Some(seen.height.map_or(0, deep))
    }
}

/// Blocks that the node knows of.
fn blocks_told(channel: &ChannelDetails) -> Option<u32> {
    channel.confirmations.filter(|blocks| *blocks > 0)
}
