//! Google Drive against its double: the suite, every class of wrong answer, races, what users do, what accounts suffer.

#![allow(clippy::unwrap_used, clippy::expect_used)] // clippy allows it in tests, but not in their helpers

mod account;
mod answers;
mod classes;
mod ids;
mod races;
mod user;
mod world;
