//! The real journal on a single-threaded executor with virtual time: every request is a numbered fault point.
#![cfg(not(target_arch = "wasm32"))]

mod exhaustive;
mod fate;
mod must_fail;
mod random;
mod sabotage;
mod time;
mod world;
