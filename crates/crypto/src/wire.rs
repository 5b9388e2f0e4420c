//! Reading and writing big-endian fields.

/// The input ended inside a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Short;

/// What is left to read.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], Short> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Short)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Short> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(Short)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Short> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Short> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Short> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Short> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    /// A field that begins with its length in two bytes.
    pub(crate) fn with_u16_length(&mut self) -> Result<&'a [u8], Short> {
        let length = usize::from(self.u16()?);
        self.take(length)
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A field was longer than its length can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Long;

/// Appends a length in two bytes, then the field.
pub(crate) fn put_with_u16_length(into: &mut Vec<u8>, field: &[u8]) -> Result<(), Long> {
    let length = u16::try_from(field.len()).map_err(|_| Long)?;
    into.extend_from_slice(&length.to_be_bytes());
    into.extend_from_slice(field);
    Ok(())
}

/// The only suite of format 1: HKDF-SHA-256, AES-256-GCM, HMAC-SHA-256.
pub(crate) const SUITE: u16 = 1;
