//! What a text is that a user pasted, scanned or followed as a link: where money can be sent, in every way
//! the text names, or the name of what cannot be paid. No request is sent, and no network is known: a text
//! always means the same.

#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

mod bare;
mod bech32;
mod carried;
mod code;
mod codes;
mod findings;
mod letters;
mod line;
mod link;
mod other_coin;
mod scan;
mod secret;
mod service;
mod unpayable;

use bitcoin::Address;
use bitcoin::address::NetworkUnchecked;

pub use line::on_one_line;
pub use link::MOST_SAT;
pub use service::Service;
pub use unpayable::{Kind, Unpayable};

/// Where money can be sent: in at least one way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payee {
    /// A Lightning invoice (BOLT 11) in lower case. Its checksum is right; whether it can be paid is for the
    /// wallet to say.
    pub invoice: Option<String>,
    /// Who can be asked for an invoice (LNURL, Lightning address).
    pub service: Option<Service>,
    /// Addresses on the chain, of any network. Only a link names more than one.
    pub addresses: Vec<Address<NetworkUnchecked>>,
    /// What a link asks for, sat; `None`: the payer chooses.
    pub amount_sat: Option<u64>,
    /// Who is paid, or for what, as a link says: one line. `None` when it does not say.
    pub label: Option<String>,
}

/// Longer texts than ten of the longest invoices are not read, bytes.
const MOST_BYTES: usize = 1 << 16;

/// Reads a text.
///
/// # Errors
/// What the text is, when nothing in it can be paid.
pub fn read(text: &str) -> Result<Payee, Unpayable> {
    if text.len() > MOST_BYTES {
        return Err(Kind::Nothing.into());
    }
    let text = letters::visible(&carried::unpacked(text));
    if secret::is_in(&text) {
        return Err(Kind::PrivateKey.into());
    }
    match scan::whole(&text) {
        // A link extends to the end of the text: perhaps there is something else in it.
        Ok(_) if text.trim().contains(char::is_whitespace) => scan::among_words(&text),
        // Perhaps it is among words.
        Err(Unpayable::Is(Kind::Nothing | Kind::Damaged | Kind::MistypedAddress)) => {
            match scan::among_words(&text) {
                Err(Unpayable::Is(Kind::Nothing)) => encoded(&text),
                read => read,
            }
        }
        read => read,
    }
}

/// A link or an address within the address of a page, where every mark of it is encoded.
fn encoded(text: &str) -> Result<Payee, Unpayable> {
    let text = text.trim();
    let plain = link::decoded(text);
    let is_one = plain.len() < text.len() && !plain.contains(char::is_whitespace);
    if is_one { scan::whole(&letters::visible(&plain)) } else { Err(Kind::Nothing.into()) }
}
