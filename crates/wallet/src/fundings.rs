//! What was seen of the transactions that fund unconfirmed channels.
//!
//! A channel that was bought is used before its funding is on the chain, and the provider sends that only
//! once it has been paid. When the first payment was refused, the funding never comes, while both sides count
//! the channel as ready: money in it would be the provider's word for good.

//!
//! The node is told of a funding's block only when that is deep enough; the screen counts from the first one on.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use lightning::bitcoin::{Amount, BlockHash, OutPoint, ScriptBuf, Transaction, TxOut};
use lightning::ln::channel_state::ChannelDetails;
use lightning::ln::types::ChannelId;

use crate::chain::{ChainError, ProvenTx, View};
use crate::proceeds::awaits_its_closing;
use crate::{PublicKey, Wallet};

/// Closed channels with one peer that were never funded, and of which the state keeps something for good. An
/// honest peer leaves such a channel if a device dies between two steps of the opening.
const MOST_UNFUNDED: usize = 4;

/// Fundings that were looked for, as long as the node does not know of their block. Kept in memory: the next
/// look sees them again.
#[derive(Default)]
pub(crate) struct Fundings {
    /// A chain server has shown them.
    seen: RefCell<BTreeMap<OutPoint, Sighting>>,
    /// No chain server of the wallet knew them, when this was the newest block.
    missing: RefCell<BTreeMap<OutPoint, BlockHash>>,
    /// Whether the node was told of a block with the funding; `None` of what an earlier process had closed.
    told: RefCell<BTreeMap<ChannelId, Option<bool>>>,
    /// Those of channels that were open when this process started, as long as no look had an answer about them.
    unjudged: RefCell<BTreeSet<OutPoint>>,
    /// This process has asked for every one of them at least once, of servers that were there, whatever they said.
    asked: Cell<bool>,
}

impl Fundings {
    /// Notes that the funding is there, and says whether that is news.
    fn see(&self, at: OutPoint, sighting: Sighting) -> bool {
        self.missing.borrow_mut().remove(&at);
        let before = self.seen.borrow_mut().insert(at, sighting);
        before != Some(sighting)
    }

    /// Notes that the funding is not there, by the word of every server, and says whether that is news.
    fn miss(&self, at: OutPoint, tip: BlockHash) -> bool {
        let was_seen = self.forget(&at);
        self.missing.borrow_mut().insert(at, tip).is_none() || was_seen
    }

    /// Forgets where the funding was seen.
    fn forget(&self, at: &OutPoint) -> bool {
        self.seen.borrow_mut().remove(at).is_some()
    }

    fn is_in_block_under(&self, at: &OutPoint, tip: BlockHash) -> bool {
        self.seen.borrow().get(at).is_some_and(|seen| seen.tip == tip && seen.block.is_some())
    }

    fn is_missing_under(&self, at: &OutPoint, tip: BlockHash) -> bool {
        self.missing.borrow().get(at) == Some(&tip)
    }

    fn block_of(&self, at: &OutPoint) -> Option<(u32, BlockHash)> {
        self.seen.borrow().get(at)?.block
    }

    /// Whether this comes from an earlier process, and this one has had no answer about it yet.
    pub(crate) fn is_unjudged(&self, at: OutPoint) -> bool {
        self.unjudged.borrow().contains(&at)
    }

    /// There is an answer about it. Whether it is the first one.
    fn judge(&self, at: &OutPoint) -> bool {
        self.unjudged.borrow_mut().remove(at)
    }

    /// Whether the node was told of a channel's funding; `None` where that is not known.
    pub(crate) fn was_told(&self, channel: ChannelId) -> Option<bool> {
        // What opened and closed between two looks was never told.
        self.told.borrow().get(&channel).copied().unwrap_or(Some(false))
    }
}

/// What a channel is made of: an output, its script, and its value where that is known (BOLT 3, "Funding
/// Transaction Output").
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

    /// Whether a transaction has it. The peer names a transaction, and any real one has an id; LDK looks only
    /// when it is told the block.
    fn is_in(&self, tx: &Transaction) -> bool {
        let named = tx.output.get(self.at.vout as usize);
        let output = named.filter(|_| tx.compute_txid() == self.at.txid);
        output.is_some_and(|output| {
            output.script_pubkey == self.script && self.value.is_none_or(|value| value == output.value)
        })
    }
}

