//! What problems name.

use serde::{Deserialize, Serialize};

/// Why channel state may not be kept in a storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Weakness {
    /// It replaces files although told only to create them.
    Replaces,
    /// It does not know how to create a file only where none is, and says so.
    NoPrecondition,
    /// It lets several writers through at once.
    SeveralWriters,
    /// It renames nothing, or replaces what is there when it does; often because of a proxy in front of it.
    Renames,
    /// It makes no folders.
    NoFolders,
    /// It refuses to create a file that is not there.
    RefusesNew,
    /// Files or their names come back changed.
    ChangesFiles,
}

impl Weakness {
    /// All of them.
    pub const ALL: [Weakness; 7] = [
        Weakness::Replaces,
        Weakness::NoPrecondition,
        Weakness::SeveralWriters,
        Weakness::Renames,
        Weakness::NoFolders,
        Weakness::RefusesNew,
        Weakness::ChangesFiles,
    ];
}

/// A channel whose closing waits for its peer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnheardChannel {
    /// Hex.
    pub id: String,
    /// What is lost at most if the backup is old, sat.
    pub at_stake_sat: u64,
}

/// What a copy of Lifeboat lacks before new real money may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Lack {
    /// An address without encryption: of the page, of a chain service or of the bridge.
    Encryption,
    /// A second chain service, of another operator.
    SecondChain,
    /// The map of the Lightning network.
    Map,
    /// A release that knows the chain of the last year.
    FreshRelease,
}

impl Lack {
    /// All of them.
    pub const ALL: [Lack; 4] = [Lack::Encryption, Lack::SecondChain, Lack::Map, Lack::FreshRelease];
}

/// What people paste in the place of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Pasted {
    /// LUD-01 and LUD-17.
    Lnurl,
    /// LUD-16, `name@domain`.
    LightningAddress,
    /// BOLT 12.
    Offer,
    /// An address on the blockchain.
    BitcoinAddress,
    /// The public key of a node, with or without where it is reached.
    NodeId,
    /// More than one invoice: it is not clear which is meant.
    SeveralInvoices,
}

impl Pasted {
    /// All of them.
    pub const ALL: [Pasted; 6] = [
        Pasted::Lnurl,
        Pasted::LightningAddress,
        Pasted::Offer,
        Pasted::BitcoinAddress,
        Pasted::NodeId,
        Pasted::SeveralInvoices,
    ];
}
