//! Files of a backup: an object, with the keyring before it where the file must open on its own.

use crate::keyring::{Keyring, KeyringError};
use crate::object::{ObjectError, Sealed};

/// A file as it lies on the drive. Nothing in it is proved.
pub struct StoredFile<'a> {
    /// The keyring: in phrase files and journal snapshots.
    pub keyring: Option<Keyring>,
    /// The object's bytes: what [`crate::digest`] is taken of.
    pub object: &'a [u8],
}

/// Why a file could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Its keyring.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// Its object.
    #[error(transparent)]
    Object(#[from] ObjectError),
}

impl<'a> StoredFile<'a> {
    /// Splits a file.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, FileError> {
        let (keyring, object) = if Keyring::is_at_start_of(bytes) {
            let (keyring, rest) = Keyring::parse(bytes)?;
            (Some(keyring), rest)
        } else {
            (None, bytes)
        };
        Sealed::parse(object)?;
        Ok(Self { keyring, object })
    }

    /// The object.
    pub fn sealed(&self) -> Result<Sealed<'a>, ObjectError> {
        Sealed::parse(self.object)
    }

    /// A file: the keyring, if it goes with it, and the object.
    pub fn join(keyring: Option<&Keyring>, object: &[u8]) -> Vec<u8> {
        let keyring = keyring.map_or(&[][..], Keyring::as_bytes);
        [keyring, object].concat()
    }
}
