//! Pages: parts of the state, each in an entry of its own. A snapshot that does not hold everything itself names them.
//!
//! So what does not change is written once, and no file grows with the wallet.

use std::collections::BTreeSet;

use lifeboat_crypto::Digest;

use crate::{
    bytes::{ByteReader, ByteWriter, MAX_KEY, Malformed, TooLarge},
    state::State,
};

const PUT: u8 = 1;
const DELETE: u8 = 2;
const MORE: u8 = 3;

/// The most bytes of a chunk, so that its file, sealed and padded, stays below 1 MiB: more than that some
/// servers refuse.
pub(crate) const LARGEST: usize = 880_000;

/// What a chunk says of one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// The key holds this value, whatever earlier chunks say.
    Put { key: String, value: Vec<u8> },
    /// The key is absent, whatever earlier chunks say.
    Delete { key: String },
    /// Its value continues with this.
    More { key: String, value: Vec<u8> },
}

impl Piece {
    fn key(&self) -> &str {
        match self {
            Piece::Put { key, .. } | Piece::Delete { key } | Piece::More { key, .. } => key,
        }
    }

    /// Size of the encoded chunk, bytes.
    fn size(&self) -> usize {
        match self {
            Piece::Put { key, value } | Piece::More { key, value } => 7 + key.len() + value.len(),
            Piece::Delete { key } => 3 + key.len(),
        }
    }
}

/// Part of the state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Chunk(Vec<Piece>);

/// Where a chunk is, and which one it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChunkRef {
    pub(crate) position: u64,
    pub(crate) digest: Digest,
}

impl Chunk {
    /// Pages of at most `most` bytes that say all this, one after the other; at least one. A value that is too long for
    /// one continues in the next.
    pub(crate) fn split(pieces: impl IntoIterator<Item = Piece>, most: usize) -> Vec<Chunk> {
        let mut chunks = vec![Chunk::default()];
        let mut room = most.saturating_sub(4);
        for piece in pieces {
            let mut rest = Some(piece);
            while let Some(piece) = rest.take() {
                if piece.size() <= room {
                    room -= piece.size();
                    add(&mut chunks, piece);
                    continue;
                }
                // What fits into a chunk of its own is not cut.
                let whole = piece.size() <= most.saturating_sub(4);
                if let (false, Some((first, more))) = (whole, cut(&piece, room)) {
                    add(&mut chunks, first);
                    rest = Some(more);
                } else {
                    rest = Some(piece);
                }
                chunks.push(Chunk::default());
                room = most.saturating_sub(4);
            }
        }
        chunks
    }

    /// Pages of a whole state.
    pub(crate) fn all_of(state: &State) -> Vec<Chunk> {
        let pieces =
            state.iter().map(|(key, value)| Piece::Put { key: key.to_owned(), value: value.to_vec() });
        Chunk::split(pieces, LARGEST)
    }

    /// Applies the chunk's changes to the state.
    pub(crate) fn lay(&self, state: &mut State) {
        for piece in &self.0 {
            match piece {
                Piece::Put { key, value } => state.set(key, value.clone()),
                Piece::Delete { key } => state.remove(key),
                Piece::More { key, value } => state.extend(key, value),
            }
        }
    }

    /// The keys it says something of.
    pub(crate) fn keys(&self) -> BTreeSet<String> {
        self.0.iter().map(|piece| piece.key().to_owned()).collect()
    }

    /// The keys whose value began in an earlier chunk.
    pub(crate) fn continued(&self) -> BTreeSet<String> {
        let more = self.0.iter().filter(|piece| matches!(piece, Piece::More { .. }));
        more.map(|piece| piece.key().to_owned()).collect()
    }

    pub(crate) fn write(&self, out: &mut ByteWriter) -> Result<(), TooLarge> {
        out.length(self.0.len())?;
        for piece in &self.0 {
            match piece {
                Piece::Put { key, value } => {
                    out.u8(PUT);
                    out.key(key)?;
                    out.value(value)?;
                }
                Piece::Delete { key } => {
                    out.u8(DELETE);
                    out.key(key)?;
                }
                Piece::More { key, value } => {
                    out.u8(MORE);
                    out.key(key)?;
                    out.value(value)?;
                }
            }
        }
        Ok(())
    }

    pub(crate) fn read(input: &mut ByteReader<'_>) -> Result<Chunk, Malformed> {
        let mut pieces = Vec::new();
        for _ in 0..input.u32()? {
            pieces.push(match input.u8()? {
                PUT => Piece::Put { key: input.key(MAX_KEY)?, value: input.value()?.to_vec() },
                DELETE => Piece::Delete { key: input.key(MAX_KEY)? },
                MORE => Piece::More { key: input.key(MAX_KEY)?, value: input.value()?.to_vec() },
                _ => return Err(Malformed),
            });
        }
        Ok(Chunk(pieces))
    }
}

/// What a snapshot holds that names others for the rest of the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pack {
    /// All Takeovers so far.
    pub(crate) takeovers: Vec<u64>,
    /// The digest of everything that it leads to.
    pub(crate) state: Digest,
    /// The chunks in the order in which they count.
    pub(crate) names: Vec<ChunkRef>,
    pub(crate) chunk: Chunk,
}

