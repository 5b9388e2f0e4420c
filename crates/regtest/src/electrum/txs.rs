//! Questions about transactions, and handing them in.

use bitcoin::consensus::encode::{deserialize_hex, serialize_hex};
use bitcoin::hashes::sha256d;
use bitcoin::{Transaction, Txid};
use serde_json::{Value, json};

use super::wire::{Failure, Params};
use crate::Refused;
use crate::chain::{Chain, merkle};
use crate::network::Network;

/// `blockchain.transaction.broadcast`.
pub(super) fn submit(network: &Network, params: &Params) -> Result<Value, Failure> {
    let tx: Transaction = deserialize_hex(params.text(0)?).map_err(|_| Refused::NotATransaction)?;
    let txid = tx.compute_txid();
    match network.submit(tx) {
        Ok(txid) => Ok(json!(txid)),
        // A client that submits a transaction again gets what it wanted: it is in a block.
        Err(Refused::AlreadyConfirmed) => Ok(json!(txid)),
        Err(why) => Err(why.into()),
    }
}

/// `blockchain.transaction.get`, in hexadecimal alone: the other form is Core's JSON, which no client asks
/// for.
pub(super) fn raw(chain: &Chain, params: &Params) -> Result<Value, Failure> {
    if params.flag(1)? {
        return Err(Failure::BadParameter(1));
    }
    let known = chain.tx(&params.txid(0)?).ok_or(Failure::NoSuchTransaction)?;
    Ok(json!(serialize_hex(&known.tx)))
}

/// `blockchain.transaction.get_merkle`: the transaction, and the height of its block.
pub(super) fn proof(chain: &Chain, params: &Params) -> Result<Value, Failure> {
    let (txid, height) = (params.txid(0)?, params.number(1)?);
    let ids = ids_at(chain, height)?;
    let position = ids.iter().position(|id| *id == txid).ok_or(Failure::NoSuchTransaction)?;
    Ok(json!({ "block_height": height, "pos": position, "merkle": branch(ids, position) }))
}

/// `blockchain.transaction.id_from_pos`: height, position, and whether with the proof.
pub(super) fn at(chain: &Chain, params: &Params) -> Result<Value, Failure> {
    let ids = ids_at(chain, params.number(0)?)?;
    let position = usize::try_from(params.number(1)?).map_err(|_| Failure::BadParameter(1))?;
    let txid = *ids.get(position).ok_or(Failure::NoSuchTransaction)?;
    match params.flag(2)? {
        false => Ok(json!(txid)),
        true => Ok(json!({ "tx_hash": txid, "merkle": branch(ids, position) })),
    }
}

fn ids_at(chain: &Chain, height: u32) -> Result<Vec<Txid>, Failure> {
    let block = chain.block_at(height).ok_or(Failure::NoSuchBlock)?;
    Ok(block.txdata.iter().map(Transaction::compute_txid).collect())
}

fn branch(ids: Vec<Txid>, position: usize) -> Vec<sha256d::Hash> {
    merkle::branch(ids.into_iter().map(sha256d::Hash::from).collect(), position)
}
