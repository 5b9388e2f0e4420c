//! One trait over cloud drives, one file a provider.
//!
//! # Which part for what
//! - Keeping files on a user's drive: the trait [`Drive`]. There is no way to overwrite; [`DriveError`] says what
//!   went wrong, when to try again, and whether only the user can fix it.
//! - Google Drive: [`google_drive::GoogleDrive`]. Keep the id of its top folder with the account.
//! - Dropbox: [`dropbox::Dropbox`]; OneDrive: [`one_drive::OneDrive`]. Give them the account of the first sign-in.
//! - Apple iCloud: [`icloud::ICloud`]. Give it the account of the first sign-in, and keep its token whenever
//!   it changes.
//! - Nextcloud: [`nextcloud`], which first says what is in the way; then probe it.
//! - LDK's storage server: [`vss::Vss`]. Enrol the account when a backup is set up.
//! - Files picked from a disk: [`picked::PickedFiles`], to read only.
//! - A bucket at AWS or like it: [`s3::S3`]. Probe it first.
//! - A WebDAV server: [`webdav::WebDav`], over [`http::Http`]. Probe it first.
//! - Tests and simulations: [`memory::MemoryDrive`], with scripted faults.
//! - Signing in by OAuth 2.0: [`oauth`]; its `Tokens` are the [`Bearer`] of a drive.
//! - A new provider: implement [`Drive`], pass the suite in `conformance` (feature `conformance`), and try every class
//!   of wrong answer as `tests/faults` does; over a double in `tests/clouds`, its `every_answer` does it.
//!
//! ```no_run
//! use lifeboat_cloud::{Create, Drive, DriveError, Path, http::Http, webdav::*};
//!
//! async fn connect(http: impl Http) -> Result<(), DriveError> {
//!     let address = Address::parse("https://cloud.example/remote.php/dav/files/samantha/")?;
//!     let drive = WebDav::new(http, address, Login::new("samantha", "app password"), Behaviour::default());
//!     let verdict = drive.probe(0x5eed).await?; // any number not used before
//!     if !verdict.allows_channel_state() {
//!         return Ok(()); // say why: `verdict.grade`
//!     }
//!     let drive = drive.with_behaviour(verdict.behaviour);
//!     let file = Path::root().join("Bitcoin Wallet Backup").join("READ ME.txt");
//!     assert_eq!(drive.create(&file, b"What this is").await?, Create::Created);
//!     assert_eq!(drive.create(&file, b"Something else").await?, Create::Exists);
//!     Ok(())
//! }
//! ```

#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

mod answer;
mod bearer;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod drive;
pub mod dropbox;
mod flat;
pub mod google_drive;
mod hex;
pub mod http;
pub mod icloud;
pub mod memory;
pub mod nextcloud;
pub mod oauth;
pub mod one_drive;
pub mod picked;
mod race;
pub mod remote_storage;
pub mod s3;
mod scratch;
mod signed_in;
mod trial;
pub mod vss;
pub mod webdav;
#[cfg(feature = "conformance")]
pub mod wrong_answers;

pub use bearer::{Bearer, Token};
pub use drive::{
    Account, Create, DeleteExactly, Drive, DriveError, Entry, Glance, Path, Place, Quota, Retry,
    portable_name,
};
pub use scratch::scratch_folder;
