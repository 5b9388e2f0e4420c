//! Opens the files of a backup, and gives what is in them: the recovery phrase, the peers, the payments, and
//! all else byte for byte. The page `recovery.html` (`page/`) is made of it: one file that asks no network
//! for anything, so that a backup can be opened when Lifeboat no longer exists.
//!
//! It writes nothing and starts nothing. A state that was opened here must not go into another wallet: an old
//! state of a channel loses its money.

#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

mod contents;
mod error;
mod picked;
mod secret;

pub use contents::{ShownPayment, ShownPeer, StateSummary, exported};
pub use error::RecoveryError;
pub use picked::{OpenedBackup, PickedBackup, PickedWallet, StateUnread};
pub use secret::{EnteredSecret, SecretKind};
