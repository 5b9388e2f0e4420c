//! What a text without any scheme is.

use bitcoin::{Address, base58, secp256k1};

use crate::letters::after;
use crate::{Kind, Payee, Service, Unpayable, bech32};

/// Reads it.
pub(crate) fn read(text: &str) -> Result<Payee, Unpayable> {
    let lower = text.to_ascii_lowercase();
    if is_invoice(&lower) {
        return if bech32::holds(&lower) {
            Ok(Payee { invoice: Some(lower), ..Payee::default() })
        } else {
            Err(Kind::Damaged.into())
        };
    }
    if lower.starts_with("lnurl1") {
        return Service::of_bech32(&lower).map(Payee::from);
    }
    if let Ok(address) = text.parse::<Address<_>>() {
        return Ok(Payee { addresses: vec![address], ..Payee::default() });
    }
    if let Some(kind) = secret(text, &lower).or_else(|| named(text, &lower)) {
        return Err(kind.into());
    }
    if let Some(service) = Service::of_address(text) {
        return service.map(Payee::from);
    }
    Err(if is_like_address(&lower) { Kind::MistypedAddress } else { Kind::Nothing }.into())
}

/// Begins as an invoice of some network does (BOLT 11), in lower case: `ln`, the network, perhaps an amount, `1`.
fn is_invoice(lower: &str) -> bool {
    let Some(rest) = lower.strip_prefix("ln") else { return false };
    let networks = ["bcrt", "bc", "tbs", "tb", "sb"];
    let Some(rest) = networks.iter().find_map(|network| rest.strip_prefix(network)) else { return false };
    rest.starts_with(|c: char| c.is_ascii_digit()) && is_alphanumeric(lower)
}

/// A text that gives money away to anyone who reads it. In doubt it counts as one: a warning costs nothing.
fn secret(text: &str, lower: &str) -> Option<Kind> {
    const PREFIXES: [&str; 11] =
        ["xprv", "yprv", "zprv", "tprv", "uprv", "vprv", "nsec1", "ms10", "ms12", "ms13", "6p"];
    let long = is_alphanumeric(text) && text.len() > 40;
    let is_key = long && PREFIXES.iter().any(|prefix| lower.starts_with(prefix));
    // A single key as wallets export it (WIF): the network, 32 bytes, and a sign that its public key is compressed. In a
    // descriptor, too, or behind the kind of its address.
    let wif = |part: &str| base58::decode_check(part).ok().filter(|bytes| matches!(bytes.len(), 33 | 34));
    let is_wif = |part: &str| {
        matches!(part.len(), 51 | 52) && wif(part).is_some_and(|bytes| matches!(bytes[0], 0x80 | 0xef))
    };
    let has_wif = text.split(|c: char| !c.is_ascii_alphanumeric()).any(is_wif);
    let in_descriptor = lower.contains('(') && (lower.contains("xprv") || lower.contains("tprv"));
    (is_key || has_wif || in_descriptor).then_some(Kind::PrivateKey)
}

fn named(text: &str, lower: &str) -> Option<Kind> {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| lower.starts_with(prefix));
    let code = |prefixes: &[&str]| is_alphanumeric(lower) && lower.len() >= 14 && starts(prefixes);
    if starts(&["lno1", "lni1", "lnr1", "lnp1"]) {
        return Some(Kind::Offer);
    }
    if text.strip_prefix('₿').is_some_and(|name| Service::of_address(name).is_some()) {
        return Some(Kind::BitcoinName);
    }
    if is_node_id(lower.split('@').next().unwrap_or_default()) {
        return Some(Kind::NodeId);
    }
    if is_channel(lower) {
        return Some(Kind::Channel);
    }
    if code(&["sp1q", "tsp1q"]) {
        return Some(Kind::SilentPayment);
    }
    if code(&["sp1p", "spt1", "spark1", "sparkt1", "sparkrt1", "sparks1", "sparkl1"]) {
        return Some(Kind::Spark);
    }
    if code(&["ark1", "tark1"]) {
        return Some(Kind::Ark);
    }
    if is_ecash(text, lower) {
        return Some(Kind::Ecash);
    }
    if is_other_coin(lower) {
        return Some(Kind::OtherCoin);
    }
    if is_public_key(lower) {
        return Some(Kind::PublicKey);
    }
    transaction(text, lower)
}

