//! One lock of a keyring.

use super::BOUND;
use crate::derive::{derive, gcm_open, gcm_seal, part, sha256};
use crate::ids::{DeviceKeyId, SlotId};
use crate::kdf::{Kdf, KdfSalt};
use crate::key::DataKey;
use crate::secret::FactorKind;
use crate::wire::{Reader, Short};
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A wrapped data key: 32 bytes and a tag.
pub(super) const WRAPPED: usize = 48;
const TAIL: usize = 32 + 32 + WRAPPED;

/// A slot of a keyring, as it was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Slot {
    id: SlotId,
    factors: Vec<Factor>,
    bytes: Vec<u8>,
}

/// A factor of a slot: what is public about it.
#[derive(Clone, PartialEq, Eq)]
pub struct Factor {
    kind: FactorKind,
    flags: u8,
    params: Vec<u8>,
}

/// What a factor asks for.
pub(super) enum FactorNeeds {
    /// A derivation from what is typed.
    Typed(Kdf, KdfSalt),
    /// The phrase.
    Phrase,
    /// A key of some device.
    Device(DeviceKeyId),
    /// An output that another party computes.
    Output,
    /// Something of a later version.
    Unknown,
}

impl Factor {
    pub(super) fn new(kind: FactorKind, flags: u8, params: Vec<u8>) -> Self {
        Self { kind, flags, params }
    }

    /// What kind of factor.
    pub fn kind(&self) -> FactorKind {
        self.kind
    }

    /// The flags of its kind.
    pub fn flags(&self) -> u8 {
        self.flags
    }

    /// Its parameters, as docs/format.md defines them for the kind.
    pub fn params(&self) -> &[u8] {
        &self.params
    }

    /// The cost of deriving from what is typed, where this factor is typed.
    pub fn kdf(&self) -> Option<Kdf> {
        match self.needs() {
            FactorNeeds::Typed(kdf, _) => Some(kdf),
            FactorNeeds::Phrase | FactorNeeds::Device(_) | FactorNeeds::Output | FactorNeeds::Unknown => None,
        }
    }

    /// Parameters that we cannot read make the slot one of a later version. They are bound to the slot key, so
    /// changing them only closes that slot.
    pub(super) fn needs(&self) -> FactorNeeds {
        let plain = self.flags == 0;
        match self.kind {
            FactorKind::Pin | FactorKind::Passphrase if plain => match read_kdf(&self.params) {
                Some((kdf, salt)) => FactorNeeds::Typed(kdf, salt),
                None => FactorNeeds::Unknown,
            },
            FactorKind::Phrase if plain && self.params.is_empty() => FactorNeeds::Phrase,
            FactorKind::Device if plain => match self.params.as_slice().try_into() {
                Ok(id) => FactorNeeds::Device(DeviceKeyId(id)),
                Err(_) => FactorNeeds::Unknown,
            },
            FactorKind::Guards if plain => FactorNeeds::Output,
            FactorKind::Passkey | FactorKind::Share | FactorKind::Unknown(_) => FactorNeeds::Output,
            FactorKind::Pin
            | FactorKind::Guards
            | FactorKind::Passphrase
            | FactorKind::Phrase
            | FactorKind::Device => FactorNeeds::Unknown,
        }
    }
}

impl fmt::Debug for Factor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kdf() {
            Some(kdf) => write!(out, "{:?}({kdf:?})", self.kind),
            None => write!(out, "{:?}", self.kind),
        }
    }
}

const PBKDF2: u8 = 1;
const ARGON2ID: u8 = 2;

pub(super) fn write_kdf(kdf: Kdf, salt: &KdfSalt) -> Vec<u8> {
    let mut params = Vec::with_capacity(26);
    match kdf {
        Kdf::Pbkdf2 { iterations } => {
            params.push(PBKDF2);
            params.extend_from_slice(&iterations.to_be_bytes());
        }
        Kdf::Argon2id { memory_kib, passes } => {
            params.push(ARGON2ID);
            params.extend_from_slice(&memory_kib.to_be_bytes());
            params.extend_from_slice(&passes.to_be_bytes());
            params.push(1);
        }
    }
    params.extend_from_slice(salt);
    params
}

pub(super) fn read_kdf(params: &[u8]) -> Option<(Kdf, KdfSalt)> {
    let mut reader = Reader::new(params);
    let read = |reader: &mut Reader<'_>| -> Result<Option<Kdf>, Short> {
        Ok(match reader.byte()? {
            PBKDF2 => Some(Kdf::Pbkdf2 { iterations: reader.u32()? }),
            ARGON2ID => {
                let kdf = Kdf::Argon2id { memory_kib: reader.u32()?, passes: reader.u32()? };
                (reader.byte()? == 1).then_some(kdf)
            }
            _ => None,
        })
    };
    let kdf = read(&mut reader).ok().flatten()?;
    let salt = reader.array().ok()?;
    reader.is_empty().then_some((kdf, salt))
}

impl Slot {
    /// Its name, by which it can be kept when the keyring is rewritten.
    pub fn id(&self) -> SlotId {
        self.id
    }

