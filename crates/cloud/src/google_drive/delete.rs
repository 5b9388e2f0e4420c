//! Deleting single files.

use super::{
    GoogleDrive,
    book::{IdPair, number_of},
    folder::Folder,
    model::{FileDraft, FileKind, FileMeta},
    requests::CreateOutcome,
};
use crate::{DeleteExactly, DriveError, Path, http::Http};

impl<H: Http> GoogleDrive<H> {
    pub(super) async fn delete_at(&self, path: &Path) -> Result<(), DriveError> {
        let Some(name) = path.name() else { return Err(DriveError::Denied) };
        let Some((meta, slot)) = self.find(path).await? else { return Err(DriveError::NotFound) };
        let marked = slot.filter(|_| is_marked(name, &meta));
        self.remove_found(path, &meta, marked).await
    }

    pub(super) async fn delete_if_exactly(
        &self,
        path: &Path,
        bytes: &[u8],
    ) -> Result<DeleteExactly, DriveError> {
        let Some((meta, slot)) = self.find(path).await? else { return Err(DriveError::NotFound) };
        if meta.trashed {
            return Err(DriveError::InBin);
        }
        if self.content(&meta).await? != bytes {
            return Ok(DeleteExactly::Changed);
        }
        self.remove_found(path, &meta, slot).await?;
        Ok(DeleteExactly::Deleted)
    }

    /// Removes what was found, by its id, after leaving the mark in its slot.
    async fn remove_found(
        &self,
        path: &Path,
        meta: &FileMeta,
        marked: Option<IdPair>,
    ) -> Result<(), DriveError> {
        let (Some(name), Some(parent)) = (path.name(), path.parent()) else { return Err(DriveError::Denied) };
        if let Some(slot) = marked {
            let folder = self.folder(&parent).await?.ok_or(DriveError::Unavailable { after_ms: None })?;
            self.mark(&folder, &slot, name).await?;
        }
        let removed = self.remove(&meta.id).await?;
        if !removed && self.look(&meta.id).await?.is_some() {
            return Err(DriveError::Unknown);
        }
        if parent.names().is_empty() {
            self.forget_top(&meta.id);
        } else if meta.is_folder() {
            self.forget(&meta.id);
        }
        // Somebody else was quicker.
        if removed { Ok(()) } else { Err(DriveError::NotFound) }
    }

    /// Leaves the mark that lets the name be used again. Before the removal: see the module's second point.
    async fn mark(&self, folder: &Folder, slot: &IdPair, name: &str) -> Result<(), DriveError> {
        let title = format!("({name} was removed)");
        let draft = FileDraft {
            kind: FileKind::Gone,
            id: &slot.gone,
            parent: &folder.id,
            name,
            title: &title,
            book: None,
            bytes: b"",
        };
        match self.make(&draft).await? {
            CreateOutcome::New(_) | CreateOutcome::InUse => Ok(()),
            CreateOutcome::NoParent => Err(self.lost(folder)),
        }
    }
}

/// All but entries that are merely no longer needed: there would be a mark for each payment. The journal keeps
/// position 0; deleting it gives the folder up.
fn is_marked(name: &str, meta: &FileMeta) -> bool {
    number_of(name).is_none_or(|number| number == 0) || meta.is_torn()
}
