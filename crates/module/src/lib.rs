//! The module for other wallets: a journal over a user's own drive, from a form's fields or an OAuth token to
//! an append that only comes back when the cloud has it. It decides nothing: what counts as saved, who may
//! write, and what a restore believes is the journal's ([`lifeboat_backup`]); what a service promises is its
//! drive's ([`lifeboat_cloud`]).
//!
//! Which part for what:
//! - where the backup is: a [`Connection`], over one of [`access`];
//! - what shall open it: [`SlotPlan`]; what opens it: [`BackupSecret`];
//! - a new backup: [`create`]; the next start of the same device: [`open`]; another device: [`find`], [`restore`];
//! - the journal that runs: [`RunningJournal`];
//! - whatever is refused: [`ModuleError`], which says what the caller can do.
//!
//! In wasm the same is there for JavaScript (`src/js`), together with the crypto; `cargo xtask package` packs
//! it for npm. The page for developers: `docs/embedding.md`.

#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]
#![allow(clippy::result_large_err, reason = "one a call at most, which names who else has the journal")]

pub mod access;
mod backup;
mod connection;
mod error;
mod host;
#[cfg(target_arch = "wasm32")]
pub mod js;
mod restoring;
mod running;
mod secret;

pub use backup::{BackupPlan, create, open};
pub use connection::Connection;
pub use error::{ModuleError, Remedy};
pub use host::JournalHost;
pub use restoring::{RestorePlan, find, restore};
pub use running::RunningJournal;
pub use secret::{BackupSecret, SlotPlan};

/// The crypto for JavaScript: words, PIN, keyring, sealed objects.
#[cfg(target_arch = "wasm32")]
pub use lifeboat_crypto::js as crypto;
