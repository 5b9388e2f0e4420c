//! One look at the chain: headers first, then what was undone, then what is new in the order of the blocks, and last
//! the newest block.
//!
//! Nothing is told to the node before it was checked: the chain of headers to the newest block, their work, and for
//! every transaction the proof that it is in its block.

use std::collections::{BTreeMap, BTreeSet};

use lightning::bitcoin::block::Header;
use lightning::bitcoin::{BlockHash, Transaction, Txid};
use lightning::chain::transaction::OutPoint;

use super::verify::{check_inclusion, check_link, check_work};
use super::{ChainError, Contradiction, Esplora, Fetch, Tip};
use crate::Wallet;

/// What a look at the chain found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Synced {
    /// The newest block.
    pub tip: Tip,
    /// Whether anything was told to the node.
    pub changed: bool,
}

/// What is known from earlier looks.
#[derive(Default)]
pub(crate) struct SyncState {
    /// A look was completed in this process.
    pub(crate) looked: bool,
    busy: bool,
    tip: Option<BlockHash>,
    /// Checked headers of the best chain, newest last.
    headers: BTreeMap<u32, Header>,
}

/// Headers kept to check links and to see how far a reorganisation goes.
const KEPT: usize = 2_016;
/// Headers walked back at most. After a longer absence the links between are not asked for, only the newest ones.
const WALK: u32 = 1_008;
/// A watched output whose spending is this deep is not looked after any more.
const BURIED: u32 = 144;
/// Rounds until a look gives up because the chain does not hold still.
const ROUNDS: usize = 8;

/// A transaction to be told, with its block.
struct Found {
    tx: Transaction,
    position: usize,
    header: Header,
}

impl Wallet {
    /// Look at the chain, and tell the node what happened there. Once before the first connection, then every
    /// minute and when the page comes to the front. [`pump`](Self::pump) and
    /// [`take_broadcasts`](Self::take_broadcasts) afterwards.
    ///
    /// # Errors
    /// What was told before the error was checked and stays; the next look goes on from there.
    pub async fn sync(&self, fetch: &dyn Fetch, now_ms: u64) -> Result<Synced, ChainError> {
        {
            let mut state = self.syncing.borrow_mut();
            if state.busy {
                return Err(ChainError::Already);
            }
            state.busy = true;
        }
        // A future that is dropped in the middle must not leave the door shut.
        let _open = Reopen(self);
        let esplora = Esplora(fetch);
        if let Ok(estimates) = esplora.fee_estimates().await {
            self.fees.update(&estimates);
        }
        let mut changed = false;
        for _ in 0..ROUNDS {
            let tip = esplora.tip().await?;
            if tip.height < self.height() {
                return Err(ChainError::Behind);
            }
            let news = std::mem::take(&mut self.registry.lock().news);
            if self.syncing.borrow().tip == Some(tip.hash) && !news {
                // The channels are up to date; the coins on the chain must not keep them from connecting.
                self.syncing.borrow_mut().looked = true;
                self.look_for_fundings(&esplora).await?;
                self.onchain.sync(&esplora, tip, now_ms).await?;
                return Ok(Synced { tip, changed });
            }
            if let Err(error) = self.follow(&esplora, tip).await {
                self.registry.lock().news = true;
                if error == ChainError::Moved {
                    continue;
                }
                return Err(error);
            }
            changed = true;
            self.touch();
        }
        Err(ChainError::Moved)
    }

    async fn follow(&self, esplora: &Esplora<'_>, tip: Tip) -> Result<(), ChainError> {
        let header = self.read_headers(esplora, tip).await?;
        self.undo();
        // Confirmed transactions may make LDK watch for more.
        let mut told = BTreeSet::new();
        loop {
            let found = self.find(esplora, tip, &mut told).await?;
            if found.is_empty() {
                break;
            }
            for (height, mut txs) in found {
                txs.sort_by_key(|f| f.position);
                let header = txs[0].header;
                let told: Vec<(usize, &Transaction)> = txs.iter().map(|f| (f.position, &f.tx)).collect();
                self.tell_confirmed(&header, height, &told);
            }
        }
        if esplora.tip_hash().await? != tip.hash {
            return Err(ChainError::Moved);
        }
        self.tell_best(&header, tip.height);
        self.syncing.borrow_mut().tip = Some(tip.hash);
        Ok(())
    }

