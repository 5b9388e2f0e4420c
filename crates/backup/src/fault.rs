//! What can be wrong with a file of a backup.

/// The user is told of each in its own way. None of them ever means "no backup".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Changed after it was sealed.
    #[error("damaged")]
    Damaged,
    /// The file ends too early.
    #[error("truncated")]
    Truncated,
    /// The file belongs to another wallet.
    #[error("another wallet's")]
    Foreign,
    /// A valid file of this backup in the place of another.
    #[error("in the place of another")]
    Swapped,
    /// Valid, but not a successor of the entry before it: a fork.
    #[error("of another history")]
    Forked,
    /// Written by a newer version of Lifeboat.
    #[error("written by a newer version")]
    TooNew,
    /// Sealed with a data key that the keyring does not hold.
    #[error("sealed with a key that the keyring does not hold")]
    KeyMissing,
}
