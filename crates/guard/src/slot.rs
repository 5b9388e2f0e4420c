//! Factor 3 of a keyring's slot: which guards, and what only their answers turn into its output.

mod url;

pub use url::{BadUrl, GuardUrl};

use crate::derive::{derive, sha256};
use crate::shamir::{self, Secret};
use crate::wire::{Malformed, Reader, RecordId};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// VOPRF with ristretto255 and SHA-512, Shamir over GF(256).
const SUITE: u8 = 1;
const MAX_GUARDS: u8 = 8;
/// Marks a guard that takes no part, because no digest is zero.
const NOTHING: [u8; 32] = [0; 32];

/// How many of how many guards must answer. Writers make no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// One guard.
    OneOfOne,
    /// Three guards, one of which may be gone or bad.
    TwoOfThree,
    /// Five guards, two of which may.
    ThreeOfFive,
}

impl Threshold {
    /// How many must answer.
    pub fn needed(self) -> u8 {
        match self {
            Self::OneOfOne => 1,
            Self::TwoOfThree => 2,
            Self::ThreeOfFive => 3,
        }
    }

    /// How many there are.
    pub fn all(self) -> u8 {
        match self {
            Self::OneOfOne => 1,
            Self::TwoOfThree => 3,
            Self::ThreeOfFive => 5,
        }
    }
}

/// A guard, as a slot names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardEntry {
    /// The guard's address.
    pub url: GuardUrl,
    /// The record there.
    pub record: RecordId,
    /// The digest of the record's public key. Not the key: a stolen file alone holds no discrete logarithm to harvest.
    key: [u8; 32],
    /// The share, under the guard's answer. Without a tag: a wrong PIN gives a share as well, only a different one.
    sealed: [u8; 32],
}

impl GuardEntry {
    /// Whether it has a share. One that was gone when the PIN was set has none, and is named so that it can
    /// have one again.
    pub fn takes_part(&self) -> bool {
        self.key != NOTHING
    }

    /// Whether this is the public key that was pinned.
    pub fn has_key(&self, public: &[u8; 32]) -> bool {
        key_digest(&self.record, public) == self.key
    }
}

/// The parameters of factor 3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters {
    needed: u8,
    guards: Vec<GuardEntry>,
}

/// What a guard answered at its registration, proved.
#[derive(Clone)]
pub struct RegisteredGuard {
    /// The guard's address.
    pub url: GuardUrl,
    /// The record there.
    pub record: RecordId,
    /// Its public key.
    pub public: [u8; 32],
    /// The function's output for the PIN's output.
    pub answer: Zeroizing<[u8; 64]>,
}

/// A guard that a new slot names.
pub enum NewEntry {
    /// The guard has a record.
    Registered(RegisteredGuard),
    /// The guard is gone, and takes no part.
    LeftOut {
        /// The address that the guard had.
        url: GuardUrl,
        /// An id that no record has.
        record: RecordId,
    },
}

impl NewEntry {
    fn with(&self, share: &Secret) -> GuardEntry {
        match self {
            NewEntry::Registered(RegisteredGuard { url, record, public, answer }) => GuardEntry {
                url: url.clone(),
                record: *record,
                key: key_digest(record, public),
                sealed: *masked(share, record, answer),
            },
            NewEntry::LeftOut { url, record } => {
                GuardEntry { url: url.clone(), record: *record, key: NOTHING, sealed: NOTHING }
            }
        }
    }
}

impl Parameters {
    /// Shares a new secret among guards. Gives the parameters, and the secret: the factor's output. `None`: not as many
    /// guards as the threshold says, fewer that take part than have to answer, or two of one record id.
    pub fn seal(
        threshold: Threshold,
        guards: &[NewEntry],
        rng: &mut dyn CryptoRng,
    ) -> Option<(Self, Secret)> {
        let (k, n) = (threshold.needed(), threshold.all());
        if guards.len() != usize::from(n) {
            return None;
        }
        let mut secret = Zeroizing::new([0; 32]);
        rng.fill_bytes(secret.as_mut_slice());
        let shares = shamir::split(&secret, k, n, rng);
        let entry = |(guard, share): (&NewEntry, &Secret)| guard.with(share);
        let parameters = Self { needed: k, guards: guards.iter().zip(&shares).map(entry).collect() };
        let is_sound = parameters.are_distinct()
            && parameters.taking_part() >= usize::from(k)
            && parameters.give_with_each(guards, &secret);
        is_sound.then_some((parameters, secret))
    }

