//! Questions about transactions, and handing them in.

use axum::Json;
use axum::extract::{Path, State};
use bitcoin::consensus::encode::{deserialize_hex, serialize, serialize_hex};
use bitcoin::hashes::sha256d;
use bitcoin::{MerkleBlock, OutPoint, Transaction, Txid};

use super::json::{MerkleProof, Outspend, Status, Tx};
use super::{Failure, parse};
use crate::Refused;
use crate::chain::merkle;
use crate::network::Network;

type Answer<T> = Result<T, Failure>;

pub(super) async fn submit(State(network): State<Network>, body: String) -> Answer<String> {
    let tx: Transaction = deserialize_hex(body.trim()).map_err(|_| Refused::NotATransaction)?;
    Ok(network.submit(tx)?.to_string())
}

pub(super) async fn json(State(network): State<Network>, Path(txid): Path<String>) -> Answer<Json<Tx>> {
    let txid = parse(&txid)?;
    let found = network.read(|chain| chain.tx(&txid).map(|known| Tx::of(chain, known)));
    found.map(Json).ok_or(Failure::NoSuchTransaction)
}

pub(super) async fn status(State(network): State<Network>, Path(txid): Path<String>) -> Answer<Json<Status>> {
    let txid = parse(&txid)?;
    Ok(Json(network.read(|chain| Status::of(chain, &txid))))
}

pub(super) async fn raw(State(network): State<Network>, Path(txid): Path<String>) -> Answer<Vec<u8>> {
    let txid = parse(&txid)?;
    network.read(|chain| chain.tx(&txid).map(|k| serialize(&k.tx))).ok_or(Failure::NoSuchTransaction)
}

pub(super) async fn hex(State(network): State<Network>, Path(txid): Path<String>) -> Answer<String> {
    let txid = parse(&txid)?;
    network.read(|chain| chain.tx(&txid).map(|k| serialize_hex(&k.tx))).ok_or(Failure::NoSuchTransaction)
}

/// The block of a confirmed transaction.
fn block_of(network: &Network, txid: &str) -> Answer<(u32, bitcoin::Block, Txid)> {
    let txid = parse(txid)?;
    let found = network.read(|chain| {
        let height = chain.tx(&txid)?.height?;
        Some((height, chain.block_at(height)?.clone(), txid))
    });
    found.ok_or(Failure::NoSuchTransaction)
}

pub(super) async fn merkle_proof(
    State(network): State<Network>,
    Path(txid): Path<String>,
) -> Answer<Json<MerkleProof>> {
    let (block_height, block, txid) = block_of(&network, &txid)?;
    let ids: Vec<sha256d::Hash> = block.txdata.iter().map(|tx| tx.compute_txid().into()).collect();
    let txid = sha256d::Hash::from(txid);
    let pos = ids.iter().position(|id| *id == txid).ok_or(Failure::NoSuchTransaction)?;
    Ok(Json(MerkleProof { block_height, merkle: merkle::branch(ids, pos), pos }))
}

pub(super) async fn merkle_block(State(network): State<Network>, Path(txid): Path<String>) -> Answer<String> {
    let (_, block, txid) = block_of(&network, &txid)?;
    Ok(serialize_hex(&MerkleBlock::from_block_with_predicate(&block, |id| *id == txid)))
}

pub(super) async fn outspend(
    State(network): State<Network>,
    Path((txid, output)): Path<(String, String)>,
) -> Answer<Json<Outspend>> {
    let outpoint = OutPoint { txid: parse(&txid)?, vout: parse(&output)? };
    Ok(Json(network.read(|chain| Outspend::of(chain, &outpoint))))
}

pub(super) async fn outspends(
    State(network): State<Network>,
    Path(txid): Path<String>,
) -> Answer<Json<Vec<Outspend>>> {
    let txid = parse(&txid)?;
    let found = network.read(|chain| {
        let outputs = (0_u32..).zip(&chain.tx(&txid)?.tx.output);
        Some(outputs.map(|(vout, _)| Outspend::of(chain, &OutPoint { txid, vout })).collect())
    });
    found.map(Json).ok_or(Failure::NoSuchTransaction)
}

pub(super) async fn mempool_txids(State(network): State<Network>) -> Json<Vec<Txid>> {
    Json(network.read(|chain| chain.waiting().to_vec()))
}

pub(super) async fn mempool(State(network): State<Network>) -> Json<serde_json::Value> {
    Json(network.read(|chain| {
        let known: Vec<_> = chain.waiting().iter().filter_map(|id| chain.tx(id)).collect();
        let vsize: usize = known.iter().map(|k| k.tx.vsize()).sum();
        let total_fee: u64 = known.iter().map(|k| k.fee()).sum();
        serde_json::json!({ "count": known.len(), "vsize": vsize, "total_fee": total_fee, "fee_histogram": [] })
    }))
}
