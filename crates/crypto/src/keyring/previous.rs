//! Data keys of earlier epochs, each locked by the present one, so that what they sealed still opens.

use super::BOUND;
use super::slot::{Lock, WRAPPED};
use crate::derive::sha256;
use crate::key::DataKey;
use crate::random::{CryptoRng, make_bytes};
use crate::wire::Reader;
use subtle::ConstantTimeEq;

/// The extension type.
pub(super) const EXT: u8 = 1;
/// Epoch, salt, commitment, wrapped key.
const LENGTH: usize = 4 + 32 + 32 + WRAPPED;

#[derive(Clone, PartialEq, Eq)]
pub(super) struct PreviousKey {
    epoch: u32,
    salt: [u8; 32],
    commitment: [u8; 32],
    wrapped: [u8; WRAPPED],
}

impl PreviousKey {
    pub(super) fn epoch(&self) -> u32 {
        self.epoch
    }

    pub(super) fn parse(value: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(value);
        let previous = Self {
            epoch: reader.u32().ok()?,
            salt: reader.array().ok()?,
            commitment: reader.array().ok()?,
            wrapped: reader.array().ok()?,
        };
        reader.is_empty().then_some(previous)
    }

    pub(super) fn put(&self, ext: &mut Vec<u8>) -> Option<()> {
        let mut value = Vec::with_capacity(LENGTH);
        value.extend_from_slice(&self.epoch.to_be_bytes());
        value.extend_from_slice(&self.salt);
        value.extend_from_slice(&self.commitment);
        value.extend_from_slice(&self.wrapped);
        ext.push(EXT);
        crate::wire::put_with_u16_length(ext, &value).ok()
    }

    /// Locks the key of `epoch` under the key of `now`.
    pub(super) fn lock(
        bound: &[u8; BOUND],
        now: u32,
        key: &DataKey,
        epoch: u32,
        old: &DataKey,
        rng: &mut dyn CryptoRng,
    ) -> Option<Self> {
        let salt = make_bytes(rng);
        let lock = lock_of(bound, now, key, epoch, &salt);
        Some(Self { epoch, salt, commitment: *lock.commitment, wrapped: lock.wrap(old)? })
    }

    pub(super) fn unlock(&self, bound: &[u8; BOUND], now: u32, key: &DataKey) -> Option<DataKey> {
        let lock = lock_of(bound, now, key, self.epoch, &self.salt);
        if !bool::from(lock.commitment.ct_eq(&self.commitment)) {
            return None;
        }
        lock.unwrap_key(&self.wrapped)
    }
}

fn lock_of(bound: &[u8; BOUND], now: u32, key: &DataKey, epoch: u32, salt: &[u8; 32]) -> Lock {
    let bound_to = sha256(&[b"bwvault/v1/previous", bound, &now.to_be_bytes(), &epoch.to_be_bytes(), salt]);
    Lock::from_material(salt, key.expose(), b"bwvault/v1/previous-key", bound_to)
}
