//! A chain of our own blocks, with real (regtest) work, and the Esplora server over it.

use std::cell::RefCell;
use std::sync::LazyLock;

use async_trait::async_trait;
use lightning::bitcoin::block::{Header, Version as BlockVersion};
use lightning::bitcoin::consensus::{encode::serialize_hex, serialize};
use lightning::bitcoin::hashes::{Hash, HashEngine, sha256d};
use lightning::bitcoin::transaction::Version;
use lightning::bitcoin::{
    Amount, Block, BlockHash, CompactTarget, Network, OutPoint, ScriptBuf, Sequence, Transaction, TxIn,
    TxMerkleNode, TxOut, Txid, Witness, absolute::LockTime, constants::genesis_block,
};

use crate::chain::subsidy_sat;
use crate::{Fetch, FetchAnswer, Tip, Unreachable};

/// The genesis block's header and hash: asked for again and again.
static GENESIS: LazyLock<(Header, BlockHash)> = LazyLock::new(|| {
    let header = genesis_block(Network::Regtest).header;
    (header, header.block_hash())
});

/// Blocks 1, 2, … on top of regtest's genesis block.
#[derive(Default)]
pub struct Chain {
    blocks: RefCell<Vec<Block>>,
    /// Sent, and waiting for a block.
    pub(crate) waiting: RefCell<Vec<Transaction>>,
    /// Whether the server answers nothing.
    pub down: std::cell::Cell<bool>,
    /// What the coinbases of the next blocks say of their fees, satoshis a block.
    pub fees_sat: std::cell::Cell<u64>,
}

impl Chain {
    /// The newest block.
    pub fn tip(&self) -> Tip {
        let blocks = self.blocks.borrow();
        match blocks.last() {
            Some(block) => Tip { hash: block.block_hash(), height: height_of(blocks.len()) },
            None => Tip { hash: GENESIS.1, height: 0 },
        }
    }

    /// Mine a block with these transactions.
    pub fn mine(&self, time: u32, txs: Vec<Transaction>) -> (Block, u32) {
        let tip = self.tip();
        let height = tip.height + 1;
        let block = make_block(tip.hash, time, coinbase(height, self.fees_sat.get()), txs);
        self.blocks.borrow_mut().push(block.clone());
        (block, height)
    }

