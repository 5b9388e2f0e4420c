//! What opens a backup, and what is to open it.

use lifeboat_crypto::{Kdf, KdfBounds, Keyring, NewSlot, OpenError, OpenKeyring, Phrase, Pin, Secret};
use zeroize::Zeroizing;

use crate::error::ModuleError;

/// What was typed to open a backup. Wiped when it is dropped.
pub enum BackupSecret {
    /// A PIN.
    Pin(Pin),
    /// A passphrase.
    Passphrase(Zeroizing<String>),
    /// The recovery phrase.
    Words(Phrase),
}

impl BackupSecret {
    /// A PIN.
    ///
    /// # Errors
    /// It cannot be one.
    pub fn pin(text: &str) -> Result<BackupSecret, ModuleError> {
        Ok(BackupSecret::Pin(Pin::enter(text)?))
    }

    /// A recovery phrase, in any language, spacing and case.
    ///
    /// # Errors
    /// It cannot be one.
    pub fn words(text: &str) -> Result<BackupSecret, ModuleError> {
        Ok(BackupSecret::Words(Phrase::parse(text)?))
    }

    /// Opens a keyring. Takes a second or more.
    pub(crate) fn open(&self, keyring: &Keyring) -> Result<OpenKeyring, OpenError> {
        keyring.open(&self.secret(), &KdfBounds::READ)
    }

    pub(crate) fn secret(&self) -> Secret<'_> {
        match self {
            BackupSecret::Pin(pin) => Secret::Pin(pin),
            BackupSecret::Passphrase(text) => Secret::Passphrase(text),
            BackupSecret::Words(phrase) => Secret::Phrase(phrase),
        }
    }

    /// The recovery phrase, where that is what was typed.
    pub(crate) fn phrase(&self) -> Option<Phrase> {
        match self {
            BackupSecret::Words(phrase) => Some(phrase.duplicate()),
            BackupSecret::Pin(_) | BackupSecret::Passphrase(_) => None,
        }
    }
}

/// What shall open a backup beside its recovery phrase, which always does. Wiped when it is dropped.
pub struct SlotPlan {
    pin: Option<Pin>,
    passphrase: Option<Zeroizing<String>>,
    kdf: Kdf,
}

impl SlotPlan {
    /// `kdf`: what deriving a key from a PIN or a passphrase costs.
    ///
    /// # Errors
    /// The PIN must not be chosen.
    pub fn new(
        pin: Option<&str>,
        passphrase: Option<Zeroizing<String>>,
        kdf: Kdf,
    ) -> Result<SlotPlan, ModuleError> {
        Ok(SlotPlan { pin: pin.map(Pin::choose).transpose()?, passphrase, kdf })
    }

    /// The slots of a keyring.
    pub(crate) fn slots<'a>(&'a self, phrase: &'a Phrase) -> Vec<NewSlot<'a>> {
        let pin = self.pin.iter().map(|pin| NewSlot::pin(pin, self.kdf));
        let passphrase = self.passphrase.iter().map(|text| NewSlot::passphrase(text, self.kdf));
        pin.chain(passphrase).chain([NewSlot::phrase(phrase)]).collect()
    }

    /// Every secret that has to open the backup, each alone.
    pub(crate) fn secrets<'a>(&'a self, phrase: &'a Phrase) -> impl Iterator<Item = Secret<'a>> {
        let pin = self.pin.iter().map(Secret::Pin);
        let passphrase = self.passphrase.iter().map(|text| Secret::Passphrase(text));
        pin.chain(passphrase).chain([Secret::Phrase(phrase)])
    }
}
