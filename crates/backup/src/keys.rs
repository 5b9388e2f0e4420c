//! The opened keyring, as the journal needs it.

use lifeboat_crypto::{
    DataKey, FileError, Keyring, KeyringError, NewSlot, ObjectError, OpenKeyring, Phrase, VaultId,
};

use crate::{env::Randomness, fault::Fault};

/// What seals and opens the entries of one wallet, the keyring that is uploaded with them, and the words: a device
/// that may write a journal can also write anew the file that a restore begins with ([`crate::phrase_file`]).
pub struct Keys {
    opened: OpenKeyring,
    public: Keyring,
    phrase: Phrase,
}

impl Keys {
    /// An opened keyring that may be uploaded as it is.
    ///
    /// `None` for one with slots for this device alone: see [`Keys::with_public`].
    pub fn new(opened: OpenKeyring, phrase: &Phrase) -> Option<Keys> {
        let public = opened.keyring().clone();
        Keys::with_public(opened, public, phrase)
    }

    /// This device's own copy of a keyring, and the one that is uploaded. `None` when they do not belong together, or
    /// the second has slots for one device alone.
    pub fn with_public(opened: OpenKeyring, public: Keyring, phrase: &Phrase) -> Option<Keys> {
        let same =
            opened.keyring().vault_id() == public.vault_id() && opened.keyring().epoch() == public.epoch();
        let fits =
            same && !public.is_local_only() && public.open_with_key(opened.data_key().duplicate()).is_ok();
        fits.then(|| Keys { opened, public, phrase: phrase.duplicate() })
    }

    /// These keys and secrets under the next keyring number. `None` when the numbers are used up, or the keyring has
    /// slots for this device alone.
    pub(crate) fn renumbered(&self, rng: &Randomness) -> Option<Keys> {
        let slots: Vec<NewSlot<'_>> =
            self.public.slots().iter().map(|slot| NewSlot::keep(slot.id())).collect();
        let opened = rng.with(|rng| self.opened.rewrite(&slots, rng)).ok()?;
        Keys::new(opened, &self.phrase)
    }

    /// The words that bring the wallet back.
    pub fn phrase(&self) -> &Phrase {
        &self.phrase
    }

    /// Id of the backup whose files these keys open.
    pub fn vault_id(&self) -> VaultId {
        self.public.vault_id()
    }

    /// The keyring that is uploaded.
    pub fn keyring(&self) -> &Keyring {
        &self.public
    }

    /// The opened keyring.
    pub fn opened(&self) -> &OpenKeyring {
        &self.opened
    }

    /// What seals with the key in use.
    pub(crate) fn sealing(&self) -> SealingKey<'_> {
        SealingKey {
            vault: self.vault_id(),
            epoch: self.epoch(),
            key: self.opened.data_key(),
            keyring: &self.public,
        }
    }

    /// What seals for a reader that may know no newer key than that of this epoch. `None` when it is not known
    /// here.
    pub(crate) fn sealing_of(&self, epoch: u32) -> Option<SealingKey<'_>> {
        self.opened.key_of_epoch(epoch).map(|key| SealingKey { epoch, key, ..self.sealing() })
    }

    pub(crate) fn epoch(&self) -> u32 {
        self.opened.keyring().epoch()
    }
}

/// A data key, and what its objects say of themselves.
#[derive(Clone, Copy)]
pub(crate) struct SealingKey<'a> {
    pub(crate) vault: VaultId,
    pub(crate) epoch: u32,
    pub(crate) key: &'a DataKey,
    /// What goes before a snapshot.
    pub(crate) keyring: &'a Keyring,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Keys").field("vault_id", &self.vault_id()).finish_non_exhaustive()
    }
}

/// The keyring at the start of a file, and what follows it.
pub(crate) fn parse_keyring(file: &[u8]) -> Result<(Keyring, &[u8]), Fault> {
    Keyring::parse(file).map_err(Fault::from)
}

impl From<KeyringError> for Fault {
    fn from(error: KeyringError) -> Fault {
        match error {
            KeyringError::Truncated => Fault::Truncated,
            KeyringError::TooNew { .. } => Fault::TooNew,
            KeyringError::NotAKeyring | KeyringError::Damaged => Fault::Damaged,
        }
    }
}

impl From<ObjectError> for Fault {
    fn from(error: ObjectError) -> Fault {
        match error {
            ObjectError::Truncated => Fault::Truncated,
            ObjectError::TooNew { .. } => Fault::TooNew,
            ObjectError::Foreign => Fault::Foreign,
            ObjectError::NoKey { .. } => Fault::KeyMissing,
            ObjectError::NotAnObject | ObjectError::Damaged | ObjectError::Mismatch => Fault::Damaged,
        }
    }
}

impl From<FileError> for Fault {
    fn from(error: FileError) -> Fault {
        match error {
            FileError::Keyring(error) => error.into(),
            FileError::Object(error) => error.into(),
        }
    }
}