/// Where a funding was seen, when this was the newest block.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Sighting {
    tip: BlockHash,
    /// Its block, proved; `None` while it waits for one.
    block: Option<(u32, BlockHash)>,
}

impl Wallet {
    /// Looks for the fundings whose block the node does not know, and for those of closed channels whose
    /// closing is in no block. Nothing is asked for one in a block that was looked at under this tip already,
    /// and nothing at all when the node knows every one. Nothing is learned of one without an answer: that is
    /// the fault of the server that named it, and of no other.
    pub(crate) async fn look_for_fundings(&self, view: &View<'_>) {
        let open = self.channels.list();
        let untold =
            open.iter().filter(|channel| blocks_told(channel).is_none()).filter_map(FundingOutput::of);
        let closed = self.closed_in_no_block().into_iter();
        // No payment waits for these.
        let closed = closed.filter(|funding| !self.fundings.is_missing_under(&funding.at, view.tip.hash));
        let mut were_there = true;
        for funding in untold.chain(closed) {
            if self.fundings.is_in_block_under(&funding.at, view.tip.hash) {
                continue;
            }
            let found = match self.seen(view, &funding).await {
                Ok(found) => found,
                Err(error) => {
                    were_there &= !matches!(error, ChainError::Unreachable | ChainError::Busy);
                    continue;
                }
            };
            let is_news = match found {
                Some(sighting) => self.fundings.see(funding.at, sighting),
                // That a funding is not there is believed only if every server of the wallet says so.
                None if view.sources.is_whole() => self.fundings.miss(funding.at, view.tip.hash),
                None if self.was_replaced(&funding.at) => self.fundings.forget(&funding.at),
                None => continue,
            };
            if self.fundings.judge(&funding.at) || is_news {
                self.touch();
            }
        }
        if were_there {
            self.fundings.asked.set(true);
        }
        self.note_late_fundings();
    }

    /// What was closed before its funding was in the chain, and has been funded since: as deep as a node is told of a
    /// funding, or spent by what shows that it was one.
    pub(crate) fn note_late_fundings(&self) {
        for channel in self.channels.closed() {
            let Some(monitor) = self.channels.monitor(channel) else { continue };
            let (at, script) =
                (monitor.get_funding_txo().into_bitcoin_outpoint(), monitor.get_funding_script());
            let is_deep = |height: u32| {
                self.height().saturating_add(1) >= height.saturating_add(self.chain.funding_depth())
            };
            let is_seen = self.fundings.block_of(&at).is_some_and(|(height, _)| is_deep(height));
            if self.closings.was_funded(channel) == Some(false)
                && (is_seen && !self.was_replaced(&at) || self.chain.is_spent_from(&at, &script))
            {
                self.closings.note_funded(channel, &self.app);
                self.touch();
            }
        }
    }

    /// Whether the block that a funding was seen in is in the chain no more.
    fn was_replaced(&self, at: &OutPoint) -> bool {
        let block = self.fundings.block_of(at);
        block.is_some_and(|(height, block)| self.chain.line().replaces(height, block))
    }

    /// Notes which fundings the node knows now, after it was told of this much of a block, at the start, and
    /// with every height. It decides by the node's count of blocks and, before the height is told, which
    /// comes last, by the outputs themselves: a transaction that it knows may fund another channel.
    pub(crate) fn note_told_fundings(&self, block: &[ProvenTx]) {
        let mut told = self.fundings.told.borrow_mut();
        for channel in self.channels.list() {
            let is_in_block = FundingOutput::of(&channel)
                .is_some_and(|funding| block.iter().any(|found| funding.is_in(&found.tx)));
            let told = told.entry(channel.channel_id).or_default();
            *told = Some(*told == Some(true) || is_in_block || blocks_told(&channel).is_some());
        }
    }

    /// What is known of the fundings at the start of a process.
    pub(crate) fn begin_fundings(&self) {
        let closed = self.channels.closed().into_iter();
        self.fundings.told.borrow_mut().extend(closed.map(|channel| (channel, None)));
        let open = self.channels.list();
        let open = open.iter().filter_map(|channel| channel.funding_txo);
        self.fundings.unjudged.borrow_mut().extend(open.map(|at| at.into_bitcoin_outpoint()));
        self.note_told_fundings(&[]);
    }

