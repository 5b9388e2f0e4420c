//! What a keyring is to be made with: slots, their factors, and why it could not be.

use crate::ids::{DeviceKeyId, SlotId};
use crate::kdf::{Kdf, KdfBounds, KdfFailed, KdfRefused};
use crate::phrase::Phrase;
use crate::pin::Pin;
use crate::secret::FactorKind;
use crate::wire::Long;

/// A factor of a slot to be made.
#[derive(Clone, Copy)]
pub enum NewFactor<'a> {
    /// A PIN at a cost.
    Pin(&'a Pin, Kdf),
    /// A passphrase at a cost.
    Passphrase(&'a str, Kdf),
    /// The recovery phrase.
    Phrase(&'a Phrase),
    /// A key of this device: its name, and what was derived from it.
    Device(DeviceKeyId, &'a [u8; 32]),
    /// A factor that something else computes: its kind, flags, parameters, and output.
    Output {
        /// Its kind.
        kind: FactorKind,
        /// Its flags.
        flags: u8,
        /// Its parameters, as docs/format.md defines them.
        params: &'a [u8],
        /// Its output.
        output: &'a [u8; 32],
    },
}

/// A slot to be made, or one to be kept as it is.
pub struct NewSlot<'a> {
    pub(super) source: Source<'a>,
    pub(super) bounds: KdfBounds,
}

/// Where a slot comes from.
pub(super) enum Source<'a> {
    Lock(Vec<NewFactor<'a>>),
    Keep(SlotId),
}

/// Why a keyring could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MakeError {
    /// A keyring has 1 to 8 slots.
    #[error("{0} slots")]
    SlotCount(usize),
    /// A slot needs at least one factor, and of each kind at most one. Guards only stand together with a PIN,
    /// and then there is no other way by PIN: it would open what they protect.
    #[error(
        "a slot needs one factor or several of different kinds; guards need a PIN, and no other slot with one"
    )]
    Factors,
    /// A passphrase without letters.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// A cost that must not be written.
    #[error(transparent)]
    Kdf(#[from] KdfRefused),
    /// This device cannot give the memory.
    #[error("not enough memory for this cost")]
    OutOfMemory,
    /// The slot to keep does not exist, or belongs to the data key that is being replaced.
    #[error("slot {0} cannot be kept")]
    CannotKeep(SlotId),
    /// Slots for one device belong in this device's own copy, never in a keyring that is uploaded.
    #[error("device slots only belong in this device's own copy")]
    DeviceSlot,
    /// Something is longer than the format can say.
    #[error("too long for the format")]
    TooLong,
    /// A counter is at its end.
    #[error("the keyring's counters are exhausted")]
    Exhausted,
}

impl From<Long> for MakeError {
    fn from(_: Long) -> Self {
        Self::TooLong
    }
}

impl From<KdfFailed> for MakeError {
    fn from(failed: KdfFailed) -> Self {
        match failed {
            KdfFailed::OutOfMemory => Self::OutOfMemory,
            KdfFailed::Undefined => Self::Kdf(KdfRefused::TooCostly),
        }
    }
}

impl NewFactor<'_> {
    /// Its kind, as the keyring names it.
    pub(super) fn kind(&self) -> FactorKind {
        match self {
            Self::Pin(..) => FactorKind::Pin,
            Self::Passphrase(..) => FactorKind::Passphrase,
            Self::Phrase(_) => FactorKind::Phrase,
            Self::Device(..) => FactorKind::Device,
            // The byte decides, so that `Unknown(7)` is no way around.
            Self::Output { kind, .. } => FactorKind::from_byte(kind.byte()),
        }
    }
}

impl<'a> NewSlot<'a> {
    /// Opened by the PIN alone.
    pub fn pin(pin: &'a Pin, kdf: Kdf) -> Self {
        Self::all_of(vec![NewFactor::Pin(pin, kdf)])
    }

    /// Opened by a passphrase alone.
    pub fn passphrase(text: &'a str, kdf: Kdf) -> Self {
        Self::all_of(vec![NewFactor::Passphrase(text, kdf)])
    }

    /// Opened by the recovery phrase alone. Every keyring should have it: the holder of the words holds the wallet.
    pub fn phrase(phrase: &'a Phrase) -> Self {
        Self::all_of(vec![NewFactor::Phrase(phrase)])
    }

    /// Opened by a key of this device alone. Only for [`OpenKeyring::for_this_device`].
    pub fn device(key_id: DeviceKeyId, output: &'a [u8; 32]) -> Self {
        Self::all_of(vec![NewFactor::Device(key_id, output)])
    }

    /// Opened by all of these together.
    pub fn all_of(factors: Vec<NewFactor<'a>>) -> Self {
        Self { source: Source::Lock(factors), bounds: KdfBounds::WRITE }
    }

    /// A slot of the present keyring, as it is. The way to keep one whose secret is not at hand.
    pub fn keep(slot: SlotId) -> Self {
        Self { source: Source::Keep(slot), bounds: KdfBounds::WRITE }
    }

    /// A slot with other bounds than [`KdfBounds::WRITE`], which only tests can make.
    #[must_use]
    pub fn within(mut self, bounds: KdfBounds) -> Self {
        self.bounds = bounds;
        self
    }
}
