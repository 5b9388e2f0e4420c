//! The peer on demand.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use bitcoin::secp256k1::PublicKey;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Controls, Failure};
use crate::peer::{
    Info, InvoiceRequest, Made, OpenRequest, Opened, Outcome, PayRequest, Payment, Peer, Until,
};

type Body<T> = Result<Json<T>, JsonRejection>;
type Answer<T> = Result<Json<T>, Failure>;

const HOUR: u32 = 3600;
/// No request waits longer than this.
const LONGEST: u64 = 300;

/// Which node acts.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Who {
    #[default]
    Peer,
    Payer,
    Merchant,
}

fn node(controls: &Controls, who: Who) -> Result<Arc<Peer>, Failure> {
    match who {
        Who::Peer => Ok(Arc::clone(&controls.peer)),
        Who::Payer => controls.payer.clone().ok_or(Failure::NoPayer),
        Who::Merchant => {
            let topology = controls.topology.as_ref().ok_or(Failure::NoMerchant)?;
            Ok(Arc::clone(&topology.merchant))
        }
    }
}

fn limit(secs: Option<u64>) -> Duration {
    Duration::from_secs(secs.unwrap_or(60).min(LONGEST))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Everything {
    network: &'static str,
    chain_id: String,
    chain_height: u32,
    tip: String,
    address: String,
    waiting: usize,
    #[serde(flatten)]
    peer: Info,
    #[serde(skip_serializing_if = "Option::is_none")]
    payer: Option<Info>,
}

pub(super) async fn info(State(controls): State<Controls>) -> Json<Everything> {
    let (chain_height, tip, waiting) =
        controls.network.read(|chain| (chain.height(), chain.tip().to_string(), chain.waiting().len()));
    Json(Everything {
        network: "regtest",
        chain_id: controls.network.id(),
        chain_height,
        tip,
        address: controls.address.to_string(),
        waiting,
        peer: controls.peer.info(),
        payer: controls.payer.map(|payer| payer.info()),
    })
}

pub(super) async fn payments(State(controls): State<Controls>) -> Json<Vec<Payment>> {
    Json(controls.peer.payments())
}

pub(super) async fn payment(State(controls): State<Controls>, Path(hash): Path<String>) -> Answer<Payment> {
    let found = controls.peer.payments().into_iter().find(|p| p.payment_hash == hash);
    found.map(Json).ok_or(Failure::NoSuchPayment)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Pay {
    invoice: String,
    amount_msat: Option<u64>,
    timeout_secs: Option<u64>,
    /// Left out: the peer when a channel of it leads straight to the payee, else the payer, so that an invoice with an
    /// LSPS2 offer in it buys its channel.
    from: Option<Who>,
}

pub(super) async fn pay(State(controls): State<Controls>, body: Body<Pay>) -> Answer<Outcome> {
    let Json(pay) = body?;
    let by_payer = controls.payer.is_some() && !controls.peer.reaches(&pay.invoice, pay.amount_msat);
    let who = pay.from.unwrap_or(if by_payer { Who::Payer } else { Who::Peer });
    let request =
        PayRequest { invoice: pay.invoice, amount_msat: pay.amount_msat, limit: limit(pay.timeout_secs) };
    Ok(Json(node(&controls, who)?.pay(request).await?))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invoice {
    amount_msat: Option<u64>,
    #[serde(default)]
    note: String,
    expiry_secs: Option<u32>,
    #[serde(default)]
    by: Who,
}

pub(super) async fn invoice(State(controls): State<Controls>, body: Body<Invoice>) -> Answer<Made> {
    let Json(asked) = body?;
    let request = InvoiceRequest {
        amount_msat: asked.amount_msat,
        note: asked.note,
        expiry_secs: asked.expiry_secs.unwrap_or(HOUR),
    };
    Ok(Json(node(&controls, asked.by)?.invoice(request).await?))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Channel {
    node_id: PublicKey,
    amount_msat: u64,
    #[serde(default)]
    push_msat: u64,
    #[serde(default)]
    until: Until,
    timeout_secs: Option<u64>,
}

pub(super) async fn channel(State(controls): State<Controls>, body: Body<Channel>) -> Answer<Opened> {
    let Json(asked) = body?;
    let request = OpenRequest {
        node: asked.node_id,
        amount_msat: asked.amount_msat,
        push_msat: asked.push_msat,
        announced: false,
        until: asked.until,
        limit: limit(asked.timeout_secs),
    };
    Ok(Json(controls.peer.open_channel(request).await?))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Close {
    node_id: PublicKey,
    #[serde(default)]
    force: bool,
}

pub(super) async fn close(State(controls): State<Controls>, body: Body<Close>) -> Answer<Value> {
    let Json(Close { node_id, force }) = body?;
    let closing = controls.peer.close_channels(node_id, force).await?;
    Ok(Json(json!({ "closing": closing })))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dust {
    node_id: PublicKey,
    limit_msat: u64,
}

pub(super) async fn dust(State(controls): State<Controls>, body: Body<Dust>) -> Answer<Value> {
    let Json(Dust { node_id, limit_msat }) = body?;
    let changed = controls.peer.allow_dust(node_id, limit_msat).await?;
    Ok(Json(json!({ "channels": changed })))
}

/// The map of the public channels (Rapid Gossip Sync).
pub(super) async fn map(State(controls): State<Controls>) -> Result<Vec<u8>, Failure> {
    controls.topology.map(|topology| topology.map()).ok_or(Failure::NoMerchant)
}

pub(super) async fn stop(State(controls): State<Controls>) -> Answer<Value> {
    controls.peer.stop().await?;
    Ok(Json(json!({ "running": false })))
}

pub(super) async fn start(State(controls): State<Controls>) -> Answer<Value> {
    controls.peer.resume().await?;
    Ok(Json(json!({ "running": true })))
}
