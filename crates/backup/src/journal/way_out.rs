//! What leads on from a start that does not succeed.

use lifeboat_cloud::DriveError;

use super::error::StartError;
use crate::status::Obstacle;

/// What leads on from a start that does not succeed, beside another try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayOut {
    /// Only the storage can end this, which may stay so: once it has lasted, [`crate::LoadedJournal::start_alone`].
    Alone,
    /// [`crate::LoadedJournal::start_anew`]; where that fails for a reason of the storage's,
    /// [`crate::LoadedJournal::start_alone`].
    Anew,
    /// Another device has the wallet: [`crate::Journal::restore`].
    UseHere,
    /// What is in the way is on this device, or is a file that the storage shows: its user removes it.
    Mend,
}

impl StartError {
    /// What leads on from here. Each reason says it: none is a dead end for the device that has everything.
    pub fn way_out(&self) -> WayOut {
        match self {
            StartError::Unconfirmed(why) => of_obstacle(why),
            StartError::Fenced(_) => WayOut::UseHere,
            StartError::FolderGone | StartError::DriveRolledBack { .. } => WayOut::Anew,
        }
    }
}

fn of_obstacle(why: &Obstacle) -> WayOut {
    match why {
        Obstacle::Drive(error) | Obstacle::OlderPhraseFile { error } => of_drive(error),
        Obstacle::Store(_)
        | Obstacle::Entry { .. }
        | Obstacle::PhraseFile { .. }
        | Obstacle::Mirror(_)
        | Obstacle::TooLarge => WayOut::Mend,
    }
}

fn of_drive(error: &DriveError) -> WayOut {
    match error {
        DriveError::NotFound
        | DriveError::Unknown
        | DriveError::Unreachable
        | DriveError::SignedOut
        | DriveError::Denied
        | DriveError::QuotaFull
        | DriveError::Busy { .. }
        | DriveError::Unavailable { .. }
        | DriveError::NotADrive
        | DriveError::RedirectedAway
        | DriveError::OtherAccount
        | DriveError::Gone
        | DriveError::TooLarge
        | DriveError::Unsupported
        | DriveError::NoBucket
        | DriveError::BadAddress
        | DriveError::Overwrote => WayOut::Alone,
        // This device's clock, what lies in the place of the backup, what waits in the bin to be taken out again, and
        // a bucket that says where it is.
        DriveError::ClockOff | DriveError::WrongKind | DriveError::InBin | DriveError::WrongRegion { .. } => {
            WayOut::Mend
        }
    }
}
