//! Transactions: their bytes, where they stand, and the proof of it.

use bitcoin::consensus::encode::{deserialize, deserialize_hex};
use bitcoin::hashes::{Hash, HashEngine, sha256d};
use bitcoin::{BlockHash, Transaction, TxMerkleNode, Txid, block::Header};
use serde_json::Value;

use super::shape::Kind::{Flag, Hash as HashField, Hashes, Number, Object};
use super::{Ask, Field, Seen};
use crate::report::Weight;

/// Of a transaction in a block.
pub(super) const IN_A_BLOCK: &[Field] =
    &[("confirmed", Flag), ("block_height", Number), ("block_hash", HashField)];

/// The first transaction of a settled block.
pub(super) async fn check(ask: &mut Ask<'_>, seen: Seen) -> Option<()> {
    let (height, block) = seen.settled;
    let first = format!("/block/{block}/txid/0");
    let txid: Txid = ask.value("the first transaction of a block", &first, "a hash").await?;
    bytes(ask, txid).await;
    const STATUS: &str = "where a transaction stands";
    let status = ask.object(STATUS, &format!("/tx/{txid}/status"), IN_A_BLOCK).await?;
    let here = (&status["confirmed"], &status["block_height"], &status["block_hash"]);
    let there = format!("true, {height}, \"{block}\"");
    ask.report.compare(Weight::Breaks, STATUS, there, format!("{}, {}, {}", here.0, here.1, here.2));
    proof(ask, txid, height, block).await;
    spend(ask, txid).await;
    Some(())
}

async fn bytes(ask: &mut Ask<'_>, txid: Txid) -> Option<()> {
    const WHAT: &str = "the bytes of a transaction";
    let said = ask.good(WHAT, &format!("/tx/{txid}/raw")).await?;
    let tx: Option<Transaction> = deserialize(&said.body).ok();
    match tx.is_some_and(|tx| tx.compute_txid() == txid) {
        true => ask.report.same(WHAT),
        false => ask.report.differs(Weight::Breaks, WHAT, "those of that hash", said),
    }
    Some(())
}

async fn proof(ask: &mut Ask<'_>, txid: Txid, height: u32, block: BlockHash) -> Option<()> {
    const WHAT: &str = "the merkle proof of a transaction";
    let fields: &[Field] = &[("block_height", Number), ("merkle", Hashes), ("pos", Number)];
    let proof = ask.object(WHAT, &format!("/tx/{txid}/merkle-proof"), fields).await?;
    let said = ask.good(WHAT, &format!("/block/{block}/header")).await?;
    let header: Header = deserialize_hex(said.text()?).ok()?;
    let holds = root(txid, &proof) == Some(header.merkle_root);
    match holds && proof["block_height"] == height {
        true => ask.report.same(WHAT),
        false => ask.report.differs(Weight::Breaks, WHAT, format!("leads to block {height}"), proof),
    }
    Some(())
}

/// Where a proof leads.
fn root(txid: Txid, proof: &Value) -> Option<TxMerkleNode> {
    let mut node = txid.to_raw_hash();
    let mut position = proof["pos"].as_u64()?;
    for sibling in proof["merkle"].as_array()? {
        let sibling: sha256d::Hash = sibling.as_str()?.parse().ok()?;
        let (left, right) = if position & 1 == 0 { (node, sibling) } else { (sibling, node) };
        let mut engine = sha256d::Hash::engine();
        engine.input(left.as_byte_array());
        engine.input(right.as_byte_array());
        node = sha256d::Hash::from_engine(engine);
        position >>= 1;
    }
    // A position beyond the tree would be another transaction's.
    (position == 0).then(|| TxMerkleNode::from_raw_hash(node))
}

/// An output of it, spent or not.
async fn spend(ask: &mut Ask<'_>, txid: Txid) -> Option<()> {
    const WHAT: &str = "whether an output is spent";
    let spend = ask.object(WHAT, &format!("/tx/{txid}/outspend/0"), &[("spent", Flag)]).await?;
    let fields: &[Field] = &[("txid", HashField), ("vin", Number), ("status", Object)];
    if spend["spent"] == false || ask.has(WHAT, &spend, fields) {
        ask.report.same(WHAT);
    }
    Some(())
}
