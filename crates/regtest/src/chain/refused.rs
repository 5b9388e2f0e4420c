//! Why a transaction or a block is not taken.

use bitcoin::{BlockHash, OutPoint, Txid};

/// Why a transaction was not accepted. `Display` uses the words of Bitcoin Core, which wallets know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The bytes are no transaction.
    #[error("TX decode failed")]
    NotATransaction,
    /// Already in a block.
    #[error("Transaction outputs already in utxo set")]
    AlreadyConfirmed,
    /// No inputs, no outputs, one input twice, impossible amounts, or too large.
    #[error("{0}")]
    Malformed(&'static str),
    /// A coinbase, which only a block can bring.
    #[error("coinbase")]
    Coinbase,
    /// An input that does not exist or was spent by a block.
    #[error("bad-txns-inputs-missingorspent, {0}")]
    MissingOrSpent(OutPoint),
    /// An input that a waiting transaction spends, without the right to replace it.
    #[error("txn-mempool-conflict, spent by {0}")]
    Conflict(Txid),
    /// It would replace waiting transactions, but does not pay enough for that.
    #[error("insufficient fee, rejecting replacement: {fee} sat, needed {needed}")]
    ReplacementTooCheap {
        /// What it pays.
        fee: u64,
        /// What it has to pay at least.
        needed: u64,
    },
    /// It spends more than it has.
    #[error("bad-txns-in-belowout")]
    SpendsTooMuch,
    /// Less than one satoshi for each virtual byte.
    #[error("min relay fee not met, {fee} < {needed}")]
    FeeTooLow {
        /// What it pays.
        fee: u64,
        /// What it has to pay at least.
        needed: u64,
    },
    /// An output not worth spending.
    #[error("dust, output {0}")]
    Dust(usize),
    /// A coinbase output spent before it is 100 blocks deep.
    #[error("bad-txns-premature-spend-of-coinbase, mined at {height}")]
    Immature {
        /// The block of that coinbase.
        height: u32,
    },
    /// Its lock time is not reached (BIP 113).
    #[error("non-final")]
    NotFinal,
    /// An input's relative lock is not reached (BIP 68).
    #[error("non-BIP68-final")]
    SequenceLocked,
    /// Bitcoin Core's script verification said no.
    #[error("mandatory-script-verify-flag-failed, input {input} of {txid}")]
    Script {
        /// The transaction.
        txid: Txid,
        /// The input.
        input: usize,
    },
}

impl Refused {
    /// The error code of Bitcoin Core's `sendrawtransaction` for this.
    pub fn code(&self) -> i32 {
        match self {
            Self::NotATransaction => -22,
            Self::MissingOrSpent(_) => -25,
            Self::AlreadyConfirmed => -27,
            _ => -26,
        }
    }
}

/// Why a block was not connected, or the chain not opened, written or reorganised.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// It builds on a block that is not in the best chain.
    #[error("the block builds on {0}, which is not in the best chain")]
    UnknownParent(BlockHash),
    /// The header breaks a rule.
    #[error("bad header: {0}")]
    Header(&'static str),
    /// The body breaks a rule.
    #[error("bad block: {0}")]
    Body(&'static str),
    /// One of its transactions breaks a rule.
    #[error("bad transaction in block: {0}")]
    Transaction(#[from] Refused),
    /// A reorganisation deeper than the chain, or than coinbases take to ripen.
    #[error("cannot drop {asked} blocks, at most {most}")]
    TooDeep {
        /// The depth asked for.
        asked: u32,
        /// The depth that is possible.
        most: u32,
    },
    /// The file could not be read or written.
    #[error("the chain file could not be read or written")]
    File(#[from] std::io::Error),
    /// Another process has the file open.
    #[error("another process uses the chain file")]
    InUse,
    /// The file is no chain file.
    #[error("not a chain file")]
    NotAChainFile,
    /// A record of the file breaks the rules.
    #[error("record {index} of the chain file breaks the rules: {why}")]
    Replay {
        /// Which record.
        index: usize,
        /// What is wrong with it.
        why: Box<ChainError>,
    },
    /// The operating system has no randomness.
    #[error("no randomness")]
    Randomness,
}
