//! A record as a guard keeps it: version 1, one length for all.

use super::{Record, State};
use crate::wire::{Malformed, OwnerKey, Reader, TRIES};
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const LIVE: u8 = 0;
const SPENT: u8 = 1;
const REVOKED: u8 = 2;
const LENGTH: usize = 162;

impl Record {
    /// `version 1 || state || tries || successors || has a last guess || has a last element || guesses u32 ||
    /// resets u32 || set back u32 || next at u64 || last guess u64 || nonce 32 || owner key 32 || last
    /// element 32 || registration 32`.
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let none = [0; 32];
        let (state, nonce, owner) = match &self.state {
            State::Live { nonce, owner } => (LIVE, &**nonce, owner.expose()),
            State::Spent { owner } => (SPENT, &none, owner.expose()),
            State::Revoked => (REVOKED, &none, &none),
        };
        let mut bytes = Zeroizing::new(Vec::with_capacity(LENGTH));
        let (guessed, seen) = (u8::from(self.last_guess.is_some()), u8::from(self.last.is_some()));
        bytes.extend_from_slice(&[VERSION, state, self.tries, self.successors, guessed, seen]);
        for number in [self.guesses, self.resets, self.set_back] {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        for seconds in [self.next_at, self.last_guess.unwrap_or(0)] {
            bytes.extend_from_slice(&seconds.to_be_bytes());
        }
        for field in [nonce, owner, &self.last.unwrap_or(none), &self.registration] {
            bytes.extend_from_slice(field);
        }
        bytes
    }

    /// Reads it.
    ///
    /// # Errors
    /// [`Malformed`]: damage, or a later version's.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        if reader.byte()? != VERSION {
            return Err(Malformed);
        }
        let (state, tries, successors) = (reader.byte()?, reader.byte()?, reader.byte()?);
        let (guessed, seen) = (flag(&mut reader)?, flag(&mut reader)?);
        let (guesses, resets, set_back) = (reader.u32()?, reader.u32()?, reader.u32()?);
        let (next_at, last_guess) = (reader.u64()?, reader.u64()?);
        let nonce = Zeroizing::new(reader.array()?);
        let owner = OwnerKey::from_bytes(reader.array()?);
        let (last, registration) = (reader.array()?, reader.array()?);
        reader.end()?;
        let state = match state {
            LIVE => State::Live { nonce, owner },
            SPENT => State::Spent { owner },
            REVOKED => State::Revoked,
            _ => return Err(Malformed),
        };
        if tries > TRIES {
            return Err(Malformed);
        }
        let record = Self {
            state,
            tries,
            guesses,
            resets,
            set_back,
            successors,
            next_at,
            last_guess: guessed.then_some(last_guess),
            last: seen.then_some(last),
            registration,
        };
        // What a flag calls absent is zeros: of a record there is one form.
        if record.encode().as_slice() == bytes { Ok(record) } else { Err(Malformed) }
    }
}

fn flag(reader: &mut Reader<'_>) -> Result<bool, Malformed> {
    match reader.byte()? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Malformed),
    }
}
