//! What a guard says about itself.

use super::{Malformed, Reader, TRIES, VERSION};

/// Longest name, bytes.
const MAX_NAME: usize = 64;

/// The answer to `GET /guard/1/info`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardInfo {
    /// Whether a new record needs an invite.
    pub needs_invite: bool,
    /// When the guard ends, days since 1970, if it is to.
    pub closing: Option<u32>,
    /// The guard's name, as its operator chose it.
    name: String,
}

impl GuardInfo {
    /// Makes the info with a name of at most 64 bytes and without control characters.
    ///
    /// # Errors
    /// [`Malformed`]: another name.
    pub fn new(needs_invite: bool, closing: Option<u32>, name: &str) -> Result<Self, Malformed> {
        if name.len() > MAX_NAME || name.chars().any(char::is_control) {
            return Err(Malformed);
        }
        Ok(Self { needs_invite, closing, name: name.to_owned() })
    }

    /// Its name, in its operator's words, which are not checked.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The body of the answer.
    pub fn encode(&self) -> Vec<u8> {
        let flags = u8::from(self.needs_invite) | u8::from(self.closing.is_some()) << 1;
        let mut bytes = vec![VERSION, flags, TRIES, 0];
        bytes.extend_from_slice(&self.closing.unwrap_or(0).to_be_bytes());
        bytes.push(u8::try_from(self.name.len()).unwrap_or(0));
        bytes.extend_from_slice(self.name.as_bytes());
        bytes
    }

    /// Reads it.
    ///
    /// # Errors
    /// [`Malformed`]: no guard of this version.
    pub fn decode(body: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(body);
        let (version, flags) = (reader.byte()?, reader.byte()?);
        if version != VERSION || flags > 3 || [reader.byte()?, reader.byte()?] != [TRIES, 0] {
            return Err(Malformed);
        }
        let day = reader.u32()?;
        let closing = (flags & 2 != 0).then_some(day);
        let length = usize::from(reader.byte()?);
        let name = std::str::from_utf8(reader.take(length)?).map_err(|_| Malformed)?;
        reader.end()?;
        if closing.is_none() && day != 0 {
            return Err(Malformed);
        }
        Self::new(flags & 1 != 0, closing, name)
    }
}
