//! The same for JavaScript. Thin: no decisions of its own.
//!
//! Bytes are `Uint8Array`, positions `bigint`, times Unix ms. What is refused is thrown as an `Error` with
//! the `name` of the refusal and a `remedy`; see [`types`]. Secrets live in the module's memory until
//! `close()` and `free()`.

mod clock;
mod drive;
mod errors;
mod journal;
mod options;
mod plain;
mod types;

pub use drive::JsDrive;
pub use journal::JsJournal;
