//! Tags of a server that makes them of the content.

use sha2::{Digest, Sha256};

use crate::hex::hex;

/// Whether it is the tag of a server that makes its tags of the content: a server that answers it has received every
/// byte. Only what can be such a tag is compared, since a digest of all bytes has a cost.
pub(super) fn is_digest(tag: Option<&str>, bytes: &[u8]) -> bool {
    const LENGTH: usize = "\"\"".len() + 2 * 32;
    tag.is_some_and(|tag| tag.len() == LENGTH && tag == digest_tag(bytes))
}

pub(super) fn digest_tag(bytes: &[u8]) -> String {
    format!("\"{}\"", hex(&Sha256::digest(bytes)))
}