    /// All that is needed to open it.
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// Whether it is for one device alone.
    pub fn is_local_only(&self) -> bool {
        self.has(FactorKind::Device)
    }

    /// Whether guards have to answer for its PIN.
    pub fn is_guarded(&self) -> bool {
        self.has(FactorKind::Guards)
    }

    /// Whether it has a factor of this kind.
    pub(super) fn has(&self, kind: FactorKind) -> bool {
        self.factors.iter().any(|factor| factor.kind == kind)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `None` when it contradicts itself.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let id = SlotId(reader.array().ok()?);
        let count = reader.byte().ok()?;
        let mut factors: Vec<Factor> = Vec::new();
        for _ in 0..count {
            let kind = FactorKind::from_byte(reader.byte().ok()?);
            let flags = reader.byte().ok()?;
            let params = reader.with_u16_length().ok()?.to_vec();
            if factors.last().is_some_and(|last| last.kind.byte() >= kind.byte()) {
                return None;
            }
            factors.push(Factor { kind, flags, params });
        }
        (count > 0 && reader.rest().len() == TAIL).then(|| Self { id, factors, bytes: bytes.to_vec() })
    }

    /// Locks the data key. `outputs` belong to `factors`, in their order.
    pub(super) fn lock(
        bound: &[u8; BOUND],
        epoch: u32,
        id: SlotId,
        factors: Vec<Factor>,
        outputs: &[Zeroizing<[u8; 32]>],
        salt: &[u8; 32],
        key: &DataKey,
    ) -> Option<Self> {
        let mut bytes = id.0.to_vec();
        bytes.push(u8::try_from(factors.len()).ok()?);
        for factor in &factors {
            bytes.extend_from_slice(&[factor.kind.byte(), factor.flags]);
            crate::wire::put_with_u16_length(&mut bytes, &factor.params).ok()?;
        }
        bytes.extend_from_slice(salt);
        let lock = Lock::derive(bound, epoch, &bytes, salt, &factors, outputs);
        bytes.extend_from_slice(lock.commitment.as_slice());
        bytes.extend_from_slice(&lock.wrap(key)?);
        Some(Self { id, factors, bytes })
    }

    /// Tries outputs on the lock. `None`: they are not the right ones. `Some(None)`: right, but the key inside is not
    /// what was put there.
    pub(super) fn unlock(
        &self,
        bound: &[u8; BOUND],
        epoch: u32,
        outputs: &[Zeroizing<[u8; 32]>],
    ) -> Option<Option<DataKey>> {
        let (head, wrapped) = self.bytes.split_at_checked(self.bytes.len() - WRAPPED)?;
        let (head, commitment) = head.split_last_chunk::<32>()?;
        let salt = head.last_chunk::<32>()?;
        let lock = Lock::derive(bound, epoch, head, salt, &self.factors, outputs);
        if !bool::from(lock.commitment.ct_eq(commitment)) {
            return None;
        }
        Some(lock.unwrap_key(wrapped))
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?}{:?}", self.id, self.factors)
    }
}

/// What wraps one data key, once: the key, its commitment and everything both are bound to.
pub(super) struct Lock {
    kek: Zeroizing<[u8; 32]>,
    pub(super) commitment: Zeroizing<[u8; 32]>,
    bound_to: [u8; 32],
}

impl Lock {
    fn derive(
        bound: &[u8; BOUND],
        epoch: u32,
        head: &[u8],
        salt: &[u8; 32],
        factors: &[Factor],
        outputs: &[Zeroizing<[u8; 32]>],
    ) -> Self {
        let bound_to = sha256(&[b"bwvault/v1/slot", bound, &epoch.to_be_bytes(), head]);
        let mut ikm = Zeroizing::new(Vec::with_capacity(factors.len() * 35));
        for (factor, output) in factors.iter().zip(outputs) {
            ikm.extend_from_slice(&[factor.kind.byte(), 0x00, 0x20]);
            ikm.extend_from_slice(output.as_slice());
        }
        Self::from_material(salt, &ikm, b"bwvault/v1/slot-key", bound_to)
    }

    pub(super) fn from_material(salt: &[u8; 32], ikm: &[u8], label: &[u8], bound_to: [u8; 32]) -> Self {
        let okm = derive::<64>(salt, ikm, &[label, &bound_to]);
        Self { kek: part::<0, 32>(okm.as_slice()), commitment: part::<32, 32>(okm.as_slice()), bound_to }
    }

    pub(super) fn wrap(&self, key: &DataKey) -> Option<[u8; WRAPPED]> {
        // Room for the tag, so that the plain key never moves.
        let mut wrapped = Zeroizing::new(Vec::with_capacity(WRAPPED));
        wrapped.extend_from_slice(key.expose());
        gcm_seal(&self.kek, &[0; 12], &self.bound_to, &mut wrapped).ok()?;
        wrapped.as_slice().try_into().ok()
    }

    pub(super) fn unwrap_key(&self, wrapped: &[u8]) -> Option<DataKey> {
        let key = gcm_open(&self.kek, &[0; 12], &self.bound_to, wrapped).ok()?;
        Some(DataKey::from_bytes(key.as_slice().try_into().ok()?))
    }
}