    /// Walk back from the tip to a header that is known, checking every step. Returns the tip's header.
    async fn read_headers(&self, esplora: &Esplora<'_>, tip: Tip) -> Result<Header, ChainError> {
        let newest = self.checked_header(esplora, tip.hash).await?;
        let best = self.manager.current_best_block();
        let floor = tip.height.saturating_sub(WALK).max(best.height.min(tip.height).saturating_sub(6));
        let mut fresh = BTreeMap::from([(tip.height, newest)]);
        let (mut height, mut header) = (tip.height, newest);
        while height > floor && header.block_hash() != best.block_hash {
            let below = height - 1;
            let known = self.syncing.borrow().headers.get(&below).copied();
            if let Some(known) = known.filter(|k| k.block_hash() == header.prev_blockhash) {
                check_link(self.network, &known, &header, height)?;
                break;
            }
            if below == best.height && header.prev_blockhash == best.block_hash {
                break;
            }
            let previous = self.checked_header(esplora, header.prev_blockhash).await?;
            check_link(self.network, &previous, &header, height)?;
            fresh.insert(below, previous);
            (height, header) = (below, previous);
            if height == 0 && header.block_hash() != genesis(self.network) {
                return Err(ChainError::Contradiction(Contradiction::OtherChain));
            }
        }
        let mut state = self.syncing.borrow_mut();
        state.headers.retain(|h, _| *h <= tip.height && *h < height);
        state.headers.extend(fresh);
        while state.headers.len() > KEPT {
            state.headers.pop_first();
        }
        Ok(newest)
    }

    async fn checked_header(&self, esplora: &Esplora<'_>, hash: BlockHash) -> Result<Header, ChainError> {
        let header = esplora.header(hash).await?;
        check_work(self.network, &header)?;
        Ok(header)
    }

    /// Take back the transactions whose block is no longer in the chain: only where a header that links to the checked
    /// tip shows another block at that height. Nobody is asked whether a block is still there, so neither a "no" nor a
    /// silence nor a hash without a header can take anything back.
    fn undo(&self) {
        let gone: Vec<Txid> = {
            let state = self.syncing.borrow();
            let replaced = |height: u32, block: BlockHash| {
                state.headers.get(&height).is_some_and(|header| header.block_hash() != block)
            };
            self.relevant()
                .into_iter()
                .filter(|(_, height, block)| block.is_some_and(|block| replaced(*height, block)))
                .map(|(txid, ..)| txid)
                .collect()
        };
        for txid in gone {
            self.tell_unconfirmed(&txid);
        }
    }

    /// Everything watched that is in a block now and was not told yet, by height.
    async fn find(
        &self,
        esplora: &Esplora<'_>,
        tip: Tip,
        told: &mut BTreeSet<Txid>,
    ) -> Result<BTreeMap<u32, Vec<Found>>, ChainError> {
        let known: BTreeSet<Txid> = self.relevant().into_iter().map(|r| r.0).collect();
        let (txs, outputs) = {
            let mut watched = self.registry.lock();
            watched.news = false;
            let txs: Vec<Txid> = watched.txs.keys().copied().collect();
            let outputs: Vec<OutPoint> = watched.outputs.keys().copied().collect();
            (txs, outputs)
        };
        let mut found: BTreeMap<u32, Vec<Found>> = BTreeMap::new();
        for txid in txs {
            if known.contains(&txid) || told.contains(&txid) {
                continue;
            }
            let Some(block) = esplora.status(txid).await?.and_then(|s| s.block()) else { continue };
            self.prove(esplora, txid, block, tip, &mut found).await?;
            told.insert(txid);
        }
        for output in outputs {
            let Some(spend) = esplora.outspend(output.txid, output.index).await?.filter(|s| s.spent) else {
                continue;
            };
            let (Some(txid), Some(block)) = (spend.txid, spend.status.and_then(|s| s.block())) else {
                continue;
            };
            if !told.contains(&txid) {
                // Told again even when it is known: another part of the node may not have heard of it.
                self.prove(esplora, txid, block, tip, &mut found).await?;
                told.insert(txid);
            }
            if block.0 + BURIED < tip.height {
                self.registry.lock().outputs.remove(&output);
            }
        }
        Ok(found)
    }

    async fn prove(
        &self,
        esplora: &Esplora<'_>,
        txid: Txid,
        (height, hash): (u32, BlockHash),
        tip: Tip,
        found: &mut BTreeMap<u32, Vec<Found>>,
    ) -> Result<(), ChainError> {
        let known = self.syncing.borrow().headers.get(&height).copied();
        let header = match known {
            Some(header) if header.block_hash() == hash => header,
            // The answer is from another chain than the headers.
            Some(_) => return Err(ChainError::Moved),
            None if height > tip.height => return Err(ChainError::Moved),
            None => {
                if esplora.hash_at(height).await? != Some(hash) {
                    return Err(ChainError::Moved);
                }
                self.checked_header(esplora, hash).await?
            }
        };
        let tx = esplora.transaction(txid).await?.ok_or(ChainError::Moved)?;
        let proof = esplora.merkle_proof(txid).await?.ok_or(ChainError::Moved)?;
        if proof.block_height != height {
            return Err(ChainError::Moved);
        }
        let position = check_inclusion(&tx, &proof, &header)?;
        let block = found.entry(height).or_default();
        if !block.iter().any(|f| f.tx.compute_txid() == txid) {
            block.push(Found { tx, position, header });
        }
        Ok(())
    }
}

fn genesis(network: lightning::bitcoin::Network) -> BlockHash {
    lightning::bitcoin::constants::genesis_block(network).block_hash()
}

struct Reopen<'a>(&'a Wallet);

impl Drop for Reopen<'_> {
    fn drop(&mut self) {
        self.0.syncing.borrow_mut().busy = false;
    }
}
