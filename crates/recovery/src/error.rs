//! Why a backup does not open, as the page tells it.

use lifeboat_backup::DiscoverError;
use lifeboat_crypto::{NotAPin, OpenError, PhraseError};

/// Nothing was changed anywhere. Each has a text in the page ([`RecoveryError::code`]).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryError {
    /// The files contradict each other, or cannot be read.
    #[error("the files cannot be read: {0}")]
    Files(#[from] DiscoverError),
    /// There is no wallet of this number.
    #[error("no such wallet")]
    NoSuchWallet,
    /// No file of this wallet holds a keyring.
    #[error("no file holds a keyring")]
    NoKeyring,
    /// What was typed is no PIN.
    #[error("no PIN: {0}")]
    NotAPin(#[from] NotAPin),
    /// What was typed is no recovery phrase.
    #[error("no recovery phrase: {0}")]
    NotAPhrase(#[from] PhraseError),
    /// The keyring did not open.
    #[error("{0}")]
    Keyring(#[from] OpenError),
}

impl RecoveryError {
    /// The name of its text.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Files(_) | Self::NoSuchWallet => "files",
            Self::NoKeyring | Self::Keyring(OpenError::Damaged) => "damaged",
            Self::NotAPin(_) => "not-a-pin",
            Self::NotAPhrase(_) => "not-a-phrase",
            Self::Keyring(OpenError::WrongSecret) => "wrong",
            Self::Keyring(OpenError::NoSuchSlot) => "no-slot",
            Self::Keyring(OpenError::TooCostly | OpenError::TooWeak) => "unlikely",
            Self::Keyring(OpenError::OutOfMemory) => "memory",
        }
    }
}
