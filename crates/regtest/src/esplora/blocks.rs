//! Questions about blocks.

use axum::Json;
use axum::extract::{Path, State};
use bitcoin::consensus::encode::{serialize, serialize_hex};
use bitcoin::{BlockHash, Txid};

use super::json::{BlockInfo, BlockStatus, Tx};
use super::{Failure, parse};
use crate::chain::Place;
use crate::network::Network;

type Answer<T> = Result<T, Failure>;
/// How many blocks or transactions one answer lists.
const BLOCKS: u32 = 10;
const TXS: usize = 25;

pub(super) async fn tip_hash(State(network): State<Network>) -> String {
    network.read(|chain| chain.tip().to_string())
}

pub(super) async fn tip_height(State(network): State<Network>) -> String {
    network.read(|chain| chain.height().to_string())
}

pub(super) async fn at_height(State(network): State<Network>, Path(height): Path<String>) -> Answer<String> {
    let height = parse(&height)?;
    network.read(|chain| chain.hash_at(height)).map(|hash| hash.to_string()).ok_or(Failure::NoSuchBlock)
}

pub(super) async fn newest(State(network): State<Network>) -> Json<Vec<BlockInfo>> {
    Json(list(&network, u32::MAX))
}

pub(super) async fn newest_from(
    State(network): State<Network>,
    Path(height): Path<String>,
) -> Answer<Json<Vec<BlockInfo>>> {
    Ok(Json(list(&network, parse(&height)?)))
}

fn list(network: &Network, from: u32) -> Vec<BlockInfo> {
    network.read(|chain| {
        let from = from.min(chain.height());
        let heights = (from.saturating_sub(BLOCKS - 1)..=from).rev();
        heights.filter_map(|h| Some(BlockInfo::of(chain, chain.block_at(h)?, h))).collect()
    })
}

pub(super) async fn info(
    State(network): State<Network>,
    Path(hash): Path<String>,
) -> Answer<Json<BlockInfo>> {
    let hash = parse(&hash)?;
    network.read(|chain| {
        let place = chain.place_of_block(&hash).ok_or(Failure::NoSuchBlock)?;
        let block = chain.block(&hash).ok_or(Failure::NoSuchBlock)?;
        Ok(Json(BlockInfo::of(chain, block, place.height)))
    })
}

pub(super) async fn header(State(network): State<Network>, Path(hash): Path<String>) -> Answer<String> {
    let hash = parse(&hash)?;
    network.read(|chain| chain.block(&hash).map(|b| serialize_hex(&b.header))).ok_or(Failure::NoSuchBlock)
}

pub(super) async fn status(
    State(network): State<Network>,
    Path(hash): Path<String>,
) -> Answer<Json<BlockStatus>> {
    let hash: BlockHash = parse(&hash)?;
    Ok(Json(network.read(|chain| match chain.place_of_block(&hash) {
        Some(Place { height, best: true }) => {
            BlockStatus { in_best_chain: true, height: Some(height), next_best: chain.hash_at(height + 1) }
        }
        // Esplora gives the same answer for a block that it does not know.
        _ => BlockStatus { in_best_chain: false, height: None, next_best: None },
    })))
}

pub(super) async fn raw(State(network): State<Network>, Path(hash): Path<String>) -> Answer<Vec<u8>> {
    let hash = parse(&hash)?;
    network.read(|chain| chain.block(&hash).map(serialize)).ok_or(Failure::NoSuchBlock)
}

fn ids(network: &Network, hash: &str) -> Answer<Vec<Txid>> {
    let hash = parse(hash)?;
    let ids = |b: &bitcoin::Block| b.txdata.iter().map(bitcoin::Transaction::compute_txid).collect();
    network.read(|chain| chain.block(&hash).map(ids)).ok_or(Failure::NoSuchBlock)
}

pub(super) async fn txids(
    State(network): State<Network>,
    Path(hash): Path<String>,
) -> Answer<Json<Vec<Txid>>> {
    ids(&network, &hash).map(Json)
}

pub(super) async fn txid_at(
    State(network): State<Network>,
    Path((hash, index)): Path<(String, String)>,
) -> Answer<String> {
    let index: usize = parse(&index)?;
    let ids = ids(&network, &hash)?;
    ids.get(index).map(Txid::to_string).ok_or(Failure::NoSuchTransaction)
}

pub(super) async fn txs(State(network): State<Network>, Path(hash): Path<String>) -> Answer<Json<Vec<Tx>>> {
    page(&network, &hash, 0)
}

pub(super) async fn txs_from(
    State(network): State<Network>,
    Path((hash, start)): Path<(String, String)>,
) -> Answer<Json<Vec<Tx>>> {
    page(&network, &hash, parse(&start)?)
}

/// Transactions of a block of the best chain.
fn page(network: &Network, hash: &str, start: usize) -> Answer<Json<Vec<Tx>>> {
    let ids = ids(network, hash)?;
    let page = ids.iter().skip(start).take(TXS);
    Ok(Json(network.read(|chain| page.filter_map(|id| chain.tx(id)).map(|k| Tx::of(chain, k)).collect())))
}
