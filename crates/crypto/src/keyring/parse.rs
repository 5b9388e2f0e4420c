//! Reads a keyring from bytes. It is strict: every length must match exactly.

use super::previous::{self, PreviousKey};
use super::{Keyring, KeyringError, MAC, MAGIC, MAX_SLOT, MAX_SLOTS, Slot};
use crate::ids::VaultId;
use crate::wire::{Reader, SUITE, Short};

impl From<Short> for KeyringError {
    fn from(_: Short) -> Self {
        Self::Truncated
    }
}

pub(super) fn parse(bytes: &[u8]) -> Result<(Keyring, &[u8]), KeyringError> {
    let mut reader = Reader::new(bytes);
    match reader.take(MAGIC.len()) {
        Ok(magic) if magic == MAGIC => {}
        Err(Short) if MAGIC.starts_with(bytes) && !bytes.is_empty() => return Err(KeyringError::Truncated),
        _ => return Err(KeyringError::NotAKeyring),
    }
    let suite = reader.u16()?;
    let flags = reader.u16()?;
    if suite != SUITE || flags != 0 {
        return Err(KeyringError::TooNew { suite, flags });
    }
    let vault_id = VaultId(reader.array()?);
    let seq = reader.u32()?;
    let epoch = reader.u32()?;
    let count = usize::from(reader.byte()?);
    if !(1..=MAX_SLOTS).contains(&count) {
        return Err(KeyringError::Damaged);
    }
    let mut slots = Vec::with_capacity(count);
    for _ in 0..count {
        let slot = reader.with_u16_length()?;
        if slot.len() > MAX_SLOT {
            return Err(KeyringError::Damaged);
        }
        slots.push(Slot::parse(slot).ok_or(KeyringError::Damaged)?);
    }
    let (previous, unknown_ext) =
        extensions(reader.with_u16_length()?, epoch).ok_or(KeyringError::Damaged)?;
    reader.take(MAC)?;
    let rest = reader.rest();
    let own = &bytes[..bytes.len() - rest.len()];
    let keyring = Keyring { bytes: own.to_vec(), vault_id, seq, epoch, slots, previous, unknown_ext };
    Ok((keyring, rest))
}

/// Known extensions, and the unknown ones as they are. They are under the keyring's seal, so ignoring one is safe: a
/// version that must not be ignored has another suite.
fn extensions(bytes: &[u8], epoch: u32) -> Option<(Vec<PreviousKey>, Vec<u8>)> {
    let mut reader = Reader::new(bytes);
    let mut previous: Vec<PreviousKey> = Vec::new();
    let mut unknown = Vec::new();
    while !reader.is_empty() {
        let start = reader.rest();
        let kind = reader.byte().ok()?;
        let value = reader.with_u16_length().ok()?;
        if kind == previous::EXT {
            let entry = PreviousKey::parse(value)?;
            let newer = previous.last().map_or(epoch, PreviousKey::epoch);
            if entry.epoch() >= newer {
                return None;
            }
            previous.push(entry);
        } else {
            unknown.extend_from_slice(&start[..start.len() - reader.rest().len()]);
        }
    }
    Some((previous, unknown))
}
