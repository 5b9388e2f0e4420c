//! The few primitives that everything else is made of: HKDF-SHA-256, HMAC-SHA-256, SHA-256.

use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize, Zeroizing};

/// `Expand(Extract(salt, ikm), info, 32)` of RFC 5869.
pub(crate) fn derive(salt: &[u8], ikm: &[u8], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let (mut prk, hkdf) = Hkdf::<Sha256>::extract(Some(salt), ikm);
    prk.as_mut_slice().zeroize();
    let mut okm = Zeroizing::new([0; 32]);
    // Fails for outputs of more than 8,160 bytes only.
    let expanded = hkdf.expand(info, okm.as_mut_slice());
    debug_assert!(expanded.is_ok());
    okm
}

/// SHA-256 over some pieces.
pub(crate) fn sha256(pieces: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for piece in pieces {
        hash.update(piece);
    }
    hash.finalize().into()
}

/// HMAC-SHA-256 over some pieces, ready to `finalize` or to `verify_slice` in constant time.
pub(crate) fn hmac_sha256(key: &[u8; 32], pieces: &[&[u8]]) -> Hmac<Sha256> {
    // A key shorter than the hash's block is padded with zeros, says RFC 2104; done here there is nothing
    // that could fail.
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new((&*block).into());
    for piece in pieces {
        mac.update(piece);
    }
    mac
}