    /// All blocks above the genesis block.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        self.blocks.borrow().clone()
    }

    /// A chain of these blocks above the genesis block.
    pub(crate) fn of(blocks: Vec<Block>) -> Self {
        Self { blocks: RefCell::new(blocks), ..Self::default() }
    }

    /// This chain, on another server.
    pub fn copy(&self) -> Self {
        Self::of(self.blocks())
    }

    /// Another server's newest block, where it fits on this chain.
    pub(crate) fn learn(&self, block: &Block) {
        if block.header.prev_blockhash == self.tip().hash {
            self.blocks.borrow_mut().push(block.clone());
        }
    }

    /// Take back the newest blocks.
    pub fn cut(&self, depth: usize) -> Vec<Block> {
        let mut blocks = self.blocks.borrow_mut();
        let keep = blocks.len().saturating_sub(depth);
        blocks.split_off(keep)
    }

    /// The block at a height above 0.
    pub fn at(&self, height: u32) -> Option<Block> {
        let index = usize::try_from(height).ok()?.checked_sub(1)?;
        self.blocks.borrow().get(index).cloned()
    }

    fn header(&self, hash: &str) -> Option<Header> {
        if GENESIS.1.to_string() == hash {
            return Some(GENESIS.0);
        }
        // The newest are asked for.
        self.blocks.borrow().iter().rev().find(|b| b.block_hash().to_string() == hash).map(|b| b.header)
    }

    fn hash_at(&self, height: u32) -> Option<BlockHash> {
        if height == 0 {
            return Some(GENESIS.1);
        }
        self.at(height).map(|b| b.block_hash())
    }

    /// What waits for a block.
    pub fn waiting_transactions(&self) -> Vec<Transaction> {
        self.waiting.borrow().clone()
    }

    /// A transaction of the chain.
    pub fn raw(&self, txid: &str) -> Option<Transaction> {
        self.find(|t| t.compute_txid().to_string() == txid).map(|(_, block, at)| block.txdata[at].clone())
    }

    fn waiting(&self, txid: &str) -> Option<Transaction> {
        self.waiting.borrow().iter().find(|t| t.compute_txid().to_string() == txid).cloned()
    }

    fn find(&self, matches: impl Fn(&Transaction) -> bool) -> Option<(u32, Block, usize)> {
        let blocks = self.blocks.borrow();
        blocks.iter().enumerate().find_map(|(index, block)| {
            let position = block.txdata.iter().position(&matches)?;
            Some((height_of(index + 1), block.clone(), position))
        })
    }

    fn answer(&self, path: &str) -> Option<Vec<u8>> {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let by_id = |id: &str| self.find(|t| t.compute_txid().to_string() == id);
        match parts.as_slice() {
            ["blocks", "tip", "hash"] => Some(self.tip().hash.to_string().into_bytes()),
            ["blocks", "tip", "height"] => Some(self.tip().height.to_string().into_bytes()),
            ["blocks", height] => Some(self.list(height.parse().ok()?).into_bytes()),
            ["block-height", height] => Some(self.hash_at(height.parse().ok()?)?.to_string().into_bytes()),
            ["block", hash, "header"] => Some(serialize_hex(&self.header(hash)?).into_bytes()),
            ["block", hash, "txid", "0"] => {
                let blocks = self.blocks.borrow();
                let block = blocks.iter().rev().find(|block| block.block_hash().to_string() == *hash)?;
                Some(block.txdata.first()?.compute_txid().to_string().into_bytes())
            }
            ["tx", id, "raw"] => by_id(id)
                .map(|(_, block, at)| serialize(&block.txdata[at]))
                .or_else(|| self.waiting(id).map(|tx| serialize(&tx))),
            ["tx", id, "status"] => Some(
                match by_id(id) {
                    Some((height, block, _)) => status(height, &block),
                    None => "{\"confirmed\":false}".to_owned(),
                }
                .into_bytes(),
            ),
            ["tx", id, "merkle-proof"] => {
                let (height, block, at) = by_id(id)?;
                Some(merkle_proof(height, &block, at).into_bytes())
            }
            ["tx", id, "outspend", index] => {
                let spent: OutPoint = format!("{id}:{index}").parse().ok()?;
                let by = self.find(|t| t.input.iter().any(|i| i.previous_output == spent));
                Some(
                    match by {
                        Some((height, block, at)) => format!(
                            "{{\"spent\":true,\"txid\":\"{}\",\"vin\":0,\"status\":{}}}",
                            block.txdata[at].compute_txid(),
                            status(height, &block)
                        ),
                        None => "{\"spent\":false}".to_owned(),
                    }
                    .into_bytes(),
                )
            }
            ["scripthash", hash, "txs"] => Some(self.script_txs(hash).into_bytes()),
            ["fee-estimates"] => Some(b"{\"2\":4.0,\"144\":1.0}".to_vec()),
            _ => None,
        }
    }

    /// Ten blocks, newest first.
    fn list(&self, height: u32) -> String {
        let blocks = self.blocks.borrow();
        let listed: Vec<String> = (1..=height)
            .rev()
            .take(10)
            .filter_map(|height| {
                let header = blocks.get(usize::try_from(height - 1).ok()?)?.header;
                Some(format!(
                    "{{\"id\":\"{}\",\"height\":{height},\"version\":{},\"timestamp\":{},\"bits\":{},\"nonce\":{},\"merkle_root\":\"{}\",\"previousblockhash\":\"{}\"}}",
                    header.block_hash(),
                    header.version.to_consensus(),
                    header.time,
                    header.bits.to_consensus(),
                    header.nonce,
                    header.merkle_root,
                    header.prev_blockhash,
                ))
            })
            .collect();
        format!("[{}]", listed.join(","))
    }

    fn script_txs(&self, hash: &str) -> String {
        use lightning::bitcoin::hashes::sha256;
        let ours = |o: &TxOut| {
            crate::hex::hex(sha256::Hash::hash(o.script_pubkey.as_bytes()).as_byte_array()) == hash
        };
        let mut listed = Vec::new();
        let mut paid: Vec<OutPoint> = Vec::new();
        let waiting = self.waiting.borrow();
        let waiting = waiting.iter().filter(|tx| tx.output.iter().any(ours)).map(|tx| tx.compute_txid());
        let waiting = waiting.filter(|txid| self.raw(&txid.to_string()).is_none());
        let waiting: Vec<String> = waiting
            .map(|txid| format!("{{\"txid\":\"{txid}\",\"status\":{{\"confirmed\":false}}}}"))
            .collect();
        for (index, block) in self.blocks.borrow().iter().enumerate() {
            for tx in &block.txdata {
                let txid = tx.compute_txid();
                let spends = tx.input.iter().any(|i| paid.contains(&i.previous_output));
                let pays: Vec<u32> =
                    (0u32..).zip(&tx.output).filter(|(_, o)| ours(o)).map(|(i, _)| i).collect();
                if spends || !pays.is_empty() {
                    let height = height_of(index + 1);
                    listed.push(format!("{{\"txid\":\"{txid}\",\"status\":{}}}", status(height, block)));
                }
                paid.extend(pays.into_iter().map(|vout| OutPoint { txid, vout }));
            }
        }
        listed.extend(waiting);
        listed.reverse();
        format!("[{}]", listed.join(","))
    }
}

