//! The memory drive as a [`Drive`].

use async_trait::async_trait;

use super::{MemoryDrive, Operation, StoreAnswer};
use crate::{Account, Create, DeleteExactly, Drive, DriveError, Entry, Path, Place, Quota};

#[async_trait(?Send)]
impl Drive for MemoryDrive {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        let answer = self.call(Operation::List, folder, &[]).await?;
        let StoreAnswer::Listing(entries) = answer else { return Err(DriveError::NotADrive) };
        Ok(entries)
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        let answer = self.call(Operation::Get, file, &[]).await?;
        let StoreAnswer::Bytes(bytes) = answer else { return Err(DriveError::NotADrive) };
        Ok(bytes)
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        let answer = self.call(Operation::Create, file, bytes).await?;
        let StoreAnswer::Create(create) = answer else { return Err(DriveError::NotADrive) };
        Ok(create)
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        self.call(Operation::Delete, path, &[]).await.map(|_| ())
    }

    async fn delete_exactly(&self, file: &Path, bytes: &[u8]) -> Result<DeleteExactly, DriveError> {
        if !self.promises_exact_deletes() {
            return Ok(DeleteExactly::CannotPromise);
        }
        let answer = self.call(Operation::DeleteExactly, file, bytes).await?;
        let StoreAnswer::Exactly(deleted) = answer else { return Err(DriveError::NotADrive) };
        Ok(deleted)
    }

    async fn quota(&self) -> Result<Quota, DriveError> {
        let answer = self.call(Operation::Quota, &Path::root(), &[]).await?;
        let StoreAnswer::Quota(quota) = answer else { return Err(DriveError::NotADrive) };
        Ok(quota)
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
