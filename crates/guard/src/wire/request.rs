//! What a guard is asked.

use super::{Malformed, Reader, RecordId};
use crate::derive::{derive, hmac_sha256, sha256};
use crate::oprf::Element;
use zeroize::Zeroizing;

/// A request's seal: HMAC-SHA-256 with the owner key over `"bwvault/v1/guard-" || op || what is before it`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mac(pub [u8; 32]);

/// What only the owner of a record can do, they do with this key. It follows from the backup's data key.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnerKey(Zeroizing<[u8; 32]>);

impl OwnerKey {
    /// `Derive(record id, data key, "bwvault/v1/guard-owner", 32)`.
    pub fn of(record: &RecordId, data_key: &[u8; 32]) -> Self {
        Self(derive(&record.0, data_key, b"bwvault/v1/guard-owner"))
    }

    /// The key as it was sent, or as a guard stored it.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for the guard that is to know it.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    fn seal(&self, op: GuardOp, message: &[u8]) -> Mac {
        let mac = hmac_sha256(&self.0, &[b"bwvault/v1/guard-", op.name().as_bytes(), message]);
        Mac(hmac::Mac::finalize(mac).into_bytes().into())
    }

    /// Whether the seal is this key's, in constant time.
    fn made(&self, op: GuardOp, message: &[u8], mac: &Mac) -> bool {
        let right = hmac_sha256(&self.0, &[b"bwvault/v1/guard-", op.name().as_bytes(), message]);
        hmac::Mac::verify_slice(right, &mac.0).is_ok()
    }
}

/// What can be asked: the last part of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GuardOp {
    /// A new record.
    Register,
    /// One try.
    Guess,
    /// A question for the record's tally.
    Status,
    /// The tries so far were the owner's own.
    Done,
    /// The end of a record.
    Revoke,
}

impl GuardOp {
    /// All operations.
    pub const ALL: [Self; 5] = [Self::Register, Self::Guess, Self::Status, Self::Done, Self::Revoke];

    /// Its name in the path and under the seal.
    pub fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Guess => "guess",
            Self::Status => "status",
            Self::Done => "done",
            Self::Revoke => "revoke",
        }
    }

    /// The operation of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|op| op.name() == name)
    }
}

/// Why a guard should accept a new record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// The guard may accept anybody.
    Open,
    /// An invite that its operator gave away.
    Invite([u8; 32]),
    /// The owner of a live record at the same guard asks for its successor.
    Successor {
        /// That record.
        of: RecordId,
        /// The seal with that record's owner key.
        mac: Mac,
    },
}

/// A request for a new record.
#[derive(Clone, PartialEq, Eq)]
pub struct Register {
    /// Its name.
    pub record: RecordId,
    /// The one evaluation that comes with it.
    pub element: Element,
    /// The key that will prove who the owner is.
    pub owner: OwnerKey,
    /// Why the guard should accept the record.
    pub admission: Admission,
}

impl Register {
    /// Makes the request that registers the successor of a live record.
    pub fn succeeding(
        record: RecordId,
        element: Element,
        owner: OwnerKey,
        of: RecordId,
        of_owner: &OwnerKey,
    ) -> Self {
        let mut request =
            Self { record, element, owner, admission: Admission::Successor { of, mac: Mac([0; 32]) } };
        let mac = of_owner.seal(GuardOp::Register, &request.before_mac());
        request.admission = Admission::Successor { of, mac };
        request
    }

    /// Whether the owner of the record that this one succeeds asked for exactly this.
    pub fn is_asked_by(&self, of_owner: &OwnerKey) -> bool {
        match &self.admission {
            Admission::Successor { mac, .. } => of_owner.made(GuardOp::Register, &self.before_mac(), mac),
            Admission::Open | Admission::Invite(_) => false,
        }
    }

    /// What tells this very request from any other.
    pub fn digest(&self) -> [u8; 32] {
        sha256(&[b"bwvault/v1/guard-registration", &self.encode()])
    }

    fn before_mac(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(161));
        bytes.extend_from_slice(&self.record.0);
        bytes.extend_from_slice(self.element.as_bytes());
        bytes.extend_from_slice(self.owner.expose());
        match &self.admission {
            Admission::Open => bytes.push(0),
            Admission::Invite(invite) => {
                bytes.push(1);
                bytes.extend_from_slice(invite);
            }
            Admission::Successor { of, .. } => {
                bytes.push(2);
                bytes.extend_from_slice(&of.0);
            }
        }
        bytes
    }

    fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = self.before_mac();
        if let Admission::Successor { mac, .. } = &self.admission {
            bytes.extend_from_slice(&mac.0);
        }
        bytes
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            record: RecordId(reader.array()?),
            element: Element::decode(reader.array()?).ok_or(Malformed)?,
            owner: OwnerKey::from_bytes(reader.array()?),
            admission: match reader.byte()? {
                0 => Admission::Open,
                1 => Admission::Invite(reader.array()?),
                2 => Admission::Successor { of: RecordId(reader.array()?), mac: Mac(reader.array()?) },
                _ => return Err(Malformed),
            },
        })
    }
}