impl Pack {
    pub(crate) fn write(&self, out: &mut ByteWriter) -> Result<(), TooLarge> {
        out.positions(&self.takeovers)?;
        out.raw(&self.state.0);
        out.length(self.names.len())?;
        for named in &self.names {
            out.u64(named.position);
            out.raw(&named.digest.0);
        }
        self.chunk.write(out)
    }

    pub(crate) fn read(input: &mut ByteReader<'_>) -> Result<Pack, Malformed> {
        let takeovers = input.ascending()?;
        let state = input.digest()?;
        let mut names: Vec<ChunkRef> = Vec::new();
        for _ in 0..input.u32()? {
            let named = ChunkRef { position: input.u64()?, digest: input.digest()? };
            if names.last().is_some_and(|last| last.position >= named.position) {
                return Err(Malformed);
            }
            names.push(named);
        }
        Ok(Pack { takeovers, state, names, chunk: Chunk::read(input)? })
    }
}

fn add(chunks: &mut [Chunk], piece: Piece) {
    if let Some(chunk) = chunks.last_mut() {
        chunk.0.push(piece);
    }
}

/// What fits into `room`, and what is left; `None` when not a byte of the value does.
fn cut(piece: &Piece, room: usize) -> Option<(Piece, Piece)> {
    let (key, value) = match piece {
        Piece::Put { key, value } | Piece::More { key, value } => (key, value),
        Piece::Delete { .. } => return None,
    };
    let fits = room.checked_sub(7 + key.len()).filter(|fits| *fits > 0)?;
    let (first, rest) = value.split_at_checked(fits)?;
    let first = match piece {
        Piece::More { .. } => Piece::More { key: key.clone(), value: first.to_vec() },
        Piece::Put { .. } | Piece::Delete { .. } => Piece::Put { key: key.clone(), value: first.to_vec() },
    };
    Some((first, Piece::More { key: key.clone(), value: rest.to_vec() }))
}

/// What tells one complete state from every other.
///
/// # Errors
/// When a key is too large.
pub(crate) fn digest_of(state: &State) -> Result<Digest, TooLarge> {
    Ok(lifeboat_crypto::digest(&state.encode_up_to(usize::MAX)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::MAX_SIZE;

    fn put(key: &str, length: usize) -> Piece {
        Piece::Put { key: key.to_owned(), value: vec![7; length] }
    }

    #[test]
    fn pages_hold_all_and_none_is_too_large() {
        for most in [60, 100, 101, 1_000, 10_000] {
            let pieces = vec![
                put("a", 0),
                put("b", 40),
                put("c", 999),
                Piece::Delete { key: "d".to_owned() },
                put("e", 90),
            ];
            let mut expected = State::new();
            Chunk(pieces.clone()).lay(&mut expected);
            let chunks = Chunk::split(pieces, most);
            let mut state = State::new();
            state.set("d", vec![1]);
            for chunk in &chunks {
                let mut out = ByteWriter::default();
                chunk.write(&mut out).unwrap();
                let bytes = out.finish(MAX_SIZE).unwrap();
                assert!(bytes.len() <= most, "{} bytes of {most}", bytes.len());
                let mut input = ByteReader::new(&bytes);
                let again = Chunk::read(&mut input).ok().unwrap();
                assert!(input.end().is_ok());
                assert_eq!(&again, chunk);
                again.lay(&mut state);
            }
            assert_eq!(state, expected, "{most}");
        }
        assert_eq!(Chunk::split([], 100), [Chunk::default()]);
    }

    /// `docs/recover/test_recover.py` reads the same file.
    #[test]
    fn a_pack_is_these_bytes_for_ever() {
        let golden = include_bytes!("../tests/golden/pack-2.bin");
        let state: State =
            [("a", "12"), ("b", "")].map(|(k, v)| (k.to_owned(), v.into())).into_iter().collect();
        let named = |position, byte| ChunkRef { position, digest: Digest([byte; 32]) };
        let chunk = Chunk(vec![
            Piece::Put { key: "a".to_owned(), value: b"1".to_vec() },
            Piece::More { key: "a".to_owned(), value: b"2".to_vec() },
            Piece::Delete { key: "c".to_owned() },
            Piece::Put { key: "b".to_owned(), value: Vec::new() },
        ]);
        let pack = Pack {
            takeovers: vec![5, 70],
            state: digest_of(&state).unwrap(),
            names: vec![named(3, 0x11), named(71, 0x22)],
            chunk,
        };
        let mut out = ByteWriter::default();
        pack.write(&mut out).unwrap();
        assert_eq!(out.finish(MAX_SIZE).unwrap(), golden);
        let mut input = ByteReader::new(golden);
        assert!(Pack::read(&mut input).ok() == Some(pack) && input.end().is_ok());
        for length in 0..golden.len() {
            assert!(Pack::read(&mut ByteReader::new(&golden[..length])).is_err(), "{length}");
        }
    }
}
