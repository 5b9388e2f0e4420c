//! Guards: small servers that limit how often a PIN can be tried. k of n guards and the cloud's file together open a
//! backup; neither does alone. Pure: no socket, no clock, no store. The bytes are in `docs/format.md`, "Guards".
//!
//! - the messages between a guard and its client: [`wire`];
//! - the function that a guard computes blindly: [`oprf`];
//! - what a guard knows, and how it changes: [`record`];
//! - which guards a keyring's slot names, and how its secret is shared among them: [`slot`];
//! - asking guards, in parallel, through whatever the caller gives: [`client`].

#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

pub mod client;
pub mod oprf;
pub mod record;
pub mod slot;
pub mod wire;

mod derive;
mod shamir;
#[cfg(test)]
mod testing;
