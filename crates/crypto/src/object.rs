//! Sealed objects: every file of a backup is one, under a key and nonce of its own.
//!
//! Layout: docs/format.md, "Object".

mod header;
mod padding;

pub use header::{Header, Kind};
#[cfg(feature = "dangerous-test-bounds")]
pub use padding::dangerous_small_objects;

use crate::derive::{TAG, derive, gcm_open, gcm_seal, part, sha256};
use crate::ids::Digest;
use crate::key::DataKey;
use crate::random::{CryptoRng, make_bytes};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

const SALT: usize = 32;
const COMMITMENT: usize = 32;

/// Why something could not be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// More data, or a longer extension, than an object holds.
    #[error("too long for one object")]
    TooLong,
}

/// Why an object was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObjectError {
    /// The bytes begin like no sealed object.
    #[error("not a sealed object")]
    NotAnObject,
    /// The object is cut off.
    #[error("the object is cut off")]
    Truncated,
    /// The object contradicts itself, has bytes after its end, or holds what no honest writer seals.
    #[error("the object is damaged")]
    Damaged,
    /// A later format.
    #[error("the object has suite {suite:#06x}, kind {kind}, flags {flags:#04x}")]
    TooNew {
        /// Its suite.
        suite: u16,
        /// Its kind.
        kind: u8,
        /// Its flags.
        flags: u8,
    },
    /// The object was changed since it was sealed, or sealed with another key. The two cannot be told apart.
    #[error("the object was changed, or sealed with another key")]
    Mismatch,
    /// The object says that it belongs to another backup.
    #[error("the object belongs to another backup")]
    Foreign,
    /// The object was sealed in an epoch whose key is not there.
    #[error("no key of epoch {epoch}")]
    NoKey {
        /// Which epoch.
        epoch: u32,
    },
}

/// An object as it was read. Its header may be looked at, to know which key to take; nothing in it is proved before it
/// is opened.
#[derive(Clone)]
pub struct Sealed<'a> {
    header: Header,
    /// Header, salt and commitment: what the ciphertext vouches for.
    head: &'a [u8],
    header_length: usize,
    body: &'a [u8],
}

/// Seals data. The result differs each time: key and nonce come from a fresh salt.
pub fn seal(
    key: &DataKey,
    header: &Header,
    data: &[u8],
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, SealError> {
    let plain_length = padding::padded_length(header, data.len()).ok_or(SealError::TooLong)?;
    let data_length = u32::try_from(data.len()).map_err(|_| SealError::TooLong)?;
    let mut head = header.write(plain_length + TAG).ok_or(SealError::TooLong)?;
    let salt: [u8; SALT] = make_bytes(rng);
    let keys = Keys::derive(key, &head, &salt);
    head.extend_from_slice(&salt);
    head.extend_from_slice(keys.commitment.as_slice());
    // Room for the tag, so that the plain text never moves and leaves a copy behind.
    let mut body = Zeroizing::new(Vec::with_capacity(plain_length + TAG));
    body.extend_from_slice(&data_length.to_be_bytes());
    body.extend_from_slice(data);
    body.resize(plain_length, 0);
    gcm_seal(&keys.key, &keys.nonce, &head, &mut body).map_err(|_| SealError::TooLong)?;
    head.extend_from_slice(&body);
    Ok(head)
}

/// SHA-256 of a whole object, as the next journal entry names it. In a file that begins with a keyring the object is
/// what comes after it ([`crate::StoredFile`]).
pub fn digest(object: &[u8]) -> Digest {
    Digest(sha256(&[object]))
}

impl Header {
    /// What the beginning of an object says about it, even of one that was cut after its header. **It is not
    /// proved.**
    pub fn at_start_of(bytes: &[u8]) -> Option<Header> {
        Header::parse(bytes).ok().map(|(header, ..)| header)
    }
}

impl<'a> Sealed<'a> {
    /// Reads an object, which must be all there is.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ObjectError> {
        let (header, header_length, body_length) = Header::parse(bytes)?;
        let (head, body) =
            bytes.split_at_checked(header_length + SALT + COMMITMENT).ok_or(ObjectError::Truncated)?;
        match body.len() {
            length if length < body_length => Err(ObjectError::Truncated),
            length if length > body_length => Err(ObjectError::Damaged),
            _ => Ok(Self { header, head, header_length, body }),
        }
    }

    /// What it says about itself. **Not proved** before [`Sealed::open`] succeeds.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The data, if this is what was sealed with this key: every bit of the object is checked.
    pub fn open(self, key: &DataKey) -> Result<Zeroizing<Vec<u8>>, ObjectError> {
        let (header_bytes, after) =
            self.head.split_at_checked(self.header_length).ok_or(ObjectError::Damaged)?;
        let (salt, commitment) = after.split_at_checked(SALT).ok_or(ObjectError::Damaged)?;
        let keys = Keys::derive(key, header_bytes, salt);
        if !bool::from(keys.commitment.ct_eq(commitment)) {
            return Err(ObjectError::Mismatch);
        }
        let plain =
            gcm_open(&keys.key, &keys.nonce, self.head, self.body).map_err(|_| ObjectError::Mismatch)?;
        padding::remove(&self.header, &plain).ok_or(ObjectError::Damaged)
    }
}

/// What one object is sealed with, and nothing else ever.
struct Keys {
    key: Zeroizing<[u8; 32]>,
    commitment: Zeroizing<[u8; 32]>,
    nonce: Zeroizing<[u8; 12]>,
}

impl Keys {
    fn derive(key: &DataKey, header: &[u8], salt: &[u8]) -> Self {
        let okm = derive::<76>(salt, key.expose(), &[b"bwvault/v1/object", &sha256(&[header])]);
        Self {
            key: part::<0, 32>(okm.as_slice()),
            commitment: part::<32, 32>(okm.as_slice()),
            nonce: part::<64, 12>(okm.as_slice()),
        }
    }
}
