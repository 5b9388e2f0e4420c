//! One trait over cloud drives.

#[cfg(feature = "conformance")]
pub mod conformance;
pub mod drive;
pub mod http;
pub mod memory;
pub mod webdav;
pub use drive::{Account, Create, Drive, DriveError, Entry, Path, Place, Quota, Retry, portable_name};
