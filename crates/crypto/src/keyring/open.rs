//! Opening a keyring.

use super::slot::FactorNeeds;
use super::{BOUND, Keyring, Slot};
use crate::ids::SlotId;
use crate::kdf::{KdfBounds, KdfFailed, KdfRefused};
use crate::key::DataKey;
use crate::object::{Header, ObjectError, Sealed};
use crate::secret::{FactorKind, Secret, normal_passphrase, phrase_output};
use zeroize::Zeroizing;

/// A keyring that was opened and proved, with the keys from it.
pub struct OpenKeyring {
    pub(super) keyring: Keyring,
    pub(super) key: DataKey,
    /// Newest first, as in the keyring.
    pub(super) previous: Vec<(u32, DataKey)>,
}

/// Why a keyring did not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// There is a slot for such a secret, but the secret is a different one. (A slot whose public part was changed
    /// looks the same: the two cannot be told apart.)
    #[error("not the right secret")]
    WrongSecret,
    /// No slot can be opened with secrets of this kind.
    #[error("no slot for this kind of secret")]
    NoSuchSlot,
    /// The secret is right, and the keyring was changed since it was written.
    #[error("the keyring is damaged")]
    Damaged,
    /// The slot asks for more memory or time than any honest writer would.
    #[error("opening would cost more than allowed")]
    TooCostly,
    /// The slot protects so little that no honest writer wrote it.
    #[error("the slot is weaker than allowed")]
    TooWeak,
    /// This device cannot give the memory that opening takes.
    #[error("not enough memory to open")]
    OutOfMemory,
}

impl From<KdfRefused> for OpenError {
    fn from(refused: KdfRefused) -> Self {
        match refused {
            KdfRefused::TooWeak => Self::TooWeak,
            KdfRefused::TooCostly => Self::TooCostly,
        }
    }
}

impl From<KdfFailed> for OpenError {
    fn from(failed: KdfFailed) -> Self {
        match failed {
            KdfFailed::OutOfMemory => Self::OutOfMemory,
            KdfFailed::Undefined => Self::Damaged,
        }
    }
}

impl Keyring {
    /// Opens it with one secret. The product passes [`KdfBounds::READ`].
    pub fn open(&self, secret: &Secret<'_>, bounds: &KdfBounds) -> Result<OpenKeyring, OpenError> {
        self.open_with(std::slice::from_ref(secret), bounds)
    }

