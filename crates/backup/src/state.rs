//! What a wallet keeps: a map from keys to bytes, changed by atomic batches.

use std::collections::BTreeMap;

use crate::bytes::{ByteReader, ByteWriter, MAX_KEY, Malformed, TooLarge};

#[cfg(test)]
mod tests;

/// The version of the encoding of [`Batch`] and [`State`] that we write, and the newest we read.
const VERSION: u8 = 1;
const PUT: u8 = 1;
const DELETE: u8 = 2;

/// The largest batch or state, encoded.
pub const MAX_SIZE: usize = 64 << 20;

/// One change of a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// Sets a key, whatever it held.
    Put {
        /// At most [`MAX_KEY`] bytes.
        key: String,
        /// What the key holds from then on: any bytes.
        value: Vec<u8>,
    },
    /// Removes a key, whether it was there or not.
    Delete {
        /// At most [`MAX_KEY`] bytes.
        key: String,
    },
}

/// Changes that become durable together or not at all, in their order.
///
/// A batch may well combine several cuts of the wallet (group commit): what counts is that it leaves the state as it
/// was at *one* instant, channel manager and channel monitors together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Applied one after the other.
    pub ops: Vec<Op>,
}

impl Batch {
    /// Without changes.
    pub fn new() -> Batch {
        Batch::default()
    }

    /// Adds a change that sets a key.
    pub fn put(&mut self, key: impl Into<String>, value: impl Into<Vec<u8>>) {
        self.ops.push(Op::Put { key: key.into(), value: value.into() });
    }

    /// Adds a change that removes a key.
    pub fn delete(&mut self, key: impl Into<String>) {
        self.ops.push(Op::Delete { key: key.into() });
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }

    /// Whether a key is longer than [`MAX_KEY`].
    pub(crate) fn has_too_long_key(&self) -> bool {
        self.ops.iter().any(|op| match op {
            Op::Put { key, .. } | Op::Delete { key } => key.len() > MAX_KEY,
        })
    }

    /// Size of the encoded batch, bytes.
    pub fn size(&self) -> usize {
        let ops = self.ops.iter().map(|op| match op {
            Op::Put { key, value } => 7 + key.len() + value.len(),
            Op::Delete { key } => 3 + key.len(),
        });
        5 + ops.sum::<usize>()
    }

    /// Appends a later batch: group commit.
    pub fn extend(&mut self, later: Batch) {
        self.ops.extend(later.ops);
    }

    /// The only bytes that mean this batch.
    ///
    /// # Errors
    /// When a key or the whole is too large.
    pub fn encode(&self) -> Result<Vec<u8>, TooLarge> {
        let mut out = ByteWriter::default();
        out.u8(VERSION);
        out.length(self.ops.len())?;
        for op in &self.ops {
            match op {
                Op::Put { key, value } => {
                    out.u8(PUT);
                    out.key(key)?;
                    out.value(value)?;
                }
                Op::Delete { key } => {
                    out.u8(DELETE);
                    out.key(key)?;
                }
            }
        }
        out.finish(MAX_SIZE)
    }

    /// The batch these bytes mean.
    ///
    /// # Errors
    /// Everything that [`Batch::encode`] would not have written.
    pub fn decode(bytes: &[u8]) -> Result<Batch, DecodeError> {
        let mut input = opened(bytes)?;
        let count = input.u32()?;
        let mut ops = Vec::new();
        for _ in 0..count {
            ops.push(match input.u8()? {
                PUT => Op::Put { key: input.key(MAX_KEY)?, value: input.value()?.to_vec() },
                DELETE => Op::Delete { key: input.key(MAX_KEY)? },
                _ => return Err(DecodeError::Malformed),
            });
        }
        input.end()?;
        Ok(Batch { ops })
    }
}

/// The complete state: what a snapshot holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State(BTreeMap<String, Vec<u8>>);

impl State {
    /// A state without any key.
    pub fn new() -> State {
        State::default()
    }

    /// The bytes under a key.
    pub fn get(&self, key: &str) -> Option<&[u8]> {
        self.0.get(key).map(Vec::as_slice)
    }

    /// Everything, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_slice()))
    }

    /// Everything whose key begins so, in the order of the keys.
    pub fn prefix<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.0
            .range::<str, _>((std::ops::Bound::Included(prefix), std::ops::Bound::Unbounded))
            .take_while(move |(key, _)| key.starts_with(prefix))
            .map(|(key, value)| (key.as_str(), value.as_slice()))
    }

    /// Whether the state holds nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many keys it holds.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Carries out a batch.
    pub fn apply(&mut self, batch: &Batch) {
        for op in &batch.ops {
            match op {
                Op::Put { key, value } => {
                    self.0.insert(key.clone(), value.clone());
                }
                Op::Delete { key } => {
                    self.0.remove(key);
                }
            }
        }
    }

    pub(crate) fn set(&mut self, key: &str, value: Vec<u8>) {
        self.0.insert(key.to_owned(), value);
    }

    pub(crate) fn remove(&mut self, key: &str) {
        self.0.remove(key);
    }

    /// Adds to the end of what a key holds.
    pub(crate) fn extend(&mut self, key: &str, more: &[u8]) {
        self.0.entry(key.to_owned()).or_default().extend_from_slice(more);
    }

    /// Size of the encoded state, bytes.
    pub fn size(&self) -> usize {
        5 + self.0.iter().map(|(key, value)| 6 + key.len() + value.len()).sum::<usize>()
    }

    /// The only bytes that mean this state.
    ///
    /// # Errors
    /// When a key or the whole is too large.
    pub fn encode(&self) -> Result<Vec<u8>, TooLarge> {
        self.encode_up_to(MAX_SIZE)
    }

    pub(crate) fn encode_up_to(&self, most: usize) -> Result<Vec<u8>, TooLarge> {
        let mut out = ByteWriter::default();
        out.u8(VERSION);
        out.length(self.0.len())?;
        for (key, value) in &self.0 {
            out.key(key)?;
            out.value(value)?;
        }
        out.finish(most)
    }

    /// The state these bytes mean.
    ///
    /// # Errors
    /// Everything that [`State::encode`] would not have written.
    pub fn decode(bytes: &[u8]) -> Result<State, DecodeError> {
        let mut input = opened(bytes)?;
        let count = input.u32()?;
        let mut map: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for _ in 0..count {
            let key = input.key(MAX_KEY)?;
            if map.last_key_value().is_some_and(|(last, _)| *last >= key) {
                return Err(DecodeError::Malformed);
            }
            map.insert(key, input.value()?.to_vec());
        }
        input.end()?;
        Ok(State(map))
    }
}

impl FromIterator<(String, Vec<u8>)> for State {
    fn from_iter<I: IntoIterator<Item = (String, Vec<u8>)>>(items: I) -> State {
        State(items.into_iter().collect())
    }
}

fn opened(bytes: &[u8]) -> Result<ByteReader<'_>, DecodeError> {
    let mut input = ByteReader::new(bytes);
    match input.u8()? {
        VERSION => Ok(input),
        0 => Err(DecodeError::Malformed),
        found => Err(DecodeError::TooNew { found }),
    }
}

/// Why bytes are not a batch or state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Written by a newer version.
    #[error("written by a newer version: {found}")]
    TooNew {
        /// The version that the bytes name.
        found: u8,
    },
    /// The bytes are nothing that any version wrote.
    #[error("malformed")]
    Malformed,
}

impl From<Malformed> for DecodeError {
    fn from(_: Malformed) -> DecodeError {
        DecodeError::Malformed
    }
}
