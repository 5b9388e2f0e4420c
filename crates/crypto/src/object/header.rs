//! What an object says about itself.

use super::ObjectError;
use crate::ids::{Digest, VaultId, WriterId};
use crate::wire::{Reader, SUITE, Short, put_with_u16_length};

const MAGIC: &[u8; 8] = b"BWOBJ001";

/// What an object holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The recovery phrase: its words as UTF-8.
    Phrase = 1,
    /// A journal entry with the complete state.
    Snapshot = 2,
    /// A journal entry with changes to the state before.
    Delta = 3,
    /// A journal entry by which another writer continues.
    Takeover = 4,
    /// Labels, contacts and the like.
    Metadata = 5,
}

impl Kind {
    fn from_byte(byte: u8) -> Option<Self> {
        [Self::Phrase, Self::Snapshot, Self::Delta, Self::Takeover, Self::Metadata]
            .into_iter()
            .find(|kind| kind.byte() == byte)
    }

    fn byte(self) -> u8 {
        match self {
            Self::Phrase => 1,
            Self::Snapshot => 2,
            Self::Delta => 3,
            Self::Takeover => 4,
            Self::Metadata => 5,
        }
    }
}

/// The readable and, once opened, proved part of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What it holds.
    pub kind: Kind,
    /// The backup it belongs to.
    pub vault_id: VaultId,
    /// Which data key sealed it.
    pub key_epoch: u32,
    /// Takeovers so far in this journal (0 for the phrase).
    pub writer_epoch: u32,
    /// Journal position (for the phrase: the keyring's `seq`).
    pub position: u64,
    /// The device that wrote it.
    pub writer_id: WriterId,
    /// Digest of the whole journal entry before ([`Digest::NONE`] for the first one, and for the phrase).
    pub previous: Digest,
    /// For the drive's sake, for example the ids of the next files. At most 65,535 bytes.
    pub ext: Vec<u8>,
}

impl From<Short> for ObjectError {
    fn from(_: Short) -> Self {
        Self::Truncated
    }
}

impl Header {
    /// The bytes, for a body of this many.
    pub(super) fn write(&self, body_length: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(90 + self.ext.len() + 64 + body_length);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&SUITE.to_be_bytes());
        bytes.extend_from_slice(&[self.kind.byte(), 0]);
        bytes.extend_from_slice(&self.vault_id.0);
        bytes.extend_from_slice(&self.key_epoch.to_be_bytes());
        bytes.extend_from_slice(&self.writer_epoch.to_be_bytes());
        bytes.extend_from_slice(&self.position.to_be_bytes());
        bytes.extend_from_slice(&self.writer_id.0);
        bytes.extend_from_slice(&self.previous.0);
        bytes.extend_from_slice(&u32::try_from(body_length).ok()?.to_be_bytes());
        put_with_u16_length(&mut bytes, &self.ext).ok()?;
        Some(bytes)
    }

    /// This also gives the header's own length and the body's.
    pub(super) fn parse(bytes: &[u8]) -> Result<(Self, usize, usize), ObjectError> {
        let mut reader = Reader::new(bytes);
        match reader.take(MAGIC.len()) {
            Ok(magic) if magic == MAGIC => {}
            Err(Short) if MAGIC.starts_with(bytes) && !bytes.is_empty() => {
                return Err(ObjectError::Truncated);
            }
            _ => return Err(ObjectError::NotAnObject),
        }
        let suite = reader.u16()?;
        let kind_byte = reader.byte()?;
        let flags = reader.byte()?;
        let kind = match Kind::from_byte(kind_byte) {
            Some(kind) if suite == SUITE && flags == 0 => kind,
            _ => return Err(ObjectError::TooNew { suite, kind: kind_byte, flags }),
        };
        let vault_id = VaultId(reader.array()?);
        let key_epoch = reader.u32()?;
        let writer_epoch = reader.u32()?;
        let position = reader.u64()?;
        let writer_id = WriterId(reader.array()?);
        let previous = Digest(reader.array()?);
        let body_length = usize::try_from(reader.u32()?).map_err(|_| ObjectError::Truncated)?;
        let ext = reader.with_u16_length()?.to_vec();
        let length = bytes.len() - reader.rest().len();
        let header = Self { kind, vault_id, key_epoch, writer_epoch, position, writer_id, previous, ext };
        Ok((header, length, body_length))
    }
}
