//! The few primitives everything else is made of: HKDF-SHA-256, HMAC-SHA-256, AES-256-GCM.

use aes_gcm::{
    Aes256Gcm,
    aead::{AeadInOut, KeyInit},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize, Zeroizing};

/// The length that AES-GCM adds.
pub(crate) const TAG: usize = 16;

/// `Expand(Extract(salt, ikm), info, N)` of RFC 5869. An empty salt is 32 zeros, as the RFC says.
///
/// `N` is at most 8,160, which every caller's constant is.
pub(crate) fn derive<const N: usize>(salt: &[u8], ikm: &[u8], info: &[&[u8]]) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 255 * 32) };
    let (mut prk, hkdf) = Hkdf::<Sha256>::extract(Some(salt), ikm);
    prk.as_mut_slice().zeroize();
    let mut okm = Zeroizing::new([0; N]);
    // Fails for longer outputs only, which the assertion above rules out.
    let expanded = hkdf.expand_multi_info(info, okm.as_mut_slice());
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

/// HMAC-SHA-256, ready to `finalize` or to `verify_slice` in constant time.
pub(crate) fn hmac_sha256(key: &[u8; 32], message: &[u8]) -> Hmac<Sha256> {
    // A key shorter than the hash's block is padded with zeros, says RFC 2104; done here there is nothing
    // that could fail.
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new((&*block).into());
    mac.update(message);
    mac
}

/// A message that AES-256-GCM does not vouch for, or cannot take.
pub(crate) struct Unauthentic;

/// Encrypts in place and appends the tag. Every key is used once: `nonce` may be constant.
pub(crate) fn gcm_seal(
    key: &[u8; 32],
    nonce: &[u8; 12],
    aad: &[u8],
    message: &mut Vec<u8>,
) -> Result<(), Unauthentic> {
    Aes256Gcm::new(key.into()).encrypt_in_place(nonce.into(), aad, message).map_err(|_| Unauthentic)
}

/// Checks and decrypts.
pub(crate) fn gcm_open(
    key: &[u8; 32],
    nonce: &[u8; 12],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Unauthentic> {
    let mut message = Zeroizing::new(sealed.to_vec());
    Aes256Gcm::new(key.into()).decrypt_in_place(nonce.into(), aad, &mut *message).map_err(|_| Unauthentic)?;
    Ok(message)
}

/// Splits derived bytes into their parts. Lengths are constants that add up.
pub(crate) fn part<const AT: usize, const N: usize>(okm: &[u8]) -> Zeroizing<[u8; N]> {
    let mut part = Zeroizing::new([0; N]);
    if let Some(bytes) = okm.get(AT..AT + N) {
        part.copy_from_slice(bytes);
    }
    part
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
