//! The server over HTTP, as browsers and other clients see it.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a server's clock and randomness are the machine's"
)]
// What only tests call may panic as tests do.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod app;
mod auth;
mod behind_nginx;
mod bridge;
mod broker;
mod check_config;
mod deployed;
mod drive;
mod graph;
mod guard;
mod guards;
mod harness;
mod kill;
mod nginx;
mod static_host;
mod storage;
