//! Making keyrings: the first one, one with other slots, one with another data key.

use super::new_slot::{MakeError, NewFactor, NewSlot, Source};
use super::previous::PreviousKey;
use super::slot::{read_kdf, write_kdf};
use super::{BOUND, Factor, Keyring, MAGIC, MAX_SLOT, MAX_SLOTS, OpenKeyring, Slot, mac_key};
use crate::derive::hmac_sha256;
use crate::ids::{SlotId, VaultId};
use crate::kdf::{Kdf, KdfBounds};
use crate::key::DataKey;
use crate::random::{CryptoRng, make_bytes};
use crate::secret::{FactorKind, normal_passphrase, phrase_output};
use crate::wire::{SUITE, put_with_u16_length};
use hmac::Mac;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// How far an epoch is from the next one at most. The extensions of a keyring end after some 500 changes, and the
/// numbers only after a thousand.
const LONGEST_STEP: u32 = 1 << 22;

impl OpenKeyring {
    /// The first keyring of a backup, with a new data key.
    ///
    /// Randomness is drawn in this order: the data key; then for each slot its id, a salt per typed factor, its salt.
    pub fn make(vault: VaultId, slots: &[NewSlot<'_>], rng: &mut dyn CryptoRng) -> Result<Self, MakeError> {
        let key = DataKey::make(rng);
        Self::make_with(key, vault, slots, rng)
    }

    /// Makes a keyring with a data key that was made before: where something has to be told what follows from it,
    /// before there can be a slot.
    ///
    /// # Security
    /// A key of [`DataKey::make`] that seals nothing else.
    pub fn make_with(
        key: DataKey,
        vault: VaultId,
        slots: &[NewSlot<'_>],
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, MakeError> {
        uploadable(slots)?;
        write(
            Plan { vault, seq: 1, epoch: 1, keep_from: None, unknown_ext: &[] },
            slots,
            key,
            Vec::new(),
            rng,
        )
    }

    /// Puts the same data key behind other slots: a changed PIN, a factor more or less. Slots not listed are dropped.
    ///
    /// # Security
    /// Anyone who has an older keyring still opens it with the older PIN, and with it everything this key ever
    /// seals. If that matters, use [`OpenKeyring::rotate`].
    pub fn rewrite(&self, slots: &[NewSlot<'_>], rng: &mut dyn CryptoRng) -> Result<Self, MakeError> {
        uploadable(slots)?;
        let seq = self.keyring.seq.checked_add(1).ok_or(MakeError::Exhausted)?;
        let plan = self.plan(seq, self.keyring.epoch, Some(&self.keyring));
        write(plan, slots, self.key.duplicate(), self.copies_of_previous(), rng)
    }

    /// A new data key. Objects sealed before still open, with the keys the new keyring carries; nothing that is sealed
    /// from now on opens with an older keyring. No slot can be kept: each is bound to the key it holds.
    ///
    /// The epoch grows by a random step, so that two devices that replace the same key at once do not give
    /// its successors one number: an object names the key that it needs by the epoch alone. Randomness is
    /// drawn in this order: the step, then as [`OpenKeyring::make`] does.
    pub fn rotate(&self, slots: &[NewSlot<'_>], rng: &mut dyn CryptoRng) -> Result<Self, MakeError> {
        self.rotate_over(&[], slots, rng)
    }

    /// Rotates like [`OpenKeyring::rotate`], but also above other keyrings of this backup, which another device made
    /// from the same one: the new keyring opens everything that any of them opens, and its number is above all of
    /// theirs. A key stays where it is if this keyring holds another key of the same epoch.
    pub fn rotate_over(
        &self,
        others: &[OpenKeyring],
        slots: &[NewSlot<'_>],
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, MakeError> {
        let step = step(rng);
        self.rotated(step, DataKey::make(rng), others, slots, rng)
    }

    /// Rotates like [`OpenKeyring::rotate_over`], to a data key that was made before, as [`OpenKeyring::make_with`]
    /// takes it.
    pub fn rotate_over_with(
        &self,
        key: DataKey,
        others: &[OpenKeyring],
        slots: &[NewSlot<'_>],
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, MakeError> {
        let step = step(rng);
        self.rotated(step, key, others, slots, rng)
    }

    /// The numbering of the first release, for tests that make its files again byte for byte.
    #[cfg(feature = "dangerous-test-bounds")]
    pub fn dangerous_rotate_by_one(
        &self,
        slots: &[NewSlot<'_>],
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, MakeError> {
        self.rotated(1, DataKey::make(rng), &[], slots, rng)
    }

    fn rotated(
        &self,
        step: u32,
        key: DataKey,
        others: &[OpenKeyring],
        slots: &[NewSlot<'_>],
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, MakeError> {
        uploadable(slots)?;
        let (mut seq, mut keys) = (self.keyring.seq, BTreeMap::new());
        let of_this_backup = others.iter().filter(|other| other.keyring.vault_id == self.keyring.vault_id);
        for one in std::iter::once(self).chain(of_this_backup) {
            seq = seq.max(one.keyring.seq);
            let present = std::iter::once((one.keyring.epoch, &one.key));
            for (epoch, key) in present.chain(one.previous_keys()) {
                keys.entry(epoch).or_insert_with(|| key.duplicate());
            }
        }
        let newest = keys.keys().next_back().copied().unwrap_or(self.keyring.epoch);
        let seq = seq.checked_add(1).ok_or(MakeError::Exhausted)?;
        let epoch = newest.checked_add(step).ok_or(MakeError::Exhausted)?;
        let previous = keys.into_iter().rev().collect();
        write(self.plan(seq, epoch, None), slots, key, previous, rng)
    }

    /// This device's own copy, with slots that only work here. Same counters; never to be uploaded.
    pub fn for_this_device(&self, slots: &[NewSlot<'_>], rng: &mut dyn CryptoRng) -> Result<Self, MakeError> {
        let plan = self.plan(self.keyring.seq, self.keyring.epoch, Some(&self.keyring));
        write(plan, slots, self.key.duplicate(), self.copies_of_previous(), rng)
    }

    fn plan<'a>(&'a self, seq: u32, epoch: u32, keep_from: Option<&'a Keyring>) -> Plan<'a> {
        let unknown_ext = &self.keyring.unknown_ext;
        Plan { vault: self.keyring.vault_id, seq, epoch, keep_from, unknown_ext }
    }

    fn copies_of_previous(&self) -> Vec<(u32, DataKey)> {
        self.previous_keys().map(|(epoch, key)| (epoch, key.duplicate())).collect()
    }
}

/// How far the next epoch is from this one.
fn step(rng: &mut dyn CryptoRng) -> u32 {
    u32::from_be_bytes(make_bytes(rng)) % LONGEST_STEP + 1
}

/// Refuses slots that are for one device only. (A kept one is refused when it is found to be such.)
fn uploadable(slots: &[NewSlot<'_>]) -> Result<(), MakeError> {
    let device = |factor: &NewFactor<'_>| factor.kind() == FactorKind::Device;
    let local =
        slots.iter().any(|slot| matches!(&slot.source, Source::Lock(factors) if factors.iter().any(device)));
    if local { Err(MakeError::DeviceSlot) } else { Ok(()) }
}

/// What a keyring says besides its slots.
struct Plan<'a> {
    vault: VaultId,
    seq: u32,
    epoch: u32,
    keep_from: Option<&'a Keyring>,
    unknown_ext: &'a [u8],
}

impl Plan<'_> {
    fn bound(&self) -> [u8; BOUND] {
        let mut bound = [0; BOUND];
        bound[..8].copy_from_slice(MAGIC);
        bound[8..10].copy_from_slice(&SUITE.to_be_bytes());
        bound[12..].copy_from_slice(&self.vault.0);
        bound
    }
}

fn write(
    plan: Plan<'_>,
    new: &[NewSlot<'_>],
    key: DataKey,
    previous: Vec<(u32, DataKey)>,
    rng: &mut dyn CryptoRng,
) -> Result<OpenKeyring, MakeError> {
    let count = u8::try_from(new.len()).unwrap_or(u8::MAX);
    if !(1..=MAX_SLOTS).contains(&new.len()) {
        return Err(MakeError::SlotCount(new.len()));
    }
    let bound = plan.bound();
    let mut bytes = bound.to_vec();
    bytes.extend_from_slice(&plan.seq.to_be_bytes());
    bytes.extend_from_slice(&plan.epoch.to_be_bytes());
    bytes.push(count);
    let mut slots = Vec::with_capacity(new.len());
    for slot in new {
        let slot = match &slot.source {
            Source::Keep(id) => kept(&plan, *id)?,
            Source::Lock(factors) => lock(&bound, plan.epoch, factors, &slot.bounds, &key, rng)?,
        };
        put_with_u16_length(&mut bytes, slot.as_bytes())?;
        slots.push(slot);
    }
    check_guarded(&slots)?;
    let mut ext = Vec::new();
    let mut locked = Vec::with_capacity(previous.len());
    for (epoch, old) in &previous {
        let entry =
            PreviousKey::lock(&bound, plan.epoch, &key, *epoch, old, rng).ok_or(MakeError::TooLong)?;
        entry.put(&mut ext).ok_or(MakeError::TooLong)?;
        locked.push(entry);
    }
    ext.extend_from_slice(plan.unknown_ext);
    put_with_u16_length(&mut bytes, &ext)?;
    let mac = hmac_sha256(&mac_key(&key), &bytes).finalize().into_bytes();
    bytes.extend_from_slice(&mac);
    let keyring = Keyring {
        bytes,
        vault_id: plan.vault,
        seq: plan.seq,
        epoch: plan.epoch,
        slots,
        previous: locked,
        unknown_ext: plan.unknown_ext.to_vec(),
    };
    Ok(OpenKeyring { keyring, key, previous })
}

fn kept(plan: &Plan<'_>, id: SlotId) -> Result<Slot, MakeError> {
    let from = plan.keep_from.ok_or(MakeError::CannotKeep(id))?;
    let slot = from.slots.iter().find(|slot| slot.id() == id).ok_or(MakeError::CannotKeep(id))?;
    // A slot for one device stays in that device's copy, which keeps the counters.
    if slot.is_local_only() && plan.seq != from.seq {
        return Err(MakeError::DeviceSlot);
    }
    Ok(slot.clone())
}

fn lock(
    bound: &[u8; BOUND],
    epoch: u32,
    factors: &[NewFactor<'_>],
    bounds: &KdfBounds,
    key: &DataKey,
    rng: &mut dyn CryptoRng,
) -> Result<Slot, MakeError> {
    let mut factors: Vec<&NewFactor<'_>> = factors.iter().collect();
    factors.sort_by_key(|factor| factor.kind().byte());
    let distinct = factors.windows(2).all(|pair| pair[0].kind() != pair[1].kind());
    let has = |kind| factors.iter().any(|factor| factor.kind() == kind);
    let guards_alone = has(FactorKind::Guards) && !has(FactorKind::Pin);
    if factors.is_empty() || !distinct || guards_alone {
        return Err(MakeError::Factors);
    }
    let id = SlotId::make(rng);
    let mut public = Vec::with_capacity(factors.len());
    let mut outputs = Vec::with_capacity(factors.len());
    for factor in factors {
        let (flags, params, output) = compute(factor, bounds, rng)?;
        public.push(Factor::new(factor.kind(), flags, params));
        outputs.push(output);
    }
    let salt = make_bytes(rng);
    let slot = Slot::lock(bound, epoch, id, public, &outputs, &salt, key).ok_or(MakeError::TooLong)?;
    if slot.as_bytes().len() > MAX_SLOT { Err(MakeError::TooLong) } else { Ok(slot) }
}

type FactorOutput = (u8, Vec<u8>, Zeroizing<[u8; 32]>);

fn compute(
    factor: &NewFactor<'_>,
    bounds: &KdfBounds,
    rng: &mut dyn CryptoRng,
) -> Result<FactorOutput, MakeError> {
    let mut typed = |kdf: Kdf, text: &[u8]| -> Result<FactorOutput, MakeError> {
        bounds.check(kdf)?;
        let salt = make_bytes(rng);
        Ok((0, write_kdf(kdf, &salt), kdf.derive(text, &salt)?))
    };
    match factor {
        NewFactor::Pin(pin, kdf) => typed(*kdf, pin.as_bytes()),
        NewFactor::Passphrase(text, kdf) => {
            let text = normal_passphrase(text);
            if text.is_empty() {
                return Err(MakeError::EmptyPassphrase);
            }
            typed(*kdf, text.as_bytes())
        }
        NewFactor::Phrase(phrase) => Ok((0, Vec::new(), phrase_output(phrase))),
        NewFactor::Device(id, output) => Ok((0, id.0.to_vec(), Zeroizing::new(**output))),
        NewFactor::Output { flags, params, output, .. } => {
            // What was derived elsewhere must have cost as much.
            if let FactorKind::Pin | FactorKind::Passphrase = factor.kind() {
                let (kdf, _) = read_kdf(params).filter(|_| *flags == 0).ok_or(MakeError::Factors)?;
                bounds.check(kdf)?;
            }
            Ok((*flags, params.to_vec(), Zeroizing::new(**output)))
        }
    }
}

/// A PIN with guards is the only way by PIN, except for slots of one device, which are never uploaded.
fn check_guarded(slots: &[Slot]) -> Result<(), MakeError> {
    let pins = || slots.iter().filter(|slot| slot.has(FactorKind::Pin) && !slot.is_local_only());
    if pins().any(Slot::is_guarded) && pins().count() > 1 { Err(MakeError::Factors) } else { Ok(()) }
}
