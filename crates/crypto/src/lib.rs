//! Words, PIN, keyring and sealed objects: the crypto of a Lifeboat backup. Pure: no input or output, no clock, no
//! drive. The byte format is in `docs/format.md`.
//!
//! What to use for what:
//! - a new wallet: [`Phrase::make`], then [`Phrase::seed`];
//! - a PIN that is being chosen: [`Pin::choose`] (with reasons), one that unlocks: [`Pin::enter`];
//! - how much the PIN's derivation may cost here: [`calibrate`];
//! - a new backup: [`OpenKeyring::make`]; a changed PIN: [`OpenKeyring::rewrite`] or, better, [`OpenKeyring::rotate`];
//! - a file from a drive: [`StoredFile::parse`], [`Keyring::open`], [`OpenKeyring::open`];
//! - a file for a drive: [`seal`], [`StoredFile::join`];
//! - something for this device only: [`seal_local`].
//!
//! ```
//! use lifeboat_crypto::*;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let rng = &mut system_rng();
//! let phrase = Phrase::make(rng, Words::Twelve);
//! let vault = VaultId::make(rng);
//! let keyring = OpenKeyring::make(vault, &[NewSlot::phrase(&phrase)], rng)?;
//!
//! let header = Header {
//!     kind: Kind::Phrase,
//!     vault_id: vault,
//!     key_epoch: keyring.keyring().epoch(),
//!     writer_epoch: 0,
//!     position: u64::from(keyring.keyring().seq()),
//!     writer_id: WriterId::make(rng),
//!     previous: Digest::NONE,
//!     ext: Vec::new(),
//! };
//! let object = seal(keyring.data_key(), &header, phrase.words().as_bytes(), rng)?;
//! let file = StoredFile::join(Some(keyring.keyring()), &object);
//!
//! // On another device, with the words on paper:
//! let file = StoredFile::parse(&file)?;
//! let keyring = file.keyring.as_ref().ok_or("a phrase file has a keyring")?;
//! let opened = keyring.open(&Secret::Phrase(&phrase), &KdfBounds::READ)?;
//! let (_, words) = opened.open(file.sealed()?)?;
//! assert_eq!(words.as_slice(), phrase.words().as_bytes());
//! # Ok(())
//! # }
//! ```

#![deny(missing_docs)]
#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

mod derive;
mod file;
mod ids;
#[cfg(feature = "js")]
pub mod js;
mod kdf;
mod key;
mod keyring;
mod local;
mod object;
mod phrase;
mod pin;
mod random;
mod secret;
mod wire;

pub use file::{FileError, StoredFile};
pub use ids::{DeviceKeyId, Digest, SlotId, VaultId, WriterId};
pub use kdf::{Calibration, Kdf, KdfBounds, KdfRefused, calibrate};
pub use key::DataKey;
pub use keyring::{
    Factor, Keyring, KeyringError, MakeError, NewFactor, NewSlot, OpenError, OpenKeyring, PreparedPin, Slot,
};
pub use local::{LocalError, open_local, seal_local};
#[cfg(feature = "dangerous-test-bounds")]
#[doc(hidden)]
pub use object::dangerous_small_objects;
pub use object::{Header, Kind, ObjectError, SealError, Sealed, digest, seal};
pub use phrase::{Phrase, PhraseError, Seed, WordLanguage, Words, words_starting_with};
pub use pin::{NotAPin, PIN_MAX, PIN_MIN, Pin, PinRefused, PinStrength};
pub use random::{CryptoRng, SystemRng, system_rng};
pub use secret::{FactorKind, Secret};

#[cfg(test)]
mod secrecy;