fn is_node_id(lower: &str) -> bool {
    lower.len() == 66 && lower.starts_with("0") && lower.parse::<secp256k1::PublicKey>().is_ok()
}

/// `block x transaction x output`, as nodes and explorers write it.
fn is_channel(lower: &str) -> bool {
    let numbers: Vec<&str> = lower.split(['x', ':']).collect();
    let is_number =
        |text: &&str| !text.is_empty() && text.len() < 9 && text.bytes().all(|b| b.is_ascii_digit());
    numbers.len() == 3 && numbers.iter().all(is_number) && lower.len() > 6
}

fn is_ecash(text: &str, lower: &str) -> bool {
    let text = after(text, "cashu:").unwrap_or(text).trim_start_matches('/');
    let base64 = |c: char| c.is_ascii_alphanumeric() || "-_=+/".contains(c);
    let tokens = ["cashuA", "cashuB", "creqA", "creqB"].iter().any(|prefix| text.starts_with(prefix));
    let codes = ["fed11", "fed1q", "creqb1"].iter().any(|prefix| lower.starts_with(prefix));
    (tokens || codes) && text.chars().all(base64) && text.len() >= 14
}

fn is_other_coin(lower: &str) -> bool {
    const SCHEMES: [&str; 10] = [
        "ethereum:",
        "litecoin:",
        "bitcoincash:",
        "dogecoin:",
        "monero:",
        "solana:",
        "tron:",
        "liquidnetwork:",
        "liquidtestnet:",
        "dash:",
    ];
    let is_ethereum = lower.strip_prefix("0x").is_some_and(|rest| rest.len() == 40 && is_hex(rest));
    let segwit =
        ["ltc1", "lq1", "ex1q", "tex1", "tlq1", "dgb1"].iter().any(|prefix| lower.starts_with(prefix));
    is_ethereum
        || SCHEMES.iter().any(|scheme| lower.starts_with(scheme))
        || segwit && is_alphanumeric(lower) && lower.len() > 30
}

/// Shows every address of a wallet (BIP 32, SLIP 132, BIP 380).
fn is_public_key(lower: &str) -> bool {
    let extended = ["xpub", "ypub", "zpub", "tpub", "upub", "vpub"];
    let is_key =
        extended.iter().any(|prefix| lower.starts_with(prefix)) && lower.len() > 40 && is_alphanumeric(lower);
    let descriptors = ["wpkh(", "pkh(", "sh(", "wsh(", "tr(", "combo("];
    is_key || descriptors.iter().any(|prefix| lower.starts_with(prefix))
}

fn transaction(text: &str, lower: &str) -> Option<Kind> {
    let hex = is_hex(lower);
    let is_partial = text.starts_with("cHNidP") || hex && lower.starts_with("70736274ff");
    let is_whole =
        hex && lower.len() > 120 && (lower.starts_with("01000000") || lower.starts_with("02000000"));
    if is_partial || is_whole {
        return Some(Kind::Transaction);
    }
    (hex && lower.len() == 64).then_some(Kind::Hash)
}

/// As addresses begin, and about as long (BIP 173, BIP 350, and the older kinds).
fn is_like_address(lower: &str) -> bool {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| lower.starts_with(prefix));
    let segwit = starts(&["bc1", "tb1", "bcrt1"]) && lower.len() >= 14;
    let base58 = starts(&["1", "3", "2", "m", "n"]) && (26..=35).contains(&lower.len());
    is_alphanumeric(lower) && (segwit || base58)
}

fn is_alphanumeric(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
