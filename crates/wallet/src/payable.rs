//! What an invoice asks for, as the user reads it before paying.

use crate::PublicKey;

/// What an invoice asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payable {
    /// The invoice without prefix and blanks.
    pub invoice: String,
    /// Payment hash, hex.
    pub hash: String,
    /// `None`: the payer chooses.
    pub amount_msat: Option<u64>,
    /// What the payee wrote.
    pub note: String,
    /// The hash of the description, where that is kept elsewhere (BOLT 11, `h`).
    pub description_hash: Option<[u8; 32]>,
    /// Unix milliseconds; `None` when that is further away than calendars go.
    pub expires_ms: Option<u64>,
    /// The payee's identity on the Lightning network.
    pub payee: PublicKey,
    /// The payee is the other end of a channel of ours, who asks for no fee.
    pub to_peer: bool,
    /// What can be sent to this payee at most now, msat.
    pub most_msat: u64,
}
