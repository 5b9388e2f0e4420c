//! Finding, creating and removing single files.

use super::{
    GoogleDrive, SlotWalk,
    api::CreateOutcome,
    book::{Slot, number_of},
    folder::Folder,
    meta::{FileDraft, FileKind, FileMeta},
};
use crate::{Create, DeleteExactly, DriveError, Path, http::Http};

impl<H: Http> GoogleDrive<H> {
    /// What is at this path, which is not the root; `None` only when it is believable that nothing is.
    pub(super) async fn find(&self, path: &Path) -> Result<Option<(FileMeta, Option<Slot>)>, DriveError> {
        let (Some(name), Some(parent)) = (path.name(), path.parent()) else {
            return Err(DriveError::WrongKind);
        };
        if parent.names().is_empty() {
            let Some(top) = self.folder(path).await? else { return Ok(None) };
            return match self.look(&top.id).await? {
                Some(meta) => Ok(Some((meta, None))),
                None => match self.vanished(path, &top).await {
                    DriveError::NotFound => Ok(None),
                    error => Err(error),
                },
            };
        }
        let Some(folder) = self.folder(&parent).await? else { return Ok(None) };
        for again in [false, true] {
            if let SlotWalk::Found(meta, slot) = self.walk(&folder, name, false).await? {
                return Ok(Some((*meta, Some(slot))));
            }
            if again {
                break;
            }
            match self.look(&folder.id).await? {
                Some(meta) if meta.trashed => return Err(DriveError::InBin),
                Some(_) => {}
                None => {
                    return match self.vanished(&parent, &folder).await {
                        DriveError::NotFound => Ok(None),
                        error => Err(error),
                    };
                }
            }
        }
        Ok(None)
    }

    pub(super) async fn create_file(&self, path: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        let (Some(name), Some(parent)) = (path.name(), path.parent()) else {
            return Err(DriveError::WrongKind);
        };
        if parent.names().is_empty() {
            // At the top nothing but a search would tell whether it is there.
            return match self.folder(path).await? {
                Some(_) => Ok(Create::Exists),
                None => Err(DriveError::BadAddress),
            };
        }
        let folder = self.made_folder(&parent).await?;
        let mut refused: Option<Slot> = None;
        // An entry's own slot is asked by the create itself: one request for each payment.
        let own = match number_of(name) {
            Some(number) => self.number_slot(&folder, number, true).await?,
            None => None,
        };
        if let Some(slot) = own {
            match self.make_file(&folder, &slot, name, bytes).await? {
                Some(created) => return Ok(created),
                None => refused = Some(slot),
            }
        }
        loop {
            let slot = match self.walk(&folder, name, true).await? {
                SlotWalk::Found(..) => return Ok(Create::Exists),
                SlotWalk::Free(slot) => slot,
                SlotWalk::Nowhere => return Err(DriveError::Unavailable { after_ms: None }),
            };
            if refused.as_ref() == Some(&slot) {
                // It was there: an entry that is not needed any more, or what the user has deleted. Or it is just being
                // made by somebody else.
                return Ok(Create::Exists);
            }
            match self.make_file(&folder, &slot, name, bytes).await? {
                Some(created) => return Ok(created),
                None => refused = Some(slot),
            }
        }
    }

    /// `None` when the slot was used before.
    async fn make_file(
        &self,
        folder: &Folder,
        slot: &Slot,
        name: &str,
        bytes: &[u8],
    ) -> Result<Option<Create>, DriveError> {
        let draft = FileDraft {
            kind: FileKind::File,
            id: &slot.file,
            parent: &folder.id,
            name,
            title: name,
            book: None,
            bytes,
        };
        match self.make(&draft).await? {
            // Stored, but it will be deleted some day: not to be counted on.
            CreateOutcome::New(meta) if meta.trashed => Err(DriveError::InBin),
            CreateOutcome::New(_) => Ok(Some(Create::Created)),
            CreateOutcome::InUse => Ok(None),
            CreateOutcome::NoParent => Err(self.lost(folder)),
        }
    }

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
        marked: Option<Slot>,
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
    async fn mark(&self, folder: &Folder, slot: &Slot, name: &str) -> Result<(), DriveError> {
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

/// All but entries that are merely not needed any more: there would be a mark for each payment. The journal keeps
/// position 0; who deletes it gives the folder up.
fn is_marked(name: &str, meta: &FileMeta) -> bool {
    number_of(name).is_none_or(|number| number == 0) || meta.is_torn()
}
