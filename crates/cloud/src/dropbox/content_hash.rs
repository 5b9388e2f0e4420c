//! Dropbox's `content_hash`: SHA-256 over the SHA-256 of each block of 4 MiB.

use sha2::{Digest, Sha256};

use crate::hex::hex;

const BLOCK: usize = 4 << 20;

/// The hash in hexadecimal, as Dropbox writes it.
pub(super) fn of(bytes: &[u8]) -> String {
    let mut outer = Sha256::new();
    for block in bytes.chunks(BLOCK) {
        outer.update(Sha256::digest(block));
    }
    hex(&outer.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_a_value_computed_block_by_block() {
        // SHA-256 of nothing, and of the hash of one block.
        assert_eq!(of(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(of(b"abc"), "4f8b42c22dd3729b519ba6f68d2da7cc5b2d606d05daed5ad5128cc03e6c6358");
    }

    #[test]
    fn a_block_more_is_another_hash() {
        let long = vec![7; BLOCK + 1];
        assert_ne!(of(&long), of(&long[..BLOCK]));
        assert_ne!(of(&long[..BLOCK]), of(&long[..BLOCK - 1]));
    }
}
