//! The chain, as far as this wallet has to see it: one Esplora server, or two, whose every answer is checked.

mod agree;
mod broadcast;
mod coinbase;
mod coins;
mod confirm;
mod esplora;
mod fees;
mod find;
mod follower;
mod grace;
mod hear;
mod held;
mod line;
mod listing;
mod newest;
mod package;
mod registry;
mod rules;
mod servers;
mod spends;
mod sync;
mod tracker;
mod verify;
mod view;
mod walk;

#[cfg(feature = "sim")]
pub(crate) use broadcast::is_commitment;
pub(crate) use broadcast::{Broadcaster, Sweeps};
#[cfg(feature = "sim")]
pub(crate) use coinbase::subsidy_sat;
pub(crate) use coins::CoinNews;
pub use esplora::{Fetch, FetchAnswer, Tip, Unreachable};
pub(crate) use fees::{CEILING, FEES, FLOOR, Fees, most_rate};
pub(crate) use find::ProvenTx;
pub(crate) use follower::ChainFollower;
pub(crate) use held::ClosingStep;
pub(crate) use line::{CHAIN, Line};
pub use newest::tip;
pub use package::Broadcast;
pub(crate) use registry::Registry;
pub use rules::checkpoint_ms;
pub use servers::Servers;
pub use sync::SyncResult;
pub(crate) use tracker::Tracker;
pub(crate) use view::View;

use thiserror::Error;

/// Why the chain could not be looked at. Nothing was changed by the answer that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ChainError {
    /// No answer came from the chain service.
    #[error("the chain service did not answer")]
    Unreachable,
    /// Rate limited: retry later.
    #[error("the chain service asks to come back later")]
    Busy,
    /// An answer that no Esplora server gives.
    #[error("not an Esplora server's answer (status {status})")]
    NotEsplora {
        /// The HTTP status.
        status: u16,
    },
    /// Work, links or proofs do not hold.
    #[error("the chain service contradicts the proof of work: {0:?}")]
    Contradiction(Contradiction),
    /// The chain moves faster than it can be read; again.
    #[error("the chain moved while it was read")]
    Moved,
    /// The service knows fewer blocks than this wallet has seen: it lags, or shows another chain. A shorter chain is
    /// no reason to take anything back.
    #[error("the chain service is behind")]
    Behind,
    /// Two services show chains that parted more than a few blocks ago. The node is told of nothing but proved spends.
    #[error("the chain services contradict each other")]
    Disagree,
    /// One service alone has replaced more blocks than an ordinary reorganisation does. The node is told of
    /// nothing, as above.
    #[error("the chain service has replaced many blocks")]
    Rewritten,
    /// This device's clock is far behind the newest block's time: what can be the newest by now is not known.
    #[error("this device's clock is behind the chain")]
    ClockBehind,
    /// Another look at the chain is under way.
    #[error("already looking")]
    Already,
}

/// What does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// The header is not of the block that was asked for.
    WrongHeader,
    /// The work is missing or its target too easy.
    NoWork,
    /// The target changes where it must not.
    WrongTarget,
    /// A header does not follow its predecessor.
    Broken,
    /// The chain has another beginning, or shares nothing recent with what was followed.
    OtherChain,
    /// No chain of the network can have this height by now.
    ImpossibleHeight,
    /// A transaction in a block that is older than the wallet.
    TooOld,
    /// The transaction is not the one that was asked for.
    WrongTransaction,
    /// The transaction is not in that block.
    NotInBlock,
    /// What is listed for an address has nothing to do with it, or is not there.
    NotOurs,
}
