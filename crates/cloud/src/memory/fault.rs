//! What can go wrong with one request to a memory drive.

use crate::{Create, DriveError, Path};

/// The requests a drive answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    /// [`crate::Drive::list`]
    List,
    /// [`crate::Drive::get`]
    Get,
    /// [`crate::Drive::create`]
    Create,
    /// [`crate::Drive::delete`]
    Delete,
    /// [`crate::Drive::delete_exactly`]
    DeleteExactly,
    /// [`crate::Drive::quota`]
    Quota,
    /// [`crate::Drive::account`]
    Account,
}

impl Operation {
    /// Whether the operation changes what is stored.
    pub fn changes(self) -> bool {
        matches!(self, Operation::Create | Operation::Delete | Operation::DeleteExactly)
    }

    /// What the sender sees when nothing comes back.
    pub fn without_answer(self) -> DriveError {
        if self.changes() { DriveError::Unknown } else { DriveError::Unreachable }
    }
}

/// One request, as the drive sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Counts up from 0 over all requests to this drive: the numbered fault points of a simulation.
    pub number: u64,
    /// Which handle sent it; see [`super::MemoryDrive::device`].
    pub device: u32,
    /// What the device asks for.
    pub operation: Operation,
    /// The path; the root for `quota` and `account`.
    pub path: Path,
    /// How many bytes are to be created, or compared; 0 otherwise.
    pub size: usize,
}

/// How the bytes of one `get` are spoiled on the way; what is stored stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// This bit of this byte is the other way round (nothing happens beyond the end).
    Flip {
        /// Index of the byte.
        byte: usize,
        /// The bit of that byte, 0 to 7.
        bit: u8,
    },
    /// Only this many bytes arrive.
    Cut(usize),
    /// More arrives than was stored.
    Tail(Vec<u8>),
    /// Other bytes altogether: another file's, or a sign-in page.
    Instead(Vec<u8>),
}

impl Damage {
    pub(super) fn spoil(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        match self {
            Damage::Flip { byte, bit } => {
                if let Some(hit) = bytes.get_mut(*byte) {
                    *hit ^= 1 << (bit & 7);
                }
            }
            Damage::Cut(length) => bytes.truncate(*length),
            Damage::Tail(more) => bytes.extend_from_slice(more),
            Damage::Instead(other) => bytes.clone_from(other),
        }
        bytes
    }
}

/// The fate of one request. If a fault makes no sense for an operation, the request succeeds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing goes wrong.
    #[default]
    None,
    /// The request never arrives: no effect, no answer.
    RequestLost,
    /// The request is carried out; the answer never arrives.
    AnswerLost,
    /// The request is carried out twice, and the second answer arrives: an own create reads `Exists`.
    Duplicated,
    /// The sender gets no answer, and the request stays on its way: see [`super::MemoryDrive::waiting`].
    Late,
    /// This error, and no effect.
    Refused(DriveError),
    /// This error, although it was carried out.
    RefusedYetDone(DriveError),
    /// Success, and no effect.
    Pretended,
    /// Create: only the first bytes are kept, under the real name, and this is answered.
    Torn {
        /// How many bytes are kept.
        kept: usize,
        /// What the sender is told.
        answer: Result<Create, DriveError>,
    },
    /// List: as it was this many changes ago (each file or folder made or removed is one).
    Stale(usize),
    /// Get: the bytes arrive spoiled.
    Damaged(Damage),
}
