//! Blocks and coins on demand.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use bitcoin::Amount;
use bitcoin::address::{Address, NetworkUnchecked};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Controls, Failure};
use crate::network::Tip;

type Asked<T> = Result<Query<T>, QueryRejection>;
type Answer = Result<Json<Value>, Failure>;

#[derive(Deserialize)]
pub(super) struct Mine {
    #[serde(default = "one")]
    blocks: u32,
}

#[derive(Deserialize)]
pub(super) struct Reorg {
    #[serde(default = "one")]
    depth: u32,
}

#[derive(Deserialize)]
pub(super) struct Pay {
    address: String,
    sats: u64,
}

fn one() -> u32 {
    1
}

fn told(tip: Tip) -> Json<Value> {
    Json(json!({ "height": tip.height, "tip": tip.hash }))
}

pub(super) async fn mine(State(controls): State<Controls>, asked: Asked<Mine>) -> Answer {
    let Query(Mine { blocks }) = asked?;
    Ok(told(controls.network.mine(blocks)?))
}

pub(super) async fn reorg(State(controls): State<Controls>, asked: Asked<Reorg>) -> Answer {
    let Query(Reorg { depth }) = asked?;
    Ok(told(controls.network.reorganise(depth)?))
}

pub(super) async fn faucet(State(controls): State<Controls>, asked: Asked<Pay>) -> Answer {
    let Query(Pay { address, sats }) = asked?;
    let address: Address = address
        .parse::<Address<NetworkUnchecked>>()
        .and_then(|a| a.require_network(bitcoin::Network::Regtest))
        .map_err(|e| Failure::Unreadable(e.to_string()))?;
    let txid = controls.network.pay(&[(address, Amount::from_sat(sats))])?;
    Ok(Json(json!({ "txid": txid })))
}
