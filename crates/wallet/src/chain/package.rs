//! Transactions to be sent.

use lightning::bitcoin::Transaction;
use lightning::bitcoin::consensus::encode::serialize_hex;

/// A transaction to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broadcast {
    /// The transaction's id, hex.
    pub txid: String,
    /// Hex, for `POST /tx`.
    pub raw: String,
}

impl From<&Transaction> for Broadcast {
    fn from(tx: &Transaction) -> Self {
        Self { txid: tx.compute_txid().to_string(), raw: serialize_hex(tx) }
    }
}

/// Transactions that go together: a child, and its parents before it.
pub(super) type Package = Vec<Transaction>;
