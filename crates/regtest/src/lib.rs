//! A local bitcoin and Lightning network to run the app against: a chain, an Esplora and an Electrum server
//! over it, and a Lightning peer that is not ours. For development and tests; it holds no money of value.
//!
//! Which part for which case:
//!
//! - everything, in one process: [`Regtest::start`] (feature `peer`), or the binary `lifeboat-regtest`;
//! - a chain and its Esplora or Electrum server, for a test of something that syncs: [`Network`], and
//!   [`http::serve`] or [`electrum::serve`];
//! - the rules alone: [`Chain`].
//!
//! ```
//! use lifeboat_regtest::{Chain, Faucet};
//!
//! let mut chain = Chain::new();
//! let faucet = Faucet::make()?;
//! chain.mine(&faucet.script(), 1_900_000_000)?;
//! assert_eq!(chain.height(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is real here, and what is not
//!
//! Scripts are verified by Bitcoin Core's own code (the crate `bitcoinconsensus`, taproot included); amounts, coins,
//! coinbase maturity, lock times and sequence locks, headers, work, merkle roots and witness commitments are checked by
//! ours, in [`chain`]. The complete validation of Core (crate `bitcoinkernel`) was considered and not taken: its build
//! is too slow for a network that one command starts on a fresh machine. Not checked: the limit on signature
//! operations, and Core's relay policy beyond final, dust, minimum fee and replacement.
//!
//! The network survives a restart: blocks and accepted transactions are appended to a file, which is replayed (and
//! verified again) at the next start; the peer keeps its state beside it. A wallet belongs to one such directory.

#![allow(clippy::disallowed_methods, reason = "a network for development runs on the machine's clock")]

pub mod chain;
pub mod electrum;
pub mod esplora;
pub mod faucet;
pub mod fees;
pub mod http;
pub mod network;

#[cfg(feature = "peer")]
pub mod control;
#[cfg(feature = "peer")]
pub mod peer;
#[cfg(feature = "peer")]
pub mod run;
pub mod settings;
#[cfg(feature = "peer")]
pub mod topology;
#[cfg(feature = "peer")]
mod wiring;

pub use chain::{Chain, ChainError, Refused};
pub use faucet::Faucet;
pub use network::Network;
#[cfg(feature = "peer")]
pub use run::{Ready, Regtest};
pub use settings::Settings;
#[cfg(feature = "peer")]
pub use wiring::StartError;
