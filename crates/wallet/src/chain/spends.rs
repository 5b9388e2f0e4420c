//! What has spent the fundings of channels: in a block, with the proof. Kept in memory: the first look after a start finds it
//! again.

use std::collections::BTreeMap;

use lightning::bitcoin::{BlockHash, OutPoint, Transaction};

/// By funding: the height of the block of what has spent it, and the block.
#[derive(Default)]
pub(crate) struct FundingSpends(BTreeMap<OutPoint, (u32, BlockHash)>);

impl FundingSpends {
    /// A transaction that is proved to be in this block.
    pub(super) fn note(&mut self, tx: &Transaction, height: u32, block: BlockHash) {
        for input in &tx.input {
            self.0.insert(input.previous_output, (height, block));
        }
    }

    /// These blocks were replaced by others.
    pub(super) fn forget(&mut self, replaced: impl Fn(u32, BlockHash) -> bool) {
        self.0.retain(|_, (height, block)| !replaced(*height, *block));
    }

    pub(super) fn height_of(&self, funding: &OutPoint) -> Option<u32> {
        self.0.get(funding).map(|(height, _)| *height)
    }
}
