//! Bech32 (BIP 173) of any length: invoices (BOLT 11) and LNURL (LUD-01) are longer than addresses.

use bitcoin::bech32::primitives::decode::{CheckedHrpstring, UncheckedHrpstring};
use bitcoin::bech32::{Bech32, Bech32m, Checksum};

/// The checksum of addresses, without their limit.
enum Long {}

impl Checksum for Long {
    type MidstateRepr = <Bech32 as Checksum>::MidstateRepr;
    const CODE_LENGTH: usize = usize::MAX;
    const CHECKSUM_LENGTH: usize = Bech32::CHECKSUM_LENGTH;
    const GENERATOR_SH: [Self::MidstateRepr; 5] = Bech32::GENERATOR_SH;
    const TARGET_RESIDUE: Self::MidstateRepr = Bech32::TARGET_RESIDUE;
}

/// The same of Bech32m (BIP 350).
enum LongM {}

impl Checksum for LongM {
    type MidstateRepr = <Bech32m as Checksum>::MidstateRepr;
    const CODE_LENGTH: usize = usize::MAX;
    const CHECKSUM_LENGTH: usize = Bech32m::CHECKSUM_LENGTH;
    const GENERATOR_SH: [Self::MidstateRepr; 5] = Bech32m::GENERATOR_SH;
    const TARGET_RESIDUE: Self::MidstateRepr = Bech32m::TARGET_RESIDUE;
}

/// Whether the checksum is right. In lower case.
pub(crate) fn holds(text: &str) -> bool {
    UncheckedHrpstring::new(text).is_ok_and(|read| read.has_valid_checksum::<Long>())
}

/// Whether either checksum is right. In lower case.
pub(crate) fn holds_either(text: &str) -> bool {
    holds(text) || UncheckedHrpstring::new(text).is_ok_and(|read| read.has_valid_checksum::<LongM>())
}

/// Has enough letters of the alphabet in a row, all of one case, that hardly anything else can be meant, and
/// no checksum: a code whose beginning is lost or mistyped.
pub(crate) fn is_broken(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_one_case = text == lower || text == text.to_ascii_uppercase();
    let is_hex = lower.bytes().all(|byte| byte.is_ascii_hexdigit());
    let runs = lower.split(|c: char| !c.is_ascii_alphanumeric() || "1bio".contains(c));
    is_one_case && !is_hex && runs.map(str::len).max() >= Some(SHORTEST_RUN) && !holds_either(&lower)
}

/// The letters of the shortest address behind its `1`, less one.
const SHORTEST_RUN: usize = 38;

/// The bytes behind a prefix, if the checksum is right. In lower case.
pub(crate) fn bytes(text: &str, prefix: &str) -> Option<Vec<u8>> {
    let read = CheckedHrpstring::new::<Long>(text).ok()?;
    (read.hrp().as_str() == prefix).then(|| read.byte_iter().collect())
}