    /// Whether each guard that has a record is one of those whose answers give the secret.
    fn give_with_each(&self, guards: &[NewEntry], secret: &Secret) -> bool {
        let answers = guards.iter().enumerate().filter_map(|(place, guard)| match guard {
            NewEntry::Registered(registered) => Some((place, &registered.answer)),
            NewEntry::LeftOut { .. } => None,
        });
        let mut answers: Vec<_> = answers.collect();
        let all = answers.len();
        (0..all).all(|_| {
            answers.rotate_left(1);
            let some = answers.get(..usize::from(self.needed));
            some.and_then(|some| self.open(some)).as_ref() == Some(secret)
        })
    }

    /// The secret that these answers give, each with the place of its guard. `None` unless there are exactly
    /// as many as are needed, of different guards. Whether the PIN was right shows only when the slot opens.
    pub fn open(&self, answers: &[(usize, &Zeroizing<[u8; 64]>)]) -> Option<Secret> {
        if answers.len() != usize::from(self.needed) {
            return None;
        }
        let mut shares: Vec<(u8, Secret)> = Vec::with_capacity(answers.len());
        for (place, answer) in answers {
            let entry = self.guards.get(*place)?;
            let x = u8::try_from(*place).ok()?.checked_add(1)?;
            if shares.iter().any(|(other, _)| *other == x) || !entry.takes_part() {
                return None;
            }
            shares.push((x, masked(&entry.sealed, &entry.record, answer)));
        }
        let shares: Vec<(u8, &Secret)> = shares.iter().map(|(x, share)| (*x, share)).collect();
        Some(shamir::combine(&shares))
    }

    /// How many guards must answer.
    pub fn needed(&self) -> u8 {
        self.needed
    }

    /// The guards, in their order.
    pub fn guards(&self) -> &[GuardEntry] {
        &self.guards
    }

    /// How many of them have a share.
    pub fn taking_part(&self) -> usize {
        self.guards.iter().filter(|guard| guard.takes_part()).count()
    }

    /// The parameters in the bytes of a slot.
    pub fn encode(&self) -> Vec<u8> {
        let number = u8::try_from(self.guards.len()).unwrap_or(u8::MAX);
        let mut bytes = vec![SUITE, self.needed, number];
        for guard in &self.guards {
            let url = guard.url.as_str();
            bytes.push(u8::try_from(url.len()).unwrap_or(u8::MAX));
            bytes.extend_from_slice(url.as_bytes());
            for field in [&guard.record.0, &guard.key, &guard.sealed] {
                bytes.extend_from_slice(field);
            }
        }
        bytes
    }

    /// Reads them.
    ///
    /// # Errors
    /// [`Malformed`]: of a later version, or damaged; the slot is closed to this reader.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        if reader.byte()? != SUITE {
            return Err(Malformed);
        }
        let (needed, number) = (reader.byte()?, reader.byte()?);
        if !(1..=number).contains(&needed) || number > MAX_GUARDS {
            return Err(Malformed);
        }
        let mut guards = Vec::with_capacity(usize::from(number));
        for _ in 0..number {
            let length = usize::from(reader.byte()?);
            let url = std::str::from_utf8(reader.take(length)?).map_err(|_| Malformed)?;
            let url = GuardUrl::parse(url).map_err(|BadUrl| Malformed)?;
            let (record, key, sealed) = (RecordId(reader.array()?), reader.array()?, reader.array()?);
            guards.push(GuardEntry { url, record, key, sealed });
        }
        reader.end()?;
        let parameters = Self { needed, guards };
        if parameters.are_distinct() { Ok(parameters) } else { Err(Malformed) }
    }

    fn are_distinct(&self) -> bool {
        let mut records: Vec<RecordId> = self.guards.iter().map(|guard| guard.record).collect();
        records.sort_unstable();
        records.windows(2).all(|pair| pair[0] != pair[1])
    }
}

/// What the function is asked for: `"bwvault/v1/guard" || record id || output of factor 1`.
pub(crate) fn input(record: &RecordId, pin_output: &[u8; 32]) -> Zeroizing<Vec<u8>> {
    let mut input = Zeroizing::new(Vec::with_capacity(80));
    input.extend_from_slice(b"bwvault/v1/guard");
    input.extend_from_slice(&record.0);
    input.extend_from_slice(pin_output);
    input
}

fn key_digest(record: &RecordId, public: &[u8; 32]) -> [u8; 32] {
    sha256(&[b"bwvault/v1/guard-key", &record.0, public])
}

/// A share under an answer, or from under it.
fn masked(share: &[u8; 32], record: &RecordId, answer: &Zeroizing<[u8; 64]>) -> Secret {
    let mut mask = derive(&record.0, answer.as_slice(), b"bwvault/v1/guard-share");
    mask.iter_mut().zip(share).for_each(|(byte, of_share)| *byte ^= of_share);
    mask
}

#[cfg(test)]
mod tests;
