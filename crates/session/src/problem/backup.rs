//! What becomes of a journal, on this device and in the cloud.

use lifeboat_backup::{
    AloneError, AppendError, DeleteCopyError, DiscoverError, EndCopyError, Fault, JournalEnd, LoadError,
    MirrorObstacle, MoveError, Obstacle, PromoteError, RestoreError, StartError, StoreError, TurnOffError,
    TurnOnError, layout,
};
use lifeboat_messages::{Author, FileFault, LeftCopy, Problem, WriteFault};

use super::{internal, of_drive};

pub fn of_fault(fault: Fault) -> Problem {
    match fault {
        Fault::Damaged => Problem::Damaged,
        Fault::KeyMissing => Problem::PinChangedElsewhere,
        Fault::Truncated => Problem::Truncated,
        Fault::Foreign => Problem::Foreign,
        Fault::Swapped => Problem::Swapped,
        Fault::Forked => Problem::Forked,
        Fault::TooNew => Problem::TooNew,
    }
}

/// The problem of a file that is named.
fn of_file(file: String, fault: Fault) -> Problem {
    let fault = match fault {
        Fault::Damaged => FileFault::Damaged,
        Fault::Truncated => FileFault::Truncated,
        Fault::Foreign => FileFault::Foreign,
        Fault::Swapped => FileFault::Swapped,
        Fault::Forked => FileFault::Forked,
        Fault::KeyMissing | Fault::TooNew => return of_fault(fault),
    };
    Problem::BadFile { file, second: false, fault }
}

/// A file of the second copy has the same path as one of the backup, which may be whole.
pub fn in_second_copy(mut problem: Problem) -> Problem {
    if let Problem::BadFile { second, .. } = &mut problem {
        *second = true;
    }
    problem
}

/// The newest entry stays unfinished, although the user has said that no device is still writing it: they have to move
/// it.
pub fn of_unfinished(position: u64) -> Problem {
    Problem::BadFile { file: entry_file(position), second: false, fault: FileFault::Unfinished }
}

/// The name as users see it in their storage.
fn entry_file(position: u64) -> String {
    format!("{}/{}", layout::CHANNEL_STATE, layout::entry_name(position))
}

pub fn of_obstacle(obstacle: &Obstacle) -> Problem {
    match obstacle {
        Obstacle::Drive(error) => of_drive(error),
        Obstacle::Store(error) => of_store(error),
        // Where the next entry belongs lies something incomplete that is not ours.
        Obstacle::Entry { position, fault: Fault::Damaged | Fault::Truncated } => {
            Problem::TornHead { file: entry_file(*position) }
        }
        Obstacle::Entry { position, fault } => of_file(entry_file(*position), *fault),
        Obstacle::PhraseFile { .. } => Problem::PhraseFileGone,
        Obstacle::OlderPhraseFile { .. } => Problem::OldPhraseFile,
        Obstacle::Mirror(why) => of_mirror(why),
        Obstacle::TooLarge => Problem::WalletTooLarge,
    }
}

/// What is in the way of a second copy.
pub fn of_mirror(why: &MirrorObstacle) -> Problem {
    match why {
        MirrorObstacle::Drive(error) => of_drive(error),
        MirrorObstacle::Source(obstacle) => of_obstacle(obstacle),
        MirrorObstacle::OtherHistory { .. } | MirrorObstacle::NotAMirror => Problem::InUse,
        MirrorObstacle::Promoted(_) => Problem::Fenced,
        MirrorObstacle::Entry { position, fault } => in_second_copy(of_file(entry_file(*position), *fault)),
        MirrorObstacle::OtherPhrase { seq } => {
            in_second_copy(of_file(layout::phrase_name(*seq), Fault::Forked))
        }
        MirrorObstacle::Ended => Problem::Closed,
    }
}

pub fn of_move(error: &MoveError) -> Problem {
    match error {
        MoveError::NotOn => Problem::NoBackup,
        MoveError::Fenced(_) => Problem::Fenced,
        MoveError::Paused(obstacle) => of_obstacle(obstacle),
        MoveError::Mirror(why) => of_mirror(why),
        MoveError::NotReadBack => Problem::Damaged,
        MoveError::Closed => Problem::Closed,
    }
}

pub fn of_promote(error: &PromoteError) -> Problem {
    match error {
        PromoteError::NotOn | PromoteError::NotAMirror => Problem::NoBackup,
        PromoteError::Paused(obstacle) | PromoteError::Unconfirmed(obstacle) => of_obstacle(obstacle),
        PromoteError::Ahead(_) | PromoteError::OtherHistory { .. } => Problem::SecondAhead,
    }
}

/// What a device does that keeps nothing, or not enough.
pub fn of_store(error: &StoreError) -> Problem {
    match error {
        StoreError::Refused => Problem::StorageRefused,
        StoreError::Full => Problem::StorageFull,
        StoreError::Lost => Problem::StorageLost,
        StoreError::Taken => Problem::OtherTab,
        StoreError::Unknown => Problem::StorageSilent,
    }
}