/// A request.
#[derive(Clone, PartialEq, Eq)]
pub enum Request {
    /// A new record.
    Register(Register),
    /// One try.
    Guess {
        /// At which record.
        record: RecordId,
        /// The blinded input.
        element: Element,
    },
    /// A question for the record's tally.
    Status {
        /// The record that is asked about.
        record: RecordId,
    },
    /// The tries so far were the owner's own.
    Done {
        /// At which record.
        record: RecordId,
        /// How many guesses it has counted by then, ever.
        guesses: u32,
        /// How many resets, ever.
        resets: u32,
        /// The owner's.
        mac: Mac,
    },
    /// The end of a record.
    Revoke {
        /// The record that ends.
        record: RecordId,
        /// The owner's.
        mac: Mac,
    },
}

impl Request {
    /// The owner's statement that these tries were theirs.
    pub fn done(record: RecordId, guesses: u32, resets: u32, owner: &OwnerKey) -> Self {
        let mac = owner.seal(GuardOp::Done, &done_message(&record, guesses, resets));
        Self::Done { record, guesses, resets, mac }
    }

    /// The owner's order to end a record.
    pub fn revoke(record: RecordId, owner: &OwnerKey) -> Self {
        Self::Revoke { record, mac: owner.seal(GuardOp::Revoke, &record.0) }
    }

    /// Whether the owner asks. Only `done` and `revoke` have that seal.
    pub fn is_asked_by(&self, owner: &OwnerKey) -> bool {
        match self {
            Self::Done { record, guesses, resets, mac } => {
                owner.made(GuardOp::Done, &done_message(record, *guesses, *resets), mac)
            }
            Self::Revoke { record, mac } => owner.made(GuardOp::Revoke, &record.0, mac),
            Self::Register(_) | Self::Guess { .. } | Self::Status { .. } => false,
        }
    }

    /// What is asked.
    pub fn op(&self) -> GuardOp {
        match self {
            Self::Register(_) => GuardOp::Register,
            Self::Guess { .. } => GuardOp::Guess,
            Self::Status { .. } => GuardOp::Status,
            Self::Done { .. } => GuardOp::Done,
            Self::Revoke { .. } => GuardOp::Revoke,
        }
    }

    /// Which record it is about.
    pub fn record(&self) -> RecordId {
        match self {
            Self::Register(register) => register.record,
            Self::Guess { record, .. }
            | Self::Status { record }
            | Self::Done { record, .. }
            | Self::Revoke { record, .. } => *record,
        }
    }

    /// The body of the request.
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        match self {
            Self::Register(register) => register.encode(),
            Self::Guess { record, element } => Zeroizing::new([record.0, *element.as_bytes()].concat()),
            Self::Status { record } => Zeroizing::new(record.0.to_vec()),
            Self::Done { record, guesses, resets, mac } => {
                let mut bytes = done_message(record, *guesses, *resets);
                bytes.extend_from_slice(&mac.0);
                Zeroizing::new(bytes)
            }
            Self::Revoke { record, mac } => Zeroizing::new([record.0, mac.0].concat()),
        }
    }

    /// Reads a body.
    ///
    /// # Errors
    /// [`Malformed`]: a length that is not that of the request, an admission of another version, an invalid element.
    pub fn decode(op: GuardOp, body: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(body);
        let request = match op {
            GuardOp::Register => Self::Register(Register::decode(&mut reader)?),
            GuardOp::Guess => Self::Guess {
                record: RecordId(reader.array()?),
                element: Element::decode(reader.array()?).ok_or(Malformed)?,
            },
            GuardOp::Status => Self::Status { record: RecordId(reader.array()?) },
            GuardOp::Done => Self::Done {
                record: RecordId(reader.array()?),
                guesses: reader.u32()?,
                resets: reader.u32()?,
                mac: Mac(reader.array()?),
            },
            GuardOp::Revoke => Self::Revoke { record: RecordId(reader.array()?), mac: Mac(reader.array()?) },
        };
        reader.end()?;
        Ok(request)
    }
}

fn done_message(record: &RecordId, guesses: u32, resets: u32) -> Vec<u8> {
    [record.0.as_slice(), &guesses.to_be_bytes(), &resets.to_be_bytes()].concat()
}