    /// The fundings that are on the chain, as far as the node was told: no peer has made them up. This cannot
    /// be said of a closing that is not kept, and it is assumed of what an earlier version has kept.
    pub(crate) fn proved_fundings(&self) -> BTreeSet<OutPoint> {
        let open = self.channels.list();
        let told = open.iter().filter(|channel| blocks_told(channel).is_some());
        let told = told.map(|channel| channel.channel_id);
        let closed = self.channels.closed().into_iter();
        let funded =
            closed.filter(|id| self.closings.is_kept(*id) && self.closings.was_funded(*id) != Some(false));
        told.chain(funded).filter_map(|channel| self.funding_of(channel)).collect()
    }

    /// The fundings of channels that are closed by what is in no block yet.
    fn closed_in_no_block(&self) -> Vec<FundingOutput> {
        let monitors = self.channels.closed_monitors();
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
    /// What was in the chain once is there, whatever servers say.
    pub(crate) fn is_unfunded(&self, channel: ChannelId) -> bool {
        self.funding_of(channel).is_some_and(|at| self.fundings.missing.borrow().contains_key(&at))
            && self.closings.was_funded(channel) != Some(true)
    }

    /// Whether there is anything that the closing of this channel could spend: its funding was in the chain
    /// when it was closed, or was seen since. Naming one is free, so nothing is offered or paid on a peer's
    /// word alone. If an earlier version has not recorded whether it was there, only the word of every server
    /// speaks against it.
    pub(crate) fn has_funding(&self, channel: ChannelId) -> bool {
        let was_seen = |at: OutPoint| self.fundings.seen.borrow().contains_key(&at);
        match self.closings.was_funded(channel) {
            Some(funded) => funded || self.funding_of(channel).is_some_and(was_seen),
            None => !self.is_unfunded(channel),
        }
    }

    /// Whether this peer has left so many channels unfunded that it may open no further ones uninvited.
    pub(crate) fn has_left_many_unfunded(&self, peer: PublicKey) -> bool {
        let with_peer = |id: &ChannelId| {
            self.channels.monitor(*id).is_some_and(|monitor| monitor.get_counterparty_node_id() == peer)
        };
        let closed = self.channels.closed();
        let unfunded = closed.iter().filter(|id| with_peer(id) && !self.has_funding(**id));
        unfunded.count() >= MOST_UNFUNDED
    }

    /// Where what funds a channel is seen; `None` when no server knows it, or it is another transaction,
    /// which funds no such channel.
    async fn seen(&self, view: &View<'_>, funding: &FundingOutput) -> Result<Option<Sighting>, ChainError> {
        let (txid, tip) = (funding.at.txid, view.tip.hash);
        if let Some(found) = self.find_in_block(view, txid, view.tip.height).await? {
            let block = (found.height, found.header.block_hash());
            return Ok(funding.is_in(&found.tx).then_some(Sighting { tip, block: Some(block) }));
        }
        // The transaction itself is asked for, because "unconfirmed" alone may be said of any id.
        let known = view.sources.transaction_if_known(txid).await?;
        Ok(known.filter(|tx| funding.is_in(tx)).map(|_| Sighting { tip, block: None }))
    }

    /// Whether all there is of a channel is the provider's word: its funding was never seen, not even waiting
    /// for a block.
    pub(crate) fn is_only_promised(&self, channel: &ChannelDetails) -> bool {
        self.confirmations(channel).is_none()
    }

    /// Whether a channel waits for the look that shows its funding; it may be there already.
    pub fn waits_for_funding(&self) -> bool {
        self.channels.list().iter().any(|c| c.is_channel_ready && self.is_only_promised(c))
    }

    /// Whether there are such channels, and this process has not asked for their fundings yet.
    pub fn waits_for_first_look(&self) -> bool {
        !self.fundings.asked.get() && self.waits_for_funding()
    }

    /// Blocks on the funding, as this wallet has seen them: `Some(0)` while it waits for its first, `None`
    /// when it was never seen.
    pub(crate) fn confirmations(&self, channel: &ChannelDetails) -> Option<u32> {
        if let Some(blocks) = blocks_told(channel) {
            return Some(blocks);
        }
        let fundings = self.fundings.seen.borrow();
        let seen = fundings.get(&channel.funding_txo?.into_bitcoin_outpoint())?;
        let deep = |height| self.height().saturating_add(1).saturating_sub(height);
        Some(seen.block.map_or(0, |(height, _)| deep(height)))
    }
}

/// Blocks that the node knows of.
fn blocks_told(channel: &ChannelDetails) -> Option<u32> {
    channel.confirmations.filter(|blocks| *blocks > 0)
}
