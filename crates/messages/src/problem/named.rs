//! What problems name.

use serde::{Deserialize, Serialize};

/// Why channel state may not be kept in a storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Weakness {
    /// The storage replaces files although told only to create them.
    Replaces,
    /// The storage does not know how to create a file only where none is, and says so.
    NoPrecondition,
    /// The storage lets several writers through at once.
    SeveralWriters,
    /// The storage renames nothing, or replaces what is there when it does; often because of a proxy in front of it.
    Renames,
    /// The storage makes no folders.
    NoFolders,
    /// The storage refuses to create a file that is not there.
    RefusesNew,
    /// Files or their names come back changed.
    ChangesFiles,
}

impl Weakness {
    /// All weaknesses, for tests that go through them.
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

/// What becomes of what is written to a storage that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WriteFault {
    /// It is refused: there is no room, or this account may not write.
    Refused,
    /// It gets no answer. That may pass.
    Unanswered,
    /// The sign-in, with which it can be read, is not accepted for it.
    SignedOut,
}

/// What is wrong with a file of the backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FileFault {
    /// The file was changed or damaged.
    Damaged,
    /// The file ends too early.
    Truncated,
    /// The file belongs to another wallet.
    Foreign,
    /// The file is in the place of another one of this backup.
    Swapped,
    /// The file continues another history of this backup than this device has.
    Forked,
    /// The file is the newest entry, not complete, the device that wrote it is gone, and the storage cannot promise to
    /// delete just it.
    Unfinished,
}

impl FileFault {
    /// All kinds of damage, for tests that go through them.
    pub const ALL: [FileFault; 6] = [
        FileFault::Damaged,
        FileFault::Truncated,
        FileFault::Foreign,
        FileFault::Swapped,
        FileFault::Forked,
        FileFault::Unfinished,
    ];
}

/// A channel whose closing waits for its peer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnheardChannel {
    /// The channel's id in hex.
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
    /// All that a copy may lack, for tests that go through them.
    pub const ALL: [Lack; 4] = [Lack::Encryption, Lack::SecondChain, Lack::Map, Lack::FreshRelease];
}

/// What people paste that cannot be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Pasted {
    /// An address on the chain with a typing error.
    MistypedAddress,
    /// More than one invoice or address: it is not clear which is meant.
    Several,
    /// An offer of BOLT 12.
    Offer,
    /// BIP 353, `₿name@domain`.
    BitcoinName,
    /// An address for silent payments (BIP 352).
    SilentPayment,
    /// The public key of a node, with or without where it is reached.
    NodeId,
    /// A channel, or an invitation to open one (LUD-02).
    Channel,
    /// A login at a website (LUD-04).
    Login,
    /// A service behind Tor.
    Onion,
    /// A service without encryption.
    Insecure,
    /// A service of a local network.
    LocalService,
    /// An address of Ark.
    Ark,
    /// An address of Spark.
    Spark,
    /// A token or invitation of Cashu or Fedimint.
    Ecash,
    /// An address or link of another blockchain.
    OtherCoin,
    /// BIP 39. Anyone who has it has the money.
    RecoveryPhrase,
    /// Anyone who has it has the money.
    PrivateKey,
    /// An extended public key, or a descriptor.
    PublicKey,
    /// Whole or in part (BIP 174).
    Transaction,
    /// 32 bytes in hex.
    Hash,
    /// The address of a page.
    WebPage,
}

impl Pasted {
    /// All that a text can turn out to be, for tests that go through them.
    pub const ALL: [Pasted; 21] = [
        Pasted::MistypedAddress,
        Pasted::Several,
        Pasted::Offer,
        Pasted::BitcoinName,
        Pasted::SilentPayment,
        Pasted::NodeId,
        Pasted::Channel,
        Pasted::Login,
        Pasted::Onion,
        Pasted::Insecure,
        Pasted::LocalService,
        Pasted::Ark,
        Pasted::Spark,
        Pasted::Ecash,
        Pasted::OtherCoin,
        Pasted::RecoveryPhrase,
        Pasted::PrivateKey,
        Pasted::PublicKey,
        Pasted::Transaction,
        Pasted::Hash,
        Pasted::WebPage,
    ];

    /// Whether anyone who reads it can take money with it: it should not stay on a screen.
    pub fn is_secret(self) -> bool {
        matches!(self, Pasted::RecoveryPhrase | Pasted::PrivateKey)
    }
}
