//! Addresses of other blockchains.

use bitcoin::base58;

/// Whether a text is one, with or without its scheme.
pub(crate) fn is_one(text: &str, lower: &str) -> bool {
    const SCHEMES: [&str; 12] = [
        "ethereum:",
        "litecoin:",
        "bitcoincash:",
        "dogecoin:",
        "monero:",
        "solana:",
        "tron:",
        "cardano:",
        "ripple:",
        "liquidnetwork:",
        "liquidtestnet:",
        "dash:",
    ];
    SCHEMES.iter().any(|scheme| lower.starts_with(scheme)) || is_address(text, lower)
}

fn is_address(text: &str, lower: &str) -> bool {
    const PREFIXES: [&str; 7] = ["ltc1", "lq1", "ex1q", "tex1", "tlq1", "dgb1", "addr1"];
    if !lower.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return false;
    }
    let is_ethereum = lower
        .strip_prefix("0x")
        .is_some_and(|rest| rest.len() == 40 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let has_prefix = lower.len() > 30 && PREFIXES.iter().any(|prefix| lower.starts_with(prefix));
    is_ethereum || has_prefix || is_base58(text) || is_bitcoin_cash(lower) || is_monero(text)
}

/// Tron, on which most of the dollars called USDT are; Dogecoin; Litecoin; Dash. With their checksum, and of
/// other versions than those of bitcoin.
fn is_base58(text: &str) -> bool {
    const VERSIONS: [u8; 5] = [0x41, 0x1e, 0x30, 0x32, 0x4c];
    let is_of_them = |bytes: Vec<u8>| bytes.len() == 21 && VERSIONS.contains(&bytes[0]);
    (26..=35).contains(&text.len()) && base58::decode_check(text).is_ok_and(is_of_them)
}

/// An address without its scheme: 42 letters of the bech32 alphabet, the first of which gives the kind.
fn is_bitcoin_cash(lower: &str) -> bool {
    lower.len() == 42 && lower.starts_with(['q', 'p']) && !lower.contains(['1', 'b', 'i', 'o'])
}

/// 95 letters, or 106 with the number of a payment, which no checksum of the kind of bitcoin's covers.
fn is_monero(text: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() && !"0OIl".contains(c);
    matches!(text.len(), 95 | 106) && text.starts_with(['4', '8']) && text.chars().all(is_letter)
}
