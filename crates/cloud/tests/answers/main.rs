//! Drives over services that are spoken to by key or by name: every class of wrong answer, at every request of every
//! operation, once and for good.
//!
//! Whatever comes: nothing that is there is called missing, nothing is called created that is not stored, nothing is
//! called deleted that is still there, nothing stored is lost, and nothing panics.

#![allow(clippy::unwrap_used, clippy::expect_used)] // clippy allows it in tests, but not in their helpers

mod cases;
mod checks;
mod classes;
mod exchange;
mod luck;
mod remote_storage;
mod s3;
mod vss;
