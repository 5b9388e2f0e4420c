//! What a guard answers: always 160 bytes.

use super::{ANSWER, GuardOp, Malformed, Reader, TRIES, VERSION};
use crate::oprf::Evaluation;

/// How a request went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// Done as asked.
    Ok,
    /// Too early: nothing was counted.
    Wait,
    /// All tries are used up.
    Spent,
    /// The owner ended this record.
    Revoked,
    /// The guard has no such record.
    Unknown,
    /// There is a record of this name, registered otherwise.
    Exists,
    /// Without a valid invite, or not with the owner's seal.
    NotAllowed,
    /// The guard accepts no more records today.
    Full,
    /// The owner's statement is about a state that is over.
    Stale,
}

impl Code {
    const ALL: [Self; 9] = [
        Self::Ok,
        Self::Wait,
        Self::Spent,
        Self::Revoked,
        Self::Unknown,
        Self::Exists,
        Self::NotAllowed,
        Self::Full,
        Self::Stale,
    ];

    fn byte(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Wait => 1,
            Self::Spent => 2,
            Self::Revoked => 3,
            Self::Unknown => 4,
            Self::Exists => 5,
            Self::NotAllowed => 6,
            Self::Full => 7,
            Self::Stale => 8,
        }
    }
}

/// A record's tally, as its guard says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tries since the last reset, of [`TRIES`].
    pub tries: u8,
    /// Seconds until the next one.
    pub wait: u32,
    /// Guesses counted, ever.
    pub guesses: u32,
    /// Resets, ever.
    pub resets: u32,
    /// When the last guess was counted, minutes since 1970; 0 when none was.
    pub last_guess: u32,
    /// How often the guard was started with an older database.
    pub set_back: u32,
}

impl Tally {
    /// Tries that are left.
    pub fn left(&self) -> u8 {
        TRIES.saturating_sub(self.tries)
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How the request went.
    pub code: Code,
    /// The state of the record after it; zeros if there is no record.
    pub standing: Tally,
    /// What was evaluated, by `register` and `guess` that went well.
    pub evaluation: Option<Evaluation>,
}

impl Answer {
    /// Without an evaluation.
    pub fn plain(code: Code, standing: Tally) -> Self {
        Self { code, standing, evaluation: None }
    }

    /// The body of the answer.
    pub fn encode(&self) -> [u8; ANSWER] {
        let mut bytes = [0; ANSWER];
        let standing = &self.standing;
        bytes[..4].copy_from_slice(&[VERSION, self.code.byte(), standing.tries, TRIES]);
        let numbers =
            [standing.wait, standing.guesses, standing.resets, standing.last_guess, standing.set_back];
        for (field, number) in bytes[4..24].chunks_exact_mut(4).zip(numbers) {
            field.copy_from_slice(&number.to_be_bytes());
        }
        if let Some(evaluation) = &self.evaluation {
            bytes[32..64].copy_from_slice(&evaluation.public);
            bytes[64..96].copy_from_slice(&evaluation.evaluated);
            bytes[96..].copy_from_slice(&evaluation.proof);
        }
        bytes
    }

    /// Reads the answer to a request of this kind.
    ///
    /// # Errors
    /// [`Malformed`]: for a client that is no answer at all.
    pub fn decode(op: GuardOp, body: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(body);
        if reader.byte()? != VERSION {
            return Err(Malformed);
        }
        let code = reader.byte()?;
        let code = Code::ALL.into_iter().find(|known| known.byte() == code).ok_or(Malformed)?;
        let tries = reader.byte()?;
        if tries > TRIES || reader.byte()? != TRIES {
            return Err(Malformed);
        }
        let standing = Tally {
            tries,
            wait: reader.u32()?,
            guesses: reader.u32()?,
            resets: reader.u32()?,
            last_guess: reader.u32()?,
            set_back: reader.u32()?,
        };
        if reader.array::<8>()? != [0; 8] {
            return Err(Malformed);
        }
        let evaluation =
            Evaluation { public: reader.array()?, evaluated: reader.array()?, proof: reader.array()? };
        reader.end()?;
        let wanted = code == Code::Ok && matches!(op, GuardOp::Register | GuardOp::Guess);
        let is_empty = evaluation == Evaluation { public: [0; 32], evaluated: [0; 32], proof: [0; 64] };
        if wanted == is_empty {
            return Err(Malformed);
        }
        Ok(Self { code, standing, evaluation: wanted.then_some(evaluation) })
    }
}
