//! Finding and creating single files.

use super::{
    GoogleDrive, SlotWalk,
    book::{IdPair, number_of},
    folder::Folder,
    model::{FileDraft, FileKind, FileMeta},
    requests::CreateOutcome,
    slots::Marks,
};
use crate::{Create, DriveError, Glance, Path, http::Http};

/// Every glance at a name asks for its file, and one in this many also asks for the marks of what was removed.
const GLANCES_PER_MARK: u32 = 16;
/// Names of which the glances are counted; those of a device at rest are fewer.
const GLANCED: usize = 32;

impl<H: Http> GoogleDrive<H> {
    /// What is at this path, which is not the root; `None` only when it is believable that nothing is.
    pub(super) async fn find(&self, path: &Path) -> Result<Option<(FileMeta, Option<IdPair>)>, DriveError> {
        let (Some(name), Some(parent)) = (path.name(), path.parent()) else {
            return Err(DriveError::WrongKind);
        };
        if parent.names().is_empty() {
            let Some(top) = self.folder(path).await? else { return Ok(None) };
            return match self.look(&top.id).await? {
                Some(meta) => Ok(Some((meta, None))),
                None => nothing_if_missing(self.vanished(path, &top).await),
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
                    return nothing_if_missing(self.vanished(&parent, &folder).await);
                }
            }
        }
        Ok(None)
    }

    /// Looks like [`GoogleDrive::find`], with only one walk, and mostly without the marks of what was removed: a file
    /// that was made again, such as an entry whose first upload was damaged, is seen by one glance in
    /// [`GLANCES_PER_MARK`].
    pub(super) async fn glance_at(&self, path: &Path) -> Result<Glance, DriveError> {
        let (Some(name), Some(parent)) = (path.name(), path.parent()) else { return Ok(Glance::Something) };
        if parent.names().is_empty() {
            return Ok(self.find(path).await?.map_or(Glance::NothingSeen, |_| Glance::Something));
        }
        let Some(folder) = self.folder(&parent).await? else { return Ok(Glance::NothingSeen) };
        let marks = if self.is_mark_due(path) { Marks::Asked } else { Marks::Skipped };
        match self.walk_by(&folder, name, false, marks).await? {
            SlotWalk::Found(meta, _) if meta.trashed => Err(DriveError::InBin),
            SlotWalk::Found(..) => Ok(Glance::Something),
            SlotWalk::Free(_) | SlotWalk::Nowhere => Ok(Glance::NothingSeen),
        }
    }

    /// Whether this glance also asks what was removed: the first at each name does, and then one in
    /// [`GLANCES_PER_MARK`].
    fn is_mark_due(&self, path: &Path) -> bool {
        let mut glanced = self.glanced.borrow_mut();
        if glanced.len() >= GLANCED && !glanced.contains_key(path) {
            glanced.clear();
        }
        let glances = glanced.entry(path.clone()).or_insert(0);
        let due = glances.is_multiple_of(GLANCES_PER_MARK);
        *glances = glances.wrapping_add(1);
        due
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
        let mut refused: Option<IdPair> = None;
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
                // It was there: an entry that is no longer needed, or one that the user has deleted. Or another device
                // is just making it.
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
        slot: &IdPair,
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
}

/// What this error says of a file: that it is not there, or nothing.
fn nothing_if_missing<T>(error: DriveError) -> Result<Option<T>, DriveError> {
    if error == DriveError::NotFound { Ok(None) } else { Err(error) }
}
