//! Deleting: a record in the version that was looked at, never another.

use serde_json::json;

use super::{
    ICloud, answers,
    model::{self, Record, RecordKind},
};
use crate::{DeleteExactly, DriveError, Path, answer::Effect, http::Http};

/// What CloudKit takes at once.
const MOST_OPERATIONS: usize = 200;
/// How often deleting a folder is repeated because something in it changed meanwhile.
const PATIENCE_WITH_OTHERS: usize = 3;

/// What became of one record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RemoveOutcome {
    Yes,
    Changed,
    Missing,
}

impl<H: Http> ICloud<H> {
    pub(super) async fn remove(&self, path: &Path) -> Result<(), DriveError> {
        for _ in 0..PATIENCE_WITH_OTHERS {
            let found = self.find(path, false).await?;
            let below = match &found {
                Some(record) if record.kind() == RecordKind::File => Vec::new(),
                // A folder without its record may have files left in it.
                _ => self.all_below(path).await?,
            };
            if found.is_none() && below.is_empty() {
                return Err(DriveError::NotFound);
            }
            self.folders.borrow_mut().clear();
            let mut changed = false;
            // Deepest first; the folder itself last, so that an interrupted deletion can be found and ended.
            for some in below.chunks(MOST_OPERATIONS) {
                changed |= self.strike(some).await?.contains(&RemoveOutcome::Changed);
            }
            if let Some(record) = found.filter(|_| !changed) {
                changed = self.strike(&[record]).await?.contains(&RemoveOutcome::Changed);
            }
            if !changed {
                return Ok(());
            }
        }
        Err(DriveError::Busy { after_ms: None })
    }

    pub(super) async fn remove_exactly(
        &self,
        file: &Path,
        bytes: &[u8],
    ) -> Result<DeleteExactly, DriveError> {
        let record = self.find(file, false).await?.ok_or(DriveError::NotFound)?;
        if record.kind() != RecordKind::File {
            return Err(DriveError::WrongKind);
        }
        // A record is never written to again: the digest is of what was created with this tag.
        if !record.fits(bytes) {
            return Ok(DeleteExactly::Changed);
        }
        match self.strike(&[record]).await?.first() {
            Some(RemoveOutcome::Yes) => Ok(DeleteExactly::Deleted),
            Some(RemoveOutcome::Changed) => Ok(DeleteExactly::Changed),
            Some(RemoveOutcome::Missing) => Err(DriveError::NotFound),
            None => Err(DriveError::Unknown),
        }
    }

    /// All records in a folder and its folders, the deepest first.
    async fn all_below(&self, folder: &Path) -> Result<Vec<Record>, DriveError> {
        let (mut all, mut open) = (Vec::new(), vec![folder.clone()]);
        while let Some(folder) = open.pop() {
            for record in self.children(&folder).await? {
                if record.kind() == RecordKind::Folder {
                    open.push(folder.join(record.entry_name().ok_or(DriveError::NotADrive)?));
                }
                all.push(record);
            }
        }
        all.reverse();
        Ok(all)
    }

    /// Deletes these, each only in the version that is known; what became of each.
    async fn strike(&self, records: &[Record]) -> Result<Vec<RemoveOutcome>, DriveError> {
        let operations: Vec<_> = records.iter().map(model::removing).collect();
        let question = json!({ "operations": operations, "zoneID": model::zone() });
        let answers = self.call("private/records/modify", &question, Effect::Change).await?;
        if answers.len() != records.len() {
            return Err(DriveError::Unknown);
        }
        let mut removed = Vec::new();
        for record in records {
            let answer =
                answers.iter().find(|answer| answer.name == record.name).ok_or(DriveError::Unknown)?;
            removed.push(match answer.code.as_deref() {
                None if answer.deleted => RemoveOutcome::Yes,
                None => return Err(DriveError::Unknown),
                Some("CONFLICT") => RemoveOutcome::Changed,
                Some("NOT_FOUND") => RemoveOutcome::Missing,
                Some(code) => return Err(answers::of_code(code, answer.retry_after_ms(), Effect::Change)),
            });
        }
        Ok(removed)
    }
}
