//! What a text without any scheme is.

use bitcoin::{Address, secp256k1};

use crate::letters::after;
use crate::{Kind, Payee, Service, Unpayable, bech32, other_coin, secret};

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
    if secret::is_in(text) {
        return Err(Kind::PrivateKey.into());
    }
    if let Some(kind) = named(text, &lower) {
        return Err(kind.into());
    }
    if let Some(service) = Service::of_address(text) {
        return service.map(Payee::from);
    }
    let is_like_address = is_like_segwit(&lower) || is_like_old_address(text);
    Err(if is_like_address { Kind::MistypedAddress } else { Kind::Nothing }.into())
}

/// Whether it begins like something with a bech32 checksum: whatever follows, it is meant for a payment. In lower
/// case.
pub(crate) fn begins(lower: &str) -> bool {
    is_invoice(lower) || lower.starts_with("lnurl1") || is_like_segwit(lower)
}

/// Begins as an invoice of some network does (BOLT 11), in lower case: `ln`, the network, perhaps an amount, `1`.
fn is_invoice(lower: &str) -> bool {
    let Some(rest) = lower.strip_prefix("ln") else { return false };
    let networks = ["bcrt", "bc", "tbs", "tb", "sb"];
    let Some(rest) = networks.iter().find_map(|network| rest.strip_prefix(network)) else { return false };
    rest.starts_with(|c: char| c.is_ascii_digit()) && is_alphanumeric(lower)
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
    if other_coin::is_one(text, lower) {
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

/// `block x transaction x output`, as nodes and explorers write it: no time of the day, and no size.
fn is_channel(lower: &str) -> bool {
    let numbers: Vec<&str> = lower.split(['x', ':']).collect();
    let is_number =
        |text: &&str| !text.is_empty() && text.len() < 9 && text.bytes().all(|b| b.is_ascii_digit());
    let is_block = |text: &&str| text.len() >= 5;
    numbers.len() == 3 && numbers.iter().all(is_number) && numbers.first().is_some_and(is_block)
}

fn is_ecash(text: &str, lower: &str) -> bool {
    let text = after(text, "cashu:").unwrap_or(text).trim_start_matches('/');
    let base64 = |c: char| c.is_ascii_alphanumeric() || "-_=+/".contains(c);
    let tokens = ["cashuA", "cashuB", "creqA", "creqB"].iter().any(|prefix| text.starts_with(prefix));
    let codes = ["fed11", "fed1q", "creqb1"].iter().any(|prefix| lower.starts_with(prefix));
    (tokens || codes) && text.chars().all(base64) && text.len() >= 14
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
    let in_pictures = ["ur:crypto-psbt/", "ur:psbt/"].iter().any(|prefix| lower.starts_with(prefix));
    let is_partial = text.starts_with("cHNidP") || hex && lower.starts_with("70736274ff") || in_pictures;
    let versions = ["01000000", "02000000", "03000000"];
    let is_whole = hex && lower.len() > 120 && versions.iter().any(|version| lower.starts_with(version));
    if is_partial || is_whole {
        return Some(Kind::Transaction);
    }
    (hex && lower.len() == 64).then_some(Kind::Hash)
}

/// Whether it begins like a current address, and is about as long (BIP 173, BIP 350). In lower case.
pub(crate) fn is_like_segwit(lower: &str) -> bool {
    let begins = ["bc1", "tb1", "bcrt1"].iter().any(|prefix| lower.starts_with(prefix));
    begins && lower.len() >= 14 && is_alphanumeric(lower)
}

/// Whether it begins like an older kind, and is about as long: with capitals and digits, which neither words of that
/// length nor hashes have.
fn is_like_old_address(text: &str) -> bool {
    let has = |of: fn(&u8) -> bool| text.bytes().any(|byte| of(&byte));
    let begins = text.starts_with(['1', '3', '2', 'm', 'n', 'M', 'N']);
    begins
        && (26..=35).contains(&text.len())
        && is_alphanumeric(text)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_digit)
        && !is_hex(text)
}

fn is_alphanumeric(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
