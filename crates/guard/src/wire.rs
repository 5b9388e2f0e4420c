//! What a guard and its client say to each other, version 1: docs/format.md, "Guards".
//!
//! Decoding is strict: every length comes out even, and what is not defined is malformed. Nothing in here is believed
//! for having been decoded.

mod answer;
mod info;
mod request;

pub use answer::{Answer, Code, Tally};
pub use info::GuardInfo;
pub use request::{Admission, GuardOp, Mac, OwnerKey, Register, Request};

use crate::derive::sha256;
use rand_core::CryptoRng;
use std::fmt;

/// Tries that a record answers between two statements of its owner.
pub const TRIES: u8 = 10;

/// The version of the wire, and the part of the path that says so.
pub const VERSION: u8 = 1;
/// Longest request, bytes: a guard reads no more.
pub const MAX_REQUEST: usize = 256;
/// The number of bytes of every answer.
pub const ANSWER: usize = 160;

/// Bytes that no writer of this version sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed")]
pub struct Malformed;

/// The name of a record: random, and known to anyone who has the keyring's file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub [u8; 32]);

impl RecordId {
    /// A new one.
    pub fn make(rng: &mut dyn CryptoRng) -> Self {
        let mut id = [0; 32];
        rng.fill_bytes(&mut id);
        Self(id)
    }

    /// The name under which a guard stores the record: reading the guard's store reveals no ids.
    pub fn stored_under(&self) -> [u8; 32] {
        sha256(&[b"bwvault/v1/guard-record", &self.0])
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(4).try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

/// What is left to read.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(Malformed)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Malformed> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Malformed> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Malformed> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    pub(crate) fn end(self) -> Result<(), Malformed> {
        if self.0.is_empty() { Ok(()) } else { Err(Malformed) }
    }
}

#[cfg(test)]
mod tests;
