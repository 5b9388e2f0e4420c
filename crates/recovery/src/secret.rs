//! What a user types to open a backup.

use lifeboat_crypto::{FactorKind, Keyring, Phrase, Pin, Secret};

use crate::RecoveryError;

/// The kinds of secret that need nothing but a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SecretKind {
    /// 4 to 12 digits.
    Pin,
    /// Words that are no recovery phrase.
    Passphrase,
    /// The recovery phrase.
    Phrase,
}

impl SecretKind {
    /// Those that open a keyring alone. A PIN that guards stand before is not among them.
    pub fn of(keyring: &Keyring) -> Vec<SecretKind> {
        let alone = |kind| {
            keyring.slots().iter().any(|slot| match slot.factors() {
                [factor] => factor.kind() == kind,
                _ => false,
            })
        };
        let all = [
            (FactorKind::Pin, Self::Pin),
            (FactorKind::Passphrase, Self::Passphrase),
            (FactorKind::Phrase, Self::Phrase),
        ];
        all.into_iter().filter(|(factor, _)| alone(*factor)).map(|(_, kind)| kind).collect()
    }
}

/// What was typed, read.
pub enum EnteredSecret {
    /// A PIN.
    Pin(Pin),
    /// A passphrase, as typed.
    Passphrase(String),
    /// A recovery phrase.
    Phrase(Phrase),
}

impl EnteredSecret {
    /// Reads it.
    ///
    /// # Errors
    /// It is no PIN, or no recovery phrase.
    pub fn parse(kind: SecretKind, text: &str) -> Result<Self, RecoveryError> {
        Ok(match kind {
            SecretKind::Pin => Self::Pin(Pin::enter(text)?),
            SecretKind::Passphrase => Self::Passphrase(text.to_owned()),
            SecretKind::Phrase => Self::Phrase(Phrase::parse(text)?),
        })
    }

    /// It, as a keyring takes it.
    pub fn secret(&self) -> Secret<'_> {
        match self {
            Self::Pin(pin) => Secret::Pin(pin),
            Self::Passphrase(text) => Secret::Passphrase(text),
            Self::Phrase(phrase) => Secret::Phrase(phrase),
        }
    }
}
