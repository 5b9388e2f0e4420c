//! What happened in the blocks to the transactions that LDK asks about, each with the proof that it is there.

use std::collections::{BTreeMap, BTreeSet};

use lightning::bitcoin::block::Header;
use lightning::bitcoin::{BlockHash, Transaction, Txid};
use lightning::chain::channelmonitor::ANTI_REORG_DELAY;
use lightning::chain::transaction::OutPoint;

use super::esplora::Outspend;
use super::verify::check_work;
use super::view::View;
use super::{ChainError, Contradiction};
use crate::Wallet;

/// A watched output whose spending is this deep is no longer watched.
const BURIED: u32 = 144;

/// A transaction that is proved to be in a block of the chain.
#[derive(Clone)]
pub(crate) struct ProvenTx {
    pub(crate) tx: Transaction,
    pub(crate) position: usize,
    pub(crate) header: Header,
    pub(crate) height: u32,
    /// Whether the block does not link to the known ones, and one of the wallet's servers alone says that it
    /// is in the chain.
    pub(crate) by_one: bool,
}

/// What a block is believed for.
#[derive(Clone, Copy)]
pub(crate) enum Matter {
    /// A channel's funding, or what spends it or an output of ours that LDK watches.
    Channel,
    /// A coin of the words, which may be as old as they are.
    Coin,
}

/// What a round of questions found.
#[derive(Default)]
pub(super) struct News {
    found: BTreeMap<Txid, ProvenTx>,
    /// Whether an output that is watched was spent: then nothing waits.
    pub(super) spent: bool,
    /// Why it is not known whether the funding of a channel was spent. What was found beside it is no less true.
    pub(super) refused: Option<ChainError>,
    /// Something else has no answer. The next look asks again.
    pub(super) unanswered: bool,
}

impl News {
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// What was found, in the order of the chain.
    pub(super) fn by_block(self) -> BTreeMap<u32, Vec<ProvenTx>> {
        let mut blocks: BTreeMap<u32, Vec<ProvenTx>> = BTreeMap::new();
        for found in self.found.into_values() {
            blocks.entry(found.height).or_default().push(found);
        }
        for block in blocks.values_mut() {
            block.sort_by_key(|found| found.position);
        }
        blocks
    }
}

impl Wallet {
    /// Everything watched that is in a block now and was not told yet. A question that has no answer holds
    /// back no other: any peer may name a transaction that servers cannot answer for.
    ///
    /// The node is told of the confirmation of a funding transaction when it is deep enough that an ordinary
    /// reorganisation does not take it back: LDK closes a channel whose funding leaves the chain even for one
    /// block. It is told of its spend at once, and of the funding with it.
    pub(super) async fn find(&self, view: &View<'_>, told: &BTreeSet<Txid>) -> News {
        let known: BTreeSet<Txid> = self.relevant().into_iter().map(|r| r.0).collect();
        let (txs, outputs) = {
            let mut watched = self.chain.registry.lock();
            watched.news = false;
            let txs: Vec<Txid> = watched.txs.keys().copied().collect();
            let outputs: Vec<OutPoint> = watched.outputs.keys().copied().collect();
            (txs, outputs)
        };
        let proved_fundings = self.proved_fundings();
        let mut news = News::default();
        let mut spent_funding = BTreeSet::new();
        for output in outputs {
            let spend = match self.spend_of(view, output, told).await {
                Ok(Some(spend)) => spend,
                Ok(None) => continue,
                Err(error) if proved_fundings.contains(&output.into_bitcoin_outpoint()) => {
                    news.refused = news.refused.or(Some(error));
                    continue;
                }
                Err(_) => {
                    news.unanswered = true;
                    continue;
                }
            };
            spent_funding.insert(output.txid);
            let Spend::Proved(found) = spend else { continue };
            // It is told again even when it is known: another part of the node may not have heard of it.
            let txid = found.tx.compute_txid();
            news.spent |= !known.contains(&txid) && !self.is_of_long_ago(output, found.height);
            if found.height.saturating_add(BURIED) < view.tip.height {
                self.chain.registry.lock().outputs.remove(&output);
            }
            news.found.insert(txid, found);
        }
        let depth = self.chain.tracker.funding_depth();
        for txid in txs {
            if known.contains(&txid) || told.contains(&txid) || news.found.contains_key(&txid) {
                continue;
            }
            // Its spend leaves no doubt that it is there.
            let most = match spent_funding.contains(&txid) {
                true => view.tip.height,
                false => view.tip.height.saturating_add(1).saturating_sub(depth),
            };
            match self.find_in_block(view, txid, most).await {
                Ok(found) => news.found.extend(found.map(|found| (txid, found))),
                Err(_) => news.unanswered = true,
            }
        }
        news
    }

    /// Whether a spend is in a block so old that the node, which was told of it, has forgotten it, and closes no
    /// channel that is open. LDK watches what closed a channel for four weeks, so that each new process finds it again.
    fn is_of_long_ago(&self, output: OutPoint, height: u32) -> bool {
        let is_told = height.saturating_add(ANTI_REORG_DELAY) <= self.height() + 1;
        is_told && self.channels.list().iter().all(|channel| channel.funding_txo != Some(output))
    }

