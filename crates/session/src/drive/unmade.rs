//! A drive that what is kept of it does not make: no sign-in opens it, or this copy does not know its service any more.

use async_trait::async_trait;
use lifeboat_cloud::{Account, Create, Drive, DriveError, Entry, Path, Place, Quota};

/// Stands in its place until the user has signed in anew, so that whoever has to wait for the drive waits, and says for what.
pub struct UnmadeDrive(DriveError);

impl UnmadeDrive {
    /// Says this to everybody, and asks nobody.
    pub fn new(why: DriveError) -> UnmadeDrive {
        UnmadeDrive(why)
    }
}

#[async_trait(?Send)]
impl Drive for UnmadeDrive {
    async fn list(&self, _: &Path) -> Result<Vec<Entry>, DriveError> {
        Err(self.0.clone())
    }

    async fn get(&self, _: &Path) -> Result<Vec<u8>, DriveError> {
        Err(self.0.clone())
    }

    async fn create(&self, _: &Path, _: &[u8]) -> Result<Create, DriveError> {
        Err(self.0.clone())
    }

    async fn delete(&self, _: &Path) -> Result<(), DriveError> {
        Err(self.0.clone())
    }

    async fn quota(&self) -> Result<Quota, DriveError> {
        Err(self.0.clone())
    }

    fn place(&self, folder: &Path) -> Place {
        Place { words: folder.names().to_vec(), link: None }
    }

    async fn account(&self) -> Result<Account, DriveError> {
        Err(self.0.clone())
    }
}
