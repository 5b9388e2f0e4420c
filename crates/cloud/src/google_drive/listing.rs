//! What is in a folder: by the properties that were set when it was created, wherever the user has moved it to.

use std::collections::BTreeSet;

use super::{
    GoogleDrive,
    folder::Folder,
    folders::aliased,
    model::{FileKind, FileMeta},
};
use crate::{DriveError, Entry, Path, http::Http};

impl<H: Http> GoogleDrive<H> {
    /// The folders at the top; those of the same name told apart.
    pub(super) async fn list_root(&self) -> Result<Vec<Entry>, DriveError> {
        let mut tops = self.search_tops(None).await?;
        if tops.is_empty() {
            self.trust(&Path::root()).await?;
            tops = self.search_tops(None).await?;
        }
        if !tops.is_empty() && tops.iter().all(|top| top.trashed) {
            return Err(DriveError::InBin);
        }
        let mut names = BTreeSet::new();
        let entry = |name: String, modified_ms| Entry { name, folder: true, size: None, modified_ms };
        let distinct = tops.into_iter().filter(|top| !top.trashed).map(|top| {
            let name = match names.insert(top.name.clone()) {
                true => top.name,
                false => aliased(&top.name, &top.folder.id),
            };
            entry(name, top.modified_ms)
        });
        Ok(distinct.collect())
    }

    /// The contents of a folder at the top; of all such folders, if several have its name.
    pub(super) async fn list_top(&self, path: &Path, name: &str) -> Result<Vec<Entry>, DriveError> {
        let Some(first) = self.folder(path).await? else { return Err(DriveError::NotFound) };
        let mut all = match self.entries(&first).await? {
            Some(entries) => entries,
            None => return Err(self.vanished(path, &first).await),
        };
        for top in self.search_tops(Some(name)).await?.into_iter().filter(|top| !top.trashed) {
            if top.folder.id == first.id {
                continue;
            }
            for mut entry in self.entries(&top.folder).await?.unwrap_or_default() {
                if all.iter().any(|known| known.name == entry.name) {
                    entry.name = aliased(&entry.name, &top.folder.id);
                }
                all.push(entry);
            }
        }
        Ok(all)
    }

    pub(super) async fn list_folder(&self, path: &Path) -> Result<Vec<Entry>, DriveError> {
        let Some(folder) = self.folder(path).await? else { return Err(DriveError::NotFound) };
        match self.entries(&folder).await? {
            Some(entries) => Ok(entries),
            None => Err(self.vanished(path, &folder).await),
        }
    }

    /// Why a folder that we knew is not there.
    pub(super) async fn vanished(&self, path: &Path, folder: &Folder) -> DriveError {
        if folder.id == folder.top {
            return DriveError::Gone;
        }
        self.forget(&folder.id);
        match self.folder(path).await {
            // Another of this name by now.
            Ok(Some(_)) => DriveError::Unavailable { after_ms: None },
            Ok(None) => DriveError::NotFound,
            Err(error) => error,
        }
    }

    /// Whether a search shows nothing of ours in it. May lag.
    pub(super) async fn is_empty(&self, folder: &Folder) -> Result<bool, DriveError> {
        let q = format!("appProperties has {{ key='lbParent' and value='{}' }}", folder.id);
        Ok(!self.search(&q).await?.iter().any(|meta| entry(meta, folder).is_some()))
    }

    /// `None` when the folder itself is not there.
    async fn entries(&self, folder: &Folder) -> Result<Option<Vec<Entry>>, DriveError> {
        let q =
            format!("appProperties has {{ key='lbParent' and value='{}' }} and trashed = false", folder.id);
        let mut found = self.search(&q).await?;
        match self.look(&folder.id).await? {
            Some(meta) if meta.trashed => return Err(DriveError::InBin),
            Some(_) => {}
            None => return Ok(None),
        }
        if found.is_empty() {
            found = self.search(&q).await?;
        }
        Ok(Some(found.iter().filter_map(|meta| entry(meta, folder)).collect()))
    }
}

fn entry(meta: &FileMeta, folder: &Folder) -> Option<Entry> {
    let ours = meta.ours().filter(|ours| ours.parent == folder.id)?;
    if !matches!(ours.kind, FileKind::File | FileKind::Folder) {
        return None;
    }
    let name = if meta.is_original() { ours.name.clone() } else { aliased(&ours.name, &meta.id) };
    let size = meta.size().filter(|_| !meta.is_folder());
    Some(Entry { name, folder: meta.is_folder(), size, modified_ms: meta.modified_ms() })
}
