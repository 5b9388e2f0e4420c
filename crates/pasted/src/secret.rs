//! What gives money away to anyone who reads it. In doubt a text counts as that: a warning costs nothing.

use bitcoin::base58;
use bitcoin::hashes::{Hash, sha256};

/// Whether a text contains such a secret, whatever is around it.
pub(crate) fn is_in(text: &str) -> bool {
    opens_an_account(text) || text.split(|c: char| !c.is_ascii_alphanumeric()).any(is_key)
}

/// Links to a wallet that others may spend from: Nostr Wallet Connect (NIP-47), LNDHub, lndconnect.
fn opens_an_account(text: &str) -> bool {
    const LINKS: [(&str, &str); 5] = [
        ("nostr+walletconnect:", "secret="),
        ("nostrwalletconnect:", "secret="),
        ("lndhub://", "@"),
        ("lndconnect:", "macaroon="),
        ("clnrest", "rune="),
    ];
    let lower = text.to_ascii_lowercase();
    LINKS.iter().any(|(scheme, secret)| {
        lower.find(scheme).and_then(|at| lower.get(at..)).is_some_and(|link| link.contains(secret))
    })
}

/// A part between blanks and marks: of a descriptor, a path, a link.
fn is_key(part: &str) -> bool {
    is_extended(part) || is_encrypted(part) || is_wif(part) || is_mini(part)
}

/// BIP 32 and SLIP 132, Nostr (NIP-19), codex32 (BIP 93: one share of `0` or of 2 to 9).
fn is_extended(part: &str) -> bool {
    const PREFIXES: [&str; 7] = ["xprv", "yprv", "zprv", "tprv", "uprv", "vprv", "nsec1"];
    let lower = part.to_ascii_lowercase();
    let is_threshold = |c: char| c.is_ascii_digit() && c != '1';
    let share = lower.strip_prefix("ms1").is_some_and(|rest| rest.starts_with(is_threshold));
    part.len() > 40 && (share || PREFIXES.iter().any(|prefix| lower.starts_with(prefix)))
}

/// A key under a passphrase (BIP 38).
fn is_encrypted(part: &str) -> bool {
    part.starts_with("6P") && (56..=60).contains(&part.len())
}

/// A single key as wallets export it: the network, 32 bytes, and a sign that its public key is compressed.
fn is_wif(part: &str) -> bool {
    let is_one = |bytes: Vec<u8>| matches!(bytes.len(), 33 | 34) && matches!(bytes[0], 0x80 | 0xef);
    matches!(part.len(), 51 | 52) && base58::decode_check(part).is_ok_and(is_one)
}

/// Of coins of metal, and of paper (Casascius): its hash with a question mark behind it begins with 0.
fn is_mini(part: &str) -> bool {
    let is_like_one = part.starts_with('S') && matches!(part.len(), 22 | 26 | 30);
    is_like_one && sha256::Hash::hash(format!("{part}?").as_bytes()).as_byte_array()[0] == 0
}
