//! Translates every crate's own errors to what the page explains.
//!
//! Every match names all variants: a new one has to be given its words before anything compiles.
//! [`Problem::Internal`] is for what only a defect of ours can cause; no answer of a server, no refusal of a device and
//! nothing that a user types ends there.

mod backup;
mod cloud;
mod keys;
mod wallet;

use lifeboat_config::ConfigError;
use lifeboat_messages::Problem;

pub use backup::{
    author, in_second_copy, of_alone, of_append, of_copy, of_delete_copy, of_discover, of_end_copy, of_fault,
    of_load, of_mirror, of_move, of_obstacle, of_promote, of_restore, of_start, of_store, of_turn_off,
    of_turn_on, of_unfinished,
};
pub use cloud::{of_account, of_diagnosis, of_drive, of_oauth, of_weakness};
pub use keys::{of_make, of_open, of_pin};
pub use wallet::{
    of_chain, of_close, of_failure, of_invoice, of_note, of_opening, of_pasted, of_pay, of_send, of_service,
    of_wallet_start,
};

/// A defect, with what a support request needs to know.
pub fn internal(detail: impl std::fmt::Display) -> Problem {
    Problem::Internal { detail: detail.to_string() }
}

/// A configuration that makes no sense, or a part of it.
pub fn of_config(error: &ConfigError) -> Problem {
    misconfigured(format!("config.json: {error}"))
}

/// What this copy's operator has to fix: its configuration is missing, or makes no sense.
pub fn misconfigured(detail: impl std::fmt::Display) -> Problem {
    Problem::BadConfig { detail: detail.to_string() }
}

/// A panic of any part. The place is enough for a support request; the text might hold more than anybody should see.
pub fn of_panic(said: &str, place: &str) -> Problem {
    if lifeboat_wallet::is_stale_panic(said) { Problem::Stale } else { internal(place) }
}

#[cfg(test)]
mod tests;
