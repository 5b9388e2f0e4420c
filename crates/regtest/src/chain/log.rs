//! The file a chain is kept in: what was accepted, in order. A block that does not build on the one before it means
//! that the blocks between were dropped.
//!
//! Layout: 8 bytes of magic, then records of one byte kind (1 block, 2 transaction), four bytes length (little endian)
//! and the bytes of bitcoin's own encoding.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use bitcoin::consensus::{deserialize, serialize};
use bitcoin::{Block, Transaction};

use super::ChainError;

const MAGIC: &[u8; 8] = b"LBCHAIN1";
const BLOCK: u8 = 1;
const TRANSACTION: u8 = 2;

#[derive(Debug)]
pub(super) enum Record {
    Block(Block),
    Transaction(Transaction),
}

#[derive(Debug)]
pub(super) struct Log {
    file: File,
}

impl Log {
    /// Opens or makes the file; a torn last record is cut off.
    pub(super) fn open(path: &Path) -> Result<(Self, Vec<Record>), ChainError> {
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        // Two processes that append to one file would ruin it.
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => ChainError::InUse,
            TryLockError::Error(error) => ChainError::File(error),
        })?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        if bytes.is_empty() {
            file.write_all(MAGIC)?;
            return Ok((Self { file }, Vec::new()));
        }
        let mut rest = bytes.strip_prefix(MAGIC.as_slice()).ok_or(ChainError::NotAChainFile)?;
        let mut records = Vec::new();
        while let Some((kind, body, after)) = next(rest) {
            let record = match kind {
                BLOCK => deserialize(body).map(Record::Block),
                TRANSACTION => deserialize(body).map(Record::Transaction),
                _ => return Err(ChainError::NotAChainFile),
            };
            records.push(record.map_err(|_| ChainError::NotAChainFile)?);
            rest = after;
        }
        let whole = u64::try_from(bytes.len() - rest.len()).unwrap_or(u64::MAX);
        file.set_len(whole)?;
        file.seek(SeekFrom::End(0))?;
        Ok((Self { file }, records))
    }

    /// Appends blocks in one write, so that a reorganisation is there as a whole or not at all.
    pub(super) fn blocks(&mut self, blocks: &[&Block]) -> Result<(), ChainError> {
        let mut bytes = Vec::new();
        for block in blocks {
            push(&mut bytes, BLOCK, &serialize(*block));
        }
        Ok(self.file.write_all(&bytes)?)
    }

    pub(super) fn transaction(&mut self, tx: &Transaction) -> Result<(), ChainError> {
        let mut bytes = Vec::new();
        push(&mut bytes, TRANSACTION, &serialize(tx));
        Ok(self.file.write_all(&bytes)?)
    }
}

fn push(to: &mut Vec<u8>, kind: u8, body: &[u8]) {
    to.push(kind);
    to.extend(u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes());
    to.extend(body);
}

fn next(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (kind, bytes) = bytes.split_first()?;
    let (len, bytes) = bytes.split_first_chunk::<4>()?;
    let (body, after) = bytes.split_at_checked(usize::try_from(u32::from_le_bytes(*len)).ok()?)?;
    Some((*kind, body, after))
}