    /// Opens it with several secrets: any slot whose factors are all among them.
    pub fn open_with(&self, secrets: &[Secret<'_>], bounds: &KdfBounds) -> Result<OpenKeyring, OpenError> {
        self.open_any(self.slots.iter(), secrets, bounds)
    }

    /// Opens one slot of it: to find out whether a secret opens that very slot.
    pub fn open_slot(
        &self,
        slot: SlotId,
        secrets: &[Secret<'_>],
        bounds: &KdfBounds,
    ) -> Result<OpenKeyring, OpenError> {
        self.open_any(self.slots.iter().filter(|candidate| candidate.id() == slot), secrets, bounds)
    }

    fn open_any<'s>(
        &'s self,
        slots: impl Iterator<Item = &'s Slot>,
        secrets: &[Secret<'_>],
        bounds: &KdfBounds,
    ) -> Result<OpenKeyring, OpenError> {
        let bound = self.bound()?;
        // The best explanation when nothing opens: a wrong secret says more than a slot that could not be tried.
        let mut why = OpenError::NoSuchSlot;
        for slot in slots {
            let Some(inputs) = matching(slot, secrets) else {
                continue;
            };
            let outputs = match derive_all(slot, &inputs, bounds) {
                Ok(outputs) => outputs,
                Err(failed) => {
                    if why != OpenError::WrongSecret {
                        why = failed;
                    }
                    continue;
                }
            };
            match slot.unlock(&bound, self.epoch, &outputs) {
                Some(Some(key)) => return self.open_with_key(key),
                Some(None) => return Err(OpenError::Damaged),
                None => why = OpenError::WrongSecret,
            }
        }
        Err(why)
    }

    /// Opens it with the data key itself, kept from an earlier opening.
    pub fn open_with_key(&self, key: DataKey) -> Result<OpenKeyring, OpenError> {
        if !self.verify(&key) {
            return Err(OpenError::Damaged);
        }
        let bound = self.bound()?;
        let previous = self
            .previous
            .iter()
            .map(|entry| Some((entry.epoch(), entry.unlock(&bound, self.epoch, &key)?)))
            .collect::<Option<Vec<_>>>()
            .ok_or(OpenError::Damaged)?;
        Ok(OpenKeyring { keyring: self.clone(), key, previous })
    }

    fn bound(&self) -> Result<[u8; BOUND], OpenError> {
        self.bytes.first_chunk().copied().ok_or(OpenError::Damaged)
    }
}

impl OpenKeyring {
    /// The key that seals new objects.
    pub fn data_key(&self) -> &DataKey {
        &self.key
    }

    /// The keyring, to store or to show.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// The keys of earlier epochs, newest first.
    pub fn previous_keys(&self) -> impl Iterator<Item = (u32, &DataKey)> {
        self.previous.iter().map(|(epoch, key)| (*epoch, key))
    }

    /// The key of an epoch, if it is this one's or an earlier one's.
    pub fn key_of_epoch(&self, epoch: u32) -> Option<&DataKey> {
        if epoch == self.keyring.epoch {
            return Some(&self.key);
        }
        self.previous_keys().find_map(|(of, key)| (of == epoch).then_some(key))
    }

    /// Opens an object of this backup, whatever its epoch. Also gives its header, which is then proved.
    pub fn open(&self, object: Sealed<'_>) -> Result<(Header, Zeroizing<Vec<u8>>), ObjectError> {
        let header = object.header().clone();
        if header.vault_id != self.keyring.vault_id {
            return Err(ObjectError::Foreign);
        }
        let key =
            self.key_of_epoch(header.key_epoch).ok_or(ObjectError::NoKey { epoch: header.key_epoch })?;
        let data = object.open(key)?;
        Ok((header, data))
    }
}

/// A secret for each factor of a slot, or `None` when one is missing, or where guards stand without the PIN
/// that they are for.
fn matching<'s, 'a>(slot: &Slot, secrets: &'s [Secret<'a>]) -> Option<Vec<&'s Secret<'a>>> {
    if slot.is_guarded() && !slot.has(FactorKind::Pin) {
        return None;
    }
    let fits = |secret: &Secret<'_>, needs: &FactorNeeds, kind: FactorKind| match (secret, needs) {
        (Secret::Pin(_), FactorNeeds::Typed(..)) => kind == FactorKind::Pin,
        (Secret::Passphrase(_), FactorNeeds::Typed(..)) => kind == FactorKind::Passphrase,
        (Secret::Phrase(_), FactorNeeds::Phrase) => true,
        (Secret::Device { key_id, .. }, FactorNeeds::Device(id)) => key_id == id,
        (Secret::Output { kind: of, .. }, needs) => *of == kind && !matches!(needs, FactorNeeds::Unknown),
        _ => false,
    };
    slot.factors()
        .iter()
        .map(|factor| {
            let needs = factor.needs();
            secrets.iter().find(|secret| fits(secret, &needs, factor.kind()))
        })
        .collect()
}

/// The outputs of all factors. Every bound is checked before anything is computed.
fn derive_all(
    slot: &Slot,
    inputs: &[&Secret<'_>],
    bounds: &KdfBounds,
) -> Result<Vec<Zeroizing<[u8; 32]>>, OpenError> {
    for factor in slot.factors() {
        if let Some(kdf) = factor.kdf() {
            bounds.check(kdf)?;
        }
    }
    let mut outputs = Vec::with_capacity(inputs.len());
    for (factor, secret) in slot.factors().iter().zip(inputs) {
        outputs.push(match (secret, factor.needs()) {
            (Secret::Pin(pin), FactorNeeds::Typed(kdf, salt)) => kdf.derive(pin.as_bytes(), &salt)?,
            (Secret::Passphrase(text), FactorNeeds::Typed(kdf, salt)) => {
                kdf.derive(normal_passphrase(text).as_bytes(), &salt)?
            }
            (Secret::Phrase(phrase), _) => phrase_output(phrase),
            (Secret::Device { output, .. } | Secret::Output { output, .. }, _) => Zeroizing::new(**output),
            _ => return Err(OpenError::NoSuchSlot),
        });
    }
    Ok(outputs)
}
