//! The real journal on a single-threaded executor with virtual time: every request is a numbered fault point.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod alone;
mod app;
mod at_rest;
mod beginnings;
mod continuation;
mod cost;
mod exhaustive;
mod faults;
mod from_files;
mod leaving;
mod lies;
mod lost;
mod mirrors;
mod must_fail;
mod phrase_file;
mod pin_change;
mod random;
mod random_pins;
mod renamed;
mod sabotage;
mod time;
mod world;
