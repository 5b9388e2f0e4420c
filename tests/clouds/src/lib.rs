//! Doubles of the cloud services, for tests.
//!
//! A double refuses what the real service refuses, answers with its error bodies, and hides what it hides: a test that
//! passes here because a double was kinder than the service is worth nothing. Each service's module lists what the
//! real one does that its double does not.
//!
//! # How to use one
//! - In a test, without sockets: [`Core::new`], then [`Core::http`] is a [`lifeboat_cloud::http::Http`] that behaves as
//!   `fetch` in a page of the given origin does: preflights, and only the headers that the service exposes.
//! - Over a socket: [`serve`], or the binary `lifeboat-clouds`, which starts all of them and prints one line
//!   `ready {…}` with addresses and client ids.
//! - What goes wrong, and when: [`Rule`]s given to [`Core::fault`], or posted to `/control/faults`; see [`fault`].
//! - Time stands still until [`Clock::advance`] (or `/control/clock`); in the binary it runs.
//!
//! # How to write one
//! Implement [`Service`]: one function from a request to an answer, over a state of its own, called under a lock and
//! so atomic. OAuth comes from [`oauth::Server`], stale listings from [`Past`].

#![allow(clippy::disallowed_methods, reason = "its clock runs when it is a server of its own")]

pub mod all;
mod asked;
mod clock;
pub mod cloudkit;
mod control;
mod core;
mod cors;
mod direct;
pub mod dropbox;
pub mod fault;
pub mod google;
pub mod microsoft;
pub mod nextcloud;
pub mod oauth;
mod past;
mod serve;
mod service;
mod tools;
mod tree;
pub mod vss;

pub use asked::{Answered, Asked, Twist};
pub use clock::Clock;
pub use core::{Core, Logged, Waiting};
pub use cors::{Allowed, Cors};
pub use direct::Direct;
pub use fault::{Fault, Rule};
pub use lifeboat_cloud::webdav::{ASKED_HEADERS, ASKED_METHODS};
pub use past::Past;
pub use serve::{Running, serve};
pub use service::{Refusal, Service};
pub use tools::tools;
pub use tree::{Node, Tree};
