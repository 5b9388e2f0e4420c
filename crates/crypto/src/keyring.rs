//! The keyring: the data key behind one or more locks.
//!
//! A slot is opened by all of its factors together; any slot gives the data key. Layout: docs/format.md, "Keyring".

mod guarded;
mod new_slot;
mod open;
mod parse;
mod previous;
mod slot;
mod write;

pub use guarded::PreparedPin;
pub use new_slot::{MakeError, NewFactor, NewSlot};
pub use open::{OpenError, OpenKeyring};
pub use slot::{Factor, Slot};

use crate::derive::{derive, hmac_sha256};
use crate::ids::VaultId;
use crate::key::DataKey;
use previous::PreviousKey;
use std::fmt;
use zeroize::Zeroizing;

pub(crate) const MAGIC: &[u8; 8] = b"BWVAULT1";
/// The part of a keyring that every slot is bound to: all before the counters.
const BOUND: usize = 28;
const MAX_SLOTS: usize = 8;
const MAX_SLOT: usize = 4096;
const MAC: usize = 32;

/// A keyring as it was read: its structure is right, but nothing in it is proved before it is opened.
#[derive(Clone, PartialEq, Eq)]
pub struct Keyring {
    bytes: Vec<u8>,
    vault_id: VaultId,
    seq: u32,
    epoch: u32,
    slots: Vec<Slot>,
    previous: Vec<PreviousKey>,
    /// Extensions of types we do not know, as they were.
    unknown_ext: Vec<u8>,
}

/// Why bytes are no keyring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// They begin with something else.
    #[error("not a keyring")]
    NotAKeyring,
    /// They end too early.
    #[error("the keyring is cut off")]
    Truncated,
    /// They contradict themselves.
    #[error("the keyring is damaged")]
    Damaged,
    /// A later format.
    #[error("the keyring has suite {suite:#06x}, flags {flags:#06x}")]
    TooNew {
        /// Its suite.
        suite: u16,
        /// Its flags.
        flags: u16,
    },
}

impl Keyring {
    /// Whether a file begins with a keyring.
    pub fn is_at_start_of(bytes: &[u8]) -> bool {
        bytes.starts_with(MAGIC)
    }

    /// Reads the keyring at the start of a file. Also gives what comes after it.
    pub fn parse(bytes: &[u8]) -> Result<(Self, &[u8]), KeyringError> {
        parse::parse(bytes)
    }

    /// Reads a keyring that must be all there is.
    pub fn parse_all(bytes: &[u8]) -> Result<Self, KeyringError> {
        match Self::parse(bytes)? {
            (keyring, []) => Ok(keyring),
            _ => Err(KeyringError::Damaged),
        }
    }

    /// The backup it belongs to.
    pub fn vault_id(&self) -> VaultId {
        self.vault_id
    }

    /// Grows at each rewrite. Of several valid keyrings of a backup the highest counts.
    pub fn seq(&self) -> u32 {
        self.seq
    }

    /// Grows whenever the data key is replaced, by a random step: [`OpenKeyring::rotate`].
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Whether it says that it holds the data key of an epoch. Not proved before it is opened.
    pub fn names_epoch(&self, epoch: u32) -> bool {
        epoch == self.epoch || self.previous.iter().any(|previous| previous.epoch() == epoch)
    }

    /// The slots.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Whether some slot is for one device alone: such a keyring is never uploaded.
    pub fn is_local_only(&self) -> bool {
        self.slots.iter().any(Slot::is_local_only)
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Checks the seal over the whole keyring, in constant time.
    fn verify(&self, key: &DataKey) -> bool {
        let Some((message, mac)) = self.bytes.split_at_checked(self.bytes.len() - MAC) else {
            return false;
        };
        hmac::Mac::verify_slice(hmac_sha256(&mac_key(key), message), mac).is_ok()
    }
}

/// Shows what a drive can see anyway.
impl fmt::Debug for Keyring {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Keyring")
            .field("vault_id", &self.vault_id)
            .field("seq", &self.seq)
            .field("epoch", &self.epoch)
            .field("slots", &self.slots)
            .finish_non_exhaustive()
    }
}

fn mac_key(key: &DataKey) -> Zeroizing<[u8; 32]> {
    derive(b"bwvault/v1/keyring-mac", key.expose(), &[b"mac"])
}
