//! A PIN with guards (factors 1 and 3 of one slot). The guards are asked with the PIN's output, before the
//! slot is made and before it is opened, so that it is derived separately.

use super::open::OpenError;
use super::slot::{FactorNeeds, write_kdf};
use super::{Keyring, MakeError, NewFactor, Slot};
use crate::kdf::{Kdf, KdfBounds};
use crate::pin::Pin;
use crate::random::{CryptoRng, make_bytes};
use crate::secret::FactorKind;
use zeroize::Zeroizing;

/// A PIN that was derived for a slot to be made.
pub struct PreparedPin {
    params: Vec<u8>,
    output: Zeroizing<[u8; 32]>,
}

impl PreparedPin {
    /// Derives it with a fresh salt. The product passes [`KdfBounds::WRITE`].
    ///
    /// # Errors
    /// A cost that must not be written, or memory that this device does not have.
    pub fn make(pin: &Pin, kdf: Kdf, bounds: &KdfBounds, rng: &mut dyn CryptoRng) -> Result<Self, MakeError> {
        bounds.check(kdf)?;
        let salt = make_bytes(rng);
        let output = kdf.derive(pin.as_bytes(), &salt)?;
        Ok(Self { params: write_kdf(kdf, &salt), output })
    }

    /// What guards are asked with.
    pub fn output(&self) -> &[u8; 32] {
        &self.output
    }

    /// The PIN factor of the slot.
    pub fn factor(&self) -> NewFactor<'_> {
        NewFactor::Output { kind: FactorKind::Pin, flags: 0, params: &self.params, output: &self.output }
    }
}

impl Keyring {
    /// The slot of the PIN with guards. `None` also where there are several: a planted keyring tests one PIN with one
    /// typed PIN, not eight.
    pub fn guarded_slot(&self) -> Option<&Slot> {
        let mut guarded = self.slots.iter().filter(|slot| slot.is_guarded());
        guarded.next().filter(|slot| slot.has(FactorKind::Pin) && guarded.next().is_none())
    }
}

impl Slot {
    /// What guards are asked with for this slot: the PIN, derived. The product passes [`KdfBounds::READ`].
    ///
    /// # Errors
    /// [`OpenError::NoSuchSlot`]: it has no PIN that can be derived here; a cost out of bounds; no memory.
    pub fn pin_output(&self, pin: &Pin, bounds: &KdfBounds) -> Result<Zeroizing<[u8; 32]>, OpenError> {
        let factor = self.factors().iter().find(|factor| factor.kind() == FactorKind::Pin);
        let Some(FactorNeeds::Typed(kdf, salt)) = factor.map(super::Factor::needs) else {
            return Err(OpenError::NoSuchSlot);
        };
        bounds.check(kdf)?;
        Ok(kdf.derive(pin.as_bytes(), &salt)?)
    }
}
