//! One trait over cloud drives.

pub mod drive;
pub use drive::{Account, Create, Drive, DriveError, Entry, Path, Place, Quota};
