//! How each service is reached: from what a form or a sign-in gave to a drive.

mod account;
mod bucket;
mod dav;
mod remote_storage;

use std::pin::Pin;
use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_backup::Clock;
use lifeboat_cloud::webdav::Weakness;
use lifeboat_cloud::{Drive, DriveError};

pub use account::{AccountAccess, AccountKind};
pub use bucket::{BucketAccess, BucketForm};
pub use dav::DavAccess;
pub use remote_storage::RemoteStorageAccess;

/// One service with what opens it.
#[async_trait(?Send)]
pub trait ServiceAccess {
    /// The drive, used as what was found out allows, and as carefully as can be until then.
    ///
    /// # Errors
    /// What was given makes none, or its account could not be asked for.
    async fn drive(&self) -> Result<Rc<dyn Drive>, DriveError>;

    /// Finds out whether channel state is safe there, and why not; what has to be known to use it is kept.
    /// Services that promise it need no trial. `nonce`: a number that was not used before.
    ///
    /// # Errors
    /// It refuses us, or cannot be reached: not that it is weak.
    async fn trial(&self, nonce: u64) -> Result<Option<Weakness>, DriveError>;

    /// Finds out how a folder of this name has to be used before a trial. False: it takes no new file in any
    /// way that is right.
    ///
    /// # Errors
    /// See [`ServiceAccess::trial`].
    async fn first_look(&self, _folder: &str, _nonce: u64) -> Result<bool, DriveError> {
        Ok(true)
    }

    /// Everything that names the drive, and nothing that opens it.
    ///
    /// # Errors
    /// Its account could not be asked for.
    async fn place(&self) -> Result<Vec<String>, DriveError>;
}

/// How long to wait while another device holds what is needed, ms.
const PAUSE_MS: u64 = 2_000;

/// Waits while another device holds what is needed.
fn pause(clock: &Rc<dyn Clock>) -> impl Fn() -> Pin<Box<dyn Future<Output = ()>>> + 'static {
    let clock = clock.clone();
    move || {
        let clock = clock.clone();
        Box::pin(async move { clock.sleep(PAUSE_MS).await })
    }
}