    /// What spends an output, if it is in a block that is not older than the wallet. Any server may say so,
    /// and has to prove it; that nothing does is believed when all that answer say so.
    async fn spend_of(
        &self,
        view: &View<'_>,
        output: OutPoint,
        told: &BTreeSet<Txid>,
    ) -> Result<Option<Spend>, ChainError> {
        let mut refused = None;
        for server in view.sources.each() {
            let claim = match server.outspend(output.txid, output.index).await {
                Ok(spend) => spend.and_then(Outspend::block),
                Err(error) => {
                    refused = Some(error);
                    continue;
                }
            };
            let Some((txid, block)) = claim else { continue };
            if told.contains(&txid) {
                return Ok(Some(Spend::Told));
            }
            match self.prove(view, txid, block, Matter::Channel).await {
                Ok(found) if spends(&found.tx, output) => return Ok(Some(Spend::Proved(found))),
                Ok(_) => refused = Some(ChainError::Contradiction(Contradiction::WrongTransaction)),
                Err(TOO_OLD) => {}
                Err(error) => refused = Some(error),
            }
        }
        refused.map_or(Ok(None), Err)
    }

    /// A transaction in a block of at most this height, by the word of any server and its proof. `None` also for one in
    /// a block that is older than the wallet: that holds for most transactions that a peer may name, and none of them
    /// is ours.
    pub(crate) async fn find_in_block(
        &self,
        view: &View<'_>,
        txid: Txid,
        most: u32,
    ) -> Result<Option<ProvenTx>, ChainError> {
        let mut refused = None;
        for server in view.sources.each() {
            match server.status(txid).await.map(|status| status.and_then(|s| s.block())) {
                Ok(Some(block)) if block.0 <= most => {
                    match self.prove(view, txid, block, Matter::Channel).await {
                        Ok(found) => return Ok(Some(found)),
                        Err(TOO_OLD) => {}
                        Err(error) => refused = Some(error),
                    }
                }
                Ok(_) => {}
                Err(error) => refused = Some(error),
            }
        }
        refused.map_or(Ok(None), Err)
    }

    /// Proves that a transaction is in a block, and that this block is in the chain that is looked at.
    pub(crate) async fn prove(
        &self,
        view: &View<'_>,
        txid: Txid,
        (height, hash): (u32, BlockHash),
        matter: Matter,
    ) -> Result<ProvenTx, ChainError> {
        if self.chain.tracker.line().is_too_old(height) {
            return Err(TOO_OLD);
        }
        if height > view.tip.height {
            return Err(ChainError::Moved);
        }
        let (header, links) = self.header_at(view, height, hash, matter).await?;
        let tx = view.sources.transaction(txid).await?;
        let position = view.sources.position(&tx, height, &header).await?;
        Ok(ProvenTx { tx, position, header, height, by_one: !links && !view.sources.is_whole() })
    }

    /// The header of a block, and whether it links to the known ones.
    async fn header_at(
        &self,
        view: &View<'_>,
        height: u32,
        hash: BlockHash,
        matter: Matter,
    ) -> Result<(Header, bool), ChainError> {
        let known = || view.header(&self.chain.tracker.line(), height);
        if known().is_none() {
            self.deepen(view.sources, height).await?;
        }
        match known() {
            Some(header) if header.block_hash() == hash => Ok((header, true)),
            // The answer is from another chain than the headers.
            Some(_) => Err(ChainError::Moved),
            None => Ok((self.old_header(view, height, hash, matter).await?, false)),
        }
    }

    /// A header too far below the known ones to be linked to them: by its own work, and by the word of every server.
    async fn old_header(
        &self,
        view: &View<'_>,
        height: u32,
        hash: BlockHash,
        matter: Matter,
    ) -> Result<Header, ChainError> {
        for server in view.sources.each() {
            if server.hash_at(height).await? != hash {
                return Err(ChainError::Moved);
            }
        }
        let header = view.sources.header(hash).await?;
        check_work(self.network, &header, judged_at(matter, height))?;
        Ok(header)
    }
}

/// The height by which the work of a block that does not link to the known headers is judged. By now anybody
/// can do the work of the first years. It may show a coin that is not there, but it closes no channel and
/// opens none: that takes the work of today, whatever height is claimed.
fn judged_at(matter: Matter, height: u32) -> u32 {
    match matter {
        Matter::Channel => u32::MAX,
        Matter::Coin => height,
    }
}

const TOO_OLD: ChainError = ChainError::Contradiction(Contradiction::TooOld);

/// What became of a watched output.
enum Spend {
    /// The output was spent by a transaction that was told in this look.
    Told,
    /// The output was spent by this transaction.
    Proved(ProvenTx),
}

fn spends(tx: &Transaction, output: OutPoint) -> bool {
    tx.input.iter().any(|input| input.previous_output == output.into_bitcoin_outpoint())
}

#[cfg(test)]
mod tests {
    use lightning::bitcoin::{CompactTarget, Network, Target};

    use super::super::rules::easiest_target;
    use super::*;

    #[test]
    fn the_cheap_work_of_the_first_years_shows_coins_and_no_channel() {
        let of_2009 = Target::from_compact(CompactTarget::from_consensus(0x1d00_ffff));
        let is_enough =
            |matter, height| of_2009 <= easiest_target(Network::Bitcoin, judged_at(matter, height));
        for height in [1, 30_000, 52_415] {
            assert!(is_enough(Matter::Coin, height), "{height}");
            assert!(!is_enough(Matter::Channel, height), "{height}");
        }
        // Whatever height is claimed.
        for height in (0..1_000_000).step_by(2_016) {
            let asked = easiest_target(Network::Bitcoin, judged_at(Matter::Channel, height));
            assert_eq!(asked, easiest_target(Network::Bitcoin, u32::MAX), "{height}");
        }
    }
}
