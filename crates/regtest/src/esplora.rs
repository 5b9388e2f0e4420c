//! The chain over HTTP, in the words of Esplora, for wallets and for the peer.
//!
//! A subset of Blockstream's API: everything `esplora-client` 0.12, `bdk_esplora` and `lightning-transaction-sync` ask
//! for, and what a block explorer in the app may want. Refused transactions answer 400 with the reason Bitcoin Core
//! would give.

mod blocks;
mod json;
mod scripts;
mod txs;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::fees::sat_per_vb;
use crate::network::Network;

/// The routes, without a prefix.
pub fn routes(network: Network) -> Router {
    Router::new()
        .route("/blocks/tip/hash", get(blocks::tip_hash))
        .route("/blocks/tip/height", get(blocks::tip_height))
        .route("/blocks", get(blocks::newest))
        .route("/blocks/{height}", get(blocks::newest_from))
        .route("/block-height/{height}", get(blocks::at_height))
        .route("/block/{hash}", get(blocks::info))
        .route("/block/{hash}/header", get(blocks::header))
        .route("/block/{hash}/status", get(blocks::status))
        .route("/block/{hash}/raw", get(blocks::raw))
        .route("/block/{hash}/txids", get(blocks::txids))
        .route("/block/{hash}/txid/{index}", get(blocks::txid_at))
        .route("/block/{hash}/txs", get(blocks::txs))
        .route("/block/{hash}/txs/{start}", get(blocks::txs_from))
        .route("/tx", post(txs::submit))
        .route("/tx/{txid}", get(txs::json))
        .route("/tx/{txid}/status", get(txs::status))
        .route("/tx/{txid}/raw", get(txs::raw))
        .route("/tx/{txid}/hex", get(txs::hex))
        .route("/tx/{txid}/merkle-proof", get(txs::merkle_proof))
        .route("/tx/{txid}/merkleblock-proof", get(txs::merkle_block))
        .route("/tx/{txid}/outspend/{output}", get(txs::outspend))
        .route("/tx/{txid}/outspends", get(txs::outspends))
        .route("/{by}/{of}", get(scripts::stats))
        .route("/{by}/{of}/utxo", get(scripts::unspent))
        .route("/{by}/{of}/txs", get(scripts::txs))
        .route("/{by}/{of}/txs/chain", get(scripts::confirmed))
        .route("/{by}/{of}/txs/chain/{last}", get(scripts::confirmed_before))
        .route("/{by}/{of}/txs/mempool", get(scripts::waiting))
        .route("/mempool", get(txs::mempool))
        .route("/mempool/txids", get(txs::mempool_txids))
        .route("/fee-estimates", get(fee_estimates))
        .fallback(async || Failure::NoSuchPath)
        .with_state(network)
}

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("Block not found")]
    NoSuchBlock,
    #[error("Transaction not found")]
    NoSuchTransaction,
    #[error("endpoint does not exist")]
    NoSuchPath,
    #[error("Invalid hash, number or address")]
    Unreadable,
    #[error("{0}")]
    Refused(#[from] crate::Refused),
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match self {
            Self::NoSuchBlock | Self::NoSuchTransaction | Self::NoSuchPath => StatusCode::NOT_FOUND,
            Self::Unreadable | Self::Refused(_) => StatusCode::BAD_REQUEST,
        };
        let text = match &self {
            // Esplora passes Core's answer on in this form; clients look for words in it.
            Self::Refused(why) => {
                let said = serde_json::json!({ "code": why.code(), "message": why.to_string() });
                format!("sendrawtransaction RPC error: {said}")
            }
            other => other.to_string(),
        };
        (status, text).into_response()
    }
}

/// A part of the path that has to be a hash or a number.
fn parse<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::Unreadable)
}

/// Satoshis per virtual byte by the number of blocks one is ready to wait.
async fn fee_estimates() -> axum::Json<std::collections::BTreeMap<String, f64>> {
    let targets = (1..=25).chain([144, 504, 1008]);
    axum::Json(targets.map(|blocks| (blocks.to_string(), sat_per_vb(blocks))).collect())
}