pub fn of_append(error: &AppendError) -> Problem {
    match error {
        AppendError::Fenced(_) => Problem::Fenced,
        AppendError::Paused(obstacle) => of_obstacle(obstacle),
        AppendError::KeyTooLong => internal(error),
        AppendError::Closed => Problem::Closed,
    }
}

pub fn of_load(error: &LoadError) -> Problem {
    match error {
        LoadError::Damaged => Problem::Damaged,
        LoadError::Foreign => Problem::Foreign,
        LoadError::TooNew => Problem::TooNew,
        LoadError::Store(error) => of_store(error),
        // It was there when this device was looked at.
        LoadError::Empty => Problem::StorageLost,
        LoadError::Occupied => Problem::Occupied,
        LoadError::TooLarge => Problem::WalletTooLarge,
    }
}

pub fn of_start(error: &StartError) -> Problem {
    match error {
        StartError::Unconfirmed(obstacle) => of_obstacle(obstacle),
        StartError::Fenced(_) => Problem::Fenced,
        StartError::FolderGone | StartError::DriveRolledBack { .. } => Problem::BackupGone,
    }
}

pub fn of_alone(error: &AloneError) -> Problem {
    match error {
        AloneError::NotOn => Problem::NoBackup,
        AloneError::TakenOver => Problem::Fenced,
        AloneError::Stale => Problem::Stale,
        AloneError::Paused(obstacle) => of_obstacle(obstacle),
    }
}

/// Who wrote last, as far as an entry says: one that gives no device, or no time, is of nobody in particular.
pub fn author(by: &lifeboat_backup::Author) -> Option<Author> {
    let is_known = !by.device.is_empty() && by.at_ms > 0;
    is_known.then(|| Author { device: by.device.clone(), at_ms: by.at_ms })
}

pub fn of_restore(error: &RestoreError) -> Problem {
    match error {
        RestoreError::Drive(error) => of_drive(error),
        RestoreError::Store(error) => of_store(error),
        RestoreError::FolderGone | RestoreError::NoChannelState => Problem::FolderGone,
        RestoreError::Gap { .. } => Problem::Gap,
        RestoreError::Entry { position, fault } => of_file(entry_file(*position), *fault),
        RestoreError::TornHead { position } => Problem::TornHead { file: entry_file(*position) },
        RestoreError::Ended(ended) => of_end(ended),
        RestoreError::SecondCopy => Problem::SecondCopy,
        RestoreError::ReadOnly { by, .. } => Problem::ReadOnly { why: WriteFault::Refused, by: author(by) },
        RestoreError::FromFiles(by) => Problem::FromFiles { by: author(by) },
        RestoreError::NotNewer => Problem::NotNewer,
        RestoreError::Moved => Problem::Moved,
        RestoreError::PhraseFile { .. } => Problem::PhraseFileGone,
        // The caller knows the reason; this is only a fallback.
        RestoreError::Refused => Problem::Inconsistent,
        RestoreError::TooLarge => Problem::WalletTooLarge,
    }
}

pub fn of_end_copy(error: &EndCopyError) -> Problem {
    match error {
        EndCopyError::Restore(error) => of_restore(error),
        EndCopyError::InUse(_) => Problem::InUse,
    }
}

pub fn of_turn_on(error: &TurnOnError) -> Problem {
    match error {
        TurnOnError::Drive(error) => of_drive(error),
        TurnOnError::Store(error) => of_store(error),
        TurnOnError::NotReadBack => Problem::Damaged,
        TurnOnError::Cancelled => Problem::Cancelled,
        TurnOnError::AlreadyOn => Problem::AlreadyOn,
        TurnOnError::TooLarge => Problem::WalletTooLarge,
        TurnOnError::Closed => Problem::Closed,
    }
}

fn of_end(ended: &JournalEnd) -> Problem {
    Problem::Ended { by: author(&ended.by), to: ended.to.clone() }
}

pub fn of_turn_off(error: &TurnOffError) -> Problem {
    match error {
        TurnOffError::NotOn => Problem::NoBackup,
        TurnOffError::Fenced(_) => Problem::Fenced,
        TurnOffError::Paused(obstacle) => of_obstacle(obstacle),
        TurnOffError::Closed => Problem::Closed,
    }
}

pub fn of_delete_copy(error: &DeleteCopyError) -> Problem {
    match error {
        DeleteCopyError::Drive(error) => of_drive(error),
        DeleteCopyError::Store(error) => of_store(error),
        DeleteCopyError::AnotherWallet => Problem::Foreign,
        DeleteCopyError::InUse(_) => Problem::InUse,
    }
}

/// What became of the copy.
pub fn of_copy(copy: &lifeboat_backup::LeftCopy) -> LeftCopy {
    match copy {
        lifeboat_backup::LeftCopy::Kept => LeftCopy::Kept,
        lifeboat_backup::LeftCopy::Deleted => LeftCopy::Deleted,
        lifeboat_backup::LeftCopy::NotDeleted(error) => {
            LeftCopy::NotDeleted { problem: of_delete_copy(error) }
        }
    }
}

pub fn of_discover(error: &DiscoverError) -> Problem {
    match error {
        DiscoverError::Drive(error) => of_drive(error),
        DiscoverError::Contradiction => Problem::Moved,
    }
}
