//! What happened in the blocks to the transactions that LDK asks about, each with the proof that it is there.

use std::collections::{BTreeMap, BTreeSet};

use lightning::bitcoin::block::Header;
use lightning::bitcoin::{BlockHash, Transaction, Txid};
use lightning::chain::transaction::OutPoint;

use super::esplora::Esplora;
use super::verify::{check_inclusion, check_work};
use super::{ChainError, Contradiction, Tip};
use crate::Wallet;

/// A watched output whose spending is this deep is not looked after any more.
const BURIED: u32 = 144;

/// A transaction that is proved to be in a block of the chain.
#[derive(Clone)]
pub(crate) struct Found {
    pub(crate) tx: Transaction,
    pub(crate) position: usize,
    pub(crate) header: Header,
    pub(crate) height: u32,
}

/// What a round of questions found.
#[derive(Default)]
pub(super) struct News {
    found: BTreeMap<Txid, Found>,
    /// Whether an output that is watched was spent: then nothing waits.
    pub(super) spent: bool,
}

impl News {
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// In the order of the chain.
    pub(super) fn by_block(self) -> BTreeMap<u32, Vec<Found>> {
        let mut blocks: BTreeMap<u32, Vec<Found>> = BTreeMap::new();
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
    /// Everything watched that is in a block now and was not told yet.
    ///
    /// The confirmation of a funding transaction is told when it is deep enough that an ordinary reorganisation does not
    /// take it back: LDK closes a channel whose funding leaves the chain even for one block. Its spend is told at once, and
    /// the funding with it.
    pub(super) async fn find(
        &self,
        esplora: &Esplora<'_>,
        tip: Tip,
        told: &BTreeSet<Txid>,
    ) -> Result<News, ChainError> {
        let known: BTreeSet<Txid> = self.relevant().into_iter().map(|r| r.0).collect();
        let (txs, outputs) = {
            let mut watched = self.registry.lock();
            watched.news = false;
            let txs: Vec<Txid> = watched.txs.keys().copied().collect();
            let outputs: Vec<OutPoint> = watched.outputs.keys().copied().collect();
            (txs, outputs)
        };
        let mut news = News::default();
        let mut spent_funding = BTreeSet::new();
        for output in outputs {
            let Some(spend) = esplora.outspend(output.txid, output.index).await?.filter(|s| s.spent) else {
                continue;
            };
            let (Some(txid), Some(block)) = (spend.txid, spend.status.and_then(|s| s.block())) else {
                continue;
            };
            spent_funding.insert(output.txid);
            if !told.contains(&txid) && !news.found.contains_key(&txid) {
                // Told again even when it is known: another part of the node may not have heard of it.
                news.spent |= !known.contains(&txid);
                news.found.insert(txid, self.prove(esplora, txid, block, tip).await?);
            }
            if block.0.saturating_add(BURIED) < tip.height {
                self.registry.lock().outputs.remove(&output);
            }
        }
        let depth = self.syncing.borrow().funding_depth;
        for txid in txs {
            if known.contains(&txid) || told.contains(&txid) || news.found.contains_key(&txid) {
                continue;
            }
            let Some(block) = esplora.status(txid).await?.and_then(|s| s.block()) else { continue };
            let deep = block.0.saturating_add(depth) <= tip.height.saturating_add(1);
            if deep || spent_funding.contains(&txid) {
                news.found.insert(txid, self.prove(esplora, txid, block, tip).await?);
            }
        }
        Ok(news)
    }

    /// That a transaction is in a block, and that this block is in the chain that was followed.
    pub(crate) async fn prove(
        &self,
        esplora: &Esplora<'_>,
        txid: Txid,
        (height, hash): (u32, BlockHash),
        tip: Tip,
    ) -> Result<Found, ChainError> {
        if self.syncing.borrow().line.is_too_old(height) {
            return Err(ChainError::Contradiction(Contradiction::TooOld));
        }
        if height > tip.height {
            return Err(ChainError::Moved);
        }
        let header = self.header_at(esplora, height, hash).await?;
        let tx = esplora.transaction(txid).await?;
        let proof = esplora.merkle_proof(txid).await?.ok_or(ChainError::Moved)?;
        if proof.block_height != height {
            return Err(ChainError::Moved);
        }
        let position = check_inclusion(&tx, &proof, &header)?;
        Ok(Found { tx, position, header, height })
    }

    async fn header_at(
        &self,
        esplora: &Esplora<'_>,
        height: u32,
        hash: BlockHash,
    ) -> Result<Header, ChainError> {
        let known = |wallet: &Wallet| wallet.syncing.borrow().line.header(height);
        if known(self).is_none() {
            self.deepen(esplora, height).await?;
        }
        match known(self) {
            Some(header) if header.block_hash() == hash => Ok(header),
            // The answer is from another chain than the headers.
            Some(_) => Err(ChainError::Moved),
            None => {
                if esplora.hash_at(height).await? != hash {
                    return Err(ChainError::Moved);
                }
                let header = esplora.header(hash).await?;
                check_work(self.network, &header)?;
                Ok(header)
            }
        }
    }
}
