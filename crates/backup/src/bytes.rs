//! Reading and writing big-endian fields.

use lifeboat_crypto::Digest;

/// The longest key, in bytes.
pub const MAX_KEY: usize = 512;

/// A key over [`MAX_KEY`], or a whole over [`crate::MAX_SIZE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too large")]
pub struct TooLarge;

/// The bytes end too early or too late, or cannot be read.
pub(crate) struct Malformed;

pub(crate) struct ByteReader<'a>(&'a [u8]);

impl<'a> ByteReader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> ByteReader<'a> {
        ByteReader(bytes)
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        self.take(N)?.try_into().map_err(|_| Malformed)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Malformed> {
        self.array().map(u8::from_be_bytes)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Malformed> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(u32::from_be_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Malformed> {
        self.array().map(u64::from_be_bytes)
    }

    pub(crate) fn text(&mut self, length: usize) -> Result<String, Malformed> {
        String::from_utf8(self.take(length)?.to_vec()).map_err(|_| Malformed)
    }

    pub(crate) fn key(&mut self, most: usize) -> Result<String, Malformed> {
        let length = usize::from(self.u16()?);
        if length > most { Err(Malformed) } else { self.text(length) }
    }

    pub(crate) fn value(&mut self) -> Result<&'a [u8], Malformed> {
        let length = usize::try_from(self.u32()?).map_err(|_| Malformed)?;
        self.take(length)
    }

    /// Positions, each above the one before.
    pub(crate) fn ascending(&mut self) -> Result<Vec<u64>, Malformed> {
        let mut positions: Vec<u64> = Vec::new();
        for _ in 0..self.u32()? {
            let position = self.u64()?;
            if positions.last().is_some_and(|last| *last >= position) {
                return Err(Malformed);
            }
            positions.push(position);
        }
        Ok(positions)
    }

    pub(crate) fn digest(&mut self) -> Result<Digest, Malformed> {
        self.array().map(Digest)
    }

    pub(crate) fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.0)
    }

    pub(crate) fn end(&self) -> Result<(), Malformed> {
        if self.0.is_empty() { Ok(()) } else { Err(Malformed) }
    }
}

#[derive(Default)]
pub(crate) struct ByteWriter(Vec<u8>);

impl ByteWriter {
    pub(crate) fn u8(&mut self, value: u8) {
        self.0.push(value);
    }

    pub(crate) fn u16(&mut self, value: u16) {
        self.0.extend_from_slice(&value.to_be_bytes());
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.0.extend_from_slice(&value.to_be_bytes());
    }

    pub(crate) fn u64(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_be_bytes());
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn length(&mut self, length: usize) -> Result<(), TooLarge> {
        self.u32(u32::try_from(length).map_err(|_| TooLarge)?);
        Ok(())
    }

    pub(crate) fn positions(&mut self, positions: &[u64]) -> Result<(), TooLarge> {
        self.length(positions.len())?;
        for position in positions {
            self.u64(*position);
        }
        Ok(())
    }

    pub(crate) fn key(&mut self, key: &str) -> Result<(), TooLarge> {
        if key.len() > MAX_KEY {
            return Err(TooLarge);
        }
        self.u16(u16::try_from(key.len()).map_err(|_| TooLarge)?);
        self.raw(key.as_bytes());
        Ok(())
    }

    pub(crate) fn value(&mut self, value: &[u8]) -> Result<(), TooLarge> {
        self.length(value.len())?;
        self.raw(value);
        Ok(())
    }

    pub(crate) fn finish(self, most: usize) -> Result<Vec<u8>, TooLarge> {
        if self.0.len() > most { Err(TooLarge) } else { Ok(self.0) }
    }

    pub(crate) fn done(self) -> Vec<u8> {
        self.0
    }
}
