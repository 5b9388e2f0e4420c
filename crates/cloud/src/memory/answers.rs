//! The memory drive as a [`Drive`].

use async_trait::async_trait;

use super::{MemoryDrive, Operation, StoreAnswer};
use crate::{Account, Create, DeleteExactly, Drive, DriveError, Entry, Path, Place, Quota};

#[async_trait(?Send)]
impl Drive for MemoryDrive {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        match self.call(Operation::List, folder, &[]).await? {
            StoreAnswer::Listing(entries) => Ok(entries),
            _ => Err(DriveError::NotADrive),
        }
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        match self.call(Operation::Get, file, &[]).await? {
            StoreAnswer::Bytes(bytes) => Ok(bytes),
            _ => Err(DriveError::NotADrive),
        }
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        match self.call(Operation::Create, file, bytes).await? {
            StoreAnswer::Create(create) => Ok(create),
            _ => Err(DriveError::NotADrive),
        }
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        self.call(Operation::Delete, path, &[]).await.map(|_| ())
    }

    async fn delete_exactly(&self, file: &Path, bytes: &[u8]) -> Result<DeleteExactly, DriveError> {
        if !self.promises_exact_deletes() {
            return Ok(DeleteExactly::CannotPromise);
        }
        match self.call(Operation::DeleteExactly, file, bytes).await? {
            StoreAnswer::Exactly(answer) => Ok(answer),
            _ => Err(DriveError::NotADrive),
        }
    }

    async fn quota(&self) -> Result<Quota, DriveError> {
        match self.call(Operation::Quota, &Path::root(), &[]).await? {
            StoreAnswer::Quota(quota) => Ok(quota),
            _ => Err(DriveError::NotADrive),
        }
    }

    fn place(&self, folder: &Path) -> Place {
        let mut words = vec!["Memory".to_owned()];
        words.extend(folder.names().iter().cloned());
        Place { words, link: None }
    }

    async fn account(&self) -> Result<Account, DriveError> {
        self.call(Operation::Account, &Path::root(), &[]).await?;
        Ok(Account { name: "Memory".to_owned() })
    }
}
