//! How messages travel: as [postcard](https://postcard.jamesmunns.com/wire-format), which names neither
//! fields nor variants. Both sides are of one build ([`Greeting`](crate::Greeting)), so that each knows them.
//! A build that reads names has code for every one of them, and everybody downloads the page's.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use crate::{Call, Message};

/// Bytes that are no message of this build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no message of this build")
    }
}

impl Call {
    /// As it travels. It may hold what opens the wallet. `None` for what cannot be written, and no call is like that.
    pub fn to_bytes(&self) -> Option<Zeroizing<Vec<u8>>> {
        written(self)
    }

    /// Reads one.
    ///
    /// # Errors
    /// It is from another build, or is not a message at all.
    pub fn from_bytes(bytes: &[u8]) -> Result<Call, Unreadable> {
        read(bytes)
    }
}

impl Message {
    /// As it travels. It may hold the recovery phrase. `None` for what cannot be written, and no message is like that.
    pub fn to_bytes(&self) -> Option<Zeroizing<Vec<u8>>> {
        written(self)
    }

    /// Reads one.
    ///
    /// # Errors
    /// It is from another build, or is not a message at all.
    pub fn from_bytes(bytes: &[u8]) -> Result<Message, Unreadable> {
        read(bytes)
    }
}

fn written(message: &impl Serialize) -> Option<Zeroizing<Vec<u8>>> {
    postcard::to_allocvec(message).ok().map(Zeroizing::new)
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Ok(message),
        Ok(_) | Err(_) => Err(Unreadable),
    }
}

#[cfg(test)]
mod tests;
