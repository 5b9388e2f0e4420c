//! Reading the chain.

use bitcoin::{Block, BlockHash, OutPoint, Txid};

use super::{Chain, Coin, Known, ScriptId};

/// Where a block lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its height.
    pub height: u32,
    /// Whether it is in the best chain; a reorganisation may have left it behind.
    pub best: bool,
}

/// The spender of an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spend {
    /// The spending transaction.
    pub txid: Txid,
    /// Which of its inputs.
    pub input: u32,
}

impl Chain {
    /// The height of the newest block.
    pub fn height(&self) -> u32 {
        u32::try_from(self.best.len()).unwrap_or(u32::MAX).saturating_sub(1)
    }

    /// The newest block.
    pub fn tip(&self) -> BlockHash {
        self.best.last().copied().unwrap_or_else(bitcoin::hashes::Hash::all_zeros)
    }

    /// The block of the best chain at a height.
    pub fn hash_at(&self, height: u32) -> Option<BlockHash> {
        self.best.get(usize::try_from(height).ok()?).copied()
    }

    /// A block, also one that a reorganisation left behind.
    pub fn block(&self, hash: &BlockHash) -> Option<&Block> {
        self.blocks.get(hash).map(|stored| &stored.block)
    }

    /// The block of the best chain at a height.
    pub fn block_at(&self, height: u32) -> Option<&Block> {
        self.block(&self.hash_at(height)?)
    }

    /// Where a block lies.
    pub fn place_of_block(&self, hash: &BlockHash) -> Option<Place> {
        let height = self.blocks.get(hash)?.height;
        Some(Place { height, best: self.hash_at(height) == Some(*hash) })
    }

    /// A transaction of the best chain or a waiting one.
    pub fn tx(&self, txid: &Txid) -> Option<&Known> {
        self.txs.get(txid)
    }

    /// The spender of an output, in the best chain or waiting.
    pub fn spend(&self, outpoint: &OutPoint) -> Option<Spend> {
        self.spends.get(outpoint).copied()
    }

    /// The unspent outputs of the best chain, in no order. A waiting transaction may already spend them.
    pub fn coins(&self) -> impl Iterator<Item = (&OutPoint, &Coin)> {
        self.coins.iter()
    }

    /// The confirmed transactions that touch a script, oldest first.
    pub fn history(&self, script: &ScriptId) -> &[Txid] {
        self.history.get(script).map_or(&[], Vec::as_slice)
    }

    /// The waiting transactions, parents before children.
    pub fn waiting(&self) -> &[Txid] {
        &self.waiting
    }

    /// The median time of a block and the ten before it (BIP 113).
    pub fn median_time(&self, height: u32) -> u32 {
        let from = height.saturating_sub(10);
        let mut times: Vec<u32> =
            (from..=height).filter_map(|h| self.block_at(h)).map(|b| b.header.time).collect();
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap_or(0)
    }

    /// How many blocks have been built on the newest transaction that is not a coinbase, itself included; none when
    /// there is no such transaction.
    pub fn depth_of_newest_payment(&self) -> Option<u32> {
        let paid = |h: &u32| self.block_at(*h).is_some_and(|b| b.txdata.len() > 1);
        let newest = (0..=self.height()).rev().find(paid)?;
        Some(self.height() - newest + 1)
    }
}
