//! Two real nodes and a chain in one process: the wallet, whose cuts go to a simulated cloud, and a counterparty that
//! persists at once, as a well-run provider would.
//!
//! No threads, no clock, no sockets: the same code runs natively, in a browser and in a benchmark.

mod buying;
mod chain;
mod forger;
mod golden;
mod map;
mod network;
mod peer;
mod scenario;
mod seller;
mod world;

pub use buying::{Purchase, buying, buying_matrix, first_receive, purchase};
pub use chain::Chain;
pub use forger::Forgery;
pub use golden::{Golden, closing, in_use};
pub use map::{Map, MapChannel};
pub use network::LightningNetwork;
pub use peer::Counterparty;
pub use scenario::{
    Matrix, Outage, Report, Stale, Writes, crash_matrix, funded, opened, opened_in, outage, run, stale,
    writes_per_payment,
};
pub use seller::{OFFER, Offer, Seller};
pub use world::{
    Crash, Sink, World, decode, final_cltv, hints, invoice_beyond_numbers, invoice_of_a_stranger,
    invoice_of_a_stranger_for, with_hash_of,
};

pub use crate::graphs::{living_graphs, most_graphs};

/// What went wrong in a simulation, for people.
pub type Failed = String;

/// The seed of the counterparty.
const PEER_SEED: [u8; 32] = [0xb2; 32];
/// When every simulation begins, Unix ms.
const START: u64 = 1_700_000_000_000;

/// Run a future that never waits, as everything here is answered at once.
///
/// # Panics
/// If it does wait.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("the simulation has nothing to wait for"),
    }
}
