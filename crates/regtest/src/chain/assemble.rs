//! Mining: putting waiting transactions into blocks, and finding the work for them.

use bitcoin::block::{Header, Version};
use bitcoin::hashes::Hash;
use bitcoin::script::Builder;
use bitcoin::{
    Amount, Block, BlockHash, OutPoint, Script, ScriptBuf, Sequence, Target, Transaction, TxIn, TxMerkleNode,
    TxOut, Txid, Weight, Witness, absolute, transaction,
};

use super::connect::{MAX_BLOCK_WEIGHT, difficulty, height_push};
use super::{Chain, ChainError, rules};

/// Room kept for the header and the coinbase.
const RESERVED: Weight = Weight::from_wu(8_000);

impl Chain {
    /// Mines a block of the waiting transactions whose coinbase pays `to`.
    ///
    /// `now` is the time for its header; it is moved forward if the rules ask for a later one.
    ///
    /// # Errors
    /// When the operating system has no randomness, or the file cannot be written.
    pub fn mine(&mut self, to: &Script, now: u32) -> Result<BlockHash, ChainError> {
        let hash = self.mine_unlogged(to, now, true)?;
        self.log_from(self.height())?;
        Ok(hash)
    }

    /// Replaces the newest `depth` blocks by `depth + 1` others without transactions; what was in the old ones waits
    /// again and comes with the next block.
    ///
    /// # Errors
    /// [`ChainError::TooDeep`], and what [`Self::mine`] may fail with.
    pub fn reorganise(&mut self, depth: u32, to: &Script, now: u32) -> Result<BlockHash, ChainError> {
        self.disconnect(depth)?;
        let from = self.height() + 1;
        for _ in 0..=depth {
            self.mine_unlogged(to, now, false)?;
        }
        self.log_from(from)?;
        Ok(self.tip())
    }

    fn log_from(&mut self, height: u32) -> Result<(), ChainError> {
        let Some(mut log) = self.log.take() else { return Ok(()) };
        let blocks: Vec<&Block> = (height..=self.height()).filter_map(|h| self.block_at(h)).collect();
        let written = log.blocks(&blocks);
        self.log = Some(log);
        written
    }

    fn mine_unlogged(&mut self, to: &Script, now: u32, full: bool) -> Result<BlockHash, ChainError> {
        let chosen = if full { self.choose() } else { Vec::new() };
        let fees: u64 = chosen.iter().filter_map(|id| self.txs.get(id)).map(super::Known::fee).sum();
        let height = self.height() + 1;
        let mut txdata = vec![coinbase(height, to, rules::subsidy(height) + fees)?];
        txdata.extend(chosen.iter().filter_map(|id| self.txs.get(id)).map(|known| known.tx.clone()));
        let header = Header {
            version: Version::from_consensus(0x2000_0000),
            prev_blockhash: self.tip(),
            merkle_root: TxMerkleNode::all_zeros(),
            time: now.max(self.median_time(self.height()) + 1),
            bits: difficulty(),
            nonce: 0,
        };
        let mut block = Block { header, txdata };
        commit_to_witnesses(&mut block);
        if let Some(root) = block.compute_merkle_root() {
            block.header.merkle_root = root;
        }
        while block.header.validate_pow(Target::from_compact(difficulty())).is_err() {
            block.header.nonce = block.header.nonce.wrapping_add(1);
        }
        let hash = block.block_hash();
        self.connect(block)?;
        Ok(hash)
    }

    /// The waiting transactions that may be in the next block. After a reorganisation some may have to wait longer.
    fn choose(&self) -> Vec<Txid> {
        let mut room = MAX_BLOCK_WEIGHT - RESERVED;
        let mut chosen: Vec<Txid> = Vec::new();
        for txid in &self.waiting {
            let Some(known) = self.txs.get(txid) else { continue };
            let parents_in = known.tx.input.iter().all(|i| {
                self.coins.contains_key(&i.previous_output) || chosen.contains(&i.previous_output.txid)
            });
            let Some(left) = room.checked_sub(known.tx.weight()) else { continue };
            if parents_in && self.check_locks(&known.tx, &known.spent).is_ok() {
                room = left;
                chosen.push(*txid);
            }
        }
        chosen
    }
}

/// A coinbase with the block's height (BIP 34), and randomness so that no two blocks are the same.
fn coinbase(height: u32, to: &Script, value: u64) -> Result<Transaction, ChainError> {
    let mut extra = [0_u8; 8];
    getrandom::fill(&mut extra).map_err(|_| ChainError::Randomness)?;
    let script_sig = Builder::from(height_push(height).into_bytes()).push_slice(extra).into_script();
    let input = TxIn {
        previous_output: OutPoint::null(),
        script_sig,
        sequence: Sequence::MAX,
        witness: Witness::from_slice(&[[0_u8; 32]]),
    };
    Ok(Transaction {
        version: transaction::Version::TWO,
        lock_time: absolute::LockTime::ZERO,
        input: vec![input],
        output: vec![TxOut { value: Amount::from_sat(value), script_pubkey: to.into() }],
    })
}

/// Adds the output of BIP 141 that commits to the witnesses of all transactions.
fn commit_to_witnesses(block: &mut Block) {
    const PREFIX: [u8; 6] = [0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed];
    let Some(root) = block.witness_root() else { return };
    let commitment = Block::compute_witness_commitment(&root, &[0_u8; 32]);
    let mut script = PREFIX.to_vec();
    script.extend(commitment.to_byte_array());
    if let Some(coinbase) = block.txdata.first_mut() {
        coinbase.output.push(TxOut { value: Amount::ZERO, script_pubkey: ScriptBuf::from_bytes(script) });
    }
}
