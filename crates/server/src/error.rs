//! Why the server did not start.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::guard::NoGuard;

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The app is not built, or somewhere else.
    #[error("no app in {path}: {source}")]
    NoApp {
        /// Where it was looked for.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The data folder cannot be used.
    #[error("the data folder {path} cannot be used: {source}")]
    Data {
        /// The folder that cannot be used.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Another server uses this data folder; two would not see each other's conditions.
    #[error("another server uses the data folder {path}")]
    InUse {
        /// The folder that another server uses.
        path: PathBuf,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {addr}: {source}")]
    Listen {
        /// The address that was to be listened on.
        addr: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The password is too short to be one.
    #[error("a password needs at least 8 characters")]
    ShortPassword,
    /// The token broker and the source of the map need TLS, and it cannot be set up.
    #[error("TLS cannot be set up")]
    NoTls,
    /// There is no guard to be had.
    #[error(transparent)]
    Guard(#[from] NoGuard),
    /// Neither an app nor a guard is to be served.
    #[error("neither an app (--dist) nor a guard (--guard) is to be served")]
    NothingToServe,
    /// The system gave no random bytes.
    #[error("no randomness")]
    NoRandomness,
}
