//! Errors as the routes answer them.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::chain::ChainError;
use crate::faucet::FaucetError;
use crate::network::NetworkError;
use crate::peer::PeerError;

/// Why a request was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// No such route.
    #[error("no such path")]
    NoSuchPath,
    /// The route wants GET, or POST.
    #[error("this path wants another method")]
    WrongMethod,
    /// The body or the query cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// Everything is still being started.
    #[error("the network is still starting")]
    Starting,
    /// No payment with that hash.
    #[error("no payment with that hash")]
    NoSuchPayment,
    /// A second node is asked for that was not started.
    #[error("there is no payer; it was switched off at the start")]
    NoPayer,
    /// A node behind the peer is asked for, and there is none.
    #[error("there is nobody behind the peer; --merchant starts them")]
    NoMerchant,
    /// The chain said no.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The peer said no.
    #[error(transparent)]
    Peer(#[from] PeerError),
}

impl From<JsonRejection> for Failure {
    fn from(rejection: JsonRejection) -> Self {
        Self::Unreadable(rejection.body_text())
    }
}

impl From<QueryRejection> for Failure {
    fn from(rejection: QueryRejection) -> Self {
        Self::Unreadable(rejection.body_text())
    }
}

impl Failure {
    /// The status and the word for programs.
    fn kind(&self) -> (StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Self::NoSuchPath => (S::NOT_FOUND, "no_such_path"),
            Self::WrongMethod => (S::METHOD_NOT_ALLOWED, "wrong_method"),
            Self::Unreadable(_) => (S::BAD_REQUEST, "unreadable"),
            Self::Starting => (S::SERVICE_UNAVAILABLE, "starting"),
            Self::NoSuchPayment => (S::NOT_FOUND, "no_such_payment"),
            Self::NoPayer => (S::CONFLICT, "no_payer"),
            Self::NoMerchant => (S::CONFLICT, "no_merchant"),
            Self::Network(NetworkError::TooManyBlocks) => (S::BAD_REQUEST, "too_many_blocks"),
            Self::Network(NetworkError::Chain(ChainError::TooDeep { .. })) => (S::BAD_REQUEST, "too_deep"),
            Self::Network(NetworkError::Faucet(FaucetError::Dry { .. })) => (S::CONFLICT, "faucet_dry"),
            Self::Network(NetworkError::Faucet(FaucetError::TooSmall)) => (S::BAD_REQUEST, "too_small"),
            Self::Network(_) => (S::INTERNAL_SERVER_ERROR, "chain_failed"),
            Self::Peer(PeerError::Stopped) => (S::SERVICE_UNAVAILABLE, "peer_stopped"),
            Self::Peer(PeerError::NotConnected) => (S::CONFLICT, "not_connected"),
            Self::Peer(PeerError::TooLarge { .. }) => (S::BAD_REQUEST, "too_large"),
            Self::Peer(PeerError::ChannelRefused(_)) => (S::CONFLICT, "channel_refused"),
            Self::Peer(PeerError::StillOpening) => (S::GATEWAY_TIMEOUT, "still_opening"),
            Self::Peer(PeerError::NoMap) => (S::GATEWAY_TIMEOUT, "no_map"),
            Self::Peer(PeerError::BadInvoice(_)) => (S::BAD_REQUEST, "bad_invoice"),
            Self::Peer(PeerError::BadAmount) => (S::BAD_REQUEST, "bad_amount"),
            Self::Peer(PeerError::OtherNetwork) => (S::BAD_REQUEST, "other_network"),
            Self::Peer(PeerError::Expired) => (S::BAD_REQUEST, "expired"),
            Self::Peer(PeerError::BadNote) => (S::BAD_REQUEST, "bad_note"),
            Self::Peer(PeerError::Node(ldk_node::NodeError::InsufficientFunds)) => {
                (S::CONFLICT, "peer_has_too_little")
            }
            Self::Peer(PeerError::Node(ldk_node::NodeError::AlreadyRunning)) => (S::CONFLICT, "peer_runs"),
            Self::Peer(_) => (S::INTERNAL_SERVER_ERROR, "peer_failed"),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, kind) = self.kind();
        let message = self.to_string();
        (status, Json(json!({ "error": { "kind": kind, "message": message } }))).into_response()
    }
}
