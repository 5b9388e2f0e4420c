//! One enum per operation, each variant something else to tell the user.

use lifeboat_cloud::DriveError;

use super::StateRefused;
use crate::{
    fault::Fault,
    status::{Author, JournalEnd, MirrorObstacle, Obstacle},
    store::StoreError,
};

/// Why a batch is not durable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Another device took the wallet over. For good.
    #[error("another device went on")]
    Fenced(Author),
    /// The user has to do something, then [`crate::Journal::resume`]. The batch is kept.
    #[error("paused: {0}")]
    Paused(Obstacle),
    /// A key is longer than [`crate::MAX_KEY`]: a defect of the caller. The batch was not taken. Its size does not
    /// matter: what is too large for one file goes into several.
    #[error("a key is too long")]
    KeyTooLong,
    /// The engine is gone: the process is ending.
    #[error("the engine is gone")]
    Closed,
}

/// Why it is not known whether the head is ours. Nothing may be broadcast that depends on it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the drive could not be asked: {0}")]
pub struct HeadUnknown(pub Obstacle);

impl HeadUnknown {
    /// The drive rejects the sign-in.
    pub(super) fn signed_out() -> HeadUnknown {
        HeadUnknown(Obstacle::Drive(DriveError::SignedOut))
    }
}

/// Why this device's own copy does not load.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// This device holds no journal: new, or the browser has thrown it away. Offer to restore.
    #[error("nothing on this device")]
    Empty,
    /// There is one already.
    #[error("this device already holds a journal")]
    Occupied,
    /// The keys are of another wallet.
    #[error("another wallet's keys")]
    Foreign,
    /// Written by a newer version of Lifeboat.
    #[error("written by a newer version")]
    TooNew,
    /// The record is not readable. Restore from the cloud.
    #[error("damaged")]
    Damaged,
    /// This device's store could not be read or written.
    #[error("store: {0}")]
    Store(#[from] StoreError),
    /// Too large to seal.
    #[error("too large")]
    TooLarge,
}

/// Why this device may not write yet, or ever.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// It is not known whether something newer exists. Show the wallet, try again.
    #[error("could not be confirmed: {0}")]
    Unconfirmed(Obstacle),
    /// Another device took the wallet over, or this device remembers a past. Show the wallet; "use here" restores.
    #[error("another device went on")]
    Fenced(Author),
    /// The wallet's folder is gone from the drive, or all of its journal. Nothing was changed.
    #[error("the backup's folder is gone")]
    FolderGone,
    /// The drive holds less than it acknowledged: an old copy was put back. Nothing was changed.
    #[error("the drive has lost the entry at {position}")]
    DriveRolledBack {
        /// The entry it had acknowledged.
        position: u64,
    },
}

/// Why a wallet was not restored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// The drive did not answer, or refused.
    #[error("drive: {0}")]
    Drive(#[from] DriveError),
    /// This device's store.
    #[error("store: {0}")]
    Store(#[from] StoreError),
    /// There is no such folder.
    #[error("the backup's folder is gone")]
    FolderGone,
    /// The folder is there and holds no journal: the phrase alone can be restored.
    #[error("no channel state")]
    NoChannelState,
    /// An entry is missing.
    #[error("entry {position} is missing")]
    Gap {
        /// Position of the missing entry.
        position: u64,
    },
    /// An entry cannot be used.
    #[error("entry {position}: {fault}")]
    Entry {
        /// Position of the entry that cannot be used.
        position: u64,
        /// What is wrong with its file.
        fault: Fault,
    },
    /// The newest entry is damaged: perhaps an upload that another device has not finished. Wait and try
    /// again, or, when the user confirms that the other device is gone,
    /// [`crate::RestoreOptions::old_device_is_gone`].
    #[error("the newest entry, {position}, is damaged")]
    TornHead {
        /// Position of the newest entry.
        position: u64,
    },
    /// The journal ends here: its device was disconnected, or moved on to another place, and has made
    /// payments since that this copy knows nothing of. Old channel state loses money. Only when the user
    /// knows that there is nothing newer: [`crate::RestoreOptions::although_ended`].
    #[error("the journal ends here")]
    Ended(JournalEnd),
    /// The folder is a second copy, which may be older than the first: look at both ([`crate::look_at_head`])
    /// and restore from the newer. From this one only with [`crate::RestoreOptions::although_second_copy`]:
    /// it then becomes the first.
    #[error("a second copy")]
    SecondCopy,
    /// The backup is in files picked from a disk. Nothing tells whether they are the newest there are, and no
    /// other device can be stopped from here. Old channel state loses money, and so do two devices on one
    /// state. Only when the user knows that there is neither: [`crate::RestoreOptions::although_files`].
    /// Holds who wrote them last, and when.
    #[error("picked files may be old")]
    FromFiles(Author),
    /// Everything was read, but the drive refuses the Takeover: it is full, read-only, or does not allow it. So no
    /// other device can be stopped from here. Only if the user knows that none continues:
    /// [`crate::Journal::restore_files`] over the same drive, which writes nothing there.
    #[error("nothing can be written there: {error}")]
    ReadOnly {
        /// What the drive answered.
        error: DriveError,
        /// Who wrote last, and when.
        by: Author,
    },
    /// The state cannot be used here, says the caller's own [`crate::Check`]. Nothing was changed, here or there.
    #[error("the state cannot be used here")]
    Refused,
    /// The backup does not continue from what this device has, as far as can be proved:
    /// [`crate::RestoreOptions::after`]. Nothing was changed, here or there.
    #[error("this device has something that is not there")]
    NotNewer,
    /// Another device kept writing while we read. Try again.
    #[error("it changed while it was read")]
    Moved,
    /// The phrase file can be neither read nor rewritten.
    #[error("the phrase file: {fault}")]
    PhraseFile {
        /// What is wrong with the file.
        fault: Fault,
    },
    /// Too large to seal.
    #[error("too large")]
    TooLarge,
}

impl From<StateRefused> for RestoreError {
    fn from(_: StateRefused) -> RestoreError {
        RestoreError::Refused
    }
}

/// Why the backup is still on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TurnOffError {
    /// The backup is not turned on.
    #[error("not on")]
    NotOn,
    /// Another device took the wallet over: this one has nothing to turn off.
    #[error("another device went on")]
    Fenced(Author),
    /// Drive or store are in the way; try again.
    #[error("paused: {0}")]
    Paused(Obstacle),
    /// The engine is gone.
    #[error("the engine is gone")]
    Closed,
}

