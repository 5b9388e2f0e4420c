//! The journal: everything a wallet must not lose, encrypted, in order, in the user's own cloud storage.
//!
//! Which part for what:
//! - what is kept: [`State`], changed by a [`Batch`];
//! - a new wallet, backup not turned on: [`Journal::create`]; turning it on: [`Journal::turn_on`];
//! - the next start of the same device: [`Journal::load`] (works offline, for looking), then [`LoadedJournal::start`];
//! - another device, or "use here": [`find_wallets`], open the keyring, [`Journal::restore`];
//! - files picked from a disk, when no service is left: [`picked::arrange`], then [`find_wallets`];
//! - turning the backup off: [`Journal::turn_off`], [`delete_copy`];
//! - the process ends, or locks: [`Journal::close`];
//! - a second copy on another service: [`Journal::add_mirror`], [`Journal::set_both`]; moving there:
//!   [`Journal::move_to`]; the first is gone for good: [`LoadedJournal::promote`]; which one is newer:
//!   [`look_at_head`];
//! - the only storage is gone for good and does not say so ([`StartError::way_out`]): [`LoadedJournal::start_alone`];
//! - every change: [`Journal::append`]; it comes back when the cloud has it, or never again ([`AppendError::Fenced`]);
//! - before broadcasting an own commitment transaction: [`Journal::head_is_ours`];
//! - the PIN was changed: [`Journal::change_keys`].
//!
//! The whole crate is single-threaded and driven by one future, [`Engine::run`], which the process spawns.
//! Dropping the future of an `append` does not stop the write.
//!
//! The protocol, and why each step is there: `docs/journal.md`.

#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

mod base;
mod bell;
mod bytes;
mod chain;
mod chunk;
mod clock;
mod create_once;
mod discover;
mod entry;
mod env;
mod fault;
mod follower;
#[cfg(target_arch = "wasm32")]
pub mod indexed_db;
mod journal;
mod keys;
pub mod layout;
mod mileposts;
mod mirror;
mod notes;
mod older_files;
pub mod phrase_file;
pub mod picked;
mod read;
mod retry;
mod state;
mod status;
mod store;
mod top;

pub use bytes::{MAX_KEY, TooLarge};
pub use chain::Takeovers;
pub use clock::Clock;
pub use discover::{Channels, DiscoverError, FoundEnd, FoundWallet, find_wallets, look_again};
pub use env::{Env, Randomness};
pub use fault::Fault;
pub use follower::Follower;
pub use journal::{
    AloneError, AppendError, BackupDoubt, ChangeKeysError, Check, CloseOutcome, Comparison, DeleteCopyError,
    EndCopyError, Engine, HeadSeen, HeadUnknown, Journal, JournalStep, LeftCopy, LoadError, LoadedJournal,
    MoveError, NewestHere, NotPromoted, NotStarted, OpenedJournal, PhraseFileTest, Progress, PromoteError,
    PromotedMirror, RestLook, RestoreError, RestoreOptions, StartError, StateRefused, StoredJournal,
    TakeoverSeen, TurnOffError, TurnOffOutcome, TurnOffPlan, TurnOnError, TurnOnPlan, WayOut, compare,
    delete_copy, end_copy, look_at_head, takes_no_new_file,
};
pub use keys::Keys;
pub use layout::WalletFolder;
pub use mirror::{Mirror, MirrorPlan, MirrorStatus};
pub use state::{Batch, DecodeError, MAX_SIZE, Op, State};
pub use status::{Author, EndReason, FolderNews, JournalEnd, MirrorObstacle, Obstacle, Status};
pub use store::{LocalStore, MemoryStore, SharedStore, StoreError, StoreFault, WholeStore, Writes};
