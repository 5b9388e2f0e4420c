//! The shapes of Esplora's answers.

use bitcoin::address::Address;
use bitcoin::hashes::sha256d;
use bitcoin::hex::DisplayHex;
use bitcoin::{Block, BlockHash, Network as Bitcoin, OutPoint, Script, ScriptBuf, TxMerkleNode, TxOut, Txid};
use serde::Serialize;

use crate::chain::{Chain, Known, ScriptId, Spend, script_id};

#[derive(Serialize)]
pub(super) struct Status {
    pub(super) confirmed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    block_height: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    block_hash: Option<BlockHash>,
    #[serde(skip_serializing_if = "Option::is_none")]
    block_time: Option<u32>,
}

impl Status {
    /// Of a transaction at a height, or of one that waits (or is unknown).
    pub(super) fn at(chain: &Chain, height: Option<u32>) -> Self {
        let block_hash = height.and_then(|h| chain.hash_at(h));
        let block_time = height.and_then(|h| chain.block_at(h)).map(|b| b.header.time);
        Self { confirmed: height.is_some(), block_height: height, block_hash, block_time }
    }

    pub(super) fn of(chain: &Chain, txid: &Txid) -> Self {
        Self::at(chain, chain.tx(txid).and_then(|known| known.height))
    }
}

#[derive(Serialize)]
pub(super) struct Output {
    scriptpubkey: ScriptBuf,
    scriptpubkey_asm: String,
    scriptpubkey_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scriptpubkey_address: Option<String>,
    value: u64,
}

impl From<&TxOut> for Output {
    fn from(out: &TxOut) -> Self {
        let script = &out.script_pubkey;
        Self {
            scriptpubkey: script.clone(),
            scriptpubkey_asm: script.to_asm_string(),
            scriptpubkey_type: script_type(script),
            scriptpubkey_address: Address::from_script(script, Bitcoin::Regtest).ok().map(|a| a.to_string()),
            value: out.value.to_sat(),
        }
    }
}

fn script_type(script: &Script) -> &'static str {
    match () {
        () if script.is_p2pkh() => "p2pkh",
        () if script.is_p2sh() => "p2sh",
        () if script.is_p2wpkh() => "v0_p2wpkh",
        () if script.is_p2wsh() => "v0_p2wsh",
        () if script.is_p2tr() => "v1_p2tr",
        () if script.is_op_return() => "op_return",
        () => "unknown",
    }
}

#[derive(Serialize)]
struct Input {
    txid: Txid,
    vout: u32,
    prevout: Option<Output>,
    scriptsig: ScriptBuf,
    scriptsig_asm: String,
    witness: Vec<String>,
    is_coinbase: bool,
    sequence: u32,
}

#[derive(Serialize)]
pub(super) struct Tx {
    txid: Txid,
    version: i32,
    locktime: u32,
    vin: Vec<Input>,
    vout: Vec<Output>,
    size: usize,
    weight: u64,
    fee: u64,
    status: Status,
}

impl Tx {
    pub(super) fn of(chain: &Chain, known: &Known) -> Self {
        let tx = &known.tx;
        let input = |(index, txin): (usize, &bitcoin::TxIn)| Input {
            txid: txin.previous_output.txid,
            vout: txin.previous_output.vout,
            prevout: known.spent.get(index).map(|coin| Output::from(&coin.out)),
            scriptsig: txin.script_sig.clone(),
            scriptsig_asm: txin.script_sig.to_asm_string(),
            witness: txin.witness.iter().map(|item| item.to_lower_hex_string()).collect(),
            is_coinbase: tx.is_coinbase(),
            sequence: txin.sequence.0,
        };
        Self {
            txid: tx.compute_txid(),
            version: tx.version.0,
            locktime: tx.lock_time.to_consensus_u32(),
            vin: tx.input.iter().enumerate().map(input).collect(),
            vout: tx.output.iter().map(Output::from).collect(),
            size: tx.total_size(),
            weight: tx.weight().to_wu(),
            fee: known.fee(),
            status: Status::at(chain, known.height),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Outspend {
    spent: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    txid: Option<Txid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vin: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
}

impl Outspend {
    pub(super) fn of(chain: &Chain, outpoint: &OutPoint) -> Self {
        match chain.spend(outpoint) {
            Some(Spend { txid, input }) => {
                let status = Some(Status::of(chain, &txid));
                Self { spent: true, txid: Some(txid), vin: Some(input), status }
            }
            None => Self { spent: false, txid: None, vin: None, status: None },
        }
    }
}

#[derive(Serialize)]
pub(super) struct BlockInfo {
    id: BlockHash,
    height: u32,
    version: i32,
    timestamp: u32,
    tx_count: usize,
    size: usize,
    weight: u64,
    merkle_root: TxMerkleNode,
    previousblockhash: Option<BlockHash>,
    mediantime: u32,
    nonce: u32,
    bits: u32,
    difficulty: f64,
}

impl BlockInfo {
    pub(super) fn of(chain: &Chain, block: &Block, height: u32) -> Self {
        let header = &block.header;
        Self {
            id: block.block_hash(),
            height,
            version: header.version.to_consensus(),
            timestamp: header.time,
            tx_count: block.txdata.len(),
            size: block.total_size(),
            weight: block.weight().to_wu(),
            merkle_root: header.merkle_root,
            previousblockhash: (height > 0).then_some(header.prev_blockhash),
            mediantime: chain.median_time(height),
            nonce: header.nonce,
            bits: header.bits.to_consensus(),
            difficulty: header.difficulty_float(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct BlockStatus {
    pub(super) in_best_chain: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) height: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_best: Option<BlockHash>,
}

#[derive(Serialize)]
pub(super) struct MerkleProof {
    pub(super) block_height: u32,
    pub(super) merkle: Vec<sha256d::Hash>,
    pub(super) pos: usize,
}

#[derive(Serialize, Default)]
pub(super) struct Sums {
    funded_txo_count: u64,
    funded_txo_sum: u64,
    spent_txo_count: u64,
    spent_txo_sum: u64,
    tx_count: u64,
}

impl Sums {
    pub(super) fn add(&mut self, known: &Known, id: &ScriptId) {
        let to_it = |out: &&TxOut| script_id(&out.script_pubkey) == *id;
        for out in known.tx.output.iter().filter(to_it) {
            self.funded_txo_count += 1;
            self.funded_txo_sum += out.value.to_sat();
        }
        for out in known.spent.iter().map(|coin| &coin.out).filter(to_it) {
            self.spent_txo_count += 1;
            self.spent_txo_sum += out.value.to_sat();
        }
        self.tx_count += 1;
    }
}

#[derive(Serialize)]
pub(super) struct Unspent {
    pub(super) txid: Txid,
    pub(super) vout: u32,
    pub(super) status: Status,
    pub(super) value: u64,
}
