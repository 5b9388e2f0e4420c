//! Why a guard does not start, or no longer answers.

use std::io;
use std::path::PathBuf;

/// Why there is no guard.
#[derive(Debug, thiserror::Error)]
pub enum NoGuard {
    /// The name is longer than 64 bytes, or has control characters.
    #[error("the guard's name is at most 64 bytes, without control characters")]
    Name,
    /// A file cannot be read or written.
    #[error("{path} cannot be used: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another process has it open.
    #[error("another guard uses {path}")]
    InUse {
        /// The database.
        path: PathBuf,
    },
    /// The database cannot be read or written.
    #[error("the guard's database cannot be used: {0}")]
    Database(Box<redb::Error>),
    /// There is a database, and no `guard.key`: nothing in it could be answered.
    #[error("{path} is missing; without it this database answers nothing")]
    NoKey {
        /// Where it has to be.
        path: PathBuf,
    },
    /// `guard.key` is that of another database.
    #[error("{path} belongs to another database")]
    OtherKey {
        /// The key's file.
        path: PathBuf,
    },
    /// The database is older than the last one here: tries that were counted would be forgotten.
    #[error(
        "the guard's database is older than the last one here; --guard-import takes most tries from every record, and tells their owners"
    )]
    SetBack,
    /// A record is damaged.
    #[error("a record in the guard's database is damaged")]
    Damaged,
    /// The system gave no random bytes.
    #[error("no randomness")]
    NoRandomness,
}

impl<E: Into<redb::Error>> From<E> for NoGuard {
    fn from(error: E) -> Self {
        Self::Database(Box::new(error.into()))
    }
}
