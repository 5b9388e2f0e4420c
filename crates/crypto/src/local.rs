//! What a device keeps for itself under the data key: drive credentials, settings. Never uploaded.
//!
//! Layout: docs/format.md, "Sealed for this device".

use crate::derive::{derive, gcm_open, gcm_seal, part, sha256};
use crate::key::DataKey;
use crate::random::{CryptoRng, make_bytes};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

const MAGIC: &[u8; 8] = b"BWLOCAL1";
const SALT: usize = 32;
const COMMITMENT: usize = 32;
/// Lengths are hidden up to this.
const STEP: usize = 256;

/// Why something of this device did not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LocalError {
    /// The bytes are not sealed for a device, or are cut off.
    #[error("not sealed for this device")]
    NotLocal,
    /// The bytes were changed, or sealed with another key or for another purpose.
    #[error("changed, or sealed with another key or for another purpose")]
    Mismatch,
    /// More than 4 GiB.
    #[error("too long")]
    TooLong,
}

/// Seals something for this device. `purpose` names the one place it may be opened for.
pub fn seal_local(
    key: &DataKey,
    purpose: &str,
    data: &[u8],
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, LocalError> {
    let length = u32::try_from(data.len()).map_err(|_| LocalError::TooLong)?;
    let padded = (data.len() + 4).next_multiple_of(STEP);
    let salt: [u8; SALT] = make_bytes(rng);
    let okm = keys(key, purpose, &salt);
    let mut sealed = MAGIC.to_vec();
    sealed.extend_from_slice(&salt);
    sealed.extend_from_slice(part::<32, 32>(okm.as_slice()).as_slice());
    let mut body = Zeroizing::new(Vec::with_capacity(padded + crate::derive::TAG));
    body.extend_from_slice(&length.to_be_bytes());
    body.extend_from_slice(data);
    body.resize(padded, 0);
    gcm_seal(&part::<0, 32>(okm.as_slice()), &part::<64, 12>(okm.as_slice()), &sealed, &mut body)
        .map_err(|_| LocalError::TooLong)?;
    sealed.extend_from_slice(&body);
    Ok(sealed)
}

/// Opens what [`seal_local`] sealed with the same key and for the same purpose.
pub fn open_local(key: &DataKey, purpose: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, LocalError> {
    let (head, body) =
        sealed.split_at_checked(MAGIC.len() + SALT + COMMITMENT).ok_or(LocalError::NotLocal)?;
    let after = head.strip_prefix(MAGIC).ok_or(LocalError::NotLocal)?;
    let (salt, commitment) = after.split_first_chunk::<SALT>().ok_or(LocalError::NotLocal)?;
    let okm = keys(key, purpose, salt);
    if !bool::from(part::<32, 32>(okm.as_slice()).ct_eq(commitment)) {
        return Err(LocalError::Mismatch);
    }
    let plain = gcm_open(&part::<0, 32>(okm.as_slice()), &part::<64, 12>(okm.as_slice()), head, body)
        .map_err(|_| LocalError::Mismatch)?;
    let (length, rest) = plain.split_first_chunk().ok_or(LocalError::NotLocal)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| LocalError::NotLocal)?;
    rest.get(..length).map(|data| Zeroizing::new(data.to_vec())).ok_or(LocalError::NotLocal)
}

fn keys(key: &DataKey, purpose: &str, salt: &[u8; SALT]) -> Zeroizing<[u8; 76]> {
    derive(salt, key.expose(), &[b"bwvault/v1/local", &sha256(&[MAGIC, purpose.as_bytes()])])
}
