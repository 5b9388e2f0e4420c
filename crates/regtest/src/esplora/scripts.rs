//! Questions about addresses and script hashes: two names for the same thing.

use axum::Json;
use axum::extract::{Path, State};
use bitcoin::address::{Address, NetworkUnchecked};
use bitcoin::{Network as Bitcoin, OutPoint, Txid};
use serde_json::{Value, json};

use super::json::{Status, Sums, Tx, Unspent};
use super::{Failure, parse};
use crate::chain::{Chain, Known, ScriptId, script_id};
use crate::network::Network;

type Answer<T> = Result<T, Failure>;
/// How many transactions one answer lists.
const WAITING: usize = 50;
const CONFIRMED: usize = 25;

/// Reads `scripthash/<hex>` or `address/<address>`.
fn which(by: &str, of: &str) -> Answer<ScriptId> {
    match by {
        "scripthash" => parse(of),
        "address" => {
            let address: Address<NetworkUnchecked> = parse(of)?;
            let address = address.require_network(Bitcoin::Regtest).map_err(|_| Failure::Unreadable)?;
            Ok(script_id(&address.script_pubkey()))
        }
        _ => Err(Failure::NoSuchPath),
    }
}

fn in_mempool<'c>(chain: &'c Chain, id: &'c ScriptId) -> impl Iterator<Item = &'c Known> {
    chain.waiting().iter().rev().filter_map(|txid| chain.tx(txid)).filter(|known| known.touches(id))
}

/// Newest first; after `last`, if given.
fn in_blocks(chain: &Chain, id: &ScriptId, last: Option<Txid>) -> Vec<Tx> {
    let mut ids = chain.history(id).iter().rev();
    if let Some(last) = last {
        ids.find(|txid| **txid == last);
    }
    ids.take(CONFIRMED).filter_map(|txid| chain.tx(txid)).map(|known| Tx::of(chain, known)).collect()
}

pub(super) async fn stats(
    State(network): State<Network>,
    Path((by, of)): Path<(String, String)>,
) -> Answer<Json<Value>> {
    let id = which(&by, &of)?;
    Ok(Json(network.read(|chain| {
        let (mut mined, mut waiting) = (Sums::default(), Sums::default());
        chain.history(&id).iter().filter_map(|txid| chain.tx(txid)).for_each(|known| mined.add(known, &id));
        in_mempool(chain, &id).for_each(|known| waiting.add(known, &id));
        json!({ by: of, "chain_stats": mined, "mempool_stats": waiting })
    })))
}

pub(super) async fn unspent(
    State(network): State<Network>,
    Path((by, of)): Path<(String, String)>,
) -> Answer<Json<Vec<Unspent>>> {
    let id = which(&by, &of)?;
    Ok(Json(network.read(|chain| {
        let mined = chain.history(&id).iter().filter_map(|txid| chain.tx(txid));
        let outputs = mined.chain(in_mempool(chain, &id)).flat_map(|known| {
            let txid = known.tx.compute_txid();
            (0_u32..)
                .zip(&known.tx.output)
                .map(move |(vout, out)| (OutPoint { txid, vout }, out, known.height))
        });
        outputs
            .filter(|(at, out, _)| script_id(&out.script_pubkey) == id && chain.spend(at).is_none())
            .map(|(at, out, height)| Unspent {
                txid: at.txid,
                vout: at.vout,
                status: Status::at(chain, height),
                value: out.value.to_sat(),
            })
            .collect()
    })))
}

pub(super) async fn txs(
    State(network): State<Network>,
    Path((by, of)): Path<(String, String)>,
) -> Answer<Json<Vec<Tx>>> {
    let id = which(&by, &of)?;
    Ok(Json(network.read(|chain| {
        let mut txs: Vec<Tx> =
            in_mempool(chain, &id).take(WAITING).map(|known| Tx::of(chain, known)).collect();
        txs.extend(in_blocks(chain, &id, None));
        txs
    })))
}

pub(super) async fn confirmed(
    State(network): State<Network>,
    Path((by, of)): Path<(String, String)>,
) -> Answer<Json<Vec<Tx>>> {
    let id = which(&by, &of)?;
    Ok(Json(network.read(|chain| in_blocks(chain, &id, None))))
}

pub(super) async fn confirmed_before(
    State(network): State<Network>,
    Path((by, of, last)): Path<(String, String, String)>,
) -> Answer<Json<Vec<Tx>>> {
    let (id, last) = (which(&by, &of)?, parse(&last)?);
    Ok(Json(network.read(|chain| in_blocks(chain, &id, Some(last)))))
}

pub(super) async fn waiting(
    State(network): State<Network>,
    Path((by, of)): Path<(String, String)>,
) -> Answer<Json<Vec<Tx>>> {
    let id = which(&by, &of)?;
    Ok(Json(
        network
            .read(|chain| in_mempool(chain, &id).take(WAITING).map(|known| Tx::of(chain, known)).collect()),
    ))
}
