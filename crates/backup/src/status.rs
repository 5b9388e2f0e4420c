//! What users may be told about their backup: only what a provider has acknowledged.

use lifeboat_cloud::DriveError;

use crate::{fault::Fault, store::StoreError};

/// Whether the cloud has everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// The backup is not turned on: this device alone has the wallet.
    Off,
    /// It is not known whether all of the backup is there: this is being checked, or some of it was gone and is being
    /// written again.
    Checking,
    /// A write is under way.
    Saving,
    /// Everything that was handed in is durable in the cloud.
    Saved {
        /// When the provider acknowledged it, Unix ms of this device's clock.
        at_ms: u64,
        /// Journal position.
        position: u64,
    },
    /// Not everything is there; it is tried again automatically.
    Waiting {
        /// Since when, Unix ms.
        since_ms: u64,
        /// What the journal waits for.
        why: Obstacle,
    },
    /// Not everything is there, and the user has to do something; then call [`crate::Journal::resume`].
    Paused {
        /// What the user has to do something about.
        why: Obstacle,
    },
    /// Another device took the wallet over. This one never writes again.
    Fenced {
        /// The other device, and since when.
        by: Author,
    },
}

/// What became of a folder of the backup that somebody has changed. The user is told once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderNews {
    /// Entries were missing in it, or all of it was, and this device has written them again, or is about to.
    Rebuilt,
    /// The folder was found under another name, and the backup is there from now on.
    Followed,
}

impl FolderNews {
    pub(crate) fn byte(self) -> u8 {
        match self {
            FolderNews::Rebuilt => 1,
            FolderNews::Followed => 2,
        }
    }

    pub(crate) fn from_byte(byte: u8) -> Option<FolderNews> {
        [FolderNews::Rebuilt, FolderNews::Followed].into_iter().find(|news| news.byte() == byte)
    }
}

/// What is in the way of the journal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// The drive did not answer, or refused.
    #[error("drive: {0}")]
    Drive(#[from] DriveError),
    /// This device's own store.
    #[error("store: {0}")]
    Store(#[from] StoreError),
    /// What lies at a position of the journal is not a valid entry.
    #[error("entry {position}: {fault}")]
    Entry {
        /// Position of the entry that is damaged or in the way.
        position: u64,
        /// What is wrong with the file.
        fault: Fault,
    },
    /// The phrase file, without which no PIN brings the wallet back, is missing or cannot be read, and could not be
    /// written anew.
    #[error("the phrase file: {fault}")]
    PhraseFile {
        /// What is wrong with the file.
        fault: Fault,
    },
    /// An older phrase file, which an older secret opens, could not be deleted, or it is not known whether there is
    /// one.
    #[error("an older phrase file may still be there: {error}")]
    OlderPhraseFile {
        /// What the drive said.
        error: DriveError,
    },
    /// The mirror that has to confirm as well ([`crate::Journal::set_both`]).
    #[error(transparent)]
    Mirror(Box<MirrorObstacle>),
    /// An entry could not be made.
    #[error("too large to seal")]
    TooLarge,
}

/// What is in the way of a mirror.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MirrorObstacle {
    /// The mirror's drive.
    #[error("mirror: {0}")]
    Drive(#[from] DriveError),
    /// The primary, from which entries are read that this device no longer keeps; or this device's store.
    #[error("primary: {0}")]
    Source(Obstacle),
    /// Another history of this wallet lies there. It is not touched.
    #[error("another history at {position}")]
    OtherHistory {
        /// The position at which it was seen.
        position: u64,
    },
    /// Another device has taken the wallet over there: it has made the mirror its primary. This journal is fenced by
    /// it.
    #[error("another device goes on at the mirror")]
    Promoted(Author),
    /// The folder is this wallet's, and no mirror: it is, or was, a primary.
    #[error("not a mirror")]
    NotAMirror,
    /// What lies there is damaged, and this drive cannot delete exactly that.
    #[error("entry {position}: {fault}")]
    Entry {
        /// Position of the entry that is damaged or in the way.
        position: u64,
        /// What is wrong with the file.
        fault: Fault,
    },
    /// Another phrase file of this number lies there.
    #[error("another phrase file {seq}")]
    OtherPhrase {
        /// Number of the phrase file's keyring.
        seq: u32,
    },
    /// The mirror was removed, or the journal ended.
    #[error("ended")]
    Ended,
}

/// The device that took the wallet over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Author {
    /// The device's label; empty when it is not known.
    pub device: String,
    /// When, as its clock said, Unix ms; 0 when it is not known.
    pub at_ms: u64,
}

/// Why a journal ends on a drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// Its device was disconnected from this drive, and continued on its own.
    Disconnected,
    /// The backup continues at another place.
    Moved,
}

impl EndReason {
    pub(crate) fn byte(self) -> u8 {
        match self {
            EndReason::Disconnected => 1,
            EndReason::Moved => 2,
        }
    }

    pub(crate) fn from_byte(byte: u8) -> Option<EndReason> {
        [EndReason::Disconnected, EndReason::Moved].into_iter().find(|ending| ending.byte() == byte)
    }
}

/// The end of a journal on a drive: whatever is restored from there may be old, and old channel state loses money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEnd {
    /// Whether the backup was turned off or moved.
    pub ending: EndReason,
    /// Where it continues, in the words of the device that left; `None` if nowhere.
    pub to: Option<String>,
    /// The device that left, and when.
    pub by: Author,
}