#[async_trait(?Send)]
impl Fetch for Chain {
    async fn get(&self, path: &str) -> Result<FetchAnswer, Unreachable> {
        if self.down.get() {
            return Err(Unreachable);
        }
        Ok(match self.answer(path) {
            Some(body) => FetchAnswer { status: 200, body },
            None => FetchAnswer { status: 404, body: b"not found".to_vec() },
        })
    }
}

fn height_of(blocks: usize) -> u32 {
    u32::try_from(blocks).unwrap_or(u32::MAX)
}

fn status(height: u32, block: &Block) -> String {
    format!(
        "{{\"confirmed\":true,\"block_height\":{height},\"block_hash\":\"{}\",\"block_time\":{}}}",
        block.block_hash(),
        block.header.time
    )
}

fn merkle_proof(height: u32, block: &Block, at: usize) -> String {
    let mut level: Vec<sha256d::Hash> = block.txdata.iter().map(|t| t.compute_txid().to_raw_hash()).collect();
    let (mut index, mut siblings) = (at, Vec::new());
    while level.len() > 1 {
        let sibling = level.get(index ^ 1).or(level.last());
        siblings.extend(sibling.map(|s| format!("\"{s}\"")));
        level = level.chunks(2).map(|pair| join(pair[0], *pair.last().unwrap_or(&pair[0]))).collect();
        index >>= 1;
    }
    format!("{{\"block_height\":{height},\"merkle\":[{}],\"pos\":{at}}}", siblings.join(","))
}

fn join(left: sha256d::Hash, right: sha256d::Hash) -> sha256d::Hash {
    let mut engine = sha256d::Hash::engine();
    engine.input(left.as_byte_array());
    engine.input(right.as_byte_array());
    sha256d::Hash::from_engine(engine)
}

fn coinbase(height: u32, fees_sat: u64) -> Transaction {
    let sat = subsidy_sat(Network::Regtest, height) + fees_sat;
    let mut script = vec![4];
    script.extend(height.to_le_bytes());
    Transaction {
        version: Version::TWO,
        lock_time: LockTime::ZERO,
        input: vec![TxIn {
            previous_output: OutPoint::null(),
            script_sig: ScriptBuf::from_bytes(script),
            sequence: Sequence::MAX,
            witness: Witness::new(),
        }],
        output: vec![TxOut { value: Amount::from_sat(sat), script_pubkey: ScriptBuf::new() }],
    }
}

/// A block with work; on regtest every second try has enough.
fn make_block(previous: BlockHash, time: u32, coinbase: Transaction, mut txs: Vec<Transaction>) -> Block {
    txs.insert(0, coinbase);
    let header = Header {
        version: BlockVersion::TWO,
        prev_blockhash: previous,
        merkle_root: TxMerkleNode::all_zeros(),
        time,
        bits: CompactTarget::from_consensus(0x207f_ffff),
        nonce: 0,
    };
    let mut block = Block { header, txdata: txs };
    if let Some(root) = block.compute_merkle_root() {
        block.header.merkle_root = root;
    }
    while block.header.validate_pow(block.header.target()).is_err() {
        block.header.nonce += 1;
    }
    block
}

/// A transaction out of nothing that pays to a script; `unique` makes its id.
pub(crate) fn funding(unique: u8, sats: u64, script: ScriptBuf) -> Transaction {
    Transaction {
        version: Version::TWO,
        lock_time: LockTime::ZERO,
        input: vec![TxIn {
            previous_output: OutPoint { txid: Txid::from_byte_array([unique; 32]), vout: 0 },
            script_sig: ScriptBuf::new(),
            sequence: Sequence::MAX,
            witness: Witness::from_slice(&[vec![1u8; 64]]),
        }],
        output: vec![TxOut { value: Amount::from_sat(sats), script_pubkey: script }],
    }
}
