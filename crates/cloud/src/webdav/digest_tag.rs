//! Tags of a server that makes them of the content.

use sha2::{Digest, Sha256};

use crate::hex::hex;

/// Whether it is the tag of a server that makes its tags of the content: whoever answers it has received every byte. Only
/// what can be one is compared, as a digest of all bytes is not for nothing.
pub(super) fn is_digest(tag: Option<&str>, bytes: &[u8]) -> bool {
    const LENGTH: usize = "\"\"".len() + 2 * 32;
    tag.is_some_and(|tag| tag.len() == LENGTH && tag == digest_tag(bytes))
}

pub(super) fn digest_tag(bytes: &[u8]) -> String {
    format!("\"{}\"", hex(&Sha256::digest(bytes)))
}
