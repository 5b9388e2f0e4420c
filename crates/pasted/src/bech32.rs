//! Bech32 (BIP 173) of any length: invoices (BOLT 11) and LNURL (LUD-01) are longer than addresses.

use bitcoin::bech32::primitives::decode::{CheckedHrpstring, UncheckedHrpstring};
use bitcoin::bech32::{Bech32, Checksum};

/// The checksum of addresses, without their limit.
enum Long {}

impl Checksum for Long {
    type MidstateRepr = <Bech32 as Checksum>::MidstateRepr;
    const CODE_LENGTH: usize = usize::MAX;
    const CHECKSUM_LENGTH: usize = Bech32::CHECKSUM_LENGTH;
    const GENERATOR_SH: [Self::MidstateRepr; 5] = Bech32::GENERATOR_SH;
    const TARGET_RESIDUE: Self::MidstateRepr = Bech32::TARGET_RESIDUE;
}

/// Whether the checksum is right. In lower case.
pub(crate) fn holds(text: &str) -> bool {
    UncheckedHrpstring::new(text).is_ok_and(|read| read.has_valid_checksum::<Long>())
}

/// The bytes behind a prefix, if the checksum is right. In lower case.
pub(crate) fn bytes(text: &str, prefix: &str) -> Option<Vec<u8>> {
    let read = CheckedHrpstring::new::<Long>(text).ok()?;
    (read.hrp().as_str() == prefix).then(|| read.byte_iter().collect())
}
