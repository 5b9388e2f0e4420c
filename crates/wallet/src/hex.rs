//! Ids and hashes as people and states write them.

use lightning::bitcoin::hex::DisplayHex;

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.to_lower_hex_string()
}
