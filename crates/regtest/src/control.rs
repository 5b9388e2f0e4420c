//! Telling the network what to do, over HTTP and JSON. For tests and for the page's development tools.
//!
//! Every error is `{"error": {"kind": "...", "message": "..."}}` with a status of 4xx or 5xx; `kind` is for programs.

mod chain;
mod failure;
mod lightning;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::network::Network;
use crate::peer::Peer;
use crate::topology::Topology;
pub use failure::Failure;

/// What the routes act on; clones share it.
#[derive(Clone)]
pub struct Controls {
    /// The chain.
    pub network: Network,
    /// The Lightning peer.
    pub peer: Arc<Peer>,
    /// Where it listens.
    pub address: SocketAddr,
    /// The second node, when there is one.
    pub payer: Option<Arc<Peer>>,
    /// The nodes behind the peer, if there are any.
    pub topology: Option<Topology>,
}

/// The routes, without a prefix.
pub fn routes(controls: Controls) -> Router {
    Router::new()
        .route("/info", get(lightning::info))
        .route("/payments", get(lightning::payments))
        .route("/payments/{hash}", get(lightning::payment))
        .route("/pay", post(lightning::pay))
        .route("/invoice", post(lightning::invoice))
        .route("/channel", post(lightning::channel))
        .route("/close", post(lightning::close))
        .route("/dust", post(lightning::dust))
        .route("/map", get(lightning::map))
        .route("/stop-peer", post(lightning::stop))
        .route("/start-peer", post(lightning::start))
        .route("/mine", post(chain::mine))
        .route("/reorg", post(chain::reorg))
        .route("/faucet", post(chain::faucet))
        .fallback(async || Failure::NoSuchPath)
        .method_not_allowed_fallback(async || Failure::WrongMethod)
        .with_state(controls)
}