/// Why a copy is still there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeleteCopyError {
    /// The drive did not answer, or refused.
    #[error("drive: {0}")]
    Drive(#[from] DriveError),
    /// This device's store.
    #[error("store: {0}")]
    Store(#[from] StoreError),
    /// The folder is not this wallet's.
    #[error("another wallet's")]
    AnotherWallet,
    /// Its journal has not ended: a device may still use it. Which one is unknown if the newest entry does not open.
    #[error("in use")]
    InUse(Author),
}

/// Why a copy that was left is not marked as ended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndCopyError {
    /// What is there could not be read, or not be written.
    #[error(transparent)]
    Restore(#[from] RestoreError),
    /// Another device has taken over there, with a Takeover that this device knows nothing of: the copy is in
    /// use, and what it says may be newer than what is here.
    #[error("another device took over there")]
    InUse(Author),
}

/// Why the backup was not turned on. What was written there was deleted again where it could be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TurnOnError {
    /// The caller has cancelled.
    #[error("cancelled")]
    Cancelled,
    /// The backup is turned on already.
    #[error("already on")]
    AlreadyOn,
    /// The drive did not answer, or refused.
    #[error("drive: {0}")]
    Drive(#[from] DriveError),
    /// This device's store.
    #[error("store: {0}")]
    Store(#[from] StoreError),
    /// What was read back is not what was written, or does not open.
    #[error("it could not be read back")]
    NotReadBack,
    /// Too large to seal.
    #[error("too large")]
    TooLarge,
    /// The engine is gone.
    #[error("the engine is gone")]
    Closed,
}

/// Why a change of keys is not complete.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeKeysError {
    /// Nothing was changed: the old secret opens this device and the backup.
    #[error("nothing was changed: {0}")]
    Unchanged(AppendError),
    /// This device's store failed and does not say whether it has the new keys: the old secret opens this device or
    /// the new one. The backup opens with the old one. It continues with the old keys, and the next entry says so in
    /// the store again.
    #[error("not known on this device: {0}")]
    Unknown(AppendError),
    /// The new secret opens this device; the old one opens the backup until the drive can be written. That is
    /// tried again automatically, also by the next start. Nothing counts as saved until the new one opens the
    /// backup as well.
    #[error("only on this device: {0}")]
    NotInCloud(AppendError),
}

/// Why the primary is still where it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    /// The backup is not on.
    #[error("not on")]
    NotOn,
    /// Another device took the wallet over.
    #[error("another device went on")]
    Fenced(Author),
    /// The old place, or this device's store; try again.
    #[error("paused: {0}")]
    Paused(Obstacle),
    /// The new place; try again.
    #[error("mirror: {0}")]
    Mirror(MirrorObstacle),
    /// What was read back from the new place is not what was written.
    #[error("it could not be read back")]
    NotReadBack,
    /// The engine is gone.
    #[error("the engine is gone")]
    Closed,
}
