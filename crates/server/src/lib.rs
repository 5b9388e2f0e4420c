//! The server of one household: the built app, a place to keep backups, and a bridge to Lightning peers.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use lifeboat_server::{Options, Server};
//! let mut options = Options::new("dist", "data");
//! options.listen = "127.0.0.1:8080".parse()?;
//! let server = Server::start(options).await?;
//! println!("http://{}/", server.addr());
//! server.run().await;
//! # Ok(()) }
//! ```
//!
//! Decisions
//! - **The storage is our own code**, small, rather than the crate `dav-server` (0.11 was read): that one answers
//!   `If-None-Match: *` atomically, but writes into the final name while the body arrives and never calls fsync. A
//!   killed server would keep a torn file there, acknowledged or not, and the wallet's journal rests on the opposite:
//!   a name is absent or whole, and an acknowledged file survives a power cut. Here a body goes to a file outside the
//!   tree, is synced, and gets its name by a hard link, which fails if the name exists; then the folder is synced.
//! - **Nothing leads out of the data folder**: names are checked (`dav::path`), and every file operation is relative to
//!   an open directory (`cap-std`), so that a symbolic link cannot lead out either.
//! - **Files of users are never content of this origin**: they are served as attachments of unknown type, with a policy
//!   that forbids everything; otherwise a stored page could read the wallet.
//! - **Class 1 WebDAV, no locks.** A lock that a crashed client left behind would stop a wallet. A request that
//!   presents a lock token is refused (412), never ignored.
//! - **Trusted Types are asked for**: Leptos builds its static markup through `innerHTML`. The page's own
//!   default policy (`public/boot.js`) lets elements without scripts, handlers and addresses of scripts pass,
//!   and nothing else.
//! - **Guessing the password is slow**: wrong tries are counted per address, ten are free, then there is one in two
//!   seconds, waiting without holding a thread. Clients behind the same address as an attacker are slowed down too.
//! - **The token broker** (optional, for Google) and the map of the network (optional, `graph`) are the two places that
//!   talk to another host, each to one address, which the operator gave.
//! - **A guard** (optional) limits how often a PIN can be tried. It may run alone, which is better: the operator that
//!   serves the backup's page should not also be its only guard.
//! - TLS belongs to a reverse proxy. Without `dev` the answers promise HTTPS (HSTS) and allow no loopback hosts.

#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a server's clock and randomness are the machine's"
)]

mod app_files;
mod auth;
mod bridge;
mod broker;
mod client;
mod config;
mod csp;
mod dav;
mod error;
mod graph;
mod guard;
mod headers;
mod origin;
mod password;
mod serve;

pub use config::{GoogleClient, Limits, Options};
pub use error::StartError;
pub use graph::{GraphNetwork, GraphOptions, GraphSource};
pub use guard::{GuardClock, GuardOptions, Invite, NoGuard};
pub use password::{Password, PasswordFrom};
pub use serve::Server;

/// The parts that other programs may want: a WebDAV answer's XML, the checks of names, the policy of a page.
pub mod parts {
    pub use crate::csp::{inline_script_hashes, policy};
    pub use crate::dav::path::{BadPath, StoragePath};
    pub use crate::dav::xml::{PropertyRequest, wanted};
}
