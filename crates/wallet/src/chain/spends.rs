//! What has spent the fundings of channels: in a block, with the proof. Kept in memory: the first look after
//! a start finds it again.

use std::collections::BTreeMap;

use lightning::bitcoin::{BlockHash, OutPoint, Script, ScriptBuf, Transaction, Txid};

/// What has spent each funding, by the output.
#[derive(Default)]
pub(crate) struct FundingSpends(BTreeMap<OutPoint, Spender>);

/// What has spent it.
struct Spender {
    txid: Txid,
    /// The height of its block.
    height: u32,
    block: BlockHash,
    /// What the spent output pays to, where that is a script and this input has shown it (BIP 141, P2WSH).
    paid_to: Option<ScriptBuf>,
}

impl FundingSpends {
    /// A transaction that is proved to be in this block.
    pub(super) fn note(&mut self, tx: &Transaction, height: u32, block: BlockHash) {
        let txid = tx.compute_txid();
        for input in &tx.input {
            let paid_to = input.witness.last().map(|shown| Script::from_bytes(shown).to_p2wsh());
            self.0.insert(input.previous_output, Spender { txid, height, block, paid_to });
        }
    }

    /// Whether this transaction was noted before, in the same block.
    pub(super) fn has(&self, tx: &Transaction, block: BlockHash) -> bool {
        let txid = tx.compute_txid();
        let noted = |by: &Spender| by.txid == txid && by.block == block;
        tx.input.iter().all(|input| self.0.get(&input.previous_output).is_some_and(noted))
    }

    /// These blocks were replaced by others.
    pub(super) fn forget(&mut self, replaced: impl Fn(u32, BlockHash) -> bool) {
        self.0.retain(|_, by| !replaced(by.height, by.block));
    }

    pub(super) fn height_of(&self, funding: &OutPoint) -> Option<u32> {
        self.0.get(funding).map(|by| by.height)
    }

    /// Whether this funding is spent, and was an output that pays to this script, as it should be.
    pub(super) fn prove(&self, funding: &OutPoint, script: &Script) -> bool {
        self.0.get(funding).is_some_and(|by| by.paid_to.as_deref() == Some(script))
    }

    /// What has spent an output of this transaction, which funds one channel.
    pub(super) fn of(&self, funding: &str) -> Option<Txid> {
        self.0.iter().find(|(output, _)| output.txid.to_string() == funding).map(|(_, by)| by.txid)
    }
}
