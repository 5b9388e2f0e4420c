//! What has spent the fundings of channels: in a block, with the proof. Kept in memory: the first look after a start finds it
//! again.

use std::collections::BTreeMap;

use lightning::bitcoin::{BlockHash, OutPoint, Transaction, Txid};

/// By funding.
#[derive(Default)]
pub(crate) struct FundingSpends(BTreeMap<OutPoint, Spender>);

/// What has spent it.
struct Spender {
    txid: Txid,
    /// Its block.
    height: u32,
    block: BlockHash,
}

impl FundingSpends {
    /// A transaction that is proved to be in this block.
    pub(super) fn note(&mut self, tx: &Transaction, height: u32, block: BlockHash) {
        let txid = tx.compute_txid();
        for input in &tx.input {
            self.0.insert(input.previous_output, Spender { txid, height, block });
        }
    }

    /// These blocks were replaced by others.
    pub(super) fn forget(&mut self, replaced: impl Fn(u32, BlockHash) -> bool) {
        self.0.retain(|_, by| !replaced(by.height, by.block));
    }

    pub(super) fn height_of(&self, funding: &OutPoint) -> Option<u32> {
        self.0.get(funding).map(|by| by.height)
    }

    /// What has spent an output of this transaction, which funds one channel.
    pub(super) fn of(&self, funding: &str) -> Option<Txid> {
        self.0.iter().find(|(output, _)| output.txid.to_string() == funding).map(|(_, by)| by.txid)
    }
}
