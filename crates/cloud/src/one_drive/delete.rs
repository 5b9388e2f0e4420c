//! Deleting a file only while it holds certain bytes: by its id, with `If-Match`. Whatever is created in its place has
//! another id.

use super::{OneDrive, address, answers::refusal};
use crate::{DeleteExactly, DriveError, Path, answer::Effect, http::Http};

impl<H: Http> OneDrive<H> {
    pub(super) async fn delete_tagged(&self, file: &Path, bytes: &[u8]) -> Result<DeleteExactly, DriveError> {
        address::check(file)?;
        if file.names().is_empty() {
            return Err(DriveError::WrongKind);
        }
        self.open().await?;
        // OneDrive changes its tag for a while after it was written.
        for _ in 0..3 {
            let item = self.find(file).await?.ok_or(DriveError::NotFound)?;
            if !item.is_file() {
                return Err(DriveError::WrongKind);
            }
            if item.etag.is_none() {
                return Ok(DeleteExactly::CannotPromise);
            }
            // The tag comes with the metadata that says which bytes it belongs to, and before those bytes.
            let same = match item.has_hash() {
                true => item.fits(bytes),
                false => self.content(&item).await? == bytes,
            };
            if !same {
                return Ok(DeleteExactly::Changed);
            }
            let answer = self.remove(&item).await?;
            match answer.status {
                204 => return Ok(DeleteExactly::Deleted),
                409 | 412 => {}
                // Gone meanwhile, or not OneDrive's answer: looked at.
                200 | 404 => {
                    return match (answer.status, self.find(file).await) {
                        (404, Ok(None)) => Err(DriveError::NotFound),
                        (200, Ok(None)) => Ok(DeleteExactly::Deleted),
                        (404, Ok(Some(other))) if other.id != item.id => Ok(DeleteExactly::Changed),
                        _ => Err(DriveError::Unknown),
                    };
                }
                _ => return Err(refusal(&answer, Effect::Change)),
            }
        }
        Err(DriveError::Busy { after_ms: None })
    }
}
