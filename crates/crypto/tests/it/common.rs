//! Inputs of the canonical files.

use lifeboat_crypto::*;
use std::convert::Infallible;

pub const KEYRING: &[u8] = include_bytes!("../vectors/keyring.bin");
pub const OBJECT: &[u8] = include_bytes!("../vectors/object.bin");
pub const PIN: &str = "482913";
pub const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
pub const LOW: KdfBounds = KdfBounds::dangerously_low();
pub const CHEAP: Kdf = Kdf::Pbkdf2 { iterations: 2 };
pub const CHEAP_ARGON2: Kdf = Kdf::Argon2id { memory_kib: 8, passes: 1 };

/// The tape that all randomness of the canonical files comes from.
pub fn tape(label: &str, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    hkdf::Hkdf::<sha2::Sha256>::new(Some(b"bwvault test tape"), b"")
        .expand(label.as_bytes(), &mut bytes)
        .unwrap();
    bytes
}

pub fn tape_array<const N: usize>(label: &str) -> [u8; N] {
    tape(label, N).try_into().unwrap()
}

/// Randomness that was written down before: what is drawn must have the lengths that were expected.
pub struct Replay(std::collections::VecDeque<Vec<u8>>);

impl Replay {
    pub fn of(labels: &[(&str, usize)]) -> Self {
        Self(labels.iter().map(|(label, length)| tape(label, *length)).collect())
    }

    pub fn is_used_up(&self) -> bool {
        self.0.is_empty()
    }
}

impl rand_core::TryRng for Replay {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        unimplemented!()
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        unimplemented!()
    }
    fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), Infallible> {
        into.copy_from_slice(&self.0.pop_front().expect("more randomness than expected"));
        Ok(())
    }
}
impl rand_core::TryCryptoRng for Replay {}

/// Randomness that repeats from run to run.
pub struct Counter(pub u64);

impl rand_core::TryRng for Counter {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        unimplemented!()
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        unimplemented!()
    }
    fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), Infallible> {
        self.0 += 1;
        into.copy_from_slice(&tape(&format!("counter {}", self.0), into.len()));
        Ok(())
    }
}
impl rand_core::TryCryptoRng for Counter {}

pub fn vault() -> VaultId {
    VaultId(tape_array("vault"))
}

pub fn data_key() -> DataKey {
    DataKey::from_bytes(&tape_array("dek"))
}

pub fn pin() -> Pin {
    Pin::enter(PIN).unwrap()
}

pub fn phrase() -> Phrase {
    Phrase::parse(WORDS).unwrap()
}

pub fn keyring() -> Keyring {
    Keyring::parse_all(KEYRING).unwrap()
}

pub fn header() -> Header {
    Header {
        kind: Kind::Snapshot,
        vault_id: vault(),
        key_epoch: 1,
        writer_epoch: 3,
        position: 42,
        writer_id: WriterId(tape_array("wid")),
        previous: Digest(tape_array("prev")),
        ext: Vec::new(),
    }
}

/// The one of two results that is wrong, without asking for `Debug` of what must not have it.
pub fn refusal<T, E>(result: Result<T, E>) -> Option<E> {
    result.err()
}
