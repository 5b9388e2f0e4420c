//! What the worker does: wallet, backup and keys wired together, on any [`Host`].
//!
//! A process starts one [`Session`] and hands it the page's calls ([`lifeboat_messages`]); nothing else
//! crosses. The crate knows no browser: clock, randomness, HTTP, sockets, the device's store and the tabs'
//! lock are the host's.
//!
//! Everything here is one thread of futures: no borrow is ever held across an await.

#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

mod accounts;
mod auto_lock;
mod chain_clock;
mod change_lock;
mod delete_wallet;
mod device;
mod device_env;
mod drive;
mod export;
mod fetch;
mod gate;
mod going_alone;
mod guard_memory;
mod guards;
mod hex;
mod history;
pub mod host;
mod invoice_sources;
mod lnurl;
mod local;
mod lock;
mod looks;
mod money;
mod node;
mod old_copies;
mod onchain;
mod paced_question;
mod pasted;
mod payments;
mod picked_files;
mod pin;
mod practise;
mod problem;
mod qr_code;
mod reach;
mod reconnect;
mod relay;
mod replacement;
mod restore;
mod search;
mod second_copy;
mod services;
mod session;
mod settings;
mod sign_in;
mod stage;
mod tasks;
mod tries;
mod turn_off;
mod turn_on;
mod unlocked;
mod vault;
mod view;
mod watch;

pub use host::Host;
pub use problem::{of_panic, of_store};
pub use session::Session;

use lifeboat_messages::{Phase, Problem, ReadOnly, View};

/// What the page shows when the worker cannot start, or had to stop: nothing but the reason.
pub fn view_of_failure(problem: Problem) -> View {
    let phase = Phase::ReadOnly { why: ReadOnly::Unsafe { problem } };
    view::bare(phase, None, String::new())
}
