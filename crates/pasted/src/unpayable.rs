//! Names of what cannot be paid.

use std::fmt;

/// Why nothing can be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unpayable {
    /// It is something else.
    Is(Kind),
    /// A link names an amount that is not valid: not a number of bitcoins, more than eight decimals, more
    /// than there are, or two.
    BadAmount,
    /// A link requires something that is not known here (`req-`, BIP 321): its name.
    Requires(String),
}

impl From<Kind> for Unpayable {
    fn from(kind: Kind) -> Self {
        Self::Is(kind)
    }
}

impl fmt::Display for Unpayable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(kind) => write!(f, "{kind:?}"),
            Self::BadAmount => f.write_str("the amount of the link cannot be read"),
            Self::Requires(what) => write!(f, "the link requires {what}"),
        }
    }
}

impl std::error::Error for Unpayable {}

/// What a text is that cannot be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing that is known.
    Nothing,
    /// An invoice or LNURL whose checksum is wrong: a letter is missing or mistyped.
    Damaged,
    /// Looks like an address on the chain, and its checksum is wrong.
    MistypedAddress,
    /// More than one payee: it is not clear which is meant.
    Several,
    /// BOLT 12: an offer, or what is made of one.
    Offer,
    /// BIP 353: `₿name@domain`.
    BitcoinName,
    /// BIP 352.
    SilentPayment,
    /// The public key of a node, with or without where it is reached.
    NodeId,
    /// A channel, or an invitation to open one (LUD-02).
    Channel,
    /// A login (LUD-04).
    Login,
    /// A service that can only be reached through Tor.
    Onion,
    /// A service without encryption.
    Insecure,
    /// A service at an address of a local network.
    LocalService,
    /// An address of Ark.
    Ark,
    /// An address or invoice of Spark.
    Spark,
    /// Ecash: a Cashu token or request, or of a federation (Fedimint).
    Ecash,
    /// It belongs to another blockchain.
    OtherCoin,
    /// A private key, or a seed that is not written in words. Anyone who has it has the money.
    PrivateKey,
    /// An extended public key, or a descriptor of them: it shows a whole wallet.
    PublicKey,
    /// A transaction, whole or in part (BIP 174).
    Transaction,
    /// 32 bytes in hex: the name of a transaction or the hash of a payment.
    Hash,
    /// The address of a page.
    WebPage,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 22] = [
        Kind::Nothing,
        Kind::Damaged,
        Kind::MistypedAddress,
        Kind::Several,
        Kind::Offer,
        Kind::BitcoinName,
        Kind::SilentPayment,
        Kind::NodeId,
        Kind::Channel,
        Kind::Login,
        Kind::Onion,
        Kind::Insecure,
        Kind::LocalService,
        Kind::Ark,
        Kind::Spark,
        Kind::Ecash,
        Kind::OtherCoin,
        Kind::PrivateKey,
        Kind::PublicKey,
        Kind::Transaction,
        Kind::Hash,
        Kind::WebPage,
    ];
}
