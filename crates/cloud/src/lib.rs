//! One trait over cloud drives.

pub mod drive;
pub mod memory;
pub use drive::{Account, Create, Drive, DriveError, Entry, Path, Place, Quota, Retry};
