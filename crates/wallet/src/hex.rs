//! Ids and hashes as people and states write them.

use lightning::bitcoin::hex::DisplayHex;

/// The bytes in lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.to_lower_hex_string()
}
