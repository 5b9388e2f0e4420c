//! A real network, and a wallet on it as in a worker.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![allow(clippy::disallowed_methods, reason = "the nodes it meets run on the machine's clock")]
#![allow(dead_code, reason = "each test binary uses its part")]

pub mod electrum;
pub mod host;
pub mod net;
