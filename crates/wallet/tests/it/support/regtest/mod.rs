//! A real network, and a wallet on it as in a worker.
#![allow(clippy::disallowed_methods, reason = "the nodes it meets run on the machine's clock")]
pub mod electrum;
pub mod host;
pub mod net;
