//! A drive that cannot be made from what is stored of it: no sign-in opens it, or this copy no longer knows its
//! service.

use async_trait::async_trait;
use lifeboat_cloud::{Account, Create, Drive, DriveError, Entry, Path, Place, Quota};

/// Stands in its place until the user has signed in again, so that code that needs the drive waits, and says what it is
/// waiting for.
pub struct UnmadeDrive(DriveError);

impl UnmadeDrive {
    /// Answers every request with this problem, and sends none.
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
