//! The chain: blocks, coins, waiting transactions, and the rules between them.
//!
//! Invariants: every transaction in here has had its scripts verified by Bitcoin Core's code; no coin is spent twice,
//! neither by blocks nor by waiting transactions; the waiting transactions are in an order in which they can be mined.

mod assemble;
mod connect;
mod log;
mod mempool;
pub mod merkle;
mod refused;
mod rules;
#[cfg(test)]
mod tests;
mod view;

use std::collections::HashMap;
use std::path::Path;

use bitcoin::hashes::{Hash, sha256};
use bitcoin::{Block, BlockHash, OutPoint, Script, Transaction, TxOut, Txid};

use log::Log;
pub use refused::{ChainError, Refused};
pub use rules::{MATURITY, subsidy};
pub use view::{Place, Spend};

/// What Esplora files transactions under: the SHA-256 of an output's script.
pub type ScriptId = sha256::Hash;

/// The [`ScriptId`] of a script.
pub fn script_id(script: &Script) -> ScriptId {
    sha256::Hash::hash(script.as_bytes())
}

/// A spendable output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coin {
    /// The output itself.
    pub out: TxOut,
    /// The block it is in; none while its transaction waits.
    pub height: Option<u32>,
    /// Whether a coinbase made it, so that it has to ripen.
    pub coinbase: bool,
}

/// A transaction of the best chain or of the waiting ones.
#[derive(Debug, Clone)]
pub struct Known {
    /// The transaction.
    pub tx: Transaction,
    /// What its inputs spent, in their order; empty for a coinbase.
    pub spent: Vec<Coin>,
    /// The block it is in; none while it waits.
    pub height: Option<u32>,
}

impl Known {
    /// What the transaction pays its miner, in satoshis; zero for a coinbase.
    pub fn fee(&self) -> u64 {
        let put: u64 = self.tx.output.iter().map(|o| o.value.to_sat()).sum();
        self.spent.iter().map(|c| c.out.value.to_sat()).sum::<u64>().saturating_sub(put)
    }

    /// Whether one of its outputs or of the coins it spends has this script.
    pub fn touches(&self, id: &ScriptId) -> bool {
        let outputs = self.tx.output.iter().map(|o| &o.script_pubkey);
        outputs.chain(self.spent.iter().map(|c| &c.out.script_pubkey)).any(|s| script_id(s) == *id)
    }
}

#[derive(Debug, Clone)]
struct Stored {
    block: Block,
    height: u32,
}

/// A regtest chain with its waiting transactions.
#[derive(Debug)]
pub struct Chain {
    /// The best chain, by height.
    best: Vec<BlockHash>,
    /// Every block ever connected, also those a reorganisation left behind.
    blocks: HashMap<BlockHash, Stored>,
    /// Unspent outputs of the best chain, whether or not a waiting transaction spends them.
    coins: HashMap<OutPoint, Coin>,
    txs: HashMap<Txid, Known>,
    spends: HashMap<OutPoint, Spend>,
    /// Confirmed transactions by script, oldest first.
    history: HashMap<ScriptId, Vec<Txid>>,
    /// Waiting transactions, parents before children.
    waiting: Vec<Txid>,
    log: Option<Log>,
}

impl Default for Chain {
    fn default() -> Self {
        Self::new()
    }
}

impl Chain {
    /// A chain in memory that has only regtest's first block.
    pub fn new() -> Self {
        let first = bitcoin::constants::genesis_block(bitcoin::Network::Regtest);
        let hash = first.block_hash();
        let mut chain = Self {
            best: vec![hash],
            blocks: HashMap::new(),
            coins: HashMap::new(),
            txs: HashMap::new(),
            spends: HashMap::new(),
            history: HashMap::new(),
            waiting: Vec::new(),
            log: None,
        };
        // Its coinbase is not among the coins: by bitcoin's rules it can never be spent.
        for tx in &first.txdata {
            let known = Known { tx: tx.clone(), spent: Vec::new(), height: Some(0) };
            chain.txs.insert(tx.compute_txid(), known);
        }
        chain.blocks.insert(hash, Stored { block: first, height: 0 });
        chain
    }

    /// A chain kept in a file: replays what the file holds (verifying everything again), then appends to it.
    ///
    /// # Errors
    /// An unreadable file, or a block in it that breaks the rules. A torn last record, from a machine that stopped
    /// while writing, is dropped.
    pub fn open(path: &Path) -> Result<Self, ChainError> {
        let mut chain = Self::new();
        let (log, records) = Log::open(path)?;
        for (index, record) in records.into_iter().enumerate() {
            match record {
                log::Record::Block(block) => chain
                    .extend_or_reorganise(block)
                    .map_err(|why| ChainError::Replay { index, why: Box::new(why) })?,
                // A transaction that no longer fits was replaced or conflicted with; its blocks tell the truth.
                log::Record::Transaction(tx) => drop(chain.accept(tx)),
            }
        }
        chain.log = Some(log);
        Ok(chain)
    }

    /// Lets go of the file; from here on the chain is in memory only.
    pub fn close(&mut self) {
        self.log = None;
    }

    /// Connects a block after dropping the blocks above the one it builds on.
    fn extend_or_reorganise(&mut self, block: Block) -> Result<(), ChainError> {
        let parent = block.header.prev_blockhash;
        match self.place_of_block(&parent) {
            Some(Place { height, best: true }) => {
                let depth = self.height() - height;
                self.disconnect(depth)?;
                self.connect(block)
            }
            _ => Err(ChainError::UnknownParent(parent)),
        }
    }
}
